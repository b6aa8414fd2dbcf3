"""Records that say something, and ways to harm them where nobody looks."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from core.audit.event import AuditEvent
from tests.storage.examples import ACCOUNT, NOON

_ids = count(1)


def audit_event(**members: Any) -> AuditEvent:
    """A record, each with an id of its own."""
    known: dict[str, Any] = {
        "id": f"00000000-0000-4000-8000-{next(_ids):012d}",
        "at": NOON,
        "action": "ssm-contacts:GetContact",
        "outcome": "ok",
        "identity": {"type": "Root", "accountId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root"},
        "account": ACCOUNT,
        "region": "us-east-1",
        "address": "192.0.2.1",
        "user_agent": "aws-cli",
        "request_id": "1",
        "read_only": True,
    }
    return AuditEvent(**{**known, **members})


def tamper(folder: Path, statement: str, *values: object) -> int:
    """Change the database behind Muster's back; how many rows that touched."""
    with closing(sqlite3.connect(folder / "muster.db")) as connection, connection:
        return connection.execute(statement, values).rowcount
