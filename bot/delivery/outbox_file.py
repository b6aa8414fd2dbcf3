"""Messages that no provider is configured for, one JSON object a line in a file: for the demo, drills and tests."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

from core.clock import Clock
from core.engagements.bundles import and_more
from core.engine.ports import ActivationMessage, CannotTell, FarewellMessage, HandedOver, Notice, PageMessage, TryLater
from core.legible import begun

NAME = "outbox.jsonl"
AGAIN_IN = timedelta(seconds=10)


class OutboxFile:
    """The file holds addresses and codes: only its owner may read it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    async def page(self, message: PageMessage) -> HandedOver:
        """What a phone or a mailbox would have got; a text message has only what everybody near it may read."""
        what, content = message.title or message.subject, message.content
        if message.channel_type == "SMS":
            what, content = message.public_subject or "You are paged", message.public_content or ""
            content += and_more(message.others)
        said = content if content.strip() != what.strip() else ""
        text = f"{what}. {said} Code {message.code}.".replace("  ", " ")
        return self._append(message, "page", text, message.page_arn)

    async def find(self, _: PageMessage) -> HandedOver | None:
        """Nobody reads the file back: a page is rather written twice."""
        raise CannotTell

    async def revise(self, message: PageMessage) -> None:
        """What was written stands, as what a phone has got does."""

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """The code that proves who reads this address."""
        who = begun(message.asked_by)
        text = f"{who} asks to page {message.contact_name} here when an alarm goes off. Activation code {message.code}."
        return self._append(message, "activation", text, None)

    async def warn(self, message: Notice) -> None:
        """That pages go elsewhere now; of what was only tried, people are told in Slack."""
        if isinstance(message, FarewellMessage):
            by = f" {begun(message.changed_by)} changed that." if message.changed_by else ""
            text = f"{message.contact_name} is not paged here any more.{by}"
            self._append(message, "farewell", text, None)

    def _append(
        self, message: PageMessage | ActivationMessage | FarewellMessage, kind: str, text: str, page_arn: str | None
    ) -> HandedOver:
        line = {
            "at": self._clock.now().isoformat(),
            "channel_type": message.channel_type,
            "address": message.address,
            "contact_channel_arn": message.contact_channel_arn,
            "page_arn": page_arn,
            "kind": kind,
            "text": text,
            "code": message.code,
        }
        try:
            # One write to a file opened for appending: lines of several tasks never mix.
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as outbox:
                outbox.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise TryLater(AGAIN_IN, f"the outbox file cannot be written ({type(error).__name__})") from None
        return HandedOver(info=NAME)
