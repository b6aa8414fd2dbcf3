"""How a hand-off looks in a channel: who is on call now, who is not any more, and what they find."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.blocks import words
from bot.slack.blocks.elements import Block, Message, context, section
from bot.slack.blocks.escape import code, cut, mrkdwn, on
from core.handoffs.post import HandOffPost, Incidents, OpenIncident, Person

SHOWN_PEOPLE = 12
SHOWN_INCIDENTS = 10
SIGN = "\N{CLOCKWISE RIGHTWARDS AND LEFTWARDS OPEN CIRCLE ARROWS}"
NOBODY = "\N{WARNING SIGN} *Nobody is on call*"


def hand_off(post: HandOffPost) -> Message:
    """Who comes is mentioned, as it is news to their telephone; who goes or stays is only named."""
    schedule = mrkdwn(post.schedule, 200)
    now = f"{_listed(post.came, mention=True)} *on call now*" if post.came else ""
    first = f"{SIGN} *{schedule}*: {now or _without_anybody_new(post)}{_until(post)}"
    blocks = [section(f"{first}\n{_others(post)}" if _others(post) else first), *_incidents(post.incidents)]
    return Message(_in_short(post), (*blocks, context(f"{code(f'@aws oncall {post.alias}')} shows who comes next.")))


def _without_anybody_new(post: HandOffPost) -> str:
    return f"{_listed(post.stay)} *still on call*" if post.stay else NOBODY


def _until(post: HandOffPost) -> str:
    return f" until {on(post.until)}" if post.until else ""


def _others(post: HandOffPost) -> str:
    lines = []
    if post.out:
        lines.append(f"Out: {_listed(post.out)}")
    if post.came and post.stay:
        lines.append(f"Still on call: {_listed(post.stay)}")
    return "\n".join(lines)


def _listed(people: Sequence[Person], *, mention: bool = False) -> str:
    shown = [_who(one, mention=mention) for one in people[:SHOWN_PEOPLE]]
    left = len(people) - len(shown)
    return ", ".join([*shown, f"and {left} more"] if left else shown)


def _who(person: Person, *, mention: bool) -> str:
    if mention and person.slack_user_id and person.slack_user_id.isalnum():
        return f"<@{person.slack_user_id}>"
    return mrkdwn(person.name, 100)


def _incidents(incidents: Incidents) -> list[Block]:
    if not incidents.are_known:
        return [section("\N{WARNING SIGN} Which incidents are open could not be read.")]
    if not incidents.here and not incidents.elsewhere:
        return [section("No incident is open.")]
    shown = incidents.here[:SHOWN_INCIDENTS]
    lines = [_incident(one) for one in shown]
    if left := len(incidents.here) - len(shown):
        lines.append(f"… and {left} more")
    if incidents.elsewhere:
        more = " more" if lines else ""
        lines.append(f"{incidents.elsewhere}{more} open {_plural(incidents.elsewhere)} in other channels")
    return [section("*Open incidents*"), *(section(line) for line in lines)]


def _incident(one: OpenIncident) -> str:
    return (
        f"{words.colour(one.impact)} *{mrkdwn(one.title, 300)}* · {words.impact(one.impact)} · since {on(one.since)} · "
        f"{mrkdwn(one.who, 300)}"
    )


def _in_short(post: HandOffPost) -> str:
    """The words of the notification, which mention nobody a second time."""
    people = ", ".join(mrkdwn(one.name, 60) for one in (*post.came, *post.stay)[:SHOWN_PEOPLE])
    return cut(f"{mrkdwn(post.schedule, 200)}: {people or 'nobody'} on call now", 900)


def _plural(count: int) -> str:
    return "incident" if count == 1 else "incidents"
