"""Who may do what: IAM's rules one by one, and which statement is said to have decided."""

from __future__ import annotations

from typing import Any

import pytest

from core.policies.evaluation import Asking, Decision, PolicySets, decide
from tests.rules.deciding import ANA, ARNS, GET, JANE, OTHER, OWN, PLAN, allow, asking, decided, deny, policy

EVERYTHING = policy(allow())
NOTHING: tuple[Any, ...] = ()


def test_nothing_is_allowed_without_a_policy():
    assert decided() == Decision("implicit-deny", "identity")


def test_what_a_statement_allows_is_allowed_and_the_statement_is_told():
    decision = decided(allow("ssm-incidents:List*"), allow(GET, Sid="Look"))
    assert decision == Decision("allowed", "identity", "arn:aws:iam::111122223333:policy/x", 1, "Look")
    assert decision.allowed


def test_a_deny_wins_wherever_it_stands():
    for statements in ([allow(), deny(GET)], [deny(GET), allow()]):
        decision = decided(*statements)
        assert (decision.kind, decision.by) == ("explicit-deny", "identity")
        assert decision.statement == statements.index(deny(GET))
        assert not decision.allowed


@pytest.mark.parametrize("name", ["identity", "resource", "boundary", "session", "guardrails", "account_limits"])
def test_a_deny_in_any_set_wins(name: str):
    everyone = {"Principal": "*"} if name == "resource" else {}
    denying = policy(allow(**everyone), deny(GET, Sid="No", **everyone))
    sets: dict[str, Any] = {"identity": (EVERYTHING,), name: ((denying,),) if name == "account_limits" else (denying,)}
    decision = decide(asking(), PolicySets(**sets))
    assert (decision.kind, decision.by, decision.sid) == ("explicit-deny", name.replace("_", "-"), "No")


@pytest.mark.parametrize(
    ("pattern", "is_meant"),
    [
        ("*", True),
        (GET, True),
        ("SSM-INCIDENTS:getresponseplan", True),
        ("ssm-incidents:*", True),
        ("ssm-incidents:Get*", True),
        ("ssm-incidents:?etResponsePlan", True),
        ("ssm-incidents:*plan", True),
        ("ssm-incidents:List*", False),
        ("ssm-contacts:*", False),
        ("iam:*", False),
    ],
)
def test_actions_are_patterns_whose_case_does_not_count(pattern: str, is_meant: bool):
    assert decided(allow(pattern)).allowed is is_meant
    assert decided(allow(None, NotAction=pattern)).allowed is not is_meant
    assert decided(allow(), deny(None, NotAction=pattern)).allowed is is_meant
    assert decided(allow(GET), by=asking(GET.upper())).allowed


def arn(
    resource: str, region: str = "", account: str = OWN, service: str = "ssm-incidents", partition: str = "aws"
) -> str:
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


@pytest.mark.parametrize(
    ("pattern", "resource", "is_meant"),
    [
        ("*", PLAN, True),
        (PLAN, PLAN, True),
        (PLAN, PLAN + "-evil", False),
        (PLAN, PLAN.upper(), False),
        (arn("response-plan/*"), PLAN, True),
        (arn("response-plan/check???"), PLAN, True),
        (arn("response-plan/check??"), PLAN, False),
        (arn("*"), PLAN, True),
        (arn("response-plan/checkout", region="*"), PLAN, True),
        (arn("response-plan/checkout", region="?"), PLAN, False),
        (arn("response-plan/checkout", account="*"), PLAN, True),
        (arn("response-plan/checkout", account="1111*"), PLAN, True),
        (arn("response-plan/checkout", account=OTHER), PLAN, False),
        (arn("response-plan/checkout", service="*"), PLAN, True),
        (arn("response-plan/checkout", partition="*"), PLAN, True),
        # A star of one field never eats its way into the next one, ...
        ("arn:aws:*:*:checkout:x", PLAN, False),
        ("arn:aws:ssm-incidents*:*:111122223333:response-plan/checkout", PLAN, True),
        ("arn:aws:ssm*:us-east-1:*:contact/ana", arn("contact/ana", "us-east-1", service="ssm-contacts"), True),
        ("arn:aws:ssm*:*:contact/ana:*", "arn:aws:ssm-contacts:us-east-1:111122223333:contact/ana:x", False),
        # ... and in the last one it crosses slashes and colons.
        (arn("incident-record/*"), arn("incident-record/checkout/0a1b:c/d"), True),
        (arn("incident-record/*/0a1b"), arn("incident-record/checkout/x/0a1b"), True),
        # Nothing but * and ? means anything.
        (arn("response-plan/check.ut"), PLAN, False),
        (arn("response-plan/[c]heckout"), PLAN, False),
        (arn("response-plan/checkout|x"), PLAN, False),
        # A question about no resource in particular is met by a star only.
        (arn("*", "*", "*", "*"), "*", False),
        ("*", "*", True),
    ],
)  # fmt: skip
def test_resources_are_compared_field_by_field(pattern: str, resource: str, is_meant: bool):
    asked = asking(resource=resource)
    assert decided(allow(resource=pattern), by=asked).allowed is is_meant
    assert decided(allow(resource=["arn:aws:s3:::x", pattern]), by=asked).allowed is is_meant
    if pattern != "*":
        assert decided(allow(resource=None, NotResource=pattern), by=asked).allowed is not is_meant


