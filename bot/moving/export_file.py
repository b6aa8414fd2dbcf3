"""The file of an export: one JSON document that only its owner may read, for it holds everything unsealed."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pydantic_core import from_json

from bot.http.control import written as as_json
from core.arns import Arns
from core.errors import Refusal
from core.moving import document
from core.moving.resource import Resource, Unread

FORMAT, VERSION = "muster-export", 1


class NoExport(Exception):
    """The file cannot be written, or is not an export that this release can read; the text says why."""


class ExportWriter:
    """Writes resources as they come, one a line: what has been written need not be kept in memory."""

    def __init__(self, file: IO[str], arns: Arns) -> None:
        self._file = file
        self._separator = ""
        head = {"format": FORMAT, "version": VERSION, "account": arns.account, "region": arns.region}
        file.write(as_json(head)[:-1] + ', "resources": [')

    def add(self, resource: Resource) -> None:
        """One resource more."""
        self._file.write(f"{self._separator}\n{as_json(document.written(resource))}")
        self._separator = ","

    def finish(self, unread: list[Unread]) -> None:
        """The end, with what could not be read."""
        left = [{"kind": one.kind, "arn": one.arn, "reason": one.reason} for one in unread]
        self._file.write(f"\n], {as_json({'unread': left})[1:]}\n")


@contextmanager
def taking_the_place_of(path: Path) -> Iterator[IO[str]]:
    """A file beside `path`, for its owner only, that takes its place once everything is in it."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as problem:
        raise NoExport(f"{path} cannot be written: {problem.strerror}.") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[dict[str, Any], list[Resource | Unread]]:
    """What the file says of itself, and its resources; raise `NoExport` where it is none."""
    try:
        told = from_json(path.read_bytes(), allow_inf_nan=False)
    except OSError as problem:
        raise NoExport(f"{path} cannot be read: {problem.strerror}.") from None
    except ValueError as problem:
        raise NoExport(
            f"{path} is not whole JSON ({problem}): it may have been cut off. `muster export` writes it anew."
        ) from None
    match told:
        case {"format": "muster-export", "version": 1, "resources": list(resources)}:
            return told, [*_resources(path, resources), *_unread(told.get("unread", []))]
        case {"format": "muster-export", "version": int(version)}:
            raise NoExport(f"{path} has version {version}; this release reads version {VERSION}: use a newer Muster.")
    raise NoExport(f'{path} is not an export of Muster: one begins with "format": "{FORMAT}".')


def _resources(path: Path, resources: list[Any]) -> Iterator[Resource]:
    for number, told in enumerate(resources, 1):
        try:
            yield document.read(told)
        except Refusal as refusal:
            raise NoExport(f"{path}: resource {number} cannot be read: {refusal.message}") from None


def _unread(left: Any) -> Iterator[Unread]:
    """What whoever wrote the file could not read, so that the report of the one who reads it has it too."""
    for one in left if isinstance(left, list) else ():
        match one:
            case {"kind": str(kind), "arn": str(arn), "reason": str(reason)}:
                yield Unread(kind=kind, arn=arn, reason=reason)
