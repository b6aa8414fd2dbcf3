"""What do the options of a typed command ask of an operation?

Reading never fails with an exception: what cannot be understood is an answer too, and so is a value that is missing.
An option given twice is refused, unlike the AWS CLI, which silently takes the last: somebody in the middle of an
incident is told rather than guessed at.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.vocabulary import command_line, queries
from core.vocabulary.options import OF_A_TERMINAL, Option, option_name, options
from core.vocabulary.understanding import Command, HelpWanted, Misunderstood, Unreadable, shortened
from core.vocabulary.values import Reading
from core.vocabulary.words import Said, key, split

if TYPE_CHECKING:
    from core.vocabulary.catalog import Operation

Understood = Command | HelpWanted | Misunderstood

_OUTPUTS = ("json", "text", "table")


def parse(operation: Operation, text: str, now: datetime) -> Understood:
    """The command that an operation and the text of its options make together."""
    said = split(text, options(operation).keys())
    if _asks_for_help(said):
        return HelpWanted(operation.service, operation)
    return _understand(Command(operation, {}), said, now)


def complete(command: Command, text: str, now: datetime) -> Understood:
    """The command with what its writer said next: a value for the first thing that is missing, or further options.

    Options may be given again here, because that is how a person corrects one.
    """
    said = split(text, options(command.operation).keys())
    if _asks_for_help(said):
        return HelpWanted(command.operation.service, command.operation)
    return _understand(command, _with_option_named(command, said), now)


def filled(command: Command, params: Mapping[str, object]) -> Command:
    """The command with values for what nobody said, such as the incident that its channel belongs to."""
    return _with(command, {**params, **command.params})


def _with(command: Command, params: Mapping[str, object]) -> Command:
    required = command.operation.input_shape.required_members
    order = command.operation.input_shape.members
    missing = tuple(member for member in order if member in required and member not in params)
    return replace(command, params=params, missing=missing)


def _asks_for_help(said: tuple[Said, ...]) -> bool:
    return any(one.option and key(one.option) == "help" for one in said) or (
        len(said) == 1 and said[0].option is None and said[0].prose.lower() in ("help", "?", "-h")
    )


def _understand(command: Command, said: tuple[Said, ...], now: datetime) -> Understood:
    try:
        given = _resolved(command.operation, said)
        command = _with_settings(_with(command, command.params), given)
        params = dict(command.params) | _values(command.operation, given, Reading(now))
        return _with_nameless(_with(command, params), said, Reading(now))
    except _No as no:
        return no.answer


class _No(Exception):
    def __init__(self, operation: Operation, problem: str, nearest: str | None = None) -> None:
        self.answer = Misunderstood(problem, nearest, command_line.example(operation))


def _resolved(operation: Operation, said: Iterable[Said]) -> dict[Option, Said]:
    """What was said of each option; refuses the unknown and the repeated."""
    known = options(operation)
    given: dict[Option, Said] = {}
    for one in said:
        if one.option is None:
            continue
        option = known.get(key(one.option))
        if option is None:
            raise _unknown(operation, one.option)
        before = next((other for other in given if other.sets_the_same_as(option)), None)
        if before:
            raise _twice(operation, before, option)
        given[option] = one
    return given


def _twice(operation: Operation, before: Option, again: Option) -> _No:
    if before.name == again.name:
        return _No(operation, f"`--{again.name}` is there twice; say it once, with all its values.")
    return _No(operation, f"`--{before.name}` and `--{again.name}` set the same thing; say one of them.")


def _unknown(operation: Operation, name: str) -> _No:
    meant = {name: option.name for name, option in options(operation).items() if option.name not in OF_A_TERMINAL}
    near = difflib.get_close_matches(key(name)[:60], meant, 1)
    own = map(option_name, operation.input_shape.members)
    hint = "" if near else f" It has {_listed(own)}."
    problem = f"`{operation.command}` has no option `--{shortened(name)}`.{hint}"
    return _No(operation, problem, f"--{meant[near[0]]}" if near else None)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`--{name}`" for name in names) or "no options"


def _with_settings(command: Command, given: Mapping[Option, Said]) -> Command:
    said = {option.name: one.prose for option, one in given.items() if option.member is None}
    output = said.get("output", command.output or "").lower()
    if output and output not in _OUTPUTS:
        problem = f"`--output` is `json`, `text` or `table`, not `{shortened(output)}`."
        raise _No(command.operation, problem, "--output json")
    query = said.get("query", command.query)
    if query is not None:
        _check_query(command.operation, query)
    return replace(
        command,
        query=query,
        region=said.get("region", command.region) or None,
        output=output or None,
        ignored=command.ignored + tuple(name for name in said if name in OF_A_TERMINAL),
    )


def _check_query(operation: Operation, query: str) -> None:
    reason = queries.fault(query)
    if reason:
        problem = f"`--query` wants a JMESPath expression, and `{shortened(query)}` is none: {shortened(reason, 120)}."
        raise _No(operation, problem, f'--query "{command_line.example_query(operation)}"')


def _values(operation: Operation, given: Mapping[Option, Said], reading: Reading) -> dict[str, object]:
    values: dict[str, object] = {}
    for option, said in given.items():
        if option.name == "cli-input-json":
            skeleton = _read(operation, _whole_input(option, operation), said, reading)
            values = {**skeleton, **values}
        elif option.member and _has_value(operation, option, said):
            values[option.member] = _read(operation, option, said, reading)
    return values


def _whole_input(option: Option, operation: Operation) -> Option:
    """`--cli-input-json` is read as the operation's whole input."""
    return replace(option, shape=operation.input_shape)


def _has_value(operation: Operation, option: Option, said: Said) -> bool:
    """Whether anything was said; of a required option that has no value yet, the person is asked for it instead."""
    if said.words or option.is_boolean:
        return True
    if option.member in operation.input_shape.required_members:
        return False
    usage = command_line.option_example(operation, option)
    raise _No(operation, f"`--{option.name}` has no value.", usage)


def _read(operation: Operation, option: Option, said: Said, reading: Reading) -> Any:
    if option.says_no and not said.words:
        return False
    if not said.words and option.is_boolean:
        return True
    try:
        value = reading.read(option.shape, said)
    except Unreadable as no:
        near = f"--{option.name} {no.nearest}" if no.nearest else command_line.option_example(operation, option)
        raise _No(operation, f"`--{option.name}`: {no.problem}.", near) from no
    return not value if option.says_no else value


def _with_nameless(command: Command, said: tuple[Said, ...], reading: Reading) -> Command:
    """Words before the first option are the value of what is missing first (`get-contact akua`)."""
    nameless = next((one for one in said if one.option is None), None)
    if nameless is None:
        return command
    if not command.missing:
        problem = f"It is not clear which option `{shortened(nameless.prose)}` is the value of."
        names = map(option_name, command.operation.input_shape.members)
        raise _No(command.operation, f"{problem} There are {_listed(names)}.")
    option = options(command.operation)[key(option_name(command.missing[0]))]
    value = _read(command.operation, option, nameless, reading)
    return _with(command, {**command.params, command.missing[0]: value})


def _with_option_named(command: Command, said: tuple[Said, ...]) -> tuple[Said, ...]:
    """`function-name checkout` in an answer means `--function-name checkout`."""
    if not said or said[0].option is not None or len(said[0].words) < 2:
        return said
    name, *words = said[0].words
    if key(name.text) not in options(command.operation) or key(name.text) in ("help", "query", "region", "output"):
        return said
    return (Said(name.text, tuple(words)), *said[1:])
