"""How one value of an answer looks: as the API spells it, so that it can be copied into the next command.

Moments are in the reader's zone, and what has parts is in lines or in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeGuard

from bot.slack.blocks.elements import compact
from bot.slack.blocks.escape import TEXT, code, code_block, mrkdwn, on

INLINE = 2800
"""So much JSON is shown; more becomes a file."""
LINES = 20
PARTS = 6
"""Structures of so many plain parts at most are told in lines; others are shown as JSON."""
WIDTH = 84
"""Of JSON that is shown: structures that fit are not taken apart."""


def as_json(value: object) -> str:
    """JSON as people read it; moments as ISO 8601."""
    return json.dumps(spelled(value), indent=2, ensure_ascii=False)


def shown(value: object) -> str:
    """On as few lines as there are things to copy."""
    match value:
        case datetime():
            return on(value)
        case str() if value.startswith("arn:") or is_document(value):
            return code(value, 1900)
        case str():
            return mrkdwn(value, 1900)
        case int() | float():
            return json.dumps(value)
        case None:
            return "—"
        case list() if _can_be_lines(value):
            return "\n".join(shown(one) for one in value)
    if has_plain_parts(value):
        return "\n".join(f"{mrkdwn(name, 200)}: {shown(part)}".removesuffix(": `{}`") for name, part in value.items())
    return code(json.dumps(spelled(value), ensure_ascii=False), 1900)


def _can_be_lines(value: object) -> TypeGuard[list[str]]:
    """Whether it is a list of texts, all of which fit."""
    texts = value if isinstance(value, list) and all(isinstance(one, str) for one in value) else []
    return 0 < len(texts) <= LINES and len("".join(texts)) < INLINE // 2


def has_plain_parts(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is a small structure that a line for each member tells."""
    parts = value.values() if isinstance(value, dict) else ()
    plain_ones = [part for part in parts if isinstance(part, str | int) or part == {} or is_plain_list(part)]
    return 0 < len(parts) == len(plain_ones) <= PARTS


def structure(value: object) -> str:
    """What has parts as JSON, to be read and copied; nothing where `shown` says it all in a line or some."""
    if isinstance(value, str) and is_document(value):
        return code_block(value, TEXT - 200)
    if not isinstance(value, dict | list) or has_plain_parts(value) or _can_be_lines(value):
        return ""
    return code_block(_indented(spelled(value)), TEXT - 200)


def _indented(value: Any, margin: str = "") -> str:
    """JSON in which whatever is short enough for a line of a phone stays on one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(margin + flat) <= WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner = f"{margin}  "
    if isinstance(value, list):
        return f"[\n{_joined((_indented(one, inner) for one in value), inner)}\n{margin}]"
    named = (f"{json.dumps(name, ensure_ascii=False)}: {_indented(one, inner)}" for name, one in value.items())
    return f"{{\n{_joined(named, inner)}\n{margin}}}"


def _joined(lines: Iterable[str], margin: str) -> str:
    return ",\n".join(margin + line for line in lines)


def is_document(text: str) -> bool:
    """Whether it is JSON, such as a policy, and so stays as it is, to the letter."""
    return text.lstrip().startswith("{") and text.rstrip().endswith("}")


def plainly(value: object) -> str:
    """About what a reader sees of it, to tell how much room it takes."""
    return "x" * 30 if isinstance(value, datetime) else value if isinstance(value, str) else compact(spelled(value))


def spelled(value: Any) -> Any:
    """As JSON has it."""
    match value:
        case Mapping():
            return {key: spelled(inner) for key, inner in value.items()}
        case list() | tuple():
            return [spelled(inner) for inner in value]
        case datetime():
            return value.isoformat()
    return value


def is_plain_list(value: object) -> bool:
    """Whether it is a list of texts or numbers."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, str | int) for one in value)
