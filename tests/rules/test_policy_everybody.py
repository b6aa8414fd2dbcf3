"""Whom can a policy mean that speaks of everybody?  Nobody of an account or organization that it does not name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.policies.document import parsed
from core.policies.evaluation import Asking, PolicySets, decide
from core.policies.policy import Policy
from core.policies.sharing import refuse_unfit
from tests.rules.policies import PLAN, written

STRANGER, ORGANIZATION = "999988887777", "o-stranger99"
CONTEXT: dict[str, tuple[str, ...]] = {
    "aws:principalarn": (f"arn:aws:iam::{STRANGER}:role/ops",),
    "aws:principalaccount": (STRANGER,),
    "aws:principalorgid": (ORGANIZATION,),
    "aws:principalorgpaths": (f"{ORGANIZATION}/r-ab12/",),
    "aws:securetransport": ("true",),
    "aws:username": ("ops",),
}


def accepted(conditions: dict[str, Any]) -> bool:
    try:
        refuse_unfit(parsed(written(Principal="*", Condition=conditions), 20_000), PLAN)
    except Refusal as no:
        assert "needs a Condition" in no.message, no.message
        return False
    return True


def holds_for_a_stranger(conditions: dict[str, Any], context: dict[str, tuple[str, ...]]) -> bool:
    document = parsed(written(Principal="*", Condition=conditions), 20_000)
    everything = parsed(
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}', 999
    )
    asking = Asking(
        arn=f"arn:aws:iam::{STRANGER}:user/ops",
        account=STRANGER,
        action="ssm-incidents:GetResponsePlan",
        resource=PLAN,
        context=context,
    )
    held = PolicySets(identity=(Policy("all", everything),), resource=(Policy("shared", document),))
    return decide(asking, held).allowed


@pytest.mark.parametrize(
    "conditions",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-abc123def45"}},
        {"StringEquals": {"AWS:principalaccount": ["222233334444", "333344445555"]}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123def45/*/ou-ab12-11111111/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::222233334444:role/*"}, "Bool": {"aws:SecureTransport": True}},
    ],
)
def test_everybody_of_named_accounts_and_organizations_can_be_meant(conditions: dict[str, Any]) -> None:
    assert accepted(conditions)


@pytest.mark.parametrize(
    "conditions",
    [
        {"Bool": {"aws:SecureTransport": True}},
        {"Null": {"aws:PrincipalArn": False}},
        {"StringLike": {"aws:PrincipalArn": "*"}},
        {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ops"}},
        {"ArnLike": {"aws:PrincipalArn": "*"}},
        {"StringLike": {"aws:PrincipalAccount": ["222233334444", "????????????"]}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
        {"StringNotEquals": {"aws:PrincipalAccount": "222233334444"}},
        {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::222233334444:role/*"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123def45"}},
        {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-abc123def45/*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}},
        {"StringEquals": {"aws:username": "ops"}},
    ],
)
def test_what_says_nothing_about_who_is_refused(conditions: dict[str, Any]) -> None:
    assert not accepted(conditions)
    assert holds_for_a_stranger(conditions, CONTEXT) or holds_for_a_stranger(conditions, {})


KEYS = st.sampled_from(["aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalArn",
                        "aws:username", "aws:SecureTransport"])  # fmt: skip
ARNS = st.builds("arn:aws:iam::{}:{}".format, st.sampled_from(["222233334444", "*", "2*", "?" * 12, ""]),
                 st.sampled_from(["role/ops", "*", "role/*"]))  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(["222233334444", "o-abc123def45", "o-abc123def45/*", "o-*", "*/*", "*", "ops", "true",
                     "${aws:PrincipalAccount}", "${aws:PrincipalOrgID}", "${aws:PrincipalOrgID}/*", "${*}"]),
    st.text("*?o-/9", min_size=1, max_size=12),
    ARNS,
)  # fmt: skip
OPERATORS = st.builds(
    lambda quantifier, operator, end: f"{quantifier}{operator}{end}",
    st.sampled_from(["", "ForAnyValue:", "ForAllValues:"]),
    st.sampled_from(["StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase"]),
    st.sampled_from(["", "IfExists"]),
)
ON_ARNS = st.sampled_from(["ArnLike", "ArnEquals", "ArnNotLike", "ForAnyValue:ArnLike", "ArnLikeIfExists"])
CONDITIONS = st.one_of(
    st.dictionaries(
        OPERATORS,
        st.dictionaries(KEYS, st.lists(TEXTS, min_size=1, max_size=2), min_size=1, max_size=2),
        min_size=1,
        max_size=2,
    ),
    st.dictionaries(ON_ARNS, st.fixed_dictionaries({"aws:PrincipalArn": ARNS}), min_size=1, max_size=2),
)


@given(CONDITIONS, st.sets(st.sampled_from(sorted(CONTEXT))))
def test_whatever_is_accepted_lets_nobody_in_whom_it_does_not_name(conditions: dict[str, Any], known: set[str]) -> None:
    if accepted(conditions):
        assert not holds_for_a_stranger(conditions, {key: CONTEXT[key] for key in known})
