"""By which ways does the configuration page people, which does it leave out, and which has it by half?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.settings import Settings


def problems_of_ways(settings: Settings) -> Iterator[str]:
    """Whatever somebody has begun to configure and would not reach anybody by; one sentence each."""
    if begun := _half_of_slack(settings):
        yield (
            f"{begun} is set, and SLACK_BOT_TOKEN is not: Slack pages nobody. Set the app's bot token, which is on "
            "its page at Slack, or neither."
        )
    elif not settings.may_talk_to_slack and not _carried(settings):
        yield (
            "Nobody can be paged or type a command: set SLACK_BOT_TOKEN, or MUSTER_MAIL, MUSTER_SMS or MUSTER_VOICE. "
            "`make demo` shows what it looks like."
        )
    if _carried(settings) and not settings.public_url:
        yield (
            "MUSTER_PUBLIC_URL is not set: mails have no link to acknowledge by, nobody can answer by telephone, and "
            "providers cannot report what arrived. Set the https address under which others reach this Muster."
        )


def left_out(settings: Settings) -> Iterator[str]:
    """What nobody has configured, where people are paged by other ways: it is worth knowing, and nothing is wrong."""
    carried = _carried(settings)
    if carried and not settings.may_talk_to_slack and not _half_of_slack(settings):
        yield (
            f"Slack is left out: pages go out by {' and '.join(carried.values())} only, and commands are typed with "
            "the aws CLI. `muster access-key create NAME --administrator` makes a key that may set Muster up."
        )
    missing = [one for one in ("MUSTER_MAIL", "MUSTER_SMS", "MUSTER_VOICE") if one not in carried]
    if missing and not settings.outbox_file and (carried or settings.may_talk_to_slack):
        yield f"{' and '.join(missing)} not set: pages to such channels get an ERROR receipt, and others go on."


def _half_of_slack(settings: Settings) -> str:
    """A setting that is of no use without a token."""
    others = {"SLACK_SIGNING_SECRET": settings.slack_signing_secret, "SLACK_APP_TOKEN": settings.slack_app_token}
    begun = [variable for variable, value in others.items() if value]
    return begun[0] if begun and not settings.may_talk_to_slack else ""


def _carried(settings: Settings) -> dict[str, str]:
    """What is carried beside Slack, by the setting that says by whom."""
    ways = {
        "MUSTER_MAIL": (settings.mail, "mail"),
        "MUSTER_SMS": (settings.sms, "text message"),
        "MUSTER_VOICE": (settings.voice, "call"),
    }
    return {setting: way for setting, (providers, way) in ways.items() if providers}
