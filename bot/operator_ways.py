"""How are those who run this installation reached when it is in trouble, as `MUSTER_OPERATORS` says?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.own_addresses import webhook

EXPECTED = (
    "expected mailto:ops@example.com, tel:+12065550100, slack:C0123456789 or https://example.com/hook, "
    "several with commas between"
)
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
SLACK_ID = re.compile(r"[CGDUW][A-Z0-9]{2,}")
ADDRESS = re.compile(r"[^\s@,]+@[^\s@,]+")


@dataclass(frozen=True, slots=True)
class ByMail:
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ByText:
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BySlack:
    channel: str
    """Of a channel or of a person."""


@dataclass(frozen=True, slots=True)
class ByWebhook:
    url: str = field(repr=False)


OperatorWay = ByMail | ByText | BySlack | ByWebhook


def operator_ways(text: str) -> tuple[OperatorWay, ...]:
    """What is set; raises `ValueError` with what was expected, and never with what was written."""
    return tuple(_way(word) for word in re.split(r"[\s,]+", text) if word)


def _way(word: str) -> OperatorWay:
    scheme, _, rest = word.partition(":")
    match scheme:
        case "mailto" if ADDRESS.fullmatch(unquote(rest)):
            return ByMail(unquote(rest))
        case "tel" if NUMBER.fullmatch(rest):
            return ByText(rest)
        case "slack" if SLACK_ID.fullmatch(rest):
            return BySlack(rest)
        case "https" | "http":
            return ByWebhook(webhook(word))
    raise ValueError(EXPECTED)
