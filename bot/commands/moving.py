"""`muster export` and `muster import`: move house, from AWS or from another Muster."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot import environment
from bot.commands import rotation_script
from bot.moving.plain import plain
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control
    from bot.moving.report import Report
    from bot.moving.run import ThisHouse

    Errand = Callable[[argparse.Namespace, Settings, ThisHouse], Awaitable[int]]

GO_ON = "What has arrived is whole and stays. Repeat the command to go on: what is the same already is passed over."
NOTHING_CHANGED = "Nothing was changed here."


class NotSaid(Exception):
    """The report finds no place on standard output; the text says why."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the commands."""
    export = commands.add_parser("export", help="write everything into one JSON document, unsealed")
    export.add_argument("--output", metavar="FILE", default="-", help="where to; `-`, the default: standard output")
    export.set_defaults(run=_command(_export), may_make=False, dry_run=False)

    move = commands.add_parser("import", help="take over the resources of an AWS account, or of an export")
    sources = move.add_subparsers(metavar="SOURCE", required=True)

    file = sources.add_parser("file", help="what `muster export` wrote")
    file.add_argument("file", metavar="FILE", type=Path)
    file.set_defaults(run=_command(_import_file), may_make=True)

    aws = sources.add_parser("aws", help="an AWS account, or another Muster, with the credentials of the AWS CLI")
    aws.add_argument("--profile", metavar="P", help="a profile of the AWS configuration files")
    aws.add_argument("--endpoint-url", metavar="U", help="whoever speaks AWS's API there, such as another Muster")
    aws.add_argument("--region", metavar="R", help="the Region to read; MUSTER_REGION where it is not given")
    aws.set_defaults(run=_command(_import_aws), may_make=True)

    script = sources.add_parser("rotation-script", help="the on-call rotation of AWS's user guide, as a rotation")
    rotation_script.describe(script, _command)
    for parser in (file, aws, script):
        parser.add_argument("--dry-run", action="store_true", help="change nothing, and report what would be")
    for parser in (export, file, aws, script):
        parser.add_argument("--account", metavar="ID", help="of several accounts here the one that is meant")


def _command(errand: Errand) -> Callable[[argparse.Namespace], int]:
    return lambda asked: _carry_out(errand, asked)


def _carry_out(errand: Errand, asked: argparse.Namespace) -> int:
    from bot.moving.export_file import NoExport
    from bot.moving.source_gone import SourceGone

    so_far = SoFar()
    try:
        return asyncio.run(_with_house(errand, asked, environment.read(os.environ), so_far))
    except NoExport as problem:
        _let_go_of_standard_output()
        _say(f"muster: {plain(str(problem))}")
        return 2
    except NotSaid as problem:
        _let_go_of_standard_output()
        _say(f"muster: The report cannot be written to its end: {problem}. {so_far.in_words}")
        return 2
    except SourceGone as problem:
        _say(f"muster: {plain(str(problem))}\n{so_far.in_words}")
        return 2
    except KeyboardInterrupt:
        _say(f"\nStopped. {so_far.in_words}")
        return 130


@dataclass(slots=True)
class SoFar:
    """How far the command came; known also where it ends in the middle."""

    house: ThisHouse | None = None

    @property
    def in_words(self) -> str:
        """What whoever runs it has to know now."""
        return GO_ON if self.house and self.house.arrived else NOTHING_CHANGED


async def _with_house(errand: Errand, asked: argparse.Namespace, settings: Settings, so_far: SoFar) -> int:
    # Only now: whoever asks for help must not wait for the whole program.
    from bot.control import opened
    from bot.moving.run import ThisHouse
    from bot.rehearsal import rehearsal
    from core.clock import SystemClock

    own = replace(settings, account_id=asked.account or settings.account_id)
    if asked.dry_run:
        async with rehearsal(settings, SystemClock()) as control:
            await _turn_to(control, asked.account)
            return await errand(asked, own, ThisHouse(control))
    async with opened(settings, SystemClock(), may_make=asked.may_make) as control:
        await _turn_to(control, asked.account)
        so_far.house = ThisHouse(control)
        return await errand(asked, own, so_far.house)


async def _turn_to(control: Control, account: str | None) -> None:
    """Raise `Refusal` where there is no such account, before a file is written."""
    control.account = account
    if account:
        await control.call("sts:GetCallerIdentity", {})


async def _export(asked: argparse.Namespace, settings: Settings, house: ThisHouse) -> int:
    from bot.moving.run import to_file

    path = None if asked.output == "-" else Path(asked.output)
    unread = await to_file(house, path, settings.arns)
    for one in unread:
        _say(plain(f"Not exported: {one.kind} {one.arn}: {one.reason}"))
    _say(
        f"{plain(str(path or 'This document'))} holds everything in clear: names, addresses, incidents. "
        "Keep it as you would keep a password, and delete it when it has been imported."
    )
    return 1 if unread else 0


async def _import_file(asked: argparse.Namespace, settings: Settings, house: ThisHouse) -> int:
    from bot.moving.run import from_file

    return _reported(await from_file(asked.file, house, settings.arns, dry_run=asked.dry_run))


async def _import_aws(asked: argparse.Namespace, settings: Settings, house: ThisHouse) -> int:
    from bot.moving.aws_source import AwsSource
    from bot.moving.run import from_source

    source = AwsSource(asked.region or settings.region, profile=asked.profile, endpoint_url=asked.endpoint_url)
    return _reported(await from_source(source, house, settings.arns, dry_run=asked.dry_run))


def _reported(report: Report) -> int:
    try:
        sys.stdout.writelines(f"{line}\n" for line in report.text())
        sys.stdout.flush()
    except OSError as problem:
        raise NotSaid(problem.strerror) from None
    return 1 if report.left_behind else 0


def _let_go_of_standard_output() -> None:
    """What can no longer be written there would be tried once more at the end, and complained of by Python."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    """To whoever runs the command; standard output is for the document and the report."""
    sys.stderr.write(f"{text}\n")
