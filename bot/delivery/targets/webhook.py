"""Telling somebody at an address that an operator has configured: a room of Amazon Chime or Slack, or a program."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from core.engine.ports import CannotDeliver, TryLater

Post = Callable[[str, Mapping[str, str], bytes], Awaitable[int]]
"""Sends a body to an address, once, and gives the status of the answer; raises `TryLater` where none came."""

PAUSE = timedelta(seconds=5)
LONGER_PAUSE = timedelta(seconds=30)
LONGEST = 4000
"""Characters that a room takes in one message."""
ROOMS = {"hooks.chime.aws": "Content", "hooks.slack.com": "text"}
"""Where people read, and what the member is called there that has the text."""


class Webhook:
    """One address."""

    def __init__(self, url: str, post: Post) -> None:
        self._url, self._post = url, post
        self._room = ROOMS.get(urlsplit(url).hostname or "")

    async def say(self, sentence: str, document: str, key: str) -> None:
        """Rooms get the sentence, programs the document; raises `TryLater` or `CannotDeliver`."""
        body = json.dumps({self._room: sentence[:LONGEST]}) if self._room else document
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key, "User-Agent": "Muster"}
        status = await self._post(self._url, headers, body.encode())
        if status < 300:
            return
        if status == 429 or status >= 500:
            raise TryLater(LONGER_PAUSE if status == 429 else PAUSE, f"its webhook answers {status}")
        raise CannotDeliver(f"its webhook answers {status}")
