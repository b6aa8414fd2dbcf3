"""A related item in AWS's members: read from a request, written to an answer, and what an update does to the list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from core.free_text import refuse_credentials
from core.related_items.related_item import RelatedItem

if TYPE_CHECKING:
    from core.vocabulary import types


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
    return json.dumps(update, separators=(",", ":"), ensure_ascii=False)
