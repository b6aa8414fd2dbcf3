"""Laws of deciding, for policies that nobody thought of: what may be added, and what that can change."""

from __future__ import annotations

import fnmatch
import random
import re
import time
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.policies.evaluation import Asking, PolicySets, decide
from core.policies.patterns import Piece, arn_expression, expression, matches
from core.policies.policy import Policy
from tests.rules.deciding import ANA, ARNS, GET, JANE, OTHER, OWN, PLAN, Statement, allow, asking, decided, deny, policy
from tests.rules.reference_decision import expected

FOREIGN = f"arn:aws:iam::{OTHER}:user/fay"
PRINCIPALS = ["*", JANE, ANA, ARNS.role("muster-slack"), OWN, OTHER, FOREIGN]

actions = st.sampled_from(
    ["*", "*", GET, "ssm-incidents:*", "ssm-incidents:List*", "SSM-Incidents:?et*", "iam:PassRole"]
)
resources = st.sampled_from(
    [
        "*",
        "*",
        PLAN,
        PLAN[:-1] + "?",
        "arn:aws:*:*:*:response-plan/*",
        f"arn:aws:ssm-incidents::{OTHER}:*",
        "arn:aws:s3:::x",
        "arn:aws:ssm-incidents:*:*:*/${aws:username}",
    ]
)
conditions = st.dictionaries(
    st.sampled_from(["StringEquals", "StringNotEquals", "StringLikeIfExists", "ForAnyValue:StringLike"]),
    st.dictionaries(
        st.sampled_from(["aws:PrincipalOrgID", "aws:PrincipalTag/x"]),
        st.sampled_from(["a", "b*", ["a", "c"]]),
        min_size=1,
    ),
    max_size=1,
)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "aws_PrincipalOrgID": st.sampled_from(["a", "b", "b*"]),
        "aws_PrincipalTag__x": st.sampled_from(["a", "c"]),
        "aws_username": st.sampled_from(["checkout", "jane", "*"]),
    },
)


@st.composite
def statements(
    draw: st.DrawFn, effects: Any = ("Allow", "Allow", "Allow", "Allow", "Deny"), *, of_resource: bool = False
) -> Statement:
    action = draw(st.sampled_from(["Action", "Action", "NotAction"]))
    resource = draw(st.sampled_from(["Resource", "Resource", "NotResource"]))
    named = {"Principal": draw(st.sampled_from(PRINCIPALS).map(lambda one: one if one == "*" else {"AWS": one}))}
    return {
        "Effect": draw(st.sampled_from(effects)),
        action: draw(st.lists(actions, min_size=1, max_size=2)),
        resource: draw(st.lists(resources, min_size=1, max_size=2)),
        "Condition": draw(st.just({}) | conditions),
        **(named if of_resource else {}),
    }


def policies(least: int = 1, **which: Any) -> st.SearchStrategy[tuple[Policy, ...]]:
    return st.lists(
        st.lists(statements(**which), min_size=1, max_size=3).map(lambda some: policy(*some)),
        min_size=least,
        max_size=2,
    ).map(tuple)


limiting = st.just((policy(allow()),)) | policies(least=0)
limits = st.none() | limiting
sets = st.builds(
    PolicySets,
    identity=policies(),
    resource=policies(least=0, of_resource=True),
    boundary=limits,
    session=limits,
    account_limits=st.lists(limiting, max_size=2).map(tuple),
    guardrails=limits,
)
questions = st.builds(
    lambda context, arn, resource: asking(resource=resource, arn=arn, **context),
    contexts,
    st.sampled_from([JANE, ANA, FOREIGN]),
    st.sampled_from([PLAN, f"arn:aws:ssm-incidents::{OTHER}:response-plan/checkout", "*"]),
)
SETS = ("identity", "resource", "boundary", "session", "guardrails", "account_limits")


def with_one_more(among: PolicySets, name: str, statement: Statement) -> PolicySets:
    """The sets, with a policy more in one of them, or the same where there is no such set."""
    there: Any = getattr(among, name)
    if there is None or (name == "account_limits" and not there):
        return among
    more = policy(statement)
    return replace(among, **{name: ((*there[0], more), *there[1:]) if name == "account_limits" else (*there, more)})


def everybody(name: str, statement: Statement) -> Statement:
    return {**statement, "Principal": "*"} if name == "resource" else statement


@given(sets, questions)
def test_a_decision_is_what_the_flow_chart_comes_to(among: PolicySets, asked: Asking):
    assert decide(asked, among).kind == expected(asked, among)


@given(sets, questions, st.sampled_from(SETS))
def test_a_deny_always_wins(among: PolicySets, asked: Asking, name: str):
    more = with_one_more(among, name, everybody(name, deny(GET)))
    assert more is among or decide(asked, more).kind == "explicit-deny"


@given(sets, questions, st.sampled_from(SETS), st.data())
def test_one_more_allow_takes_nothing_away(among: PolicySets, asked: Asking, name: str, data: st.DataObject):
    more = data.draw(statements(("Allow",), of_resource=name == "resource"))
    assert decide(asked, among).allowed <= decide(asked, with_one_more(among, name, more)).allowed


@given(sets, questions, st.sampled_from(SETS), st.data())
def test_one_more_deny_gives_nothing(among: PolicySets, asked: Asking, name: str, data: st.DataObject):
    more = data.draw(statements(("Deny",), of_resource=name == "resource"))
    assert decide(asked, among).allowed >= decide(asked, with_one_more(among, name, more)).allowed


