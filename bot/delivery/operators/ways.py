"""The ways to reach operators: each by a provider of its own, none by the database or the engine."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from email.message import EmailMessage
from email.utils import make_msgid, parseaddr
from functools import partial
from typing import Protocol
from uuid import uuid4

from bot.delivery.targets.webhook import Post, Webhook

LONGEST_TEXT_MESSAGE = 300


class Sender(Protocol):
    """A mail server, as far as this needs one."""

    @property
    def sender(self) -> str:
        """Whom mails are from."""

    async def send(self, mail: EmailMessage, recipient: str) -> str:
        """Hand it over; raises whatever went wrong."""


Saying = Callable[[str, str], Awaitable[object]]
"""Tells an address a text."""


class MailWay:
    """By the mail servers that carry pages too, each in its turn."""

    name = "mail"

    def __init__(self, posts: Sequence[Sender], address: str) -> None:
        self._posts, self._address = posts, address

    async def say(self, text: str) -> None:
        """See `core.operators.ports.Way`."""
        await first_that_works([partial(self._sent_by, post, text) for post in self._posts])

    async def _sent_by(self, post: Sender, text: str) -> None:
        await post.send(self._mail(post.sender, text), self._address)

    def _mail(self, sender: str, text: str) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = text.partition("\n")[0][:120]
        mail["From"], mail["To"] = sender, self._address
        mail["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or "muster")
        mail["Auto-Submitted"] = "auto-generated"
        mail["Importance"] = "high"
        mail.set_content(text)
        return mail


class TextWay:
    """By the providers of text messages, each in its turn."""

    name = "text message"

    def __init__(self, providers: Sequence[Saying], number: str) -> None:
        self._providers, self._number = providers, number

    async def say(self, text: str) -> None:
        """See `core.operators.ports.Way`."""
        short = text if len(text) <= LONGEST_TEXT_MESSAGE else f"{text[: LONGEST_TEXT_MESSAGE - 1]}…"
        await first_that_works([partial(say, self._number, short) for say in self._providers])


class SlackWay:
    """In a channel, or to a person."""

    name = "Slack"

    def __init__(self, say: Saying, channel: str) -> None:
        self._say, self._channel = say, channel

    async def say(self, text: str) -> None:
        """See `core.operators.ports.Way`."""
        await self._say(self._channel, text)


class WebhookWay:
    """At an address: a room of Chime or Slack, or a program, such as another pager's."""

    name = "webhook"

    def __init__(self, url: str, post: Post) -> None:
        self._webhook = Webhook(url, post)

    async def say(self, text: str) -> None:
        """See `core.operators.ports.Way`."""
        key = str(uuid4())
        await self._webhook.say(text, json.dumps({"source": "muster", "id": key, "text": text}), key)


class NoProvider(Exception):
    """Nothing is configured that could carry it."""


async def first_that_works(attempts: Sequence[Callable[[], Awaitable[object]]]) -> None:
    """One after the other; what the last one ran into is raised."""
    problem: Exception = NoProvider()
    for attempt in attempts:
        try:
            await attempt()
            return
        except Exception as error:
            problem = error
    raise problem
