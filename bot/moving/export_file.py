"""The file of an export: one JSON document that only its owner may read, for it holds everything unsealed."""

from __future__ import annotations

import os
import secrets
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
        self._write(as_json(head)[:-1] + ', "resources": [')

    def add(self, resource: Resource) -> None:
        """One resource more."""
        self._write(f"{self._separator}\n{as_json(document.written(resource))}")
        self._separator = ","

    def finish(self, unread: list[Unread]) -> None:
        """The end, with what could not be read."""
        left = [{"kind": one.kind, "arn": one.arn, "reason": one.reason} for one in unread]
        self._write(f"\n], {as_json({'unread': left})[1:]}\n")
        self._write("", flush=True)

    def _write(self, text: str, *, flush: bool = False) -> None:
        with _written("The document"):
            self._file.write(text)
            if flush:
                self._file.flush()


@contextmanager
def taking_the_place_of(path: Path) -> Iterator[IO[str]]:
    """A file beside `path`, for its owner only, that takes its place once everything is in it."""
    if path.is_dir():
        raise NoExport(f"{path} is a directory: name a file in it, such as {path / 'everything.json'}.")
    if path.exists() and not path.is_file():
        raise NoExport(f"{path} is not a file. Without --output, the document goes to standard output.")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with _written(str(path)):
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
            with _written(str(path)):
                os.fsync(descriptor)
        with _written(str(path)):
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def _written(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise NoExport(f"{what} cannot be written: {problem.strerror}.") from None


def read(path: Path) -> tuple[dict[str, Any], list[Resource | Unread]]:
    """What the file says of itself, and its resources; raise `NoExport` where it is none."""
    told = _json(path)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NoExport(f'{path} is not an export of Muster: one begins with "format": "{FORMAT}".')
    version, resources = told.get("version"), told.get("resources")
    if type(version) is not int:
        raise NoExport(f"{path} is not an export of Muster: its version is not a whole number, such as {VERSION}.")
    if version != VERSION:
        raise NoExport(f"{path} has version {version}; this release reads version {VERSION}: use a newer Muster.")
    if not isinstance(resources, list):
        raise NoExport(f"{path} is not an export of Muster: its resources are not a list.")
    return told, [*_resources(path, resources), *_unread(told.get("unread", []))]


def _json(path: Path) -> Any:
    try:
        text = path.read_bytes()
    except OSError as problem:
        raise NoExport(f"{path} cannot be read: {problem.strerror}.") from None
    if text.startswith(BOM_UTF8):
        raise NoExport(f"{path} begins with a byte order mark, which JSON does not have: save it as UTF-8 without one.")
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as problem:
        raise NoExport(f"{path} is not whole JSON: {_fault(text, str(problem))}.") from None


def _fault(text: bytes, why: str) -> str:
    if why.startswith("recursion"):
        return f"it is nested too deeply, which no export is ({why})"
    if why.startswith("EOF"):
        return f"it has been cut off ({why}); `muster export` writes it anew"
    with suppress(ValueError):
        from_json(text, allow_inf_nan=True)
        return f"it holds NaN or Infinity, which are no numbers in JSON ({why})"
    return why


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