def test_none_of_several_that_are_excepted_is_meant():
    others = [arn("response-plan/other"), arn("response-plan/check*")]
    assert not decided(allow(resource=None, NotResource=others)).allowed
    assert decided(allow(resource=None, NotResource=others), by=asking(resource=arn("response-plan/x"))).allowed
    assert decided(allow(), deny(resource=None, NotResource=others)).allowed


PROBES = {
    "a Deny with NotResource denies all else": ([allow(), deny(resource=None, NotResource=arn("x"))], {}, False),
    "an Allow whose Condition is not met is silent": (
        [allow(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})], {"aws_PrincipalOrgID": "o-2"}, False,
    ),
    "a dot is a dot": ([allow(resource=arn("response-plan/check.ut"))], {}, False),
    "the case of an action does not count": ([allow("SSM-incidents:GETresponseplan")], {}, True),
    "a question mark is one sign": ([allow("ssm-incidents:?etResponsePlan", arn("response-plan/chec?out"))], {}, True),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "context", "is_allowed"), PROBES.values(), ids=PROBES)
def test_where_another_evaluator_is_known_to_err(statements: list[Any], context: dict[str, str], is_allowed: bool):
    assert decided(*statements, by=asking(**context)).allowed is is_allowed


def test_a_deny_whose_condition_is_not_met_is_silent_too():
    at_night = deny(Condition={"DateGreaterThan": {"aws:CurrentTime": "2027-01-04T22:00:00Z"}})
    assert decided(allow(), at_night, by=asking(aws_CurrentTime="2027-01-04T21:59:59Z")).allowed
    assert not decided(allow(), at_night, by=asking(aws_CurrentTime="2027-01-04T22:00:01Z")).allowed


@pytest.mark.parametrize("limit", ["boundary", "session", "guardrails"])
def test_a_limit_takes_away_and_gives_nothing(limit: str):
    name: Any = limit
    assert decided(allow(), **{limit: (policy(allow(GET)),)}).allowed
    assert decided(allow(), **{limit: (policy(allow("ssm-incidents:List*")),)}) == Decision("implicit-deny", name)
    assert decided(allow(), **{limit: NOTHING}) == Decision("implicit-deny", name)
    assert decided(**{limit: (EVERYTHING,)}) == Decision("implicit-deny", "identity")


def test_several_policies_of_a_limit_allow_together():
    both = (policy(allow("ssm-incidents:List*")), policy(allow(GET)))
    assert decided(allow(), boundary=both).allowed


def test_each_level_of_the_accounts_limits_must_allow():
    narrow = policy(allow("ssm-incidents:List*"))
    assert decided(allow(), account_limits=((EVERYTHING,), (narrow, EVERYTHING))).allowed
    for levels in (((EVERYTHING,), (narrow,)), ((narrow,), (EVERYTHING,)), ((EVERYTHING,), NOTHING)):
        assert decided(allow(), account_limits=levels) == Decision("implicit-deny", "account-limits")


def shared(principal: Any, *statements: Any, **elements: Any) -> tuple[Any, ...]:
    """The policy of a response plan."""
    return (policy(allow(GET, Principal=principal, **elements), *statements, arn=PLAN),)


