"""Laws of reading a policy: nothing unknown and nothing ambiguous gets through, and no text does harm."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.policies.comparisons import KEY_NAMES, OPERATORS, is_key
from core.policies.evaluation import PolicySets, decide
from core.policies.policy import Policy
from tests.rules.deciding import asking
from tests.rules.policies import FULL, LONGEST, refused, shared, written


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, the outermost first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from objects_in(inner)


NAMES = st.text(max_size=30).filter(
    lambda name: name.lower() not in {"version", "id", "statement"} and not is_key(name) and name not in OPERATORS
)


@given(st.integers(0, len(list(objects_in(FULL))) - 1), NAMES)
def test_one_unknown_element_anywhere_is_one_too_many(at: int, name: str) -> None:
    spoiled = copy.deepcopy(FULL)
    found = list(objects_in(spoiled))[at]
    if name not in found:
        found[name] = next(iter(found.values()))
        assert "there is no" in refused(json.dumps(spoiled)), name


class Twice:
    """Stands for a member that is there twice; `json` writes what a dict cannot hold."""

    @staticmethod
    def in_(value: dict[str, Any], name: str) -> str:
        pairs = [*value.items(), (name, value[name])]
        return "{" + ", ".join(f"{json.dumps(key)}: {json.dumps(inner)}" for key, inner in pairs) + "}"


@given(st.data())
def test_no_object_may_have_a_name_twice(data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(objects_in(FULL))))
    name = data.draw(st.sampled_from(list(found)))
    text = json.dumps(FULL).replace(json.dumps(found), Twice.in_(found, name), 1)
    assert f"'{name}' twice" in refused(text)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def spoiled(draw: st.DrawFn, value: Any) -> Any:
    """A document of which one part is something else."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    if not keys or draw(st.integers(0, 4)) == 0:
        return draw(JUNK)
    key = draw(st.sampled_from(keys))
    changed = value.copy()
    changed[key] = draw(spoiled(value[key]))
    return changed


ASKED = asking(**{name.replace(":", "_", 1): ("x", "2") for name in KEY_NAMES} | {"aws_Username": "jane"})


def only_refuses(text: str) -> None:
    try:
        document = shared(text)
    except Refusal as refusal:
        assert refusal.message.encode()  # can be sent, whatever it repeats
        assert len(refusal.message) < 1_000
    else:
        mine, ours = (Policy("x", document),), PolicySets(resource=(Policy("x", document),))
        assert decide(ASKED, PolicySets(identity=mine)).kind
        assert decide(ASKED, ours).kind


@given(spoiled(FULL).map(json.dumps))
def test_whatever_a_part_is_it_is_understood_or_refused(text: str) -> None:
    only_refuses(text)


@given(st.text() | st.text('{}[]":,\\u0x19eE+-.ntfal \ud800'))
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    only_refuses(text)


@given(st.data())
def test_no_slip_of_the_pen_does_worse_than_being_refused(data: st.DataObject) -> None:
    text = json.dumps(FULL)
    at, gone = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 3))
    only_refuses(text[:at] + data.draw(st.text(max_size=3)) + text[at:][gone:])


def test_a_lone_surrogate_is_not_repeated() -> None:
    message = refused(written(Action="ssm-incidents:\ud800"))
    assert message.encode()


def many(pattern: str) -> list[str]:
    """As many different ones as there is room for."""
    return [pattern.format("?" * (at % 30) + "*" * (at // 30)) for at in range(18_000 // (len(pattern) + 25))]


EVIL = {
    "brackets": "[" * LONGEST,
    "objects": '{"a":' * (LONGEST // 5),
    "digits": "9" * LONGEST,
    "quotes": '"\\' * (LONGEST // 2),
    "an action of stars": written(Action="ssm-incidents:" + "*a" * 60),
    "a long action": written(Action="ssm-incidents:" + "*a" * 9_000),
    "many actions": written(Action=many("ssm-incidents:*U{}*")),
    "many actions that nothing matches": written(Action=many("ssm-incidents:*Z{}*")),
    "a long principal": written(Principal={"AWS": "arn:aws:sts::111122223333:assumed-role/" + "a/" * 9_000 + " "}),
    "a long service": written(Principal={"Service": "a." * 9_000}),
    "a Region of stars": written(Resource="arn:aws:ssm-incidents:" + "*a" * 9_000 + ":111122223333:response-plan/x"),
    "a long element": json.dumps({"S" * 19_000: 1}),
    "a long operator": written(Condition={"String" * 3_000: {}}),
    "a long key": written(Condition={"Bool": {"aws:" + "P" * 18_000: "x"}}),
    "a long network": written(Condition={"IpAddress": {"aws:SourceIp": ":" * 18_000}}),
    "a long number": written(Condition={"NumericEquals": {"aws:EpochTime": "1e" + "9" * 18_000}}),
    "a long date": written(Condition={"DateEquals": {"aws:CurrentTime": "9" * 18_000}}),
    "many statements": json.dumps({"Statement": [{}] * 4_000}),
    "a long sid": written(Sid="a" * 18_000),
}


@pytest.mark.parametrize("text", EVIL.values(), ids=EVIL)
def test_an_evil_policy_is_decided_about_at_once(text: str) -> None:
    before = time.process_time()
    only_refuses(text[:LONGEST])
    assert time.process_time() - before < 0.3
