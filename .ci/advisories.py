"""Which advisories of a file are on what requirements.lock installs?  The file is OSV's export; no network is asked.

Versions are compared as Python compares them, with OSV's rule: listed by name, or within a range of its events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)

Advisory = Mapping[str, Any]
Pins = frozenset[tuple[str, Version]]


class NoAdvisories(Exception):
    """The file cannot vouch for anything; the text says why."""


def audited(file: Path, lock: str) -> tuple[list[str], str]:
    """A line for each advisory that concerns us, and how much was looked through."""
    advisories = list(read(file))
    if not advisories:
        raise NoAdvisories(f"{file} has no advisory on any package of PyPI; expected OSV's PyPI/all.zip.")
    pinned = pins(lock)
    newest = max(str(one.get("modified", "")) for one in advisories)[:10]
    told = f"{len(pinned)} locked packages, {len(advisories)} advisories, the newest of {newest}"
    return [line for one in advisories for line in concerns(one, pinned)], told


def read(file: Path) -> Iterator[Advisory]:
    """Those of PyPI that were not withdrawn."""
    try:
        with ZipFile(file) as archive:
            whole = [json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")]
    except (OSError, BadZipFile, ValueError) as problem:
        raise NoAdvisories(f"{file} cannot be read: {problem}. Expected OSV's PyPI/all.zip.") from None
    return (one for one in whole if not one.get("withdrawn") and any(map(_is_pypi, one.get("affected", ()))))


def pins(lock: str) -> Pins:
    """What the lock file installs; a package may be there in two versions, for two platforms."""
    return frozenset((canonicalize_name(name), Version(version)) for name, version in PINNED.findall(lock))


def concerns(advisory: Advisory, pinned: Pins) -> Iterator[str]:
    """A line for each locked package that it is about."""
    names = ", ".join([advisory["id"], *advisory.get("aliases", ())])
    for affected in filter(_is_pypi, advisory["affected"]):
        package = canonicalize_name(affected["package"]["name"])
        for name, version in pinned:
            if name == package and is_affected(affected, version):
                yield f"{name} {version}: {names}: {advisory.get('summary', 'no summary')}"


def is_affected(affected: Mapping[str, Any], version: Version) -> bool:
    """OSV's rule for one package of an advisory."""
    if version in map(_version, affected.get("versions", ())):
        return True
    ranges = [one["events"] for one in affected.get("ranges", ()) if one.get("type") == "ECOSYSTEM"]
    return any(_is_within(events, version) for events in ranges)


def _is_within(events: Iterable[Mapping[str, str]], version: Version) -> bool:
    """Whether it was introduced at or before this version, and not fixed since."""
    within = False
    moments = [(_version(at), kind) for event in events for kind, at in event.items()]
    for at, kind in sorted((one for one in moments if one[0]), key=lambda one: (one[0], one[1] == "introduced")):
        passed = version > at if kind == "last_affected" else version >= at
        if passed and kind != "limit":
            within = kind == "introduced"
    return within


def _version(text: str) -> Version | None:
    """None for what Python could not install anyway."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def _is_pypi(affected: Mapping[str, Any]) -> bool:
    return bool(affected.get("package", {}).get("ecosystem") == "PyPI")