ROLE = ARNS.role("muster-slack")
NAMING = {
    "the user": (JANE, JANE, True),
    "another user": (JANE, ARNS.user("john"), False),
    "a user of another account": (JANE, f"arn:aws:iam::{OTHER}:user/jane", False),
    "everybody": (JANE, "*", True),
    "the session": (ANA, ANA, True),
    "another session": (ANA, ARNS.slack_user("U0BOB"), False),
    "the session's role": (ANA, ROLE, True),
    "a role of that name in a path": (ANA, f"arn:aws:iam::{OWN}:role/of/people/muster-slack", False),
    "another role": (ANA, ARNS.role("muster"), False),
    "a role of that name in another account": (ANA, f"arn:aws:iam::{OTHER}:role/muster-slack", False),
    "a role of that name in another partition": (ANA, f"arn:aws-cn:iam::{OWN}:role/muster-slack", False),
    "a role of the user's name": (JANE, ARNS.role("jane"), False),
    "another account": (JANE, OTHER, False),
}


@pytest.mark.parametrize(("caller", "principal", "is_meant"), NAMING.values(), ids=NAMING)
def test_in_one_account_the_policy_of_a_resource_is_enough(caller: str, principal: str, is_meant: bool):
    policies = shared("*" if principal == "*" else {"AWS": [ARNS.user("zoe"), principal]})
    assert decided(by=asking(arn=caller), resource=policies).allowed is is_meant
    denying = (policy(deny(Principal={"AWS": principal}), arn=PLAN),)
    assert decided(allow(), by=asking(arn=caller), resource=denying).allowed is not is_meant


@pytest.mark.parametrize("account", [OWN, ARNS.root()])
def test_the_account_itself_hands_the_right_on_to_its_own_policies(account: str):
    policies = shared({"AWS": account})
    assert decided(resource=policies) == Decision("implicit-deny", "identity")
    assert decided(allow(GET), resource=policies).allowed
    # Of a Deny, everybody in the account is meant.
    assert not decided(allow(), resource=(policy(deny(Principal={"AWS": account})),)).allowed


def test_the_root_of_the_account_is_named_by_its_own_arn():
    assert decided(by=asking(arn=ARNS.root()), resource=shared({"AWS": ARNS.root()})).allowed


def test_whoever_is_named_in_several_ways_is_named_in_the_closest():
    ways = [allow(Principal={"AWS": one}) for one in (OWN, ROLE, ANA)]
    for statements in (ways, ways[::-1], [ways[2], ways[0]]):
        decision = decided(by=asking(arn=ANA), resource=(policy(*statements),), boundary=NOTHING)
        assert decision.allowed
        assert decision.statement == statements.index(ways[2])
    assert decided(by=asking(arn=ANA), resource=(policy(ways[0]), policy(ways[1]))).allowed


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
PAST_LIMITS = {
    "a user who is named": (JANE, JANE, True),
    "a session that is named": (ANA, ANA, True),
    "everybody": (ANA, "*", True),
    "a session whose role is named": (ANA, ROLE, False),
    "somebody whose account is named": (JANE, OWN, False),
}


@pytest.mark.parametrize(("caller", "principal", "is_past"), PAST_LIMITS.values(), ids=PAST_LIMITS)
@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_who_is_named_themselves_is_past_boundary_and_session(caller: str, principal: str, is_past: bool, limit: str):
    policies = shared(principal if principal == "*" else {"AWS": principal})
    limited = decided(allow(), by=asking(arn=caller), resource=policies, **{limit: NOTHING})
    assert limited.allowed is is_past
    denied = decided(by=asking(arn=caller), resource=policies, **{limit: (policy(allow(), deny(GET)),)})
    assert denied.kind == "explicit-deny"


@pytest.mark.parametrize("caller", [JANE, ANA])
def test_nobody_is_past_guardrails_and_the_limits_of_the_account(caller: str):
    policies = shared({"AWS": caller})
    for limit in ({"guardrails": NOTHING}, {"account_limits": (NOTHING,)}):
        assert not decided(allow(), by=asking(arn=caller), resource=policies, **limit).allowed


FOREIGN = f"arn:aws:iam::{OTHER}:user/fay"
FOREIGN_SESSION = f"arn:aws:sts::{OTHER}:assumed-role/ops/fay"


@pytest.mark.parametrize("principal", ["*", OTHER, f"arn:aws:iam::{OTHER}:root", FOREIGN])
def test_across_accounts_it_takes_both_policies(principal: str):
    fay, policies = asking(arn=FOREIGN), shared(principal if principal == "*" else {"AWS": principal})
    assert decided(allow(), by=fay, resource=policies).allowed
    assert decided(allow(), by=fay) == Decision("implicit-deny", "resource")
    assert decided(by=fay, resource=policies) == Decision("implicit-deny", "identity")
    assert not decided(allow(), by=fay, resource=shared({"AWS": OWN})).allowed


