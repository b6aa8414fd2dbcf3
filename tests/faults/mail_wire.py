"""A mail server at the wire, which notes what arrives and goes wrong when it is told to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.delivery.mail_server import mail_of, texts
from tests.faults.faults import UNDONE, AtCarrier
from tests.faults.history import Outcome
from tests.faults.lives import stays_silent

NEVER_ANSWERS = 16.0
"""Seconds; longer than anybody waits for it."""


class MailWire:
    """`occasion` says what goes wrong with the next mail, `note` takes what arrived (but for the time of it)."""

    def __init__(self, occasion: Callable[[], AtCarrier | None], note: Callable[..., None]) -> None:
        self._occasion, self._note = occasion, note
        self._known: dict[str, list[str]] = {}
        """The Message-IDs of a page, which are its attempts."""

    async def __aenter__(self) -> MailWire:
        self._server = await asyncio.get_running_loop().create_server(self._protocol, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    @property
    def address(self) -> str:
        """As an operator would write it."""
        return f"smtp+plain://127.0.0.1:{self._server.sockets[0].getsockname()[1]}?from=muster@example.com"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        trouble = self._occasion()
        self._noted(envelope, _outcome(trouble))
        if trouble in ("cut", "lost") and server.transport:
            server.transport.abort()
        if trouble in ("silent", "late"):
            await stays_silent(NEVER_ANSWERS, server.transport)
        return {"busy": "451 4.3.0 Later", "broken": "554 5.7.1 No"}.get(trouble or "", "250 OK")

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="mail.example.com")

    def _noted(self, envelope: Envelope, outcome: Outcome) -> None:
        mail = mail_of(envelope)
        text = texts(mail)[0]
        page, code = _found(r"--page-id (\S+)", text), _found(r"--accept-code (\d{6})", text)
        attempts = self._known.setdefault(page, [])
        if mail["Message-ID"] not in attempts:
            attempts.append(mail["Message-ID"])
        alias = str(envelope.rcpt_tos[0]).partition("@")[0]
        told: dict[str, Any] = {"attempt": 1 + attempts.index(mail["Message-ID"]), "code": code, "outcome": outcome}
        self._note(medium="EMAIL", alias=alias, page=page, provider="mail", **told)


def _outcome(trouble: AtCarrier | None) -> Outcome:
    if trouble == "broken":
        return "refused"
    return "failed" if trouble in UNDONE else "taken"


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found[1]
