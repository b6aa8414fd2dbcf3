"""Stores what arrives, each resource with all that belongs to it in one transaction, and says what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from core.arns import Arns
from core.audit.recording import Deed, Recorder
from core.caller import Caller
from core.clock import Clock
from core.errors import Conflict, Refusal, invalid
from core.listing import Window
from core.moving import incidents, people, plans, policies, turns
from core.moving.arrival import Arrival, cannot
from core.moving.belonging import foreign
from core.moving.fitting import fitted
from core.moving.gone import belongings, gone_there
from core.moving.ports import Stored
from core.moving.resource import Outcome, Resource
from core.moving.sides import settled, sighted
from core.moving.sighting import Sighting
from core.timeline.ports import EventFilter
from core.work import Chance, Save, Store

ACTION = "muster:Restore"
ATTEMPTS = 20
TICK = timedelta(microseconds=1)
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
ALL = Window(1_000_000)
"""Of what belongs to one resource."""
MISREAD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What nonsense leads to that no shape describes."""


@dataclass(slots=True)
class Arriving:
    arrivals: list[Arrival[Any]]
    """The resource itself first."""
    left: list[Outcome] = field(default_factory=list)
    """What stays behind."""
    here: dict[str, str] = field(default_factory=dict)
    """What belongs to it here already: kinds, by ARN."""


