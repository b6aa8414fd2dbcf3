"""Events as a table that a spreadsheet shows and never calculates with."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

COLUMNS = (
    "eventTime", "eventName", "eventSource", "errorCode", "errorMessage", "userType", "userName", "userArn",
    "accessKeyId", "sourceIPAddress", "userAgent", "readOnly", "resources", "requestParameters", "responseElements",
    "additionalEventData", "awsRegion", "recipientAccountId", "requestID", "eventID",
)  # fmt: skip
BEGIN_A_FORMULA = frozenset("=+-@\t\r\n")


def inert(text: str) -> str:
    """The same text, with a mark before it that keeps it a text where a spreadsheet would calculate."""
    first = text.lstrip(" \u00a0\u3000\v\f\0")[:1]
    # Some spreadsheets take a sign in full width for the same.
    return f"'{text}" if unicodedata.normalize("NFKC", first) in BEGIN_A_FORMULA else text


def heading() -> str:
    """The first line."""
    return _line(COLUMNS)


def line(event: Mapping[str, Any]) -> str:
    """An event of CloudTrail's as a line."""
    identity = event.get("userIdentity") or {}
    told = {
        **event,
        "userType": identity.get("type"),
        "userName": identity.get("userName") or identity.get("principalId"),
        "userArn": identity.get("arn"),
        "accessKeyId": identity.get("accessKeyId"),
        "resources": " ".join(one["ARN"] for one in event.get("resources") or ()),
    }
    return _line(_cell(told.get(name)) for name in COLUMNS)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict() | list():
            return json.dumps(value, separators=(",", ":"))
    return str(value)


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([inert(cell) for cell in cells])
    return text.getvalue()
