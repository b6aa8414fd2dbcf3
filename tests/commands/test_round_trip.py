"""A command that is written and read again is the same command, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.commands import understand
from core.arns import Arns
from core.vocabulary import command_line
from core.vocabulary.arguments import filled
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.constraints import validate
from core.vocabulary.examples import NAMES, UUID, example_params
from core.vocabulary.names import Name, expand, names_in, with_words
from core.vocabulary.understanding import Command
from tests.commands.shapes import NOW, inputs

every_operation = pytest.mark.parametrize("operation", catalog().values(), ids=lambda one: one.action)
ARNS = Arns("111122223333", "us-east-1")
LOOKED_UP = {
    "contact-channel": ARNS.contact_channel("jane", UUID),
    "page": ARNS.page("jane", UUID),
    "rotation": ARNS.rotation(UUID),
}


def read(text: str) -> Command:
    understood = understand(text, NOW, catalog())
    assert isinstance(understood, Command), understood
    return understood


@every_operation
@settings(max_examples=25)
@given(data=st.data())
def test_reading_undoes_writing(operation: Operation, data: st.DataObject) -> None:
    params = data.draw(inputs(operation))
    assert read(command_line.to_command_line(operation, params)).params == params


@settings(max_examples=200)
@given(st.sampled_from(list(catalog().values())), st.data(), st.sampled_from([None, "json", "text"]))
def test_a_command_that_waits_is_the_same_when_it_is_taken_up(
    operation: Operation, data: st.DataObject, output: str | None
) -> None:
    command = filled(Command(operation, {}, "a[?b=='c d'].e", "eu-west-1", output), data.draw(inputs(operation)))
    assert read(command_line.written(command)) == command


def arn_of(name: Name) -> str:
    if name.word == NAMES.get(name.kind):
        return LOOKED_UP[name.kind]
    return expand(name.kind, name.word, ARNS) or name.word


@every_operation
def test_the_example_in_an_answer_can_be_typed_as_it_stands(operation: Operation) -> None:
    command = read(command_line.example(operation))
    params = with_words(command.params, {name.path: arn_of(name) for name in names_in(operation, command.params)})
    validate(operation, params)
    assert command.missing == ()
    assert params == read(command_line.to_command_line(operation, example_params(operation))).params


@pytest.mark.parametrize(
    ("action", "typed"),
    [("ssm-contacts:CreateRotationOverride", "--rotation-id primary "), ("ssm-contacts:AcceptPage", "--page-id jane ")],
)
def test_an_example_has_a_name_that_a_person_would_type_where_one_can_be_looked_up(action: str, typed: str) -> None:
    assert typed in command_line.example(catalog()[action])
