"""What Slack was told of who is on call, on its shelves."""

from __future__ import annotations

from sqlalchemy import and_, select

from core.handoffs.hand_off import HandOff
from core.handoffs.user_group import UserGroup
from storage.archive import Archive
from storage.contacts import CONTACTS
from storage.query import Conditions, Order
from storage.shelf import Shelf
from storage.statements import compiled
from storage.tables.handoffs import HandOffRow, UserGroupRow

HAND_OFFS = Shelf(HandOff, HandOffRow, key=["schedule_arn"], owner=lambda hand_off: hand_off.schedule_arn)
USER_GROUPS = Shelf(
    UserGroup,
    UserGroupRow,
    key=["named"],
    owner=lambda group: group.schedule_arn,
    blind={"named": lambda group: group.name},
)

BY_SCHEDULE = Order(("schedule_arn",))
IN_ANY_ORDER = Order(("named",))

_told, _contact = HAND_OFFS.table.c, CONTACTS.table.c
_of_no_schedule = compiled(
    select(_told.schedule_arn)
    .join(CONTACTS.table, and_(_contact.tenant == _told.tenant, _contact.arn == _told.schedule_arn), isouter=True)
    .where(HAND_OFFS.of_tenant, _contact.arn.is_(None))
)


class StoredHandOffs:
    """`core.handoffs.ports.HandOffs`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def get(self, schedule_arn: str) -> HandOff | None:
        """See `HandOffs`."""
        return await self._archive.get(HAND_OFFS, schedule_arn=schedule_arn)

    async def all(self) -> list[HandOff]:
        """See `HandOffs`."""
        return await self._archive.undamaged(HAND_OFFS, Conditions(), BY_SCHEDULE)

    async def of_no_schedule(self) -> list[str]:
        """See `HandOffs`."""
        return await self._archive.names(_of_no_schedule, {})


class StoredUserGroups:
    """`core.handoffs.ports.UserGroups`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def named(self, name: str) -> UserGroup | None:
        """See `UserGroups`."""
        named = await self._archive.blind(USER_GROUPS, "named", name)
        return await self._archive.get(USER_GROUPS, named=named or b"")

    async def all(self) -> list[UserGroup]:
        """See `UserGroups`."""
        return await self._archive.undamaged(USER_GROUPS, Conditions(), IN_ANY_ORDER)
