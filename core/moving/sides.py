"""Both sides may have changed since the last time: whose change stands?  Nobody's that was made here is undone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, TypeVar

from core.moving.arrival import GONE_HERE, GONE_HERE_CHANGED_THERE, Arrival, Part
from core.moving.sighting import Marks, Sighting

Kept = TypeVar("Kept")


def settled(arrival: Arrival[Kept], sighting: Sighting | None) -> Arrival[Kept]:
    """The arrival with every part as it is to be here; `sighting` is None where the resource itself is new here."""
    marks = sighting.marks.get(arrival.arn) if sighting else None
    if arrival.before is None:
        return arrival if marks is None else _deleted_here(arrival, marks)
    kept: list[Part] = []
    disputed: list[Part] = []
    was, becomes = _marks(arrival, arrival.before), _marks(arrival, arrival.after)
    for part in arrival.parts:
        last = (marks or {}).get(part.name)
        if was[part.name] == becomes[part.name] or was[part.name] == last:
            continue
        (kept if becomes[part.name] == last else disputed).append(part)
    stay = {name: getattr(arrival.before, name) for part in (*kept, *disputed) for name in part.fields}
    names = set(arrival.differing)
    return replace(
        arrival,
        after=replace(arrival.after, **stay),  # type: ignore[type-var]  # an entity
        kept=_members(kept, names),
        disputed=_members(disputed, names),
    )


def sighted(arn: str, came: Iterable[Arrival[Any]], ended: Iterable[Arrival[Any]], before: Sighting | None) -> Sighting:
    """What to remember now.  Of what is disputed it is what came before that, so that it is told of until it ends."""
    old = before or Sighting(arn=arn)
    marks = dict(old.marks)
    for raw, done in zip(came, ended, strict=True):
        disputed = {part.name for part in raw.parts if set(part.members) & set(done.disputed)}
        last = marks.get(raw.arn, {})
        fresh = {name: mark for name, mark in _marks(raw, raw.after).items() if name not in disputed}
        marks[raw.arn] = {**{name: last[name] for name in disputed if name in last}, **fresh}
    return replace(old, marks=marks)


def _deleted_here(arrival: Arrival[Kept], marks: Marks) -> Arrival[Kept]:
    if _marks(arrival, arrival.after) == marks:
        return replace(arrival, refused=GONE_HERE)
    return replace(arrival, refused=GONE_HERE_CHANGED_THERE, is_settled=False)


def _marks(arrival: Arrival[Kept], side: Kept) -> Marks:
    shown = arrival.shown(side)
    return {part.name: _digest({name: shown.get(name) for name in part.members}) for part in arrival.parts}


def _digest(shown: Mapping[str, Any]) -> str:
    text = json.dumps(shown, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


def _members(parts: Iterable[Part], differing: set[str]) -> tuple[str, ...]:
    return tuple(name for part in parts for name in part.members if name in differing)
