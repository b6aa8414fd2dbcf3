"""Pages by direct message in Slack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.delivery import slack_history
from bot.delivery.slack_history import Asks
from core.engine.ports import (
    ActivationMessage,
    CannotDeliver,
    HandedOver,
    Notice,
    PageMessage,
    TryLater,
    WarningMessage,
)

Payload = Mapping[str, Any]
REMEMBERED = 5000
PAGE = "muster_page"
SENT_AGAIN = "Sent again, see below"


class SlackDirectMessages:
    """The looks of the messages come from outside: each of the `…_looks` makes `text` and `blocks`."""

    def __init__(
        self,
        web: Asks,
        page_looks: Callable[[PageMessage], Payload],
        activation_looks: Callable[[ActivationMessage], Payload],
        warning_looks: Callable[[Notice], Payload],
    ) -> None:
        self._web = web
        self._page_looks = page_looks
        self._activation_looks = activation_looks
        self._warning_looks = warning_looks
        self._conversations: dict[str, str] = {}

    async def page(self, message: PageMessage) -> HandedOver:
        """Post it anew each time, because only a new message makes a phone ring; an earlier one loses its button."""
        posted = await self._post(message.address, self._page_looks(message), PAGE, _about(message))
        again = replace(message, outcome=SENT_AGAIN, outcome_at=None)
        # The page is out, so nobody waits for these; what cannot be changed now is remembered, and changed in the end.
        late = [each for each in _references(message) if isinstance(await self._changed(each, again), TryLater)]
        return replace(posted, reference=" ".join((*late, posted.reference or "")))

    async def find(self, message: PageMessage) -> HandedOver | None:
        """Look among the messages that came since it was made."""
        channel = await self._conversation(message.address)
        ts = await slack_history.find(self._web, channel, PAGE, _about(message), message.made_at)
        if ts is None:
            return None
        known = dict.fromkeys((*_references(message), f"{channel}/{ts}"))
        return HandedOver(info=ts, reference=" ".join(known), delivered=True, at=slack_history.at(ts))

    async def revise(self, message: PageMessage) -> None:
        """Change every message that still asks; one that the person or the workspace removed needs no change."""
        trouble = [no for each in _references(message) if (no := await self._changed(each, message))]
        if trouble:
            raise next((no for no in trouble if isinstance(no, TryLater)), trouble[0])

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """Ask the person, with the code for who would rather type it."""
        about = {"contact_channel": message.contact_channel_arn}
        return await self._post(message.address, self._activation_looks(message), "muster_activation", about)

    async def warn(self, message: Notice) -> None:
        """Tell the person what another has tried or done."""
        about = {
            "resource": message.resource_arn if isinstance(message, WarningMessage) else message.contact_channel_arn
        }
        await self._post(message.address, self._warning_looks(message), "muster_warning", about)

    async def _changed(self, reference: str, message: PageMessage) -> TryLater | CannotDeliver | None:
        """Change one message where it stands; what was in the way of that."""
        channel, _, ts = reference.partition("/")
        try:
            await self._web.call("chat.update", channel=channel, ts=ts, **self._page_looks(message))
        except (TryLater, CannotDeliver) as no:
            return no
        return None

    async def _post(self, user_id: str, looks: Payload, event_type: str, about: Payload) -> HandedOver:
        """Metadata can be read by every app in the workspace, so it has nothing but ids."""
        channel = await self._conversation(user_id)
        try:
            posted = await self._web.call(
                "chat.postMessage",
                channel=channel,
                metadata={"event_type": event_type, "event_payload": dict(about)},
                **looks,
            )
        except CannotDeliver:
            self._conversations.pop(user_id, None)
            raise
        ts = str(posted["ts"])
        return HandedOver(info=ts, reference=f"{channel}/{ts}", delivered=True)

    async def _conversation(self, user_id: str) -> str:
        known = self._conversations.get(user_id)
        if known:
            return known
        opened = await self._web.call("conversations.open", users=user_id)
        if len(self._conversations) >= REMEMBERED:
            self._conversations.clear()
        self._conversations[user_id] = str(opened["channel"]["id"])
        return self._conversations[user_id]


def _references(message: PageMessage) -> list[str]:
    """Where messages of this page stand that still ask for an answer, as far as we know."""
    return (message.reference or "").split()


def _about(message: PageMessage) -> dict[str, Any]:
    """What names one sending of a page."""
    return {"page": message.page_arn, "attempt": message.attempt}
