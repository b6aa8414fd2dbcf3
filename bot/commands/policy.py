"""`muster policy`: look at files of policies before they count, and say why somebody may do something or may not."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import environment
from bot.commands import policy_check
from bot.commands.columns import in_columns
from bot.commands.with_control import say, with_control
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control

InWords = Callable[[Mapping[str, Any]], tuple[Iterable[str], int]]
"""What is printed of an answer, and the exit status."""

DENIED = 1
"""The exit status where something would be denied; 2 is for what was asked wrongly."""

LIMITS = "account limits"
"""Everybody's, and therefore told once."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("policy", help="check policies, and explain who may do what")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    check = verbs.add_parser("check", help="say whether files of policies can be used; exit status 1 if not")
    check.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        help="a directory with those of accounts in it, or one policy's file; "
        "else what MUSTER_POLICIES and MUSTER_ORGANIZATION name",
    )
    check.set_defaults(run=policy_check.run)

    explain = verbs.add_parser("explain", help="say whether something is allowed, and why; exit status 1 if not")
    explain.add_argument(
        "--principal",
        required=True,
        metavar="WHO",
        help="a Slack user id, user/NAME of an access key, role/NAME, AWSServiceRoleforIncidentManager, or an ARN",
    )
    explain.add_argument("--action", required=True, metavar="ACTION", help="such as ssm-incidents:StartIncident")
    explain.add_argument("--resource", default="*", metavar="ARN", help="the resource's ARN; * where none is given")
    explain.add_argument("--source-ip", metavar="ADDRESS", help="the address that it is asked from")
    explain.add_argument("--channel", metavar="ID", help="the Slack channel that it is asked in, such as C0123456789")
    explain.add_argument("--time", metavar="TIME", help="when it is asked, such as 2027-01-04T08:00:00Z; else now")
    explain.set_defaults(run=_asking(_explain))

    listing = verbs.add_parser("list", help="show who has which policies")
    for parser in (explain, listing):
        parser.add_argument("--account", metavar="ID", help="of several accounts the one that is meant")
        parser.add_argument(
            "--policies", metavar="DIR", type=Path, help="ask what other files would decide, without any Muster"
        )
    listing.set_defaults(run=_asking(_list))


def _asking(in_words: InWords) -> Callable[[argparse.Namespace], int]:
    """Ask the Muster of this data directory, or other files than it goes by."""

    async def of_muster(control: Control, asked: argparse.Namespace, settings: Settings) -> int:
        told = await control.ask("policies", _wanted(asked))
        lines, status = in_words(told)
        return say([*lines, *_of_this_shell(settings, told)], status)

    def of_files(asked: argparse.Namespace) -> int:
        from bot.assembly.other_files import ask_files
        from core.clock import SystemClock

        settings = environment.read(os.environ)
        return say(*in_words(asyncio.run(ask_files(settings, asked.policies, _wanted(asked), SystemClock()))))

    return lambda asked: of_files(asked) if asked.policies else with_control(of_muster)(asked)


def _wanted(asked: argparse.Namespace) -> dict[str, Any]:
    names = ("principal", "action", "resource", "source_ip", "channel", "time")
    wanted = {name: getattr(asked, name) for name in names if getattr(asked, name, None)}
    account = {"account": asked.account} if asked.account else {}
    return {"do": "explain" if wanted else "list", **wanted, **account}


def _explain(told: Mapping[str, Any]) -> tuple[Iterable[str], int]:
    verdict = "ALLOWED" if told["allowed"] else "DENIED"
    who = f"{told['principal']} ({told['standing']})"
    lines = [f"{verdict}: {who}, {told['action']} on {told['resource']}", told["reason"], "", "In force:"]
    lines += [f"  {one['by']}: {_names(one)}" for one in told["has"]] or [
        "  nothing is attached, and nothing is allowed"
    ]
    lines += [f"  at most, by {one['by']}: {_names(one)}" for one in told["at_most"]]
    return [*lines, *told["remarks"], *_by_what(told)], 0 if told["allowed"] else DENIED


def _list(told: Mapping[str, Any]) -> tuple[Iterable[str], int]:
    rows = [("WHO", "HAS", "BY")]
    for one in told["principals"]:
        rows += [(one["who"], _names(held), held["by"]) for held in one["has"] or [{"by": "", "policies": []}]]
        limits = [held for held in one["at_most"] if held["by"] != LIMITS]
        rows += [(one["who"], f"at most {_names(held)}", held["by"]) for held in limits]
    rows.append(("everybody else", ", ".join(told["default"]) or "nothing", "default"))
    lines = in_columns(rows)
    if told["limits"] is not None:
        lines.append(f"Nobody in the account has more than: {', '.join(told['limits'])}.")
    lines += [*told["remarks"], *_by_what(told)]
    if told["problem"]:
        lines.append(f"! The last change of the files does not count: {told['problem']}")
    return lines, DENIED if told["problem"] else 0


def _by_what(told: Mapping[str, Any]) -> Iterator[str]:
    others = [one for one in told["accounts"] if one != told["account"]]
    account = f" in the account {told['account']}" if others else ""
    yield f"Decided{account} by {told['files'] or 'what holds without MUSTER_POLICIES'}."
    if others:
        yield f"--account asks about another one: {', '.join(others)}."


def _of_this_shell(settings: Settings, told: Mapping[str, Any]) -> Iterator[str]:
    """A Muster that runs goes by its own settings."""
    here = settings.policies
    if here and told["files"] not in (str(here), str(here / told["account"])):
        yield f"! Not by MUSTER_POLICIES={here} of this shell: `--policies {here}` says what these files would decide."


def _names(held: Mapping[str, Any]) -> str:
    return ", ".join(held["policies"]) or "nothing"
