"""Who carries mail, text messages and calls for this installation, as `MUSTER_MAIL` and the like say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Literal

Security = Literal["starttls", "tls", "plain"]
"""How a mail server is spoken to; `plain` only on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How much a provider is handed."""

    per_second: float | None = None
    """Messages; None: as many as there are."""
    at_once: int = 64
    """So many may be on their way at a time: one that hangs must leave room for the others."""


OF_A_MAIL_SERVER = Limit(at_once=8)
"""They refuse those who open many connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider(ABC):
    """What all of them have."""

    sender: str
    """Whom messages are from: a mail address with a name or without, a number, or what else the provider takes."""
    limit: Limit = Limit()

    @property
    @abstractmethod
    def name(self) -> str:
        """What receipts, logs and metrics call it; nothing secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp(Provider):
    """A mail server."""

    host: str
    port: int
    security: Security
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    limit: Limit = OF_A_MAIL_SERVER

    @property
    def name(self) -> str:
        """See `Provider`."""
        return f"smtp:{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Twilio(Provider):
    """Twilio, or whoever speaks its REST API."""

    base_url: str
    """Without a slash at its end."""
    account: str
    token: str = field(repr=False)

    @property
    def name(self) -> str:
        """See `Provider`."""
        return f"twilio:{self.base_url.partition('://')[2]}:{self.account[-4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ses(Provider):
    """Amazon SES, by the AWS credentials at hand."""

    region: str

    @property
    def name(self) -> str:
        """See `Provider`."""
        return f"ses:{self.region}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sns(Provider):
    """Text messages by Amazon SNS, by the AWS credentials at hand."""

    region: str
    sender: str = ""
    """The sender id, where the receiver's country knows such."""

    @property
    def name(self) -> str:
        """See `Provider`."""
        return f"sns:{self.region}"


MailProvider = Smtp | Ses
SmsProvider = Twilio | Sns
VoiceProvider = Twilio


def in_words(name: str) -> str:
    """What people call a provider that has this name."""
    kind, _, where = name.partition(":")
    host, _, account = where.rpartition(":")
    match kind:
        case "smtp":
            return f"the mail server {where}"
        case "twilio" if host == "api.twilio.com":
            return f"Twilio (account …{account})"
        case "twilio":
            return f"the telephone provider at {host} (account …{account})"
        case "ses" | "sns":
            return f"Amazon {kind.upper()} in {where}"
    return name
