"""Incidents and what belongs to them, on their shelves."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, func, literal_column, select

from core import arns
from core.announcements.announcement import Announcement
from core.incidents.incident import Incident
from core.incidents.ports import IncidentFilter
from core.listing import Listing, Window
from core.related_items.related_item import RelatedItem
from storage.archive import Archive
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.incidents import AnnouncementRow, IncidentRow, RelatedItemRow

INCIDENTS = Shelf(
    Incident,
    IncidentRow,
    key=["arn"],
    owner=lambda incident: incident.response_plan_arn,
    blind={
        "dedupe": lambda incident: incident.dedupe_string,
        "created_by": lambda incident: incident.source.created_by,
    },
    derived={"uid": lambda incident: _uid(incident.arn)},
)
RELATED_ITEMS = Shelf(
    RelatedItem,
    RelatedItemRow,
    key=["incident_arn", "generated_id"],
    owner=lambda item: arns.plan_arn_of(item.incident_arn),
)
ANNOUNCEMENTS = Shelf(
    Announcement,
    AnnouncementRow,
    key=["incident_arn", "channel"],
    owner=lambda announcement: arns.plan_arn_of(announcement.incident_arn),
    blind={
        "channel": lambda announcement: announcement.slack_channel_id,
        "card": lambda announcement: _card(announcement.slack_channel_id, announcement.card_ts),
    },
)

NEWEST_FIRST = Order(("created_at", "arn"), newest_first=True)
BY_ARN = Order(("arn",))
AS_ADDED = Order(("added_at", "generated_id"))
BY_CHANNEL = Order(("incident_arn", "channel"))

_incident, _told = INCIDENTS.table.c, ANNOUNCEMENTS.table.c
# Written into the statement: for a bound value SQLite would look at it and plan anew at each call.
_is_open = _incident.status == literal_column("'OPEN'")
_open_with_dedupe_string = compiled(
    select(INCIDENTS.table).where(INCIDENTS.of_tenant, _incident.dedupe == bindparam("dedupe"), _is_open)
)
_how_many_open = compiled(select(func.count()).select_from(INCIDENTS.table).where(INCIDENTS.of_tenant, _is_open))
_open_told_of = compiled(
    select(ANNOUNCEMENTS.table)
    .join(INCIDENTS.table, and_(_incident.tenant == _told.tenant, _incident.arn == _told.incident_arn))
    .where(ANNOUNCEMENTS.of_tenant, _is_open)
    .where(_told.channel == bindparam("channel"))
    .order_by(_incident.created_at.desc(), _incident.arn.desc())
)


class StoredIncidents:
    """`core.incidents.ports.Incidents`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, arn: str) -> Incident | None:
        """See `Incidents`."""
        return await self._archive.get(INCIDENTS, arn=arn)

    async def open_with_dedupe_string(self, dedupe_string: str) -> Incident | None:
        """See `Incidents`."""
        dedupe = await self._archive.blind(INCIDENTS, "dedupe", dedupe_string)
        found = await self._archive.find(INCIDENTS, _open_with_dedupe_string, {"dedupe": dedupe})
        return found[0] if found else None

    async def listing(self, wanted: IncidentFilter, window: Window) -> Listing[Incident]:
        """See `Incidents`."""
        creators = [await self._archive.blind(INCIDENTS, "created_by", name) for name in wanted.created_by or ()]
        conditions = Conditions()
        conditions.any_of("response_plan_arn", wanted.response_plan_arns)
        conditions.any_of("status", wanted.statuses).any_of("impact", wanted.impacts)
        conditions.any_of("created_by", None if wanted.created_by is None else [name for name in creators if name])
        conditions.between("created_at", wanted.created_after, wanted.created_before)
        return await self._archive.listing(INCIDENTS, conditions, NEWEST_FIRST, window)

    async def count_open(self) -> int:
        """See `Incidents`."""
        return await self._archive.count(_how_many_open)

    async def with_uid(self, uid: str) -> list[Incident]:
        """See `Incidents`."""
        return await self._archive.all(INCIDENTS, Conditions().equal("uid", uid), BY_ARN)


class StoredRelatedItems:
    """`core.related_items.ports.RelatedItems`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def listing(self, incident_arn: str, window: Window) -> Listing[RelatedItem]:
        """See `RelatedItems`."""
        conditions = Conditions().equal("incident_arn", incident_arn)
        return await self._archive.listing(RELATED_ITEMS, conditions, AS_ADDED, window)

    async def all_of(self, incident_arn: str) -> list[RelatedItem]:
        """See `RelatedItems`."""
        return await self._archive.all(RELATED_ITEMS, Conditions().equal("incident_arn", incident_arn), AS_ADDED)


class StoredAnnouncements:
    """`core.announcements.ports.Announcements`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def of_incident(self, incident_arn: str) -> list[Announcement]:
        """See `Announcements`."""
        return await self._archive.all(ANNOUNCEMENTS, Conditions().equal("incident_arn", incident_arn), BY_CHANNEL)

    async def at(self, slack_channel_id: str, card_ts: str | None) -> list[Announcement]:
        """See `Announcements`."""
        if card_ts is not None:
            card = await self._archive.blind(ANNOUNCEMENTS, "card", _card(slack_channel_id, card_ts))
            return await self._archive.all(ANNOUNCEMENTS, Conditions().equal("card", card), BY_CHANNEL)
        channel = await self._archive.blind(ANNOUNCEMENTS, "channel", slack_channel_id)
        return await self._archive.find(ANNOUNCEMENTS, _open_told_of, {"channel": channel})


def _uid(arn: str) -> str:
    return arn.rpartition("/")[2]


def _card(slack_channel_id: str, card_ts: str | None) -> str | None:
    return None if card_ts is None else f"{slack_channel_id} {card_ts}"
