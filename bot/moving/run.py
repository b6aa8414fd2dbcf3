"""Carries everything from a source into a house or into a file."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import aiohttp

from bot.control import Control
from bot.moving.export_file import ExportWriter, read, taking_the_place_of
from bot.moving.progress import Progress
from bot.moving.reading import Reading
from bot.moving.report import Report
from bot.moving.source_gone import SourceGone
from core.arns import Arns
from core.errors import Refusal
from core.moving import document
from core.moving.arrival import cannot
from core.moving.belonging import foreign
from core.moving.ports import Source
from core.moving.resource import Outcome, Resource, Unread


class ThisHouse:
    """`core.moving.ports.Source`: the Muster of this data directory, as a command on this machine reaches it."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self.arrived = False
        """Whether something has been stored here, by this command."""

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """See `Source`."""
        with _heard():
            return await self._control.call(action, params)

    async def completed(self, resource: Resource) -> Resource:
        """The resource with what no operation tells of it: the turns of a rotation may count from when it was made."""
        if resource.kind != "rotation":
            return resource
        with _heard():
            told = await self._control.ask("made", {"arn": resource.arn})
        return document.read({**document.written(resource), "madeAt": told["made_at"]})

    async def restore(self, resource: Resource) -> list[Outcome]:
        """Store what arrives; of a dry run it is a copy of the house that knows it afterwards."""
        asked = {"resource": document.written(resource)}
        try:
            with _heard():
                told = await self._control.ask("restore", asked)
        except Refusal as refusal:
            return [cannot(resource, refusal.message)]
        outcomes = [Outcome(**one) for one in told["outcomes"]]
        self.arrived |= any(one.result in ("created", "changed") for one in outcomes)
        return outcomes


@contextmanager
def _heard() -> Iterator[None]:
    """A Muster that is stopped meanwhile ends the move."""
    try:
        yield
    except aiohttp.ClientError as problem:
        raise SourceGone(f"Muster was stopped meanwhile ({type(problem).__name__}).") from None


async def carry(told: AsyncIterator[Resource | Unread], house: ThisHouse, progress: Progress, report: Report) -> Report:
    """Restore each resource as it comes; may be stopped after any of them and done again from the start."""
    try:
        async for one in told:
            if isinstance(one, Unread):
                report.add([_not_read(one)])
                continue
            outcomes = await house.restore(one)
            report.add(outcomes)
            progress.step(one.kind)
            if one.kind == "replication-set" and all(left.result == "cannot" for left in outcomes):
                progress.say(f"{one.arn} cannot come: {outcomes[0].detail}")  # of all else the same may be true
    finally:
        progress.finish()
    return report


async def from_source(source: Source, house: ThisHouse, arns: Arns, *, dry_run: bool) -> Report:
    """Everything that the source tells of; raise `SourceGone` where it is another account's."""
    told = _of_account(Reading(source).everything(), arns)
    return await carry(told, house, Progress(sys.stderr), Report(dry_run))


async def from_file(path: Path, house: ThisHouse, arns: Arns, *, dry_run: bool) -> Report:
    """Everything that is in an exported file; raise `SourceGone` where it is another account's."""
    _, resources = read(path)
    return await carry(_of_account(_each(resources), arns), house, Progress(sys.stderr), Report(dry_run))


async def to_file(source: Source, path: Path | None, arns: Arns) -> list[Unread]:
    """Everything into a file, or to standard output; what could not be read."""
    if path is None:
        return await _write(source, sys.stdout, arns)
    with taking_the_place_of(path) as file:
        return await _write(source, file, arns)


async def _write(source: Source, file: IO[str], arns: Arns) -> list[Unread]:
    writer, progress, unread = ExportWriter(file, arns), Progress(sys.stderr), []
    try:
        async for one in Reading(source).everything():
            if _is_anothers(one, arns):
                continue  # it is shared with us, and its owner's to move
            if isinstance(one, Unread):
                unread.append(one)
            else:
                writer.add(await source.completed(one) if isinstance(source, ThisHouse) else one)
                progress.step(one.kind)
    finally:
        progress.finish()
    writer.finish(unread)
    return unread


def _is_anothers(one: Resource | Unread, arns: Arns) -> bool:
    return one.arn.split(":")[4:5] not in ([], [arns.account])


async def _of_account(told: AsyncIterator[Resource | Unread], arns: Arns) -> AsyncIterator[Resource | Unread]:
    """The same, unless the first resource is another account's: hundreds more would be, each with its line."""
    first = True
    async for one in told:
        if first and isinstance(one, Resource):
            first = False
            owner = one.arn.split(":")[4:5]
            if owner != [arns.account] and (why := foreign(one.kind, one.arn, arns)):
                raise SourceGone(f"Nothing can come: {one.kind} {one.arn}: {why}.")
        yield one


async def _each(resources: Iterable[Resource | Unread]) -> AsyncIterator[Resource | Unread]:
    for one in resources:
        yield one


def _not_read(one: Unread) -> Outcome:
    return Outcome(kind=one.kind, arn=one.arn, result="cannot", detail=f"it could not be read: {one.reason}")
