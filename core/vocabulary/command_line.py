"""How is a command spelled?  The inverse of reading one, for examples, buttons and commands that wait for an answer.

What is written here, a shell and the AWS CLI understand as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.vocabulary import examples, moments
from core.vocabulary.names import names_in_arns, with_words
from core.vocabulary.options import Option, option_name
from core.vocabulary.understanding import Command
from core.vocabulary.values import SCALARS

if TYPE_CHECKING:
    from botocore.model import Shape

    from core.vocabulary.catalog import Operation

_SAFE = re.compile(r"[A-Za-z0-9_.:/@%+][A-Za-z0-9_.:/@%+=-]*")
_STAGE = {"DurationInMinutes": 5, "Targets": [{"ContactTargetInfo": {"ContactId": "jane", "IsEssential": True}}]}
_TELLING = {"Plan": {"Stages": [_STAGE]}}
"""Where a valid value alone would not show how it is written."""

_NO_PLAIN_WORD = ("-", "[", "{")
_TO_ESCAPE = re.compile(r"[\"\\$`]")


def to_command_line(operation: Operation, params: Mapping[str, object]) -> str:
    """`ssm-incidents start-incident --response-plan-arn … --impact 1`."""
    members = operation.input_shape.members
    options = (_option(member, members[member], value) for member, value in params.items())
    return " ".join((operation.command, *options))


def written(command: Command) -> str:
    """A whole command, with its settings, such that reading it again yields it again."""
    settings = {"query": command.query, "region": command.region, "output": command.output}
    options = (f"--{name} {quoted(value)}" for name, value in settings.items() if value is not None)
    return " ".join((to_command_line(command.operation, command.params), *options))


def example(operation: Operation) -> str:
    """A likely command as people type it in a chat, with short names for ARNs."""
    params = examples.example_params(operation)
    return f"@aws {to_command_line(operation, _as_people_say(operation, params))}"


def example_query(operation: Operation) -> str:
    """A JMESPath expression that fits the operation's answer."""
    shape = operation.output_shape
    if shape is None or not shape.members:
        return "@"
    lists = [(name, one) for name, one in shape.members.items() if one.type_name == "list"]
    if not lists:
        return str(next(iter(shape.members)))
    name, found = lists[0]
    inner = found.member.members if found.member.type_name == "structure" else {}
    return f"{name}[].{next(iter(inner))}" if inner else f"{name}[0]"


def option_example(operation: Operation, option: Option) -> str:
    """How an option is used, such as `--impact 1`."""
    if option.name == "cli-input-json":
        return f"--{option.name} {_in_apostrophes(json.dumps(examples.example_params(operation)))}"
    if option.member is None or option.shape is None or option.says_no:
        return f"--{option.name}"
    if option.shape.type_name == "timestamp":
        return f"--{option.name} now"
    plausible = examples.plausible(f"{operation.action}.{option.member}", option.shape)
    likely = {option.member: plausible} | examples.example_params(operation) | _TELLING
    params = {option.member: likely[option.member]}
    return _option(option.member, option.shape, _as_people_say(operation, params)[option.member])


def quoted(text: str) -> str:
    """A value as one word, in double quotes where it needs any."""
    if _SAFE.fullmatch(text):
        return text
    return '"' + _TO_ESCAPE.sub(r"\\\g<0>", text) + '"'


def _as_people_say(operation: Operation, params: Mapping[str, object]) -> dict[str, object]:
    return with_words(params, names_in_arns(operation, params, examples.NAMES))


def _option(member: str, shape: Shape, value: Any) -> str:
    name = option_name(member)
    if isinstance(value, bool):
        return f"--{name}" if value else f"--no-{name}"
    if shape.type_name in SCALARS:
        said = _scalar(value)
        return f"--{name}{'=' if said.startswith('-') else ' '}{quoted(said)}"
    if shape.type_name == "list" and value and shape.member.type_name in SCALARS:
        words = [_scalar(one) for one in value]
        if not any(word.startswith(_NO_PLAIN_WORD) for word in words):
            return " ".join((f"--{name}", *map(quoted, words)))
    return f"--{name} {_in_apostrophes(json.dumps(value, ensure_ascii=False, default=_scalar))}"


def _scalar(value: Any) -> str:
    return moments.spelled(value) if isinstance(value, datetime) else str(value)


def _in_apostrophes(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
