"""Stores what arrives, each resource with all that belongs to it in one transaction, and says what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from core.arns import Arns
from core.audit import AuditRecord
from core.caller import Caller
from core.clock import Clock
from core.errors import Conflict, Refusal, invalid
from core.listing import Window
from core.moving import incidents, people, plans, policies, turns
from core.moving.arrival import Arrival, cannot
from core.moving.belonging import foreign
from core.moving.fitting import fitted
from core.moving.ports import Stored
from core.moving.resource import Outcome, Resource
from core.timeline.ports import EventFilter
from core.work import Chance, Save, Store

ACTION = "muster:Restore"
ATTEMPTS = 20
TICK = timedelta(microseconds=1)
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
ALL = Window(1_000_000)
"""Of what belongs to one resource."""

Arriving = tuple[list[Arrival[Any]], list[Outcome]]
"""What is to be stored, and what stays behind."""


class Restoring:
    """Knows no engine and no Slack: what arrives pages nobody, posts nothing and tells no timeline of it."""

    def __init__(self, stored: Stored, store: Store, arns: Arns, clock: Clock, chance: Chance | None = None) -> None:
        self._stored = stored
        self._store = store
        self._arns = arns
        self._clock = clock
        self._chance = chance or Chance()
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

    async def restore(self, caller: Caller, resource: Resource, *, dry_run: bool = False) -> list[Outcome]:
        """Store it under its own ARN and times; what became of it and of each thing that belongs to it."""
        if reason := foreign(resource.kind, resource.arn, self._arns):
            return [cannot(resource, reason)]
        try:
            resource = fitted(resource)
            await self._refuse_too_early(resource, dry_run)
            return await self._until_stored(caller, resource, dry_run)
        except Refusal as refusal:
            return [cannot(resource, refusal.message)]
        except KeyError as missing:
            return [cannot(resource, f"what was told of it lacks {missing.args[0]}")]

    async def _until_stored(self, caller: Caller, resource: Resource, dry_run: bool) -> list[Outcome]:
        rule = self._rules.get(resource.kind)
        if rule is None:
            raise invalid(f"{resource.kind[:100]} is no kind of resource; there are {', '.join(self._rules)}")
        for _ in range(ATTEMPTS):
            arriving, left = await rule(resource)
            others = [one for one in arriving if one.result != "same"]
            try:
                if others and not dry_run:
                    await self._keep(caller, resource, others)
            except Conflict:
                continue
            unread = [cannot(resource, f"{action} was not answered: {why}") for action, why in resource.unread.items()]
            return [*(one.outcome for one in arriving), *left, *unread]
        raise invalid("others are changing the same thing; repeat the command")

    async def _keep(self, caller: Caller, resource: Resource, others: list[Arrival[Any]]) -> None:
        if resource.kind == "replication-set":
            self._stored.keys.create(resource.arn)
        record = AuditRecord(
            id=self._chance.new_id(),
            at=self._clock.now(),
            action=ACTION,
            principal=caller.arn,
            outcome="ok",
            read_only=False,
            parameters={"kind": resource.kind, "arn": resource.arn},
        )
        await self._store.commit([*(Save(one.after) for one in others), Save(record)])

    async def _refuse_too_early(self, resource: Resource, dry_run: bool) -> None:
        if dry_run or resource.kind in ("replication-set", "custom-action", "chat-configuration"):
            return
        if await self._stored.replication_sets.current() is None:
            raise invalid(
                "there is no replication set here, whose key would seal it: "
                "make one with ssm-incidents create-replication-set, then repeat the command"
            )

    async def _replication_set(self, resource: Resource) -> Arriving:
        return [plans.replication_set(resource, await self._stored.replication_sets.current())], []

    async def _contact(self, resource: Resource) -> Arriving:
        contact = people.contact(resource, await self._stored.contacts.get(resource.arn))
        known = (await self._stored.contact_channels.of_contact(resource.arn, ALL)).items
        channels, left = people.channels(resource, {one.arn: one for one in known}, self._moment)
        allowed, unfit = await self._policies(resource)
        return [contact, *channels, *allowed], [*left, *unfit]

    async def _rotation(self, resource: Resource) -> Arriving:
        rotation = turns.rotation(resource, await self._stored.rotations.get(resource.arn), self._moment())
        known = await self._stored.rotation_overrides.overlapping(resource.arn, *EVER, ALL)
        return [rotation, *turns.overrides(resource, known.items)], turns.left_behind(resource, rotation)

    async def _custom_action(self, resource: Resource) -> Arriving:
        return [plans.custom_action(resource, await self._stored.custom_actions.get(resource.arn))], []

    async def _chat_channel(self, resource: Resource) -> Arriving:
        return [plans.chat_channel(resource, await self._stored.chat_channels.get(resource.arn))], []

    async def _response_plan(self, resource: Resource) -> Arriving:
        plan = plans.response_plan(resource, await self._stored.response_plans.get(resource.arn))
        allowed, unfit = await self._policies(resource)
        return [plan, *allowed], unfit

    async def _incident(self, resource: Resource) -> Arriving:
        before = await self._stored.incidents.get(resource.arn)
        record = incidents.record(resource, before)
        if record.after.status == "OPEN":
            other = await self._stored.incidents.open_with_dedupe_string(record.after.dedupe_string)
            if other and other.arn != resource.arn:
                raise invalid(f"an open incident here has the same dedupe string: {other.arn}; resolve one of the two")
        known_events = (await self._stored.timeline.listing(resource.arn, EventFilter(), ALL)).items
        known_items = await self._stored.related_items.all_of(resource.arn)
        events = incidents.events(resource, {event.event_id: event for event in known_events})
        items = incidents.related_items(resource, record.after, known_items)
        return [record, *events, *items], incidents.left_behind(resource, before)

    async def _policies(self, resource: Resource) -> Arriving:
        known = await self._stored.resource_policies.all_of(resource.arn)
        arrivals, unfit = policies.policies(resource, known, self._clock.now())
        return list(arrivals), unfit

    def _moment(self) -> datetime:
        """Now, and never the same moment twice: what arrives in an order is listed in that order."""
        now = self._clock.now()
        self._latest = now if self._latest is None or now > self._latest else self._latest + TICK
        return self._latest
