"""How an operation's answer looks: a record as fields, a list as rows, the rest behind a button; or all of it as JSON.

Values stay as the API spells them, so that they can be copied into the next command; moments are in the reader's zone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.slack.blocks import event_history, timeline
from bot.slack.blocks.elements import VALUE, Block, Message, actions, button, compact, context, fields, header, section
from bot.slack.blocks.escape import FIELD, TEXT, code, code_block, mrkdwn, plain, trimmed
from bot.slack.blocks.values import INLINE, as_json, is_document, is_plain_list, plainly, shown, spelled, structure
from core.vocabulary.catalog import Operation
from core.vocabulary.pages import TOKENS, paging
from core.vocabulary.queries import pick

ROWS = 20
SHORT = 60
"""Values up to here stand side by side."""
FIRST = ("title", "displayname", "name", "alias", "eventtype", "type", "channelname", "itemtype", "key")
"""Members that say best what a row is."""
LEADING = ("title", "status", "impact", "creationTime", "resolvedTime", "lastModifiedTime")
"""What a person wants to know of a record before all else."""
TIMELINE = "ssm-incidents:ListTimelineEvents"
HISTORY = "cloudtrail:LookupEvents"
LAST = ("arn", "id", "url")
TAGS = (("Key", "Value"), ("TagKey", "TagValue"))
READ = ("TimeZoneId",)
"""What ends like these and is read all the same."""


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
            return _as_json(operation, pick(query, spelled(answer)))
        except ValueError as no:
            return Answer(Message(f"`--query` does not fit this answer: {mrkdwn(str(no), 300)}"))
    if output == "json":
        return _as_json(operation, spelled(answer))
    rows = _rows(operation, answer)
    return _record(operation, answer) if rows is None else _list(operation, request, answer, rows)


def _rows(operation: Operation, answer: Mapping[str, Any]) -> list[Any] | None:
    """What makes the answer a list: what its pages are of, or all that there is in it."""
    pages = paging(operation)
    listed = [answer.get(pages.result)] if pages else [value for value in answer.values() if value != []] or [[]]
    return listed[0] if answer and len(listed) == 1 and isinstance(listed[0], list) else None


def _record(operation: Operation, answer: Mapping[str, Any]) -> Answer:
    if not answer:
        return Answer(Message(f"\N{WHITE HEAVY CHECK MARK} Done: {code(operation.command)}"))
    whole = _unwrapped(answer)
    record = {name: whole[name] for name in (*LEADING, *whole) if name in whole and whole[name] not in ([], {}, None)}
    if not record:
        return _nothing(operation)
    short: list[tuple[str, str]] = []
    long: list[tuple[str, str]] = []
    for name, value in record.items():
        text = shown(value)
        is_short = len(plainly(value)) <= SHORT and name != "title"
        (short if is_short else long).append((name, text))
    blocks: list[Block] = [context(code(operation.command))]
    if long and long[0][0] == "title":
        blocks.append(section(_labelled(*long.pop(0), TEXT)))
    blocks += fields([_labelled(name, text, FIELD) for name, text in short])
    blocks += [section(_labelled(name, structure(record[name]) or text, TEXT)) for name, text in long]
    if len(blocks) > 48 or sum(len(text) for _, text in short + long) > 12_000:
        return _as_json(operation, spelled(answer))
    return Answer(Message(_in_short(operation, record), tuple(blocks)))


def _list(operation: Operation, request: Mapping[str, object], answer: Mapping[str, Any], rows: list[Any]) -> Answer:
    if not rows:
        return _nothing(operation)
    more = next((answer[name] for name in TOKENS if answer.get(name)), None)
    counted = f"{len(rows)} row{'s' if len(rows) > 1 else ''}"
    blocks: list[Block] = [context(f"{code(operation.command)} · {counted}{', and there are more' if more else ''}")]
    if operation.action == TIMELINE:
        blocks += [context(code(incident))] if (incident := timeline.about(rows)) else []
    look = LOOKS.get(operation.action, _row)
    blocks += [section(look(row)) for row in rows[:ROWS]]
    if more:
        blocks += _show_more(operation, request, str(more))
    if any(map(_has_more, rows)):
        blocks.append(context(f"{code('--output json')} shows all that there is about them."))
    rest = as_json(answer) if len(rows) > ROWS else None
    if rest:
        blocks.append(context(f"The first {ROWS} are shown; all {len(rows)} are in the file."))
    return Answer(Message(f"{operation.command}: {counted}", tuple(blocks)), rest)


def _nothing(operation: Operation) -> Answer:
    return Answer(Message(f"{code(operation.command)}: nothing found."))


def _show_more(operation: Operation, request: Mapping[str, object], token: str) -> list[Block]:
    pages = paging(operation)
    value = {"action": operation.action, "params": {**spelled(request), pages.token if pages else "nextToken": token}}
    if len(compact(value)) > VALUE:
        return [context("There are more; narrow the list with filters.")]
    return [actions([button("Show more", "show-more", value)])]


def _row(row: object) -> str:
    """One entry of a list: what it is in bold, the small values after it, and what to copy on a line of its own."""
    if not isinstance(row, Mapping):
        return shown(row)
    if len(row) == 2 and (tag := next((tag for tag in TAGS if set(tag) == set(row)), None)):
        return f"*{trimmed(shown(row[tag[0]]), 500)}*: {shown(row[tag[1]])}"
    ordered = sorted(row.items(), key=lambda pair: (isinstance(pair[1], list), _place(pair[0])))
    name, title = ordered[0]
    simple = [(key, value) for key, value in ordered[1:] if not isinstance(value, dict | list)]
    names = [value for key, value in simple if _is_handle(key)]
    rest = [f"{key} {shown(value)}" for key, value in simple if not _is_handle(key)]
    is_code = _is_handle(name) or (isinstance(title, str) and is_document(title))
    head = code(str(title), FIELD) if is_code else f"*{trimmed(_told(name, title), 500)}*"
    lines = [" · ".join([head, *rest]), *(code(str(value), 500) for value in names)]
    lists = [(key, value) for key, value in ordered[1:] if is_plain_list(value)]
    return "\n".join([*lines, *(trimmed(f"{key}: {compact(value)}", 400) for key, value in lists)])


def _told(name: str, value: object) -> str:
    """A moment alone does not say what happened then."""
    return f"{name} {shown(value)}" if isinstance(value, datetime) else shown(value)


LOOKS = {TIMELINE: timeline.row, HISTORY: event_history.row}
"""The lists that read as stories."""


def _has_more(row: object) -> bool:
    """Whether a row leaves out something that the answer has."""
    values = row.values() if isinstance(row, Mapping) else ()
    return any(isinstance(value, dict | list) and value and not is_plain_list(value) for value in values)


def _place(name: str) -> int:
    lower = name.lower()
    if lower in FIRST:
        return FIRST.index(lower)
    return 200 if _is_handle(name) else 150 if "time" in lower else 100


def _is_handle(name: str) -> bool:
    """Whether a value is there to be copied rather than read."""
    return name.lower().endswith(LAST) and name not in READ


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
