"""What the operator may ask for of calendar addresses: to make, list and revoke them."""

from __future__ import annotations

from bot.assembly.alarm_errand import Listens
from bot.http.control import Document
from core.calendars.calendar_feed import CalendarFeed
from core.calendars.operations import CalendarFeeds
from core.caller import Caller
from core.errors import Refusal


class CalendarErrand:
    """`do`: `create`, with `contact_arn`; `list`; `revoke`, with `name`, an id or the ARN of a contact."""

    def __init__(
        self, feeds: CalendarFeeds, operator: Caller, public_url: str = "", listens: Listens = lambda: ""
    ) -> None:
        self._feeds, self._operator, self._public_url, self._listens = feeds, operator, public_url, listens

    async def do(self, asked: Document) -> Document:
        """A new address with its secret; all of them without theirs; or those that are ended now."""
        match asked:
            case {"do": "create", "contact_arn": str(arn)}:
                feed, secret = await self._feeds.create(arn, self._operator)
                told = {"public_url": self._public_url, "listens_at": self._listens()}
                return {**_shown(feed), **told, "path": f"/calendar/{secret}.ics"}
            case {"do": "list"}:
                return {"calendars": [_shown(feed) for feed in await self._feeds.listing()]}
            case {"do": "revoke", "name": str(name)}:
                return {"calendars": [_shown(feed) for feed in await self._feeds.revoke(name)]}
        raise Refusal("ValidationException", "This is none of the errands that there are for calendars.")


def _shown(feed: CalendarFeed) -> Document:
    return {
        "id": feed.id,
        "contact_arn": feed.contact_arn,
        "made_by": feed.made_by,
        "created_at": feed.created_at,
    }
