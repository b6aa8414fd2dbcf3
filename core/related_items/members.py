"""A related item in AWS's members: read from a request, written to an answer, and what an update does to the list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from core.compact import compact
from core.free_text import refuse_credentials
from core.related_items.related_item import RelatedItem

if TYPE_CHECKING:
    from core.vocabulary import types

TICK = timedelta(microseconds=1)
"""Keeps items apart that were told of in one list."""


def added(incident_arn: str, asked: types.RelatedItem, new_id: str, now: datetime) -> RelatedItem:
    """The item that a request describes; its id is ours to give."""
    identifier = asked["identifier"]
    refuse_credentials(title=asked.get("title"), url=identifier["value"].get("url"))
    return RelatedItem(
        generated_id=f"related-item/{identifier['type']}/{new_id.replace('-', '').upper()}",
        incident_arn=incident_arn,
        item_type=identifier["type"],
        value=cast("dict[str, object]", identifier["value"]),
        title=asked.get("title") or None,
        added_at=now,
    )


def named(items: Iterable[RelatedItem], identifier: types.ItemIdentifier) -> list[RelatedItem]:
    """The items that an identifier means."""
    return [item for item in items if (item.item_type, item.value) == (identifier["type"], identifier["value"])]


def written(item: RelatedItem) -> types.RelatedItem:
    """The item as AWS writes it."""
    answer: types.RelatedItem = {
        "generatedId": item.generated_id,
        "identifier": {
            "type": cast("types.ItemType", item.item_type),
            "value": cast("types.ItemValue", item.value),
        },
    }
    if item.title:
        answer["title"] = item.title
    return answer


def restored(
    incident_arn: str, told: Iterable[types.RelatedItem], known: Iterable[RelatedItem], opened_at: datetime
) -> list[RelatedItem]:
    """The items that a list tells of, in its order: when each was added is not told, and stays where it is known."""
    added_at = {item.generated_id: item.added_at for item in known}
    items: list[RelatedItem] = []
    at = opened_at
    for one in told:
        generated_id = one.get("generatedId") or _makeshift_id(one["identifier"])
        at = max(at, added_at.get(generated_id, at))
        items.append(_restored(incident_arn, one, generated_id, at))
        at += TICK
    return items


def _restored(incident_arn: str, told: types.RelatedItem, generated_id: str, at: datetime) -> RelatedItem:
    identifier = told["identifier"]
    return RelatedItem(
        generated_id=generated_id,
        incident_arn=incident_arn,
        item_type=identifier["type"],
        value=cast("dict[str, object]", identifier["value"]),
        title=told.get("title") or None,
        added_at=at,
    )


def _makeshift_id(identifier: types.ItemIdentifier) -> str:
    """The same for the same item, whenever it is told of."""
    text = json.dumps(identifier, sort_keys=True)
    return f"related-item/{identifier['type']}/{sha256(text.encode()).hexdigest()[:32].upper()}"


@dataclass(frozen=True, slots=True)
class Change:
    """What an update does."""

    saved: tuple[RelatedItem, ...] = ()
    deleted: tuple[RelatedItem, ...] = ()

    @property
    def touched(self) -> str | None:
        """The id of the item that was added or removed; None where nothing changed."""
        return next((item.generated_id for item in (*self.saved, *self.deleted)), None)


def changed(items: Iterable[RelatedItem], update: types.RelatedItemsUpdate, fresh: RelatedItem | None) -> Change:
    """What to store: an item that is there already is not doubled but gets the new title, and one that is not there
    cannot be removed, so that both can be asked for again."""
    if fresh is None:
        return Change(deleted=tuple(named(items, update["itemToRemove"])))
    known = named(items, update["itemToAdd"]["identifier"])
    if not known:
        return Change(saved=(fresh,))
    if fresh.title in (None, known[0].title):
        return Change()
    return Change(saved=(replace(known[0], title=fresh.title),))


def told(update: types.RelatedItemsUpdate) -> str:
    """The update as the timeline tells it: JSON text."""
    return compact(update)
