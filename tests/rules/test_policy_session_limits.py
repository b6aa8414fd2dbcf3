"""What may limit a session, and what becomes of a limit that cannot be read any more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import Refusal
from core.policies.managed import ARN, managed
from core.policies.session_limits import LONGEST, packed_size, refuse_unfit, session_set
from tests.rules.deciding import allow, asking, decided

READ_ONLY = f"{ARN}MusterReadOnlyAccess"


def text(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def may(action: str, *written: str) -> bool:
    return decided(allow(), by=asking(action), session=session_set(written, managed())).allowed


def test_a_session_without_policies_is_not_limited():
    assert session_set((), managed()) is None
    assert may("iam:PassRole")


def test_a_session_may_what_one_of_its_policies_allows():
    engaging = text(allow("ssm-contacts:StartEngagement"))
    assert may("ssm-contacts:StartEngagement", engaging, READ_ONLY)
    assert may("ssm-contacts:GetContact", engaging, READ_ONLY)
    assert not may("ssm-contacts:DeleteContact", engaging, READ_ONLY)
    assert not may("ssm-contacts:GetContact", engaging)


@pytest.mark.parametrize("written", [f"{ARN}Gone", "no JSON", "arn:not-one"])
def test_what_is_not_there_any_more_allows_nothing(written: str):
    assert session_set((written,), managed()) == ()
    assert not may("ssm-contacts:GetContact", written)
    assert may("ssm-contacts:GetContact", written, READ_ONLY)


@pytest.mark.parametrize(
    ("given", "named", "code", "told"),
    [
        ("{}", [], "MalformedPolicyDocument", "Statement is missing"),
        ("[", [], "MalformedPolicyDocument", "JSON"),
        (text({**allow(), "Principal": "*"}), [], "MalformedPolicyDocument", "leave Principal out"),
        (text(allow(Sid="x" * 100), *[allow()] * 60), [], "PackedPolicyTooLarge", f"{LONGEST:,}"),
        ("", [f"{ARN}Gone"], "ValidationException", "there is no policy arn:aws:iam::aws:policy/Gone"),
        ("", ["arn:aws:iam::aws:policy/x\u202e"], "ValidationException", "\N{REPLACEMENT CHARACTER}"),
        ("", [READ_ONLY] * 11, "ValidationException", "10 are the most"),
    ],
)
def test_a_limit_that_nobody_could_go_by_is_refused(given: str, named: list[str], code: str, told: str):
    with pytest.raises(Refusal) as caught:
        refuse_unfit(given, named, managed())
    assert caught.value.code == code
    assert told in caught.value.message


def test_what_fits_is_taken_and_its_size_told():
    fitting = text(allow(Sid="x"))
    refuse_unfit(fitting, [READ_ONLY], managed())
    refuse_unfit("", [], managed())
    assert packed_size("", []) == 0
    assert packed_size("x", []) == 1
    assert packed_size("x" * LONGEST, []) == 100
    assert packed_size("x" * 1024, ["y" * 1025]) == 101
