"""Calendar feeds: made, listed, ended, and told to whoever knows the secret.

They are made by no operation of the catalog: AWS has none.  Who may have one is who may look at the same shifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.calendars import issuing
from core.calendars.calendar_feed import CalendarFeed
from core.calendars.entries import Rota, entries, people_in, title, window
from core.calendars.ports import CalendarFeeds as Stored
from core.calendars.telling import Calendar, calendar, retold
from core.caller import Caller
from core.clock import Clock
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.deeds import Deeds
from core.dispatcher import Dispatcher
from core.errors import Conflict, contact_resource_not_found, denied
from core.listing import Window
from core.oncall.shifts import reach
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.ports import Rotations
from core.rotations.rotation import Rotation
from core.work import Save, Store, Work

CREATE, LIST, REVOKE = "muster:CreateCalendar", "muster:ListCalendars", "muster:RevokeCalendar"
LOOK, SHIFTS = "ssm-contacts:GetContact", "ssm-contacts:ListRotationShifts"
ATTEMPTS = 5
ALL = Window(100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeeds:
    """What people ask for."""

    stored: Stored
    contacts: Contacts
    rotas: Rotas
    deeds: Deeds
    dispatcher: Dispatcher

    async def create(self, contact_arn: str, by: Caller) -> tuple[CalendarFeed, str]:
        """A new feed with its secret, which is shown this once."""
        if contact_arn not in by.contact_arns:
            await self._refuse_unless_seen(contact_arn, by)

        async def create(work: Work) -> tuple[CalendarFeed, str]:
            contact = await self._contact(contact_arn)
            issuing.refuse_too_many(contact, await self.stored.of_contact(contact_arn), by)
            secret = issuing.new_secret(work.draw)
            feed = issuing.made(contact, work.draw(6).hex(), secret, by.arn, work.now)
            work.rest_on(contact)
            work.save(feed)
            return feed, secret

        return await self.deeds.until_stored(CREATE, {"contactId": contact_arn}, create, by=by)

    async def listing(self) -> list[CalendarFeed]:
        """All of them, without their secrets, which nobody has."""

        async def listing(_: Work) -> list[CalendarFeed]:
            return await self.stored.all()

        return await self.deeds.until_stored(LIST, {}, listing, read_only=True)

    async def revoke(self, name: str) -> list[CalendarFeed]:
        """The operator ends one by its id, or all of the contact of that ARN."""

        async def revoke(work: Work) -> list[CalendarFeed]:
            one = await self.stored.get(name)
            ended = [one] if one else await self.stored.of_contact(name)
            if not ended:
                raise issuing.no_such_feed(name)
            work.delete(*ended)
            return ended

        return await self.deeds.until_stored(REVOKE, {"name": name}, revoke)

    async def revoke_own(self, by: Caller, contact_arn: str | None = None) -> list[CalendarFeed]:
        """Those that this caller has made, or that tell their own shifts; only of one contact where that is given."""

        async def revoke(work: Work) -> list[CalendarFeed]:
            found = await (self.stored.of_contact(contact_arn) if contact_arn else self.stored.all())
            ended = [one for one in found if one.made_by == by.arn or one.contact_arn in by.contact_arns]
            work.delete(*ended)
            return ended

        asked = {"contactId": contact_arn} if contact_arn else {}
        return await self.deeds.until_stored(REVOKE, asked, revoke, by=by)

    async def _refuse_unless_seen(self, contact_arn: str, by: Caller) -> None:
        await self.dispatcher.call(by, LOOK, {"ContactId": contact_arn})
        now = self.deeds.clock.now()
        told = [rota.rotation[0].arn for rota in await self.rotas.of(await self._contact(contact_arn), now)]
        seen = await self.dispatcher.among(by, SHIFTS, told, {}) if told else []
        if unseen := [arn for arn in told if arn not in seen]:
            raise denied(by.arn, SHIFTS, unseen[0])

    async def _contact(self, arn: str) -> Contact:
        contact = await self.contacts.get(arn)
        if contact is None:
            raise contact_resource_not_found("CONTACT", arn)
        return contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """What calendar programs ask for."""

    stored: Stored
    contacts: Contacts
    rotas: Rotas
    store: Store
    clock: Clock

    async def at(self, secret: str) -> CalendarFeed | None:
        """The feed that opens with this secret: looked for in the same way, whatever it is."""
        return await self.stored.with_digest(issuing.digest_of(secret))

    async def told(self, feed: CalendarFeed) -> Calendar | None:
        """What is told there now; None where it was ended meanwhile."""
        current: CalendarFeed | None = feed
        for _ in range(ATTEMPTS):
            contact = await self.contacts.get(feed.contact_arn)
            if current is None or contact is None:
                return None
            try:
                return await self._told(current, contact)
            except Conflict:  # the same was asked for twice at once, or the feed was ended
                current = await self.stored.get(feed.id)
        return None

    async def _told(self, feed: CalendarFeed, contact: Contact) -> Calendar:
        now = self.clock.now()
        rotas = await self.rotas.of(contact, now)
        people = await self.contacts.many(people_in(rotas))
        names = {arn: one.display_name or one.alias for arn, one in people.items()}
        only = contact.arn if contact.type == "PERSONAL" else None
        found = entries(contact.arn, rotas, names, now, only)
        remembering = retold(feed, found, now)
        if remembering is not feed:
            await self.store.commit([Save(remembering)])
        return calendar(title(contact), remembering, found)


@dataclass(frozen=True, slots=True)
class Rotas:
    """In which rotations are there shifts for a calendar?"""

    contacts: Contacts
    rotations: Rotations
    overrides: RotationOverrides

    async def of(self, contact: Contact, now: datetime) -> list[Rota]:
        """A schedule's rotations, in their order; those of all schedules where it is a person's calendar."""
        schedules = [contact]
        if contact.type == "PERSONAL":
            schedules = list((await self.contacts.listing("", "ONCALL_SCHEDULE", ALL)).items)
        names: dict[str, list[str]] = {}
        for schedule in schedules:
            for arn in schedule.rotation_arns:
                names.setdefault(arn, []).append(schedule.display_name or schedule.alias)
        known = await self.rotations.many(names)
        rotas = [await self._rota(known[arn], names[arn], now) for arn in names if arn in known]
        return [rota for rota in rotas if contact.type != "PERSONAL" or contact.arn in people_in([rota])]

    async def _rota(self, rotation: Rotation, schedules: Sequence[str], now: datetime) -> Rota:
        start, end = window(now)
        overlapping = await self.overrides.during(rotation.arn, start, end)
        overrides = await self.overrides.during(rotation.arn, *reach(rotation, overlapping, start, end))
        return Rota(rotation=(rotation, overrides), schedules=tuple(dict.fromkeys(schedules)))
