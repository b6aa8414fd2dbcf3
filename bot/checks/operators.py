"""Would operators hear of it if Muster itself were in trouble?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import aiohttp

from bot.assembly.operators import ways_of
from bot.assembly.outward import THEIR_OWN
from bot.checks.finding import Finding, well, wrong
from bot.http.outgoing import Outgoing
from bot.operator_ways import ByMail, BySlack, ByText, OperatorWay
from bot.settings import Settings
from bot.slack.web import SlackWeb
from core.clock import Clock

OPERATORS = "operators"
"""What `--send` is given to have them told."""
TEST = "This is a test by muster doctor. Nothing has happened, and nothing is asked of you."


def check_operators(settings: Settings) -> Iterator[Finding]:
    """Whether there is somebody who can carry it to them; whether it arrives is for `tell_operators`."""
    for way in settings.operators:
        if lacking := _lacking(way, settings):
            yield wrong(f"MUSTER_OPERATORS has a way that nobody carries: set {lacking}.")
    if settings.operators:
        yield well(f"Operators are told in {len(settings.operators)} ways; `--send {OPERATORS}` tells them something.")
    if settings.heartbeat_url:
        yield well("A dead-man's switch is called while pages go out.")


async def tell_operators(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> AsyncIterator[Finding]:
    """Tell them that this is a test, in every way that is configured."""
    web, outgoing = SlackWeb(session, settings.slack_bot_token, clock, settings.slack_api_url), Outgoing(THEIR_OWN)
    if not settings.operators:
        yield wrong(
            "Nobody is told when Muster itself is in trouble: set MUSTER_OPERATORS, such as mailto:ops@example.com."
        )
    for way in ways_of(settings, web, session, outgoing):
        try:
            await way.say(TEST)
            yield well(f"Operators were told by {way.name}: look whether it arrives.")
        except Exception as problem:  # its text may quote an address
            yield wrong(f"Operators cannot be told by {way.name} ({type(problem).__name__}): see MUSTER_OPERATORS.")
    await outgoing.close()


def _lacking(way: OperatorWay, settings: Settings) -> str:
    match way:
        case ByMail() if not settings.mail:
            return "MUSTER_MAIL"
        case ByText() if not settings.sms:
            return "MUSTER_SMS"
        case BySlack() if not settings.may_talk_to_slack:
            return "SLACK_BOT_TOKEN"
    return ""
