"""Pages, activations and farewells by mail, whatever posts them: headers, keys, and the link to acknowledge by."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from typing import Protocol

from bot.delivery import letters
from bot.delivery.letters import Letter
from core.clock import Clock
from core.engine.ports import ActivationMessage, CannotTell, FarewellMessage, HandedOver, Notice, PageMessage

LinkOf = Callable[[str], Awaitable[str | None]]
"""The address of the page on which the page of this ARN can be acknowledged; None where we have no public address."""


class Post(Protocol):
    """Who takes mails from us; raises `TryLater` or `CannotDeliver`."""

    @property
    def name(self) -> str:
        """See `Provider`."""

    @property
    def sender(self) -> str:
        """Whom mails are from."""

    async def send(self, mail: EmailMessage, recipient: str) -> str:
        """Hand it over; what it is called there."""


class Mail:
    """One provider of the chain; a mail server never reports that somebody has got a mail."""

    def __init__(self, post: Post, link_of: LinkOf, clock: Clock) -> None:
        self._post, self._link_of, self._clock = post, link_of, clock

    @property
    def name(self) -> str:
        """See `Provider`."""
        return self._post.name

    async def page(self, message: PageMessage) -> HandedOver:
        """The subject and the content that are not public: a mailbox is its owner's."""
        return await self._send(letters.page(message, await self._link_of(message.page_arn)), message.address)

    async def find(self, _: PageMessage) -> HandedOver | None:
        """Nobody can look into a mailbox: a page is rather sent twice, under the same Message-ID."""
        raise CannotTell

    async def revise(self, message: PageMessage) -> None:
        """What was sent stands; the link tells what became of it."""

    async def activate(self, message: ActivationMessage) -> HandedOver:
        """The code that proves who reads this address."""
        return await self._send(letters.activation(message), message.address)

    async def warn(self, message: Notice) -> None:
        """That pages go elsewhere now; of what was only tried, people are told in Slack."""
        if isinstance(message, FarewellMessage):
            await self._send(letters.farewell(message), message.address)

    async def _send(self, letter: Letter, recipient: str) -> HandedOver:
        mail = written(letter, self._post.sender, recipient, self._clock)
        return HandedOver(info=await self._post.send(mail, recipient))


def written(letter: Letter, sender: str, recipient: str, clock: Clock) -> EmailMessage:
    """The mail with its headers."""
    mail = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = message_id(letter.key, sender)
    if letter.answers:  # mailboxes show what was sent again beside what it repeats
        mail["In-Reply-To"] = mail["References"] = message_id(letter.answers, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if letter.is_urgent:
        mail["Importance"] = "high"
        mail["X-Priority"] = "1"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return mail


def message_id(key: str, sender: str) -> str:
    """The same for the same message, so that a mailbox recognises one that was handed over twice."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
