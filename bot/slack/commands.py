"""Which command did somebody type?  Plain text to an operation with its values, or to what to answer instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from bot.slack.answering import is_cancel
from bot.slack.typed_text import unseen
from core.vocabulary import arguments, command_line
from core.vocabulary.catalog import Catalog, Operation
from core.vocabulary.understanding import Command, Friendly, HelpWanted, Misunderstood, shortened

Understanding = Command | HelpWanted | Friendly | Misunderstood

FRIENDLY = ("cancel", "get-prepared", "oncall", "whoami")
SLASHES = ("oncall",)
"""Of them, what has a slash command of its own."""
_ACKNOWLEDGING = Misunderstood(
    "To acknowledge, press *Acknowledge* in the direct message that has paged you, or on the incident's card.",
    example="@aws ssm-contacts accept-page --page-id PAGE --accept-type READ --accept-code CODE",
)
_RESOLVING = Misunderstood(
    "To resolve an incident, press *Resolve* on its card, or say this in its thread.",
    "@aws ssm-incidents update-incident-record --status RESOLVED",
)
MEANT = dict.fromkeys(("ack", "acknowledge", "acked", "acknowledged"), _ACKNOWLEDGING) | dict.fromkeys(
    ("resolve", "resolved", "close"), _RESOLVING
)
"""What people say first, and AWS has no operation for."""
LONGEST = 40_000
"""Slack itself cuts messages here, so that the rest of a longer one would be missing."""

_ADDRESS = re.compile(r"\s*(?:[@/]?aws(?=[\s:,]|\Z)[\s:,]*)*", re.I)
_SIGNED_ADDRESS = re.compile(r"\s*(?:[@/]aws(?=[\s:,]|\Z)[\s:,]*)*", re.I)
"""An answer may well begin with the word AWS itself."""
_HEAD = re.compile(r"\s*([^\s\-—–―−\"'{\[=][^\s=]{0,79})(?=\s|\Z)")
_ACTION = re.compile(r"\A\s*([\w-]+):(?=[A-Z])")
_HELP = re.compile(r"\s*[-—–―−]{0,2}(?:help|h|\?)\s*\Z|\s*\?\s*\Z", re.I)
_MOST_WORDS = 6
_LONGEST_REPEATED = 300


class _Head(NamedTuple):
    """A word before the first option, and where the text goes on behind it."""

    word: str
    end: int


def by_slash(command: str, text: str) -> str:
    """What a slash command says: `/oncall …` is `/aws oncall …`."""
    word = command.strip().removeprefix("/").lower()
    return f"{word} {text}" if word in SLASHES else text


def understand(text: str, now: datetime, catalog: Catalog, friendly: Collection[str] = FRIENDLY) -> Understanding:
    """What a message to the bot asks for; the text comes from `typed_text.plain`."""
    if no := _unsayable(text):
        return no
    text = _ACTION.sub(r"\1 ", _without(_ADDRESS, text), count=1)
    heads = _heads(text)
    if not heads:
        return HelpWanted() if not text.strip() or _HELP.match(text) else _no_operation(text)
    first = heads[0].word.lower().replace("_", "-")
    if first in ("help", "?"):
        return _help_about(heads[1:], catalog)
    if first in friendly:
        return Friendly(first, text[heads[0].end :].strip())
    if first in MEANT:
        return MEANT[first]
    return _operation(text, heads, now, catalog)


def understand_reply(command: Command, text: str, now: datetime, catalog: Catalog) -> Understanding:
    """What the next message in a thread says, where `command` waits for a value: this value, or something new."""
    if no := _unsayable(text):
        return no
    if is_cancel(text):
        return Friendly("cancel")
    answer = _without(_SIGNED_ADDRESS, text)
    heads = _heads(_without(_ADDRESS, text))
    if len(heads) > 1 and catalog.find(heads[0].word, heads[1].word):
        return understand(text, now, catalog)
    return arguments.complete(command, answer, now)


def _unsayable(text: str) -> Misunderstood | None:
    """What no command may be, whatever it says."""
    if len(text) > LONGEST:
        return Misunderstood(
            f"That is {len(text):,} characters; a command has {LONGEST:,} at most. Put long text into several notes."
        )
    if sign := unseen(text):
        return Misunderstood(
            f"There is a character in it that cannot be seen, `{sign}`. Nothing was changed; type it without."
        )
    return None


def _operation(text: str, heads: list[_Head], now: datetime, catalog: Catalog) -> Understanding:
    service, named = _service(heads, catalog)
    if service is None:
        return _of_any_service(text, heads, now, catalog)
    rest = text[heads[named - 1].end :]
    if not rest.strip() or _HELP.match(rest):
        return HelpWanted(service)
    found = _found(service, heads[named:], catalog)
    if found:
        return arguments.parse(found[0], text[found[1] :], now)
    if len(heads) == named:
        return _no_operation(rest, service)
    return _unknown_operation(service, heads[named:], text, catalog)


def _of_any_service(text: str, heads: list[_Head], now: datetime, catalog: Catalog) -> Understanding:
    """The service may be left out where one service only has such an operation."""
    found = [one for service in catalog.services if (one := _found(service, heads, catalog))]
    if len(found) == 1:
        return arguments.parse(found[0][0], text[found[0][1] :], now)
    if found:
        choices = tuple(_line(operation, text[end:]) for operation, end in found)
        return Misunderstood(f"Several services have `{heads[0].word}`.", choices=choices)
    return _unknown_service(text, heads, catalog)


def _service(heads: list[_Head], catalog: Catalog) -> tuple[str | None, int]:
    """The service that the first word names, or the first two (`ssm incidents`), and how many these are."""
    for count in (1, 2):
        service = catalog.find_service("-".join(head.word for head in heads[:count]))
        if service:
            return service, min(count, len(heads))
    return None, 0


def _found(service: str, heads: list[_Head], catalog: Catalog) -> tuple[Operation, int] | None:
    """The operation that the next words name (`start-incident` or `start incident`), and where they end."""
    for count in range(1, len(heads) + 1):
        operation = catalog.find(service, "-".join(head.word for head in heads[:count]))
        if operation:
            return operation, heads[count - 1].end
    return None


def _help_about(heads: list[_Head], catalog: Catalog) -> Understanding:
    if not heads:
        return HelpWanted()
    service, named = _service(heads, catalog)
    if service and named == len(heads):
        return HelpWanted(service)
    services = (service,) if service else catalog.services
    found = [one[0] for each in services if (one := _found(each, heads[named:], catalog))]
    if len(found) == 1:
        return HelpWanted(found[0].service, found[0])
    wanted = shortened(" ".join(head.word for head in heads))
    choices = [one.command for one in found] or catalog.nearest(wanted) or list(catalog.services)
    return Misunderstood(f"There is no help about `{wanted}`.", choices=tuple(f"@aws help {one}" for one in choices))


def _unknown_operation(service: str, heads: list[_Head], text: str, catalog: Catalog) -> Misunderstood:
    word = heads[0].word
    elsewhere = [one for other in catalog.services if (one := _found(other, heads, catalog))]
    problem = f"`{service}` has no operation `{shortened(word)}`."
    if elsewhere:
        operation, end = elsewhere[0]
        return Misunderstood(problem, _line(operation, text[end:]), command_line.example(operation))
    near = _nearest(service, word, catalog)
    if not near:
        return Misunderstood(f"{problem} `@aws {service} help` lists all of them.")
    return Misunderstood(problem, _line(near, text[heads[0].end :]), command_line.example(near))


def _unknown_service(text: str, heads: list[_Head], catalog: Catalog) -> Misunderstood:
    """A mistyped service with a known operation, a mistyped operation without its service, or something else."""
    problem = f"`{shortened(heads[0].word)}` is no service or operation that is known here."
    meant = [one for service in catalog.services if (one := _found(service, heads[1:], catalog))]
    if len(meant) == 1:
        operation, end = meant[0]
        return Misunderstood(problem, _line(operation, text[end:]), command_line.example(operation))
    if meant:
        return Misunderstood(problem, choices=tuple(_line(operation, text[end:]) for operation, end in meant))
    for head in heads[: 2 if _like_a_service(heads[0].word, catalog) else 1]:
        if near := _nearest("", head.word, catalog):
            return Misunderstood(problem, _line(near, text[head.end :]), command_line.example(near))
    known = ", ".join(f"`{service}`" for service in catalog.services)
    return Misunderstood(f"{problem} The services are {known}.", example="@aws help")


def _like_a_service(word: str, catalog: Catalog) -> bool:
    return any(word.lower() in service for service in catalog.services) or bool(
        difflib.get_close_matches(word.lower(), catalog.services, 1)
    )


def _no_operation(text: str, service: str | None = None) -> Misunderstood:
    if service:
        problem = f"`@aws {service}` needs an operation before `{shortened(text)}`."
        return Misunderstood(problem, example=f"@aws {service} help")
    problem = f"A service and an operation are needed before `{shortened(text)}`."
    return Misunderstood(problem, example="@aws ssm-incidents list-incident-records")


def _nearest(service: str, word: str, catalog: Catalog) -> Operation | None:
    for command in catalog.nearest(f"{service} {word[:60]}"):
        return catalog.find(*command.split(" ", 1))
    return None


def _line(operation: Operation, rest: str) -> str:
    """The command as it should have been typed, with what else was said if that is short."""
    rest = rest.strip()
    return " ".join(["@aws", operation.command, *([rest] if 0 < len(rest) <= _LONGEST_REPEATED else [])])


def _heads(text: str) -> list[_Head]:
    """The first words, up to the first option."""
    heads: list[_Head] = []
    end = 0
    while len(heads) < _MOST_WORDS and (found := _HEAD.match(text, end)):
        end = found.end()
        heads.append(_Head(re.sub("[—–―−]", "-", found[1]), end))
    return heads


def _without(beginning: re.Pattern[str], text: str) -> str:
    found = beginning.match(text)
    return text[found.end() :] if found else text