@given(sets, questions, st.sampled_from(["boundary", "session", "guardrails", "account_limits"]), policies())
def test_one_more_limit_gives_nothing(among: PolicySets, asked: Asking, name: str, limit: tuple[Policy, ...]):
    without = replace(among, **{name: () if name == "account_limits" else None})
    limited = replace(among, **{name: (limit,) if name == "account_limits" else limit})
    assert decide(asked, without).allowed >= decide(asked, limited).allowed


@given(sets, questions, st.randoms(use_true_random=False))
def test_the_order_of_statements_and_policies_does_not_matter(among: PolicySets, asked: Asking, chance: random.Random):
    def turned(some: tuple[Policy, ...] | None) -> Any:
        if some is None:
            return None
        documents = [replace(one.document, statements=shuffled(one.document.statements)) for one in some]
        return shuffled([Policy("x", document) for document in documents])

    def shuffled(some: Any) -> tuple[Any, ...]:
        return tuple(chance.sample(list(some), len(some)))

    other = PolicySets(
        **{name: turned(getattr(among, name)) for name in SETS if name != "account_limits"},
        account_limits=shuffled([turned(level) for level in among.account_limits]),
    )
    assert decide(asked, among).kind == decide(asked, other).kind


@given(policies(), questions)
def test_a_limit_that_allows_everything_limits_nothing(own: tuple[Policy, ...], asked: Asking):
    everything = (policy(allow()),)
    limited = PolicySets(
        identity=own, boundary=everything, session=everything, guardrails=everything, account_limits=(everything,)
    )
    assert decide(asked, limited) == decide(asked, PolicySets(identity=own))


@given(st.lists(statements(), min_size=1, max_size=4), questions)
def test_statements_say_the_same_in_one_policy_and_in_several(some: list[Statement], asked: Asking):
    apart = PolicySets(identity=tuple(policy(one) for one in some))
    assert decided(*some, by=asked).kind == decide(asked, apart).kind


@given(statements(("Allow",)), questions)
def test_a_list_says_what_its_members_say(some: Statement, asked: Asking):
    """Several actions or resources are one or the other; several excepted ones are neither."""
    for element in ("Action", "Resource", "NotAction", "NotResource"):
        if element in some and "${" not in str(some):
            each = [decided({**some, element: one}, by=asked).allowed for one in some[element]]
            combined = all(each) if element.startswith("Not") else any(each)
            assert decided(some, by=asked).allowed is combined


@given(statements(("Allow",)), questions)
def test_a_statement_denies_in_the_same_cases_in_which_it_would_allow(some: Statement, asked: Asking):
    shared = (policy(allow(Principal="*")),)
    allowed = decided(allow(), by=asked, resource=shared, guardrails=(policy(some),)).allowed
    denied = decided(allow(), {**some, "Effect": "Deny"}, by=asked, resource=shared).kind == "explicit-deny"
    assert allowed is denied


@given(sets, questions)
def test_an_answer_names_the_statement_that_gave_it(among: PolicySets, asked: Asking):
    decision = decide(asked, among)
    assert (decision.statement is None) is (decision.kind == "implicit-deny")
    if decision.statement is not None:
        effect = "Allow" if decision.allowed else "Deny"
        name = decision.by.replace("-", "_")
        found = (
            [one for level in among.account_limits for one in level]
            if name == "account_limits"
            else getattr(among, name)
        )
        assert any(
            one.document.statements[decision.statement].effect == effect
            for one in found
            if len(one.document.statements) > decision.statement
        )


@given(st.text("abAB.*?/:\n\\^$+(){}|", max_size=8), st.text("abAB./:\n\\^$+(){}|", max_size=10))
def test_a_pattern_is_that_of_the_shell_without_its_brackets(pattern: str, text: str):
    expected = fnmatch.fnmatchcase(text, pattern)
    assert matches(pattern, text) is expected
    assert (re.compile(expression([Piece(pattern)]), re.DOTALL).fullmatch(text) is not None) is expected


def fields(signs: str) -> st.SearchStrategy[list[str]]:
    """Those of an ARN: heads without a colon, and a last one in which there may be some."""
    heads = st.lists(st.text(signs, max_size=3), min_size=4, max_size=4)
    return st.builds(lambda some, last: ["arn", *some, last], heads, st.text(signs + ":", max_size=3))


@given(fields("a*?"), fields("a"))
def test_the_fields_of_an_arn_are_patterns_by_themselves(asked: list[str], found: list[str]):
    pattern = re.compile(arn_expression([Piece(":".join(asked))]) or "", re.DOTALL)
    for text in (found, [*found[:2], ":", *found[3:]]):
        expected = all(map(matches, asked, ":".join(text).split(":", 5)))
        assert (pattern.fullmatch(":".join(text)) is not None) is expected


def test_what_has_fewer_fields_is_no_arn():
    assert arn_expression([Piece("arn:*:*:*:*")]) is None


def test_no_pattern_takes_long():
    evil = [
        *(f"arn:aws:ssm-incidents::{OWN}:" + sign * 600 + "b" for sign in ("*a", "*aa?", "a*?", "?*")),
        "arn" + ":*a*a*a*a*a*b" * 5,
    ]
    asked = asking(resource=f"arn:aws:ssm-incidents::{OWN}:" + "a" * 2_000)
    before = time.process_time()
    for pattern in evil:
        assert not decided(allow(resource=pattern), by=asked).allowed
        assert not decided(
            allow(Condition={"StringLike": {"aws:PrincipalTag/x": pattern}}), by=asking(aws_PrincipalTag__x="a" * 2_000)
        ).allowed
    assert time.process_time() - before < 1
