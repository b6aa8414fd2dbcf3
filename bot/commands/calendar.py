"""`muster calendar`: make, list and revoke addresses at which calendar programs are told of shifts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.commands.columns import in_columns
from bot.commands.reached import url
from bot.commands.with_control import Telling, add_account, in_lines
from bot.settings import Settings
from core.arns import Arns

if TYPE_CHECKING:
    from bot.control import Control

ERRAND = "calendars"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("calendar", help="make, list and revoke addresses for calendar programs")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    create = verbs.add_parser("create", help="make a secret address of a schedule's or a person's shifts; show it once")
    create.add_argument("contact", metavar="SCHEDULE|CONTACT", help="the schedule or person: its alias or ARN")
    _finish(create, _create)

    listing = verbs.add_parser("list", help="show the addresses that there are, without their secrets")
    _finish(listing, _list)

    revoke = verbs.add_parser("revoke", help="tell nobody anything at an address any more")
    revoke.add_argument("name", metavar="ID|SCHEDULE|CONTACT", help="one address, or all of a schedule or person")
    _finish(revoke, _revoke)


def _finish(parser: argparse.ArgumentParser, telling: Telling) -> None:
    add_account(parser)
    parser.set_defaults(run=in_lines(telling))


async def _create(control: Control, asked: argparse.Namespace, settings: Settings) -> Iterable[str]:
    arn = _arn(asked.contact, asked, settings)
    told = await control.ask(ERRAND, {"do": "create", "contact_arn": arn})
    return [
        f"The calendar of {_alias(told)}, shown only this once: {url(told, settings)}",
        "Whoever has this address sees who is on call and when, without signing in: treat it as a password.",
        f"`muster calendar revoke {told['id']}` ends it.",
    ]


async def _list(control: Control, *_: object) -> Iterable[str]:
    calendars = (await control.ask(ERRAND, {"do": "list"}))["calendars"]
    if not calendars:
        return ["There is no calendar address yet: `muster calendar create SCHEDULE|CONTACT` makes one."]
    rows = [("ID", "CALENDAR OF", "MADE", "BY")]
    rows += [(one["id"], _alias(one), one["created_at"][:10], one["made_by"].rpartition(":")[2]) for one in calendars]
    return in_columns(rows)


async def _revoke(control: Control, asked: argparse.Namespace, settings: Settings) -> Iterable[str]:
    listed = (await control.ask(ERRAND, {"do": "list"}))["calendars"]
    by_id = any(one["id"] == asked.name for one in listed)
    name = asked.name if by_id else _arn(asked.name, asked, settings)
    ended = (await control.ask(ERRAND, {"do": "revoke", "name": name}))["calendars"]
    return [f"Nobody is told anything at address {one['id']} of {_alias(one)} any more." for one in ended]


def _arn(text: str, asked: argparse.Namespace, settings: Settings) -> str:
    arns = Arns(asked.account, settings.region) if asked.account else settings.arns
    return text if text.startswith("arn:") else arns.contact(text)


def _alias(told: Any) -> str:
    return str(told["contact_arn"]).rpartition("/")[2]
