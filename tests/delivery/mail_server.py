"""A real mail server on loopback, by aiosmtpd, which can refuse, stall and hang up."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "muster", "p/w:d@"


@dataclass
class MailServer:
    """With a certificate, it wants STARTTLS and a password, as a provider's does; without, it takes what comes."""

    tls: ssl.SSLContext | None = None
    refusals: dict[str, str] = field(default_factory=dict)
    """What it says instead of yes, by the command (`RCPT`, `DATA`)."""
    stalls: bool = False
    """Whether it takes a mail and never says so."""
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether a mail has come."""
    envelopes: list[Envelope] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """What clients call themselves."""

    async def __aenter__(self) -> MailServer:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def mails(self) -> list[EmailMessage]:
        return [mail_of(envelope) for envelope in self.envelopes]

    # Hooks of aiosmtpd

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.heard.append(hostname)
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.refusals.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if no := self.refusals.get("DATA"):
            return no
        self.envelopes.append(envelope)
        self.taken.set()
        if self.stalls:
            await asyncio.Event().wait()
        return "250 OK"

    def _protocol(self) -> SMTP:
        wants: dict[str, Any] = {"enable_SMTPUTF8": True, "hostname": "mail.example.com"}
        if self.tls:
            wants |= {
                "tls_context": self.tls,
                "require_starttls": True,
                "auth_required": True,
                "authenticator": self._authenticate,
            }
        return SMTP(self, **wants)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


def mail_of(envelope: Envelope) -> EmailMessage:
    """As a mailbox reads it."""
    content = envelope.original_content or b""
    return cast(EmailMessage, message_from_bytes(content, policy=policy.default))


def texts(mail: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML."""
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain and rich
    return plain.get_content().replace("\r\n", "\n"), rich.get_content()
