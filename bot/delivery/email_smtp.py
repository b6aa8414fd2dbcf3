"""Mail by a mail server, by STARTTLS or TLS; in clear on this machine only."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import TYPE_CHECKING

from bot.providers import Smtp
from core.engine.ports import CannotDeliver, TryLater

if TYPE_CHECKING:
    import ssl

    from aiosmtplib import SMTPResponseException

ANSWERS_WITHIN = timedelta(seconds=15)
AGAIN_IN = timedelta(seconds=10)
LACKS = {
    "STARTTLS": "it offers no STARTTLS: one with TLS from the beginning is smtps://, one on this machine smtp+plain://",
    "AUTH": "it takes no user and password: leave them out, or use one with TLS (smtps://)",
}
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class SmtpPost:
    """`bot.delivery.mail.Post`; `tls` replaces the machine's own trust, for tests."""

    def __init__(self, server: Smtp, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._tls = tls

    @property
    def name(self) -> str:
        """See `Post`."""
        return self._server.name

    @property
    def sender(self) -> str:
        """See `Post`."""
        return self._server.sender

    async def send(self, mail: EmailMessage, recipient: str) -> str:
        """See `Post`; what it is called is its Message-ID."""
        import aiosmtplib  # only where a mail server is configured

        try:
            await self._handed_over(mail, recipient)
        except aiosmtplib.SMTPRecipientsRefused as no:
            raise _refused(no.recipients[0], "the address") from None
        except (aiosmtplib.SMTPDataError, aiosmtplib.SMTPSenderRefused) as no:
            raise _refused(no, "the mail") from None
        except aiosmtplib.SMTPNotSupported as no:
            raise self._unfit(recipient) from no
        except aiosmtplib.SMTPAuthenticationError as no:
            raise TryLater(AGAIN_IN, f"it refuses the user or the password ({_said(no)})") from None
        except (aiosmtplib.SMTPException, OSError) as no:
            raise TryLater(AGAIN_IN, _unusable(no)) from None
        return str(mail["Message-ID"])

    async def _handed_over(self, mail: EmailMessage, recipient: str) -> None:
        import aiosmtplib

        server, sender = self._server, parseaddr(self._server.sender)[1]
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=sender.rpartition("@")[2],
            timeout=ANSWERS_WITHIN.total_seconds(),
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=self._tls,
        )
        try:
            await client.connect()
            await client.send_message(mail, sender=sender, recipients=[recipient])
            with suppress(aiosmtplib.SMTPException, OSError):  # the mail is theirs, however they say goodbye
                await client.quit()
        finally:
            client.close()  # at once: whoever is told to end must not wait for a server that is silent

    def _unfit(self, recipient: str) -> Exception:
        if recipient.isascii():
            return TryLater(AGAIN_IN, "it lacks STARTTLS or AUTH")
        return CannotDeliver("the mail server takes only addresses in plain letters")


def _unusable(no: Exception) -> str:
    """What a server does not offer, aiosmtplib says by words of its own alone."""
    lacking = next((said for what, said in LACKS.items() if f"{what} extension" in str(no)), None)
    return lacking or f"it cannot be used ({type(no).__name__})"


def _refused(no: SMTPResponseException, what: str) -> Exception:
    """A code from 400 on is for later, one from 500 on for good."""
    if no.code < 500:
        return TryLater(AGAIN_IN, f"it does not take {what} now ({_said(no)})")
    return CannotDeliver(f"the mail server refuses {what} ({_said(no)})")


def _said(no: SMTPResponseException) -> str:
    """Its codes alone: the words behind them may quote the address."""
    found = ENHANCED.search(no.message)
    return f"{no.code} {found[0]}" if found else str(no.code)
