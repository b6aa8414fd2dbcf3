"""`@aws oncall [schedule or person] [when]`: who is on call, until when, and who comes next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.slack.assembly import Ports
from bot.slack.blocks import on_call, refusal
from bot.slack.blocks.elements import Block, Message, actions, button, context, section
from bot.slack.conversation import Replies
from bot.slack.lookups import SLACK_USER
from bot.slack.oncall.cover import BUTTON as COVER
from bot.slack.oncall.facts import Glance, Known, Schedule
from bot.slack.oncall.looking import CONTACT, Looking
from bot.slack.oncall.reading import Asked, read
from bot.slack.people import People
from bot.slack.talk import Saying
from bot.slack.web import SlackWeb
from core.caller import Caller
from core.errors import Refusal
from core.oncall.glance import Own, own
from core.vocabulary.understanding import Misunderstood

TWO_WEEKS = timedelta(days=14)
ME = {"me", "mine", "myself"}
NOT_YOU = "I page you by no contact in Slack, so that you have no shifts. Somebody else's: `@aws oncall NAME`."
NOBODY = "Nobody whom you may see is paged in Slack as {whom}. Type `@aws oncall NAME` with the name of a contact."
NEEDED = (
    "To see who is on call takes `ssm-contacts:ListContacts`, `GetContact` and `ListRotationShifts`; "
    "`MusterResponderAccess` has them."
)

Remarks = Callable[[Caller, Sequence[str]], Awaitable[Sequence[Block]]]
"""What is said below an answer about these schedules."""


async def nothing(_: Caller, __: Sequence[str]) -> Sequence[Block]:
    """No remarks."""
    return ()


class Who:
    def __init__(self, ports: Ports, people: People, slack: SlackWeb, remarks: Remarks = nothing) -> None:
        self._ports = ports
        self._people = people
        self._replies = Replies(slack)
        self._remarks = remarks

    async def typed(self, saying: Saying, caller: Caller, rest: str) -> None:
        """Answer it, or say why not."""
        try:
            message = await self._answer(saying, caller, rest)
        except Refusal as no:
            message = refusal.refused(no)
            if no.code == "AccessDeniedException" and no.because != "stranger":
                message = replace(message, blocks=(*message.blocks, context(NEEDED)))
        await self._replies.answer(saying.place, message)

    async def _answer(self, saying: Saying, caller: Caller, rest: str) -> Message:
        looking = Looking(self._ports.dispatcher, caller)
        known = await looking.contacts()
        first, _, behind = rest.partition(" ")
        if first.lower() in ME or SLACK_USER.fullmatch(first):
            is_me = first.lower() in ME
            found = await self._paged_as(caller, caller.user_id if is_me else first)
            if found is None:
                return refusal.sorry(NOT_YOU if is_me else NOBODY.format(whom=first))
            rest = f"{found} {behind}"
        zone = await self._people.zone_of(caller.user_id)
        asked = read(rest, known, saying.at, zone)
        if isinstance(asked, Misunderstood):
            return refusal.misunderstood(asked)
        seen = Glance(
            at=asked.at or saying.at,
            is_now=asked.at is None,
            zone=zone,
            names={one.arn: one.name for one in known},
        )
        return await self._about(looking, known, asked, seen)

    async def _paged_as(self, caller: Caller, user_id: str) -> str | None:
        """The ARN of the contact whose direct messages these are."""
        channels = await self._ports.registers.channels.with_address("SLACK", user_id)
        arns = list(dict.fromkeys(one.contact_arn for one in channels))
        return next(iter(await self._ports.dispatcher.among(caller, CONTACT, arns, {})), None)

    async def _about(self, looking: Looking, known: Sequence[Known], asked: Asked, seen: Glance) -> Message:
        schedules = [one for one in known if one.type == "ONCALL_SCHEDULE"]
        if asked.about is None:
            return await self._everybody(looking, schedules, seen)
        if asked.about.type == "PERSONAL":
            return await self._person(looking, asked.about, schedules, seen)
        schedule = await looking.schedule(asked.about, seen.at)
        message = await self._remarked(looking.caller, [schedule], on_call.one_schedule(schedule, seen))
        cover = actions([button("Cover…", COVER, {"schedule": asked.about.arn})])
        return replace(message, blocks=(*message.blocks, cover))

    async def _everybody(self, looking: Looking, schedules: Sequence[Known], seen: Glance) -> Message:
        theirs = await looking.among(schedules)
        shown = [await looking.schedule(one, seen.at) for one in theirs[: on_call.ROWS]]
        message = on_call.everybody(shown, theirs[on_call.ROWS :], seen)
        return await self._remarked(looking.caller, shown, message)

    async def _person(self, looking: Looking, person: Known, schedules: Sequence[Known], seen: Glance) -> Message:
        theirs = await looking.among(schedules)
        found = [await looking.schedule(one, seen.at, seen.at + TWO_WEEKS) for one in theirs]
        return on_call.one_person(person, _parts(person, found), TWO_WEEKS.days, seen)

    async def _remarked(self, caller: Caller, schedules: Sequence[Schedule], message: Message) -> Message:
        remarks = await self._remarks(caller, [one.known.arn for one in schedules])
        return replace(message, blocks=(*(message.blocks or (section(message.text),)), *remarks))


def _parts(person: Known, schedules: Sequence[Schedule]) -> list[tuple[Known, Own]]:
    """Their shifts in all schedules, in order."""
    parts = [
        (schedule.known, part)
        for schedule in schedules
        for turns in schedule.rotations or ()
        for part in own(person.arn, turns.listed.shifts)
    ]
    return sorted(parts, key=lambda one: one[1].starts_at)
