"""`muster audit`: follow the record of all calls, export it, and check that nothing of it was changed or removed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.with_control import add_account, with_control
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control
    from storage.audit.checking import Report

WRONG = 1
"""The exit status where a record is not as it was written; 2 is for what was asked wrongly."""
FIRST = 20
"""So many events are shown before those that follow."""
EVERY = timedelta(seconds=1)
OVERLAP = timedelta(seconds=5)
"""So far back is looked again: the record of a read may be written after that of a later change."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("audit", help="follow, export and check the record of all calls")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    tail = verbs.add_parser("tail", help="show the last calls, and those that follow")
    tail.add_argument("--no-follow", action="store_true", help="end after the last calls")
    add_account(tail)
    tail.set_defaults(run=with_control(_tail))

    export = verbs.add_parser("export", help="write the calls of a time, the oldest first")
    export.add_argument("--from", dest="since", metavar="TIME", help="such as 2027-01-04T08:00:00Z; else the first")
    export.add_argument("--to", dest="until", metavar="TIME", help="else the last")
    export.add_argument("--format", choices=("json", "csv"), default="json", help="CloudTrail's JSON, or a table")
    add_account(export)
    export.set_defaults(run=with_control(_export))

    verify = verbs.add_parser("verify", help="name the first record that was changed, removed or moved; exit status 1")
    verify.add_argument("--directory", metavar="PATH", type=Path, help="look at what was delivered to this directory")
    verify.add_argument("--public-key", metavar="FILE", type=Path, help="check what was delivered with this key")
    verify.set_defaults(run=_verify)

    accept = verbs.add_parser(
        "accept-restore",
        help="go on with a database that was restored from a backup: verify complains of it until then",
    )
    accept.set_defaults(run=with_control(_accept))

    key = verbs.add_parser("key", help="show the public key that digests are checked with")
    key.set_defaults(run=with_control(_key))


async def _tail(control: Control, asked: argparse.Namespace, _: Settings) -> int:
    newest = await control.ask("audit", {"do": "read", "why": "tail", "newest_first": True, "limit": FIRST})
    shown: dict[str, str] = {}
    events = newest["events"][::-1]
    while True:
        for one in events:
            if one["id"] not in shown:
                shown[one["id"]] = one["at"]
                _write(f"{_line(one['event'])}\n")
        if asked.no_follow:
            return 0
        await asyncio.sleep(EVERY.total_seconds())
        since = max(shown.values(), default=None)
        back = (datetime.fromisoformat(since) - OVERLAP).isoformat() if since else None
        shown = {name: at for name, at in shown.items() if back is None or at >= back}
        events = [one async for one in _all(control, {"from": back})]


async def _export(control: Control, asked: argparse.Namespace, _: Settings) -> int:
    from core.audit import spreadsheet

    span = {"from": asked.since, "to": asked.until}
    events = _all(control, {"why": "export", **{name: value for name, value in span.items() if value}})
    if asked.format == "csv":
        _write(spreadsheet.heading())
        async for one in events:
            _write(spreadsheet.line(_placed(one)))
        return 0
    between = '{"Records":[\n'
    async for one in events:
        _write(between + json.dumps(_placed(one), separators=(",", ":")))
        between = ",\n"
    _write("]}\n" if between == ",\n" else '{"Records":[]}\n')
    return 0


async def _all(control: Control, asked: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Every event of a time, page by page."""
    wanted = {"do": "read", **asked}
    while True:
        told = await control.ask("audit", wanted)
        for one in told["events"]:
            yield one
        if not told["token"]:
            return
        wanted = {**wanted, "why": None, "token": told["token"]}


def _placed(one: Mapping[str, Any]) -> dict[str, Any]:
    """An event with its place in the chain, as it is in delivered files."""
    event = dict(one["event"])
    place = {"chain": one["chain"], "number": one["number"]}
    return {**event, "additionalEventData": {**event.get("additionalEventData", {}), **place}}


def _line(event: Mapping[str, Any]) -> str:
    """When, how it ended, who, what, about what, from where."""
    who = event["userIdentity"]
    name = who.get("userName") or who.get("invokedBy") or who.get("principalId") or who["type"]
    about = " ".join(one["ARN"] for one in event.get("resources", ()))
    service = event["eventSource"].removesuffix(".amazonaws.com")
    several = (event.get("additionalEventData") or {}).get("count")
    parts = [
        event["eventTime"],
        event.get("errorCode", "ok"),
        name,
        f"{service}:{event['eventName']}",
        f"{several} times" if several else "",
        about,
        f"from {event['sourceIPAddress']}",
    ]
    return "  ".join(part for part in parts if part)


async def _accept(control: Control, *_: object) -> int:
    await control.ask("audit", {"do": "accept restore"})
    _write("This database is gone on with. What was recorded in the other one since the backup is not in it.\n")
    return 0


async def _key(control: Control, *_: object) -> int:
    _write((await control.ask("audit", {"do": "key"}))["public_key"])
    return 0


def _verify(asked: argparse.Namespace) -> int:
    if asked.directory:
        return _verify_delivered(asked.directory, asked.public_key)
    return with_control(_verify_kept)(asked)


async def _verify_kept(control: Control, *_: object) -> int:
    from storage.audit.checking import Report

    return _told(Report(**await control.ask("audit", {"do": "verify"})), "records since then, which the chain ties")


def _verify_delivered(directory: Path, public_key: Path | None) -> int:
    from storage.audit import delivered
    from storage.audit.signing import NoPublicKey

    try:
        key = public_key.read_text() if public_key else delivered.public_key_beside(directory)
        return _told(delivered.check(directory, key), "files since then, which the next digest will vouch for")
    except (delivered.NotDelivered, NoPublicKey, OSError) as problem:
        sys.stderr.write(f"muster: {problem}\n")
        return 2


def _told(report: Report, newer: str) -> int:
    if report.fault:
        _write(f"NOT AS IT WAS WRITTEN: {report.fault}.\n")
        return WRONG
    where = f" in {_counted(report.files, 'file')}" if report.files else ""
    looked_at = f"{_counted(report.chains, 'chain')}, {_counted(report.digests, 'digest')}"
    they = "is as it was written" if report.records == 1 else "are as they were written"
    _write(f"{_counted(report.records, 'record')}{where} {they} ({looked_at}).\n")
    if report.since:
        _write(f"Digests vouch from {report.since} on: those before it are not there.\n")
    if report.until:
        _write(f"The last digest is of {report.until}; {report.not_vouched_for} {newer}.\n")
    return 0


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
