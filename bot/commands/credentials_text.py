"""What an AWS credentials file says after one profile's key has been put into it: every other line stays as it is.

The AWS CLI and boto3 read such files with `configparser`, whose rule for continued values `_blocks` follows.  It is
asked what the text says before and after, so that no file is changed in a way that was not meant.
"""

from __future__ import annotations

import configparser
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

KEY_ID = "aws_access_key_id"
OF_A_KEY = (KEY_ID, "aws_secret_access_key", "aws_session_token", "aws_security_token")
"""What says nothing without the rest of its key, and so goes with it."""
PROFILE = re.compile(r"(?!DEFAULT$)[A-Za-z0-9_+=,.@:/-]{1,128}")

Profile = dict[str, str]


class NotUnderstood(Exception):
    """The text is no credentials file; names a line where it can."""


@dataclass(slots=True)
class _Block:
    """A section's header or an option, with the lines that continue it."""

    section: str | None
    option: str | None
    indent: str
    lines: list[int] = field(default_factory=list)


def profiles(text: str) -> dict[str, Profile]:
    """Every profile as the AWS CLI reads it; raise `NotUnderstood` where it would fail."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_file(io.StringIO(text, newline=None))
    except configparser.Error as problem:  # its own words quote a line, which may be a secret
        raise NotUnderstood(_where(problem)) from None
    return {name: dict(parser.items(name)) for name in parser.sections()}


def with_key(text: str, profile: str, key: Mapping[str, str], unless_there: Mapping[str, str]) -> str:
    """The text with the profile's key replaced by this one, and with those settings that the profile lacks.

    Raise `NotUnderstood` where the text is none, or where its profile cannot be changed alone.
    """
    before = profiles(text)
    there = before.get(profile, {})
    added = {**key, **{name: value for name, value in unless_there.items() if name not in there}}
    changed = _with_lines(text, profile, added)
    kept = {name: value for name, value in there.items() if name not in OF_A_KEY}
    if profiles(changed) != {**before, profile: {**kept, **added}}:
        raise NotUnderstood(f"profile {profile} is written in a way that cannot be changed by a program")
    return changed


def _with_lines(text: str, profile: str, added: Mapping[str, str]) -> str:
    lines = list(io.StringIO(text, newline=""))
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    blocks = [block for block in _blocks(lines) if block.section == profile]
    if not blocks:
        ended = "" if not lines or lines[-1].endswith(("\n", "\r")) else end
        apart = end if lines else ""
        return text + ended + apart + end.join([f"[{profile}]", *_written(added, ""), ""])
    header, *options = blocks
    gone = {line for option in options if option.option in OF_A_KEY for line in option.lines}
    first = header.lines[0]
    if not lines[first].endswith(("\n", "\r")):
        lines[first] += end
    new = [line + end for line in _written(added, options[0].indent if options else "")]
    kept = [line for number, line in enumerate(lines[first + 1 :], first + 1) if number not in gone]
    return "".join([*lines[: first + 1], *new, *kept])


def _written(values: Mapping[str, str], indent: str) -> list[str]:
    return [f"{indent}{name} = {value}" for name, value in values.items()]


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """A line that is deeper than the option above it continues that option, whatever it looks like."""
    block: _Block | None = None
    for number, line in enumerate(lines):
        said = line.strip()
        if not said or said.startswith(("#", ";")):
            continue
        indent = line[: len(line) - len(line.lstrip())]
        if block and block.option is not None and len(indent) > len(block.indent):
            block.lines.append(number)
            continue
        if block:
            yield block
        block = _block(said, indent, block.section if block else None)
        block.lines.append(number)
    if block:
        yield block


def _block(said: str, indent: str, section: str | None) -> _Block:
    if header := re.match(r"\[(.+)\]", said):
        return _Block(header[1], None, indent)
    return _Block(section, re.split(r"[=:]", said, maxsplit=1)[0].strip().lower(), indent)


def _where(problem: configparser.Error) -> str:
    numbers = [number for number, _ in getattr(problem, "errors", [])] or [getattr(problem, "lineno", None)]
    what = "a section or an option is there twice" if "Duplicate" in type(problem).__name__ else "it is no INI file"
    return f"{what}, line {numbers[0]}" if numbers[0] else what
