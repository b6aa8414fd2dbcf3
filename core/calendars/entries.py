"""What does a calendar show of the shifts of some rotations?  Names and times, and nothing else that anybody keeps.

An entry is known by where its shift starts.  So one that an override takes over, or cuts, changes in people's
calendars and does not appear a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.contacts.contact import Contact
from core.legible import one_line
from core.oncall.duty import Overridden
from core.oncall.shifts import Shift, shifts

BACK, AHEAD = timedelta(days=14), timedelta(days=90)
DAY = timedelta(days=1)
NOBODY = "Nobody"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """A rotation, and where its shifts count."""

    rotation: Overridden
    schedules: tuple[str, ...]
    """The names of the schedules that it is part of, in which people are on call by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str


def title(contact: Contact) -> str:
    """What the calendar is called where calendars are listed."""
    name = _line(contact.display_name or contact.alias)
    return f"{name} on call" if contact.type == "PERSONAL" else f"On call: {name}"


def window(now: datetime) -> tuple[datetime, datetime]:
    """Two weeks back and ninety days ahead; by whole days, so that a feed changes when something has."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - BACK, today + AHEAD + DAY


def entries(
    owner_arn: str, rotas: Iterable[Rota], names: Mapping[str, str], now: datetime, only: str | None = None
) -> list[Entry]:
    """By when they start; `only`: the one person whose shifts are shown."""
    start, end = window(now)
    shown = _Shown(owner_arn, names, only)
    found = [shown.entry(rota, shift) for rota in rotas for shift in shifts(*rota.rotation, start, end)
             if only is None or only in shift.contact_arns]  # fmt: skip
    return sorted(found, key=lambda entry: (entry.starts_at, entry.uid))


def people_in(rotas: Iterable[Rota]) -> Iterator[str]:
    """The ARNs of everybody who may be named."""
    for rota in rotas:
        rotation, overrides = rota.rotation
        yield from rotation.contact_arns
        for override in overrides:
            yield from override.contact_arns


@dataclass(frozen=True, slots=True)
class _Shown:
    """How one feed tells of a shift."""

    owner_arn: str
    names: Mapping[str, str]
    only: str | None

    def entry(self, rota: Rota, shift: Shift) -> Entry:
        """The entry of one shift."""
        return Entry(
            uid=self._uid(rota, shift),
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            summary=self._summary(rota, shift),
            description=self._description(rota, shift),
        )

    def _uid(self, rota: Rota, shift: Shift) -> str:
        """Without the rotation's name, or anything else that may change."""
        rotation, _ = rota.rotation
        named = f"{self.owner_arn}\n{rotation.arn}\n{shift.starts_at.astimezone(UTC).isoformat()}"
        return hashlib.sha256(named.encode()).hexdigest()[:32] + "@muster"

    def _summary(self, rota: Rota, shift: Shift) -> str:
        on_call = (self.only,) if self.only else shift.contact_arns
        summary = f"{self._names(on_call) or NOBODY} on call: {_line(', '.join(rota.schedules))}"
        replaced = [arn for arn in shift.overridden_arns if arn not in shift.contact_arns]
        if not replaced or self.only in shift.overridden_arns:
            return summary
        return f"{summary} ({'for' if on_call else 'instead of'} {self._names(replaced)})"

    def _description(self, rota: Rota, shift: Shift) -> str:
        rotation, _ = rota.rotation
        told = [f"Rotation: {_line(rotation.name)}."]
        if others := [arn for arn in shift.contact_arns if self.only and arn != self.only]:
            told.append(f"Together with {self._names(others)}.")
        return " ".join(told)

    def _names(self, arns: Sequence[str]) -> str:
        return ", ".join(_line(self.names.get(arn) or arn.rpartition("/")[2]) for arn in arns)


def _line(text: str) -> str:
    return one_line(text, LONGEST_NAME)
