"""Every operation can be explained, and the example can be typed as it stands."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from botocore import xform_name
from botocore.model import Shape

from core.vocabulary import examples, reference
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.constraints import validate

every_operation = pytest.mark.parametrize("operation", catalog().values(), ids=lambda one: one.action)


@every_operation
def test_help_has_no_markup_left(operation: Operation) -> None:
    texts = [reference.plain(operation.documentation), reference.summary(operation)]
    texts += [reference.plain(shape.documentation) for shape in operation.input_shape.members.values()]
    for text in texts:
        assert not re.search(r"</?\w+[^>]*>|&\w+;|\s\n|  ", text)


@every_operation
def test_every_operation_is_summed_up_in_a_line(operation: Operation) -> None:
    assert 10 < len(reference.summary(operation)) < 250
    assert "\n" not in reference.summary(operation)


@every_operation
def test_an_example_is_valid(operation: Operation) -> None:
    validate(operation, examples.example_params(operation))


@every_operation
def test_an_example_is_one_command_line_that_gives_the_same_parameters(operation: Operation) -> None:
    service, command, *words = shlex.split(examples.example(operation))
    assert catalog().find(service, command) is operation
    params = examples.example_params(operation)
    given = {}
    for option, shape in _options(operation, words):
        given[option] = _read(shape, words[words.index("--" + xform_name(option, "-")) + 1 :])
    assert given == params


def _options(operation: Operation, words: list[str]) -> list[tuple[str, Shape]]:
    return [
        (name, shape) for name, shape in operation.input_shape.members.items() if "--" + xform_name(name, "-") in words
    ]


def _read(shape: Shape, words: list[str]) -> object:
    if shape.type_name == "boolean":
        return True
    if shape.type_name == "list" and shape.member.type_name == "string":
        return words[:1]
    return words[0] if shape.type_name in ("string", "timestamp") else json.loads(words[0])


@pytest.mark.parametrize(
    ("action", "member", "text"),
    [
        ("ssm-incidents:StartIncident", "impact", "whole number from 1 to 5"),
        ("ssm-incidents:StartIncident", "title", "text of up to 200 characters"),
        ("ssm-incidents:ListTimelineEvents", "sortOrder", "one of `ASCENDING`, `DESCENDING`"),
        ("ssm-incidents:CreateResponsePlan", "chatChannel", "exactly one of `chatbotSns`, `empty`"),
        ("ssm-incidents:UpdateDeletionProtection", "deletionProtected", "boolean"),
        ("ssm-contacts:CreateRotation", "StartTime", "time"),
        ("ssm-contacts:CreateRotation", "ContactIds", "list of 1 to 30, each: text of 1 to 2048 characters"),
        ("ssm-contacts:TagResource", "Tags", "list of up to 50, each: structure of `Key`, `Value`"),
        (
            "ssm-incidents:TagResource",
            "tags",
            "map of 1 to 50 of names to values, each: text of up to 256 characters",
        ),
    ],
)
def test_a_member_is_described_by_what_it_may_hold(action: str, member: str, text: str) -> None:
    assert reference.describe_member(catalog()[action].input_shape.members[member]) == text


def test_the_page_of_commands_names_every_operation_and_which_are_offered() -> None:
    page = reference.catalogue_page(catalog(), {"ssm-incidents:StartIncident"})
    for operation in catalog().values():
        assert f"| `{operation.command}` |" in page
    assert page.count("| yes |") == 1
    assert "| `ssm-incidents start-incident` | yes |" in page
    assert "1 of 31 operations are offered." in page
