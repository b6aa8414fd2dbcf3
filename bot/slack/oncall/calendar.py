"""`/oncall calendar [schedule]`: a secret address for calendar programs, told to whoever asks and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.blocks import refusal
from bot.slack.blocks.elements import Message, context, section
from bot.slack.blocks.escape import code, mrkdwn
from bot.slack.blocks.plainly import MEMBERS_ONLY
from bot.slack.conversation import Replies
from bot.slack.oncall.facts import Known
from bot.slack.oncall.looking import Looking
from bot.slack.oncall.reading import named, unknown
from bot.slack.people import People
from bot.slack.talk import Saying
from bot.slack.web import SlackWeb
from core.arns import alias_of
from core.calendars.operations import CalendarFeeds
from core.caller import Caller
from core.errors import Refusal
from core.vocabulary.understanding import Misunderstood

REVOKE = "revoke"
NO_URL = (
    "Calendar programs cannot reach Muster yet: whoever runs it has to set MUSTER_PUBLIC_URL to its address on the "
    "internet, such as https://muster.example.com."
)
NOBODY = (
    "I know you as no contact, so that you have no shifts. `/oncall calendar SCHEDULE` is a schedule's calendar; to "
    "become a contact whom incidents can page in Slack, ask an administrator."
)
WHERE = (
    "Google Calendar: Other calendars, From URL. Outlook: Add calendar, Subscribe from web. Apple: File, New Calendar "
    "Subscription."
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where calendars come from, and what programs reach them by."""

    feeds: CalendarFeeds
    public_url: str


class CalendarWord:
    def __init__(self, addresses: Addresses, people: People, slack: SlackWeb) -> None:
        self._feeds, self._public_url = addresses.feeds, addresses.public_url
        self._people = people
        self._replies = Replies(slack)

    async def typed(self, saying: Saying, caller: Caller, rest: str) -> None:
        """Answer where nobody else reads it."""
        try:
            message = await self._answer(await self._people.with_contacts(caller), rest)
        except Refusal as no:
            message = refusal.refused(no)
        await self._replies.whisper(saying.place, message)

    async def _answer(self, caller: Caller, rest: str) -> Message:
        if caller.standing == "stranger":
            return refusal.sorry(MEMBERS_ONLY)
        first, _, behind = rest.partition(" ")
        if first.lower() == REVOKE:
            return await self._revoked(caller, behind.strip())
        if not self._public_url:
            return refusal.sorry(NO_URL)
        if not rest:
            own = sorted(caller.contact_arns)
            return await self._made(own, caller, "") if own else refusal.sorry(NOBODY)
        found = await self._named(caller, rest)
        if isinstance(found, Misunderstood):
            return refusal.misunderstood(found)
        return await self._made([found.arn], caller, found.name)

    async def _made(self, arns: Sequence[str], caller: Caller, name: str) -> Message:
        """`name`: of what was asked for; nothing for one's own."""
        secrets = [(await self._feeds.create(arn, caller))[1] for arn in arns]
        whose = f"The calendar of *{mrkdwn(name, 200)}*" if name else "The calendar of your shifts"
        head = f"{whose}, for any calendar program that can subscribe to an address:"
        ending = f"/oncall calendar {REVOKE}{f' {alias_of(arns[0])}' if name else ''}"
        warning = (
            "Keep it to yourself: whoever has this address sees names and times without signing in. It is shown only "
            f"this once; ask again for another, and {code(ending)} ends them."
        )
        addresses = [section(code(f"{self._public_url}/calendar/{secret}.ics")) for secret in secrets]
        return Message(head, (section(head), *addresses, context(warning), context(WHERE)))

    async def _revoked(self, caller: Caller, name: str) -> Message:
        found = await self._named(caller, name) if name else None
        if isinstance(found, Misunderstood):
            return refusal.misunderstood(found)
        ended = await self._feeds.revoke_own(caller, found.arn if found else None)
        of = f" of *{mrkdwn(found.name, 200)}*" if found else ""
        if not ended:
            return Message(f"You have no calendar address{of} that could be ended.")
        them = "1 calendar address" if len(ended) == 1 else f"{len(ended)} calendar addresses"
        return Message(f"Ended {them}{of}. Programs that ask there are told nothing any more.")

    async def _named(self, caller: Caller, name: str) -> Known | Misunderstood:
        known = [one for one in await Looking(self._feeds.dispatcher, caller).contacts() if one.type != "ESCALATION"]
        if found := named(name, known):
            return found[0]
        return unknown(name, known, "/oncall calendar", "schedule or person")
