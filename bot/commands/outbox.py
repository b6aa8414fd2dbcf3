"""`muster outbox`: what was set aside or is late, and to have it tried at once.  Ids only, nothing of what it says."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bot.commands.with_control import Telling, add_account, in_lines
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control

ERRAND = "outbox"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("outbox", help="list what was set aside or is late, and try it again")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="show the steps that were set aside, and those that are a minute late")
    _finish(listing, _list)
    retry = verbs.add_parser("retry", help="try at once what was set aside: the steps that are named, or all")
    retry.add_argument("steps", nargs="*", metavar="STEP", help="as `list` names it, in quotes: 'page arn:…'")
    retry.add_argument("--all", action="store_true", help="everything that was set aside")
    _finish(retry, _retry)


def _finish(parser: argparse.ArgumentParser, telling: Telling) -> None:
    add_account(parser)
    parser.set_defaults(run=in_lines(telling))


async def _list(control: Control, *_: object) -> Iterable[str]:
    steps = (await control.ask(ERRAND, {"do": "list"}))["steps"]
    if not steps:
        return ["Nothing is set aside, and nothing is late."]
    return ["STATE      DUE                  TRIED  ERROR                 STEP", *(_line(step) for step in steps)]


async def _retry(control: Control, asked: argparse.Namespace, _: Settings) -> Iterable[str]:
    if bool(asked.steps) == asked.all:
        return ["Name the steps that are to be tried, as `muster outbox list` does, or say --all."]
    steps = (await control.ask(ERRAND, {"do": "retry", "steps": asked.steps}))["steps"]
    if not steps:
        return ["Nothing is set aside."]
    return [f"Tried now: {step['step']}" for step in steps]


def _state(step: Mapping[str, Any]) -> str:
    """`unknown`: of a kind that the Muster that runs does not have; a later release may, or the row was damaged."""
    if step["is_held"]:
        return "set aside" if step["is_set_aside"] else "at work"
    if not step["is_known"]:
        return "unknown"
    return "set aside" if step["is_set_aside"] else "late"


def _line(step: Mapping[str, Any]) -> str:
    due_at = str(step["due_at"])[:19]
    return f"{_state(step):<10} {due_at:<20} {step['attempts']:>5}  {step['error'] or '-':<20}  {step['step']}"
