"""How an operation's answer looks: a record as fields, a list as rows, the rest behind a button; or all of it as JSON.

Values stay as the API spells them, so that they can be copied into the next command; moments are in the reader's zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from bot.slack.blocks import timeline
from bot.slack.blocks.elements import VALUE, Block, Message, actions, button, compact, context, fields, header, section
from bot.slack.blocks.escape import FIELD, TEXT, code, code_block, mrkdwn, on, plain, trimmed
from core.vocabulary.catalog import Operation
from core.vocabulary.pages import TOKENS, paging
from core.vocabulary.queries import pick

ROWS = 20
INLINE = 2800
"""So much JSON is shown; more becomes a file."""
SHORT = 60
"""Values up to here stand side by side."""
FIRST = ("title", "displayname", "name", "alias", "eventtype", "type", "channelname", "itemtype", "key")
"""Members that say best what a row is."""
LEADING = ("title", "status", "impact", "creationTime", "resolvedTime", "lastModifiedTime")
"""What a person wants to know of a record before all else."""
TIMELINE = "ssm-incidents:ListTimelineEvents"
PARTS = 6
"""Structures of so many plain parts at most are told in lines; others are shown as JSON."""
LAST = ("arn", "id", "url")


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send, and the file that goes with it where it is too long for a message."""

    message: Message
    file: str | None = None
    """JSON."""


def show(
    operation: Operation,
    request: Mapping[str, object],
    answer: Mapping[str, Any],
    *,
    query: str | None = None,
    output: str | None = None,
) -> Answer:
    """The answer to a command, in the form that was asked for."""
    if query is not None:
        try:
            return _as_json(operation, pick(query, _spelled(answer)))
        except ValueError as no:
            return Answer(Message(f"`--query` does not fit this answer: {mrkdwn(str(no), 300)}"))
    if output == "json":
        return _as_json(operation, _spelled(answer))
    pages = paging(operation)
    if pages and isinstance(answer.get(pages.result), list):
        return _list(operation, request, answer, answer[pages.result])
    return _record(operation, answer)


def as_json(value: object) -> str:
    """JSON as people read it; moments as ISO 8601."""
    return json.dumps(_spelled(value), indent=2, ensure_ascii=False)


def _record(operation: Operation, answer: Mapping[str, Any]) -> Answer:
    if not answer:
        return Answer(Message(f"\N{WHITE HEAVY CHECK MARK} Done: {code(operation.command)}"))
    whole = _unwrapped(answer)
    record = {name: whole[name] for name in (*LEADING, *whole) if name in whole and whole[name] not in ([], {}, None)}
    short: list[tuple[str, str]] = []
    long: list[tuple[str, str]] = []
    for name, value in record.items():
        text = _value(value)
        is_short = len(_plainly(value)) <= SHORT and name != "title"
        (short if is_short else long).append((name, text))
    blocks: list[Block] = [context(code(operation.command))]
    if long and long[0][0] == "title":
        blocks.append(section(_labelled(*long.pop(0), TEXT)))
    blocks += fields([_labelled(name, text, FIELD) for name, text in short])
    blocks += [section(_labelled(name, _structure(record[name]) or text, TEXT)) for name, text in long]
    if len(blocks) > 48 or sum(len(text) for _, text in short + long) > 12_000:
        return _as_json(operation, _spelled(answer))
    return Answer(Message(_in_short(operation, record), tuple(blocks)))


def _list(operation: Operation, request: Mapping[str, object], answer: Mapping[str, Any], rows: list[Any]) -> Answer:
    if not rows:
        return Answer(Message(f"{code(operation.command)}: nothing found."))
    more = next((answer[name] for name in TOKENS if answer.get(name)), None)
    counted = f"{len(rows)} row{'s' if len(rows) > 1 else ''}"
    blocks: list[Block] = [context(f"{code(operation.command)} · {counted}{', and there are more' if more else ''}")]
    if operation.action == TIMELINE:
        blocks += [context(code(incident))] if (incident := timeline.about(rows)) else []
    shown = timeline.row if operation.action == TIMELINE else _row
    blocks += [section(shown(row)) for row in rows[:ROWS]]
    if more:
        blocks += _show_more(operation, request, str(more))
    if any(map(_has_more, rows)):
        blocks.append(context(f"{code('--output json')} shows all that there is about them."))
    rest = as_json(answer) if len(rows) > ROWS else None
    if rest:
        blocks.append(context(f"The first {ROWS} are shown; all {len(rows)} are in the file."))
    return Answer(Message(f"{operation.command}: {counted}", tuple(blocks)), rest)


