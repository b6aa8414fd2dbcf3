"""Covers: asked for, agreed to, declined, taken back.

Between two people it takes both; then it needs no policy that allows it, since a shift is its holder's own, but none
may forbid it.  The overrides, the notes and the answer are stored in one go, or none of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from core.caller import Caller
from core.clock import Clock
from core.covers.agreeing import Changed, is_so, overrides_of
from core.covers.asking import Facts, Wish, other_of, turns_of
from core.covers.cover import Cover, Outcome, Over, Told, expiry, over, same
from core.covers.looking.operations import Looking, Place
from core.covers.noting import noted
from core.covers.ports import Covers, Door
from core.errors import invalid_member
from core.incidents.ports import IncidentFilter, Incidents
from core.listing import Window
from core.work import Work

OVERRIDE = "ssm-contacts:CreateRotationOverride"
OPEN = Window(200)


class NotTheirs(Exception):
    """Somebody else is asked."""


class TooLate(Exception):
    """Nothing can come of it any more."""

    def __init__(self, why: Over | None, cover: Cover | None) -> None:
        """`why`: None where it is not known any more, or the rotation is not what it was."""
        super().__init__(why)
        self.why, self.cover = why, cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for what, and by which delivery."""

    caller: Caller
    wish: Wish
    place: Place
    zone: tzinfo
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    looking: Looking
    covers: Covers
    incidents: Incidents
    door: Door
    clock: Clock

    async def wanted(self, asked: Asked) -> Cover:
        """The cover as it would be asked for; raises `Refusal`, of a field where one is at fault."""
        wish, rotation, now = asked.wish, asked.place.rotation, self.clock.now()
        people = {*rotation.contact_arns, wish.asker, other_of(wish)} - {""}
        facts = Facts(rotation=rotation, names=await self.looking.names(people), zone=asked.zone, now=now)
        turns = turns_of(wish, facts)
        asker, other = await self.looking.party(wish.asker), await self.looking.party(other_of(wish))
        if not other.user_id:
            raise invalid_member(_of_other(wish), _unreachable(other.name))
        if not wish.is_told_only:
            await self._refuse_forbidden(asked.caller, {"RotationId": rotation.arn})
        cover = Cover(
            id=asked.id,
            kind=wish.kind,
            rotation_arn=rotation.arn,
            called=asked.place.called,
            asker=replace(asker, user_id=asked.caller.user_id),
            other=other,
            turns=turns,
            asked_at=now,
            expires_at=expiry(turns, now),
            is_told_only=wish.is_told_only,
        )
        for one in await self.covers.open_at(now):
            if not cover.is_told_only and over(one, now) is None and same(one, cover, now):
                raise invalid_member(_of_other(wish), _asked_already(one, asked.caller))
        return cover

    async def ask(self, asked: Asked) -> Cover:
        """Store it; a delivery that is carried out once more finds what it did."""
        if known := await self.covers.get(asked.id):
            return known
        cover = await self.wanted(asked)

        async def store(work: Work) -> Cover:
            if cover.is_told_only:
                await self.door.demand(work.caller, OVERRIDE, {"RotationId": cover.rotation_arn})
                settled = await self._made_so(work, cover, asked.id)
            else:
                settled = cover
            work.save(settled)
            return settled

        return await self.door.altogether(asked.caller, store)

    async def agree(self, id_: str, answerer: Caller, asker: Caller, token: str) -> Cover:
        """Make it so, in the name of whoever asked, or, where policies allow it them alone, of who agrees."""

        async def settle(work: Work) -> Cover:
            cover = await self._answerable(id_, answerer, token, work.now)
            if cover.settled_by == token:
                return cover
            settled = await self._made_so(work, cover, token)
            work.save(settled)
            return settled

        cover = await self._answerable(id_, answerer, token, self.clock.now())
        return await self.door.altogether(await self._in_whose_name(cover, asker, answerer), settle)

    async def end(self, id_: str, caller: Caller, token: str, outcome: Outcome) -> Cover:
        """Decline it, or take it back: then nothing comes of it."""

        async def settle(work: Work) -> Cover:
            cover = await self._answerable(id_, caller, token, work.now, is_asker=outcome == "withdrawn")
            if cover.settled_by != token:
                cover = replace(cover, outcome=outcome, settled_at=work.now, settled_by=token)
                work.save(cover)
            return cover

        return await self.door.altogether(caller, settle)

    async def told(self, cover: Cover, told: Told) -> Cover:
        """Remember where it was told."""

        async def remember(work: Work) -> Cover:
            now = await self.covers.get(cover.id) or cover
            work.save(remembered := replace(now, told=(*now.told, told)))
            return remembered

        return await self.door.altogether(Caller(arn="", standing="stranger"), remember)

    async def _answerable(
        self, id_: str, caller: Caller, token: str, now: datetime, *, is_asker: bool = False
    ) -> Cover:
        cover = await self.covers.get(id_)
        if cover is None:
            raise TooLate(None, None)
        party = cover.asker if is_asker else cover.other
        if caller.standing == "stranger":
            raise NotTheirs
        if caller.user_id != party.user_id and party.contact_arn not in caller.contact_arns:
            raise NotTheirs
        if cover.settled_by != token and (why := over(cover, now)):
            raise TooLate(why, cover)
        return cover

    async def _made_so(self, work: Work, cover: Cover, token: str) -> Cover:
        """The overrides, and the notes in incidents that may page another person from now on."""
        rotation = await self.looking.rotations.get(cover.rotation_arn)
        if rotation is None:
            raise TooLate(None, cover)
        start, end = min(one.starts_at for one in cover.turns), max(one.ends_at for one in cover.turns)
        shifts_of = await self.looking.shifts_of(rotation, start, end)
        try:
            overrides = overrides_of(cover, shifts_of, work.now)
        except Changed:
            if not is_so(cover, shifts_of, work.now):
                raise TooLate(None, cover) from None
            overrides = []  # the same was asked twice, and agreed to before
        if any(arn not in rotation.contact_arns for one in overrides for arn in one.contact_arns):
            raise TooLate(None, cover)
        for one in overrides:
            request: dict[str, Any] = {
                "RotationId": rotation.arn,
                "NewContactIds": list(one.contact_arns),
                "StartTime": one.starts_at,
                "EndTime": one.ends_at,
            }
            await self.door.within(work, OVERRIDE, request)
        work.save(rotation)  # of two that are agreed on at one moment, the second looks again
        if overrides:
            await self._note(work, cover)
        return replace(cover, outcome="agreed", settled_at=work.now, settled_by=token)

    async def _note(self, work: Work, cover: Cover) -> None:
        plans = tuple(plan.arn for plan in await self.looking.concerned(cover.rotation_arn))
        if not plans:
            return
        wanted = IncidentFilter(statuses=("OPEN",), response_plan_arns=plans)
        for incident in (await self.incidents.listing(wanted, OPEN)).items:
            work.expect(incident)
            work.save(noted(work.new_id(), incident.arn, cover, work.caller.arn, work.now))
            work.schedule("announce", incident.arn)

    async def _in_whose_name(self, cover: Cover, asker: Caller, answerer: Caller) -> Caller:
        await self._refuse_forbidden(asker, {"RotationId": cover.rotation_arn})
        for caller in (asker, answerer):
            if await self.door.may(caller, OVERRIDE, cover.rotation_arn):
                return caller
        return asker

    async def _refuse_forbidden(self, caller: Caller, params: dict[str, Any]) -> None:
        if await self.door.forbids(caller, OVERRIDE, params):
            await self.door.demand(caller, OVERRIDE, params)


def _of_other(wish: Wish) -> str:
    """The field that says who is asked."""
    return "to" if wish.kind == "give" else "theirs"


def _asked_already(open_: Cover, caller: Caller) -> str:
    if open_.asker.user_id == caller.user_id:
        return f"you have asked {open_.other.name} for this already; take that back first if you mean to ask once more"
    return f"{open_.asker.name} has asked for this already; press Agree below their question"


def _unreachable(name: str) -> str:
    return (
        f"I cannot ask {name}, who has no activated contact channel in Slack; whoever may make overrides does it with "
        "`ssm-contacts create-rotation-override`"
    )
