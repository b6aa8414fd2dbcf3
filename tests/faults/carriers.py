"""All carriers of one run, at the wire: Slack, and for those who want them two providers of texts and a mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from tests.faults.installation import EVERYBODY, address_of
from tests.faults.mail_wire import MailWire
from tests.faults.plans import Plan
from tests.faults.slack_wire import SlackWire
from tests.faults.twilio_wire import Around, TwilioWire

PUBLIC = "https://muster.example.com"
PROVIDERS = "ab"
"""Of texts."""


@asynccontextmanager
async def carriers(plan: Plan, around: Around) -> AsyncIterator[dict[str, str]]:
    """What an operator would set to use them."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(
            SlackWire(around.occasion, lambda words, **told: around.note(medium="SLACK", **told))
        )
        for alias in EVERYBODY:
            slack.workspace.person(f"U{alias.upper()}", alias)
        environment = _environment(slack)
        if "SMS" in plan.media:
            aliases = {address_of(alias, "SMS"): alias for alias in EVERYBODY}
            two = [await stack.enter_async_context(TwilioWire(name, around, aliases)) for name in PROVIDERS]
            environment |= {"MUSTER_SMS": ",".join(one.address for one in two), "MUSTER_PUBLIC_URL": PUBLIC}
        if "EMAIL" in plan.media:
            mail = await stack.enter_async_context(MailWire(around.occasion, around.note))
            environment["MUSTER_MAIL"] = mail.address
        yield environment


def _environment(slack: SlackWire) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "PORT": "0",
        "MUSTER_BUNDLE": "0",
    }