def _show_more(operation: Operation, request: Mapping[str, object], token: str) -> list[Block]:
    pages = paging(operation)
    value = {"action": operation.action, "params": {**_spelled(request), pages.token if pages else "nextToken": token}}
    if len(compact(value)) > VALUE:
        return [context("There are more; narrow the list with filters.")]
    return [actions([button("Show more", "show-more", value)])]


def _row(row: object) -> str:
    """One entry of a list: what it is in bold, the small values after it, and what to copy on a line of its own."""
    if not isinstance(row, Mapping):
        return _value(row)
    ordered = sorted(row.items(), key=lambda pair: _place(pair[0]))
    name, title = ordered[0]
    simple = [(key, value) for key, value in ordered[1:] if not isinstance(value, dict | list)]
    names = [value for key, value in simple if _is_handle(key)]
    rest = [f"{key} {_value(value)}" for key, value in simple if not _is_handle(key)]
    head = code(str(title), FIELD) if _is_handle(name) else f"*{trimmed(_value(title), 500)}*"
    lines = [" · ".join([head, *rest]), *(code(str(value), 500) for value in names)]
    lists = [(key, value) for key, value in ordered[1:] if _is_plain_list(value)]
    return "\n".join([*lines, *(trimmed(f"{key}: {compact(value)}", 400) for key, value in lists)])


def _is_plain_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str | int) for one in value)


def _has_more(row: object) -> bool:
    """Whether a row leaves out something that the answer has."""
    values = row.values() if isinstance(row, Mapping) else ()
    return any(isinstance(value, dict | list) and value and not _is_plain_list(value) for value in values)


def _place(name: str) -> int:
    lower = name.lower()
    if lower in FIRST:
        return FIRST.index(lower)
    return 200 if _is_handle(name) else 150 if "time" in lower else 100


def _is_handle(name: str) -> bool:
    """Whether a value is there to be copied rather than read."""
    return name.lower().endswith(LAST)


def _as_json(operation: Operation, value: object) -> Answer:
    if isinstance(value, str) and len(value) <= INLINE:
        return Answer(Message(f"{operation.command}", (section(code_block(value)),)))
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    if len(text) <= INLINE:
        return Answer(Message(operation.command, (section(code_block(text)),)))
    return Answer(Message(f"{code(operation.command)}: the answer is in the file."), text)


def _unwrapped(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """`get-incident-record` answers with one member that holds everything."""
    values = list(answer.values())
    return values[0] if len(values) == 1 and isinstance(values[0], dict) and values[0] else answer


def _labelled(name: str, text: str, limit: int) -> str:
    return trimmed(f"*{plain(name)}*\n{text}", limit)


def _value(value: object) -> str:
    match value:
        case datetime():
            return on(value)
        case str() if value.startswith("arn:"):
            return code(value, 1900)
        case str():
            return mrkdwn(value, 1900)
        case int() | float():
            return json.dumps(value)
        case None:
            return "—"
        case list() if value and all(isinstance(one, str) for one in value) and len("".join(value)) < INLINE // 2:
            return "\n".join(_value(one) for one in value[:20])
    if _has_plain_parts(value):
        return "\n".join(f"{mrkdwn(name, 200)}: {_value(part)}".removesuffix(": `{}`") for name, part in value.items())
    return code(json.dumps(_spelled(value), ensure_ascii=False), 1900)


def _has_plain_parts(value: object) -> TypeGuard[dict[str, Any]]:
    parts = value.values() if isinstance(value, dict) else ()
    plain_ones = [part for part in parts if isinstance(part, str | int) or part == {} or _is_plain_list(part)]
    return 0 < len(parts) == len(plain_ones) <= PARTS


def _structure(value: object) -> str:
    """What has parts, a line each, so that it can be read and copied."""
    is_plain = _has_plain_parts(value)
    return code_block(as_json(value), TEXT - 200) if isinstance(value, dict | list) and not is_plain else ""


def _plainly(value: object) -> str:
    return "x" * 30 if isinstance(value, datetime) else value if isinstance(value, str) else compact(_spelled(value))


def _spelled(value: Any) -> Any:
    """As JSON has it."""
    match value:
        case Mapping():
            return {key: _spelled(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_spelled(inner) for inner in value]
        case datetime():
            return value.isoformat()
    return value


def _in_short(operation: Operation, record: Mapping[str, Any]) -> str:
    """For the notification: the first thing worth reading."""
    first = next(iter(_texts(record)), "done")
    return f"{operation.command}: {mrkdwn(first, 300)}"


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    for _, value in sorted(record.items(), key=lambda pair: _place(pair[0])):
        if isinstance(value, str) and value:
            yield value


def titled(title: str, message: Message) -> Message:
    """The same under a heading."""
    return Message(f"{mrkdwn(title, 150)} {message.text}", (header(title), *message.blocks))
