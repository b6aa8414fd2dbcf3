"""Our validator against others: botocore's, and Python's own regular expressions."""

from __future__ import annotations

import random
import re
import time
from typing import Any

import pytest
from botocore.model import Shape
from botocore.validate import ParamValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example_params, plausible

JUNK = st.sampled_from(
    [None, True, False, 0, -1, 1, 5, 31, 10**20, 1.5, "", "x", "x" * 9000, "\0", [], [[]], [None], {}, {"x": {}}]
)
operations = st.sampled_from(list(catalog().values()))


def accepts(operation: Operation, params: object) -> bool:
    try:
        validate(operation, params)
    except Refusal:
        return False
    return True


@st.composite
def requests(draw: st.DrawFn) -> tuple[Operation, dict[str, Any]]:
    """A valid request with members added, taken away and replaced by junk at any depth."""
    operation = draw(operations)
    params = example_params(operation)
    for name, shape in operation.input_shape.members.items():
        if draw(st.booleans()):
            params.setdefault(name, plausible(f"{operation.action}.{name}", shape))
    params = draw(st.just(params) | spoiled(params))
    return operation, params


@st.composite
def spoiled(draw: st.DrawFn, value: Any) -> Any:
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if not keys or draw(st.integers(0, 3)) == 0:
        return draw(JUNK)
    key = draw(st.sampled_from(keys))
    copy = value.copy()
    if isinstance(copy, dict) and draw(st.integers(0, 3)) == 0:
        del copy[key]
    else:
        copy[key] = draw(spoiled(value[key]))
    return copy


@settings(max_examples=400, deadline=None)
@given(requests())
def test_whatever_we_accept_botocore_accepts(request: tuple[Operation, dict[str, Any]]) -> None:
    operation, params = request
    if accepts(operation, params):
        report = ParamValidator().validate(params, operation.input_shape)
        assert not report.has_errors(), report.generate_report()


@pytest.mark.parametrize("operation", catalog().values(), ids=lambda one: one.action)
def test_every_member_of_every_operation_can_be_given(operation: Operation) -> None:
    params = example_params(operation)
    for name, shape in operation.input_shape.members.items():
        full = {name: plausible(f"{operation.action}.{name}", shape)} | params
        validate(operation, full)


def patterned() -> list[tuple[Operation, str, Shape]]:
    """One operation and member for each published pattern that is asked of an input's own member."""
    return list(
        {
            shape.metadata["pattern"]: (operation, name, shape)
            for operation in catalog().values()
            for name, shape in operation.input_shape.members.items()
            if "pattern" in shape.metadata
        }.values()
    )


def oracle(published: str) -> re.Pattern[str]:
    """The same language for Python's engine."""
    published = published.replace(r"([\w+=\/,.@:-]+)*", r"[\w+=\/,.@:-]*")  # the exponential one
    published = published.replace(r"\p{L}\p{Z}\p{N}", "a-zA-Zé \u00a00-9")  # enough for the letters tried here
    return re.compile(published, re.ASCII | (re.DOTALL if published == r".*\S.*" else 0))


@pytest.mark.parametrize(("operation", "member", "shape"), patterned(), ids=lambda one: getattr(one, "name", None))
def test_a_pattern_accepts_what_pythons_engine_accepts(operation: Operation, member: str, shape: Shape) -> None:
    chance = random.Random(member)
    signs = "aZ09 -_.:/\\@=+,#!~\n\t\u00a0é"
    good = str(plausible(f"{operation.action}.{member}", shape))
    expected = oracle(shape.metadata["pattern"])
    for _ in range(300):
        text = list(good)
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(text) + 1)
            text[at : at + chance.randrange(2)] = chance.choice(signs)
        tried = "".join(text)
        fits = shape.metadata.get("min", 0) <= len(tried) <= shape.metadata.get("max", 10**9)
        wanted = bool(fits and expected.fullmatch(tried))
        assert accepts(operation, example_params(operation) | {member: tried}) is wanted, repr(tried)


def test_an_arn_made_to_blow_up_a_regular_expression_costs_what_its_length_costs() -> None:
    operation = catalog()["ssm-contacts:GetContact"]

    def seconds(length: int) -> float:
        evil = "arn:aws:ssm-contacts:us-east-1:1:" + "a" * length + "!"
        rounds = []
        for _ in range(9):
            begun = time.perf_counter()
            assert not accepts(operation, {"ContactId": evil})
            rounds.append(time.perf_counter() - begun)
        return min(rounds)

    # Ten times the length: linear work is at most ten times as much, quadratic a hundred, `re` would never end.
    assert seconds(2000) < 40 * seconds(200)


@pytest.mark.parametrize("length", [100, 1000])
def test_the_patterns_left_to_pythons_engine_do_not_backtrack_far(length: int) -> None:
    operation = catalog()["chatbot:UpdateSlackChannelConfiguration"]
    evil = ["arn:aws:iam:" + "/aws-service-role" * (length // 17) + "!"]
    begun = time.process_time()
    assert not accepts(operation, example_params(operation) | {"GuardrailPolicyArns": evil})
    assert time.process_time() - begun < 0.5