@pytest.mark.parametrize("principal", [FOREIGN_SESSION, f"arn:aws:iam::{OTHER}:role/ops", OTHER])
@pytest.mark.parametrize("limit", ["boundary", "session", "guardrails"])
def test_across_accounts_nobody_is_past_a_limit(principal: str, limit: str):
    fay, policies = asking(arn=FOREIGN_SESSION), shared({"AWS": principal})
    assert decided(allow(), by=fay, resource=policies).allowed
    limited = decided(allow(), by=fay, resource=policies, **{limit: NOTHING})
    assert (limited.kind, limited.by) == ("implicit-deny", limit)


def test_a_share_of_one_plan_reaches_no_other_whose_name_begins_like_it():
    records = arn("incident-record/checkout/*", region="*")
    policies = (policy(allow("ssm-incidents:*", [PLAN, records], Principal={"AWS": OTHER}), arn=PLAN),)

    def may(resource: str) -> bool:
        return decided(allow(), by=asking(resource=resource, arn=FOREIGN), resource=policies).allowed

    assert may(PLAN) and may(arn("incident-record/checkout/0a1b"))
    assert not may(PLAN + "-evil")
    assert not may(arn("incident-record/checkout-evil/0a1b"))


def test_a_policy_of_a_resource_that_names_nobody_speaks_of_nobody():
    assert not decided(resource=(policy(allow()),)).allowed


def test_a_service_is_named_by_its_name():
    service = Asking(arn="events.amazonaws.com", account="", action=GET, resource=PLAN, context={})
    policies = shared({"Service": "events.amazonaws.com"})
    assert not decide(service, PolicySets(resource=policies)).allowed  # it belongs to no account of ours
    assert decide(service, PolicySets(identity=(EVERYTHING,), resource=policies)).allowed


# The guide's own examples, section "Resource-based policy examples".
BY_ORGANIZATION = allow(
    ["ssm-incidents:GetResponsePlan", "ssm-incidents:StartIncident", "ssm-incidents:GetIncidentRecord"],
    [arn("response-plan/myplan", region="*"), arn("incident-record/myplan/*", region="*")],
    Sid="OrganizationAccess",
    Principal="*",
    Condition={"StringEquals": {"aws:PrincipalOrgID": ["o-abc123def45"]}},
)


@pytest.mark.parametrize(
    ("resource", "organization", "is_allowed"),
    [
        ("response-plan/myplan", "o-abc123def45", True),
        ("incident-record/myplan/0a1b", "o-abc123def45", True),
        ("response-plan/myplan", "o-other", False),
        ("response-plan/myplan", "", False),
        ("response-plan/myplan2", "o-abc123def45", False),
        ("incident-record/myplan-evil/0a1b", "o-abc123def45", False),
    ],
)
def test_the_guides_policy_for_an_organization(resource: str, organization: str, is_allowed: bool):
    context = {"aws_PrincipalOrgID": organization} if organization else {}
    asked = asking(resource=arn(resource), arn=FOREIGN, **context)
    assert decided(allow(), by=asked, resource=(policy(BY_ORGANIZATION),)).allowed is is_allowed


def test_the_guides_policy_of_a_contact():
    contact = policy(
        allow(
            ["ssm-contacts:GetContact", "ssm-contacts:StartEngagement", "ssm-contacts:DescribeEngagement"],
            [f"arn:aws:ssm-contacts:*:{OWN}:contact/mycontact", f"arn:aws:ssm-contacts:*:{OWN}:engagement/mycontact/*"],
            Principal={"AWS": f"arn:aws:iam::{OTHER}:root"},
        )
    )

    def may(action: str, resource: str, by: str = FOREIGN) -> bool:
        return decided(allow(), by=asking(f"ssm-contacts:{action}", resource, by), resource=(contact,)).allowed

    mine = ARNS.contact("mycontact")
    assert may("GetContact", mine) and may("StartEngagement", mine)
    assert may("DescribeEngagement", ARNS.engagement("mycontact", "0a1b"))
    assert not may("UpdateContact", mine)
    assert not may("GetContact", ARNS.contact("mycontact2"))
    assert not may("GetContact", mine, by="arn:aws:iam::333344445555:user/eve")


def test_what_is_no_matter_of_any_account_is_ones_own():
    assert decided(allow(), by=asking(resource="arn:aws:s3:::bucket", arn=FOREIGN)).allowed
    assert decided(allow(), by=asking(resource="*", arn=FOREIGN)).allowed
