"""One call in progress: who asks, when, with what luck, and everything that is to be stored if it succeeds."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.caller import Caller
from core.step import Kind, Step


class Entity(Protocol):
    """Anything that is stored.  Version 0 has not been stored yet; a save rests on the version that was read."""

    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Save:
    entity: Entity


@dataclass(frozen=True, slots=True)
class Note:
    """Store this record too; where nothing else is to be stored, nobody waits for the disk."""

    entity: Entity


@dataclass(frozen=True, slots=True)
class Expect:
    """The change set rests on this entity too, although it changes nothing of it."""

    entity: Entity


@dataclass(frozen=True, slots=True)
class RestOn:
    """The same, without keeping others from changing the entity in the same moment: then this came before that."""

    entity: Entity


@dataclass(frozen=True, slots=True)
class Delete:
    entity: Entity


@dataclass(frozen=True, slots=True)
class DeleteAll:
    """Every entity of a type whose clear columns have these values; with none given, all there are."""

    type: type
    where: dict[str, str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Do this at that time; a step of the same kind and subject is moved, not doubled."""

    step: Step


@dataclass(frozen=True, slots=True)
class Begin:
    """Schedule a step that there was none of, and hold it from the start: whoever stores it carries it out at once."""

    step: Step
    until: datetime
    """When the lease ends."""


@dataclass(frozen=True, slots=True)
class Join:
    """Have it done at that time, or sooner where it waits already; whoever is at it has not seen what this is about."""

    step: Step


@dataclass(frozen=True, slots=True)
class Finish:
    """This step is done; where it was scheduled anew meanwhile, the newer one stands."""

    step: Step


@dataclass(frozen=True, slots=True)
class Postpone:
    """Give the step back, to be tried at a later time; where it was scheduled anew meanwhile, the newer one stands."""

    step: Step
    due_at: datetime
    error: str = ""
    """The type of what went wrong, where that was something unforeseen."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Give the step back to be tried rarely, where nothing waits for it; scheduled anew, it is like any other."""

    step: Step
    due_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Forget a step, held or not."""

    key: str


OfStep = Schedule | Begin | Join | Finish | Postpone | SetAside | Cancel
Change = Save | Note | Expect | RestOn | Delete | DeleteAll | OfStep


class Store(Protocol):
    async def commit(self, changes: list[Change]) -> None:
        """Store all of it or nothing; raise `Conflict` where an entity was changed since it was read."""


def _random_uuid() -> str:
    """Version 4 of RFC 9562, section 5.4; `uuid.uuid4` takes twice as long, and an incident has twenty names in it."""
    drawn = secrets.token_hex(16)
    variant = "89ab"[int(drawn[16], 16) % 4]
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"


@dataclass(frozen=True, slots=True)
class Chance:
    """Where new names and codes come from; tests bring their own."""

    new_id: Callable[[], str] = _random_uuid
    code: Callable[[], str] = lambda: f"{secrets.randbelow(1_000_000):06d}"
    draw: Callable[[int], bytes] = secrets.token_bytes
    """So many bytes that nobody can guess, for secrets."""


class Work:
    """Handlers read through their ports and say here what is to change; the dispatcher stores it in one transaction."""

    def __init__(self, caller: Caller, now: datetime, chance: Chance) -> None:
        self.caller = caller
        self.now = now
        self.new_id = chance.new_id
        self.code = chance.code
        self.draw = chance.draw
        self.changes: list[Change] = []

    def save(self, *entities: Entity) -> None:
        self.changes += [Save(entity) for entity in entities]

    def note(self, record: Entity) -> None:
        """Of a call that changes nothing: stored within a moment, in order, and at the latest when the process stops.

        Only a machine that loses power in that moment loses the record, and with it nothing that anybody relies on.
        """
        self.changes.append(Note(record))

    def expect(self, *entities: Entity) -> None:
        """Store nothing where one of these has been changed since it was read; many may expect the same one at once."""
        self.changes += [Expect(entity) for entity in entities]

    def rest_on(self, *entities: Entity) -> None:
        """The same, where it does no harm that one of them is changed in this very moment."""
        self.changes += [RestOn(entity) for entity in entities]

    def delete(self, *entities: Entity) -> None:
        self.changes += [Delete(entity) for entity in entities]

    def delete_all(self, type_: type, **where: str) -> None:
        self.changes.append(DeleteAll(type_, where))

    def schedule(self, kind: Kind, subject: str, due_at: datetime | None = None) -> None:
        """Have it done at `due_at`, or at once."""
        self.changes.append(Schedule(Step(kind=kind, subject=subject, due_at=due_at or self.now)))

    def join(self, kind: Kind, subject: str, due_at: datetime) -> None:
        """Have it done at `due_at`, unless it is to be done anyway: then when that was to be."""
        self.changes.append(Join(Step(kind=kind, subject=subject, due_at=due_at)))

    def cancel(self, kind: Kind, subject: str) -> None:
        self.changes.append(Cancel(f"{kind} {subject}"))