class Restoring:
    """Knows no engine and no Slack: what arrives pages nobody, posts nothing and tells no timeline of it."""

    def __init__(self, stored: Stored, store: Store, arns: Arns, clock: Clock, chance: Chance | None = None) -> None:
        self._stored = stored
        self._store = store
        self._arns = arns
        self._clock = clock
        self._chance = chance or Chance()
        self._recorder = Recorder(arns, clock, self._chance)
        self._latest: datetime | None = None
        self._rules: dict[str, Callable[[Resource], Awaitable[Arriving]]] = {
            "replication-set": self._replication_set,
            "contact": self._contact,
            "rotation": self._rotation,
            "custom-action": self._custom_action,
            "chat-configuration": self._chat_channel,
            "response-plan": self._response_plan,
            "incident-record": self._incident,
        }

    async def restore(self, caller: Caller, resource: Resource) -> list[Outcome]:
        """Store it under its own ARN and times; what became of it and of each thing that belongs to it."""
        if reason := foreign(resource.kind, resource.arn, self._arns):
            return [cannot(resource, reason)]
        try:
            resource, misshapen = fitted(resource)
            await self._refuse_too_early(resource)
            return [*await self._until_stored(caller, resource), *misshapen]
        except Refusal as refusal:
            return [cannot(resource, refusal.message)]
        except KeyError as missing:
            return [cannot(resource, f"what was told of it lacks {missing.args[0]}")]
        except MISREAD as problem:
            return [cannot(resource, f"it does not read as a {resource.kind} ({type(problem).__name__})")]

    async def made_at(self, arn: str) -> datetime | None:
        """When a rotation was made, which no operation tells."""
        rotation = await self._stored.rotations.get(arn)
        return rotation.created_at if rotation else None

    async def _until_stored(self, caller: Caller, resource: Resource) -> list[Outcome]:
        rule = self._rules[resource.kind]
        unread = [cannot(resource, f"{action} was not answered: {why}") for action, why in resource.unread.items()]
        for _ in range(ATTEMPTS):
            sighting = await self._stored.sightings.get(resource.arn)
            arriving = await rule(resource)
            came = list({one.arn: one for one in arriving.arrivals}.values())
            known = sighting if came[0].before is not None else None
            ended = [settled(one, known) for one in came]
            await self._refuse_second_open(ended[0])
            try:
                await self._keep(caller, resource, ended, (sighting, sighted(resource.arn, came, ended, sighting)))
            except Conflict:
                continue
            told = {one.arn for one in came} | {one.arn for one in arriving.left}
            gone = gone_there(resource, known, arriving.here, told)
            return [*(one.outcome for one in ended), *arriving.left, *gone, *unread]
        raise invalid("others are changing the same thing; repeat the command")

    async def _keep(
        self,
        caller: Caller,
        resource: Resource,
        ended: list[Arrival[Any]],
        sightings: tuple[Sighting | None, Sighting],
    ) -> None:
        """Store what is news, and what is to be remembered, if it is anything else than `sightings` begins with."""
        news = [one.after for one in ended if one.is_news]
        before, after = sightings
        if not news and before == after:
            return
        if resource.kind == "replication-set":
            await self._stored.keys.check({name: key for one in news for name, key in one.regions.items()})
            await self._stored.keys.create(resource.arn)
        record = self._recorder.of(Deed(caller, ACTION, {"kind": resource.kind, "arn": resource.arn}))
        await self._store.commit([*(Save(entity) for entity in news), Save(after), Save(record)])

    async def _refuse_too_early(self, resource: Resource) -> None:
        if resource.kind in ("replication-set", "custom-action", "chat-configuration"):
            return
        if await self._stored.replication_sets.current() is None:
            raise invalid(
                "there is no replication set here, whose key would seal it: "
                "make one with ssm-incidents create-replication-set, then repeat the command"
            )

    async def _refuse_second_open(self, record: Arrival[Any]) -> None:
        if record.kind != "incident-record" or record.after.status != "OPEN":
            return
        other = await self._stored.incidents.open_with_dedupe_string(record.after.dedupe_string)
        if other and other.arn != record.arn:
            raise invalid(f"an open incident here has the same dedupe string: {other.arn}; resolve one of the two")

    async def _replication_set(self, resource: Resource) -> Arriving:
        return Arriving([plans.replication_set(resource, await self._stored.replication_sets.current())])

    async def _contact(self, resource: Resource) -> Arriving:
        contact = people.contact(resource, await self._stored.contacts.get(resource.arn))
        known = (await self._stored.contact_channels.of_contact(resource.arn, ALL)).items
        channels, left = people.channels(resource, {one.arn: one for one in known}, self._moment)
        allowed = await self._policies(resource)
        here = belongings("contact-channel", (one.arn for one in known))
        return Arriving([contact, *channels, *allowed.arrivals], [*left, *allowed.left], here | allowed.here)

    async def _rotation(self, resource: Resource) -> Arriving:
        before = await self._stored.rotations.get(resource.arn)
        rotation = turns.rotation(resource, before, self._moment())
        known = (await self._stored.rotation_overrides.overlapping(resource.arn, *EVER, ALL)).items
        here = belongings("rotation-override", (f"{resource.arn} {one.id}" for one in known))
        return Arriving([rotation, *turns.overrides(resource, known)], turns.left_behind(resource, before), here)

    async def _custom_action(self, resource: Resource) -> Arriving:
        return Arriving([plans.custom_action(resource, await self._stored.custom_actions.get(resource.arn))])

    async def _chat_channel(self, resource: Resource) -> Arriving:
        return Arriving([plans.chat_channel(resource, await self._stored.chat_channels.get(resource.arn))])

    async def _response_plan(self, resource: Resource) -> Arriving:
        plan = plans.response_plan(resource, await self._stored.response_plans.get(resource.arn))
        allowed = await self._policies(resource)
        return Arriving([plan, *allowed.arrivals], allowed.left, allowed.here)

    async def _incident(self, resource: Resource) -> Arriving:
        record = incidents.record(resource, await self._stored.incidents.get(resource.arn))
        known_events = (await self._stored.timeline.listing(resource.arn, EventFilter(), ALL)).items
        known_items = await self._stored.related_items.all_of(resource.arn)
        events = incidents.events(resource, {event.event_id: event for event in known_events})
        items = incidents.related_items(resource, record.after, known_items)
        here = belongings("timeline-event", (f"{resource.arn} {one.event_id}" for one in known_events))
        here |= belongings("related-item", (f"{resource.arn} {one.generated_id}" for one in known_items))
        return Arriving([record, *events, *items], incidents.left_behind(resource), here)

    async def _policies(self, resource: Resource) -> Arriving:
        known = await self._stored.resource_policies.all_of(resource.arn)
        arrivals, unfit = policies.policies(resource, known, self._clock.now())
        here = belongings(policies.KIND, (f"{resource.arn} {one.id}" for one in known))
        return Arriving(list(arrivals), unfit, here)

    def _moment(self) -> datetime:
        """Now, and never the same moment twice: what arrives in an order is listed in that order."""
        now = self._clock.now()
        self._latest = now if self._latest is None or now > self._latest else self._latest + TICK
        return self._latest
