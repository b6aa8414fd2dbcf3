"""Which shifts can be covered?  Each that lasts long enough still, once for everybody who is on call in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.oncall.shifts import Shift
from core.rotation_overrides.fitness import SHORTEST

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """One person's part in one shift."""

    shift: Shift
    contact_arn: str

    @property
    def key(self) -> str:
        """Short, and another one as soon as the shift is not what it was."""
        start, end = ((at - EPOCH) // MICROSECOND for at in (self.shift.starts_at, self.shift.ends_at))
        return f"{start}-{end}-{short(self.contact_arn)}"


def short(contact_arn: str) -> str:
    """Stands for a contact where its ARN is too long."""
    return hashlib.blake2s(contact_arn.encode(), digest_size=6).hexdigest()


def choices(shifts: Iterable[Shift], now: datetime) -> Iterator[Choice]:
    """In order of time."""
    for shift in shifts:
        if shift.ends_at - max(shift.starts_at, now) >= SHORTEST:
            yield from (Choice(shift, arn) for arn in shift.contact_arns)
