"""Who is let in at the door, and what are those told who are not?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.caller import Caller, Origin
from core.chat_channels.chat_channel import ChatChannel
from core.policies.evaluation import PolicySets
from tests.operations.muster import ADMIN, MEMBER, STRANGER, Muster, person, slack_channel
from tests.operations.neighbours import (
    ADMINISTRATOR,
    OWNER,
    Neighbours,
    allow,
    open_neighbours,
    policy,
    user,
    written,
)
from tests.operations.refusals import refused

PLAN, ANA, BEN = OWNER.response_plan("checkout"), OWNER.contact("ana"), OWNER.contact("ben")
JANE = user(OWNER, "jane")
KEY = "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-1111-4222-8333-444455556666"
ROLE = "arn:aws:iam::111122223333:role/runbooks"


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Neighbours]:
    opened = await open_neighbours(tmp_path)
    yield opened
    await opened.storages.close()


@pytest.fixture
def owner(both: Neighbours) -> Muster:
    return both.owner


def deny(actions: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return allow(actions, resource, **more) | {"Effect": "Deny"}


async def denied(
    muster: Muster, action: str, caller: Caller = JANE, *, on: str, needs: str = "", **params: Any
) -> None:
    refusal = await refused(muster.call(action, caller=caller, **params))
    told = f"User: {caller.arn} is not authorized to perform: {needs or action} on resource: {on}"
    assert (refusal.code, refusal.message) == ("AccessDeniedException", told)


async def test_without_a_policy_nobody_learns_what_there_is(both, owner):
    await owner.keep(person("ana"))
    both.holding(JANE)
    for arn in (ANA, BEN):
        await denied(owner, "ssm-contacts:GetContact", on=arn, ContactId=arn)
    await denied(owner, "ssm-contacts:ListContacts", on="*")


async def test_nothing_is_validated_for_whoever_may_not(both, owner):
    both.holding(JANE)
    await denied(owner, "ssm-incidents:StartIncident", on="*", responsePlanArn=7, impact="bad")


@pytest.mark.parametrize("caller", [STRANGER, replace(ADMIN, standing="stranger")])
async def test_a_stranger_is_refused_whatever_the_policies_say(both, owner, caller):
    both.holding(caller, allow("*"))
    await denied(owner, "ssm-incidents:ListResponsePlans", caller, on="*")


async def test_everybody_may_ask_who_they_are(both, owner):
    both.holding(JANE, deny("*"))
    assert (await owner.call("sts:GetCallerIdentity", caller=JANE))["Arn"] == JANE.arn


async def test_a_deny_of_one_plan_wins_over_an_allow_of_all(both, owner):
    await owner.plan("checkout")
    incident = await owner.start(PLAN)
    other = await owner.plan("other")
    both.holding(JANE, allow("*"), deny("ssm-incidents:*", PLAN))
    await denied(owner, "ssm-incidents:GetResponsePlan", on=PLAN, arn=PLAN)
    await denied(owner, "ssm-incidents:GetIncidentRecord", on=incident, arn=incident)
    assert await owner.call("ssm-incidents:GetResponsePlan", caller=JANE, arn=other)


async def test_who_has_access_to_a_plan_has_access_to_its_incidents(both, owner):
    await owner.plan("checkout")
    await owner.plan("checkout-evil")
    incident = await owner.start(PLAN)
    evil = await owner.start(OWNER.response_plan("checkout-evil"))
    both.holding(JANE, allow("ssm-incidents:*", PLAN))
    assert await owner.call("ssm-incidents:GetIncidentRecord", caller=JANE, arn=incident)
    await denied(owner, "ssm-incidents:GetIncidentRecord", on=evil, arn=evil)


async def test_a_policy_of_the_resource_is_enough_in_one_account(both, owner):
    await owner.plan("checkout")
    both.holding(JANE)
    text = written(allow("ssm-incidents:StartIncident", PLAN, Principal={"AWS": JANE.arn}))
    await owner.incidents("PutResourcePolicy", resourceArn=PLAN, policy=text)
    assert await owner.call("ssm-incidents:StartIncident", caller=JANE, responsePlanArn=PLAN)
    await denied(owner, "ssm-incidents:UpdateResponsePlan", on=PLAN, arn=PLAN)


@pytest.mark.parametrize("limit", ["boundary", "session", "guardrails"])
async def test_every_limit_has_to_allow_it_too(both, owner, limit):
    both.holding(JANE, allow("*"), **{limit: (policy(allow("ssm-contacts:*")),)})
    assert await owner.call("ssm-contacts:ListContacts", caller=JANE)
    await denied(owner, "ssm-incidents:ListResponsePlans", on="*")


async def test_whoever_stands_in_a_plan_must_be_associated_by_somebody_who_may(both, owner):
    await owner.keep(person("ana"), person("ben"))
    both.holding(JANE, allow(["ssm-contacts:CreateContact", "ssm-contacts:UpdateContact"]),
                 allow("ssm-contacts:AssociateContact", BEN))  # fmt: skip

    def stages(arn: str) -> dict[str, Any]:
        target = {"ContactTargetInfo": {"ContactId": arn, "IsEssential": True}}
        return {"Stages": [{"DurationInMinutes": 1, "Targets": [target]}]}

    made = {"Alias": "plan", "Type": "ESCALATION"}
    needs = "ssm-contacts:AssociateContact"
    await denied(owner, "ssm-contacts:CreateContact", on=ANA, needs=needs, Plan=stages(ANA), **made)
    arn = (await owner.call("ssm-contacts:CreateContact", caller=JANE, Plan=stages(BEN), **made))["ContactArn"]
    await denied(owner, "ssm-contacts:UpdateContact", on=ANA, needs=needs, ContactId=arn, Plan=stages(ANA))


async def test_a_runbooks_role_must_be_passed_by_somebody_who_may(both, owner):
    both.holding(JANE, allow("ssm-incidents:*"))
    automation = {"ssmAutomation": {"roleArn": ROLE, "documentName": "restart"}}
    plan = {"name": "p", "incidentTemplate": {"title": "t", "impact": 1}, "actions": [automation]}
    await denied(owner, "ssm-incidents:CreateResponsePlan", on=ROLE, needs="iam:PassRole", **plan)
    both.holding(JANE, allow("ssm-incidents:*"), allow("iam:PassRole", ROLE))
    assert await owner.call("ssm-incidents:CreateResponsePlan", caller=JANE, **plan)


async def test_a_stranger_is_told_nothing_not_even_who_they_are(both, owner):
    await denied(owner, "sts:GetCallerIdentity", STRANGER, on="*")


LINKED = {"ConfigurationName": "ops", "SlackTeamId": "THOME", "SlackChannelId": "COPS", "IamRoleArn": ROLE,
          "GuardrailPolicyArns": ["arn:aws:iam::aws:policy/MusterReadOnlyAccess"],
          "UserAuthorizationRequired": True}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"SlackChannelId": "CCHECKOUT"}, {"GuardrailPolicyArns": []}, {"UserAuthorizationRequired": False}],
    ids=["another channel", "no guardrails", "no user authorization"],
)
async def test_a_role_that_a_channel_keeps_is_handed_on_by_somebody_who_may(both, owner, change):
    update, kept = "chatbot:UpdateSlackChannelConfiguration", {"SlackChannelId": "COPS"}
    arn = OWNER.slack_channel_configuration("ops")
    await owner.chatbot("CreateSlackChannelConfiguration", **LINKED)
    both.holding(JANE, allow("chatbot:*"))
    asked = {"ChatConfigurationArn": arn, **kept}
    assert await owner.call(update, caller=JANE, **asked, LoggingLevel="ERROR")
    await denied(owner, update, on=ROLE, needs="iam:PassRole", **{**asked, **change})
    told = await owner.chatbot("DescribeSlackChannelConfigurations", ChatConfigurationArn=arn)
    assert {**LINKED, **told["SlackChannelConfigurations"][0]} == {**told["SlackChannelConfigurations"][0], **LINKED}
    handing = {"StringEquals": {"iam:PassedToService": "chatbot.amazonaws.com"}}
    both.holding(JANE, allow("chatbot:*"), allow("iam:PassRole", ROLE, Condition=handing))
    assert await owner.call(update, caller=JANE, **{**asked, **change})


async def test_a_key_and_the_service_linked_role_need_rights_of_their_own(both, owner):
    asked = {"regions": {"us-east-1": {"sseKmsKeyId": KEY}}}
    create, role = "ssm-incidents:CreateReplicationSet", OWNER.service_linked_role()
    both.holding(JANE, allow("ssm-incidents:*"))
    await denied(owner, create, on=role, needs="iam:CreateServiceLinkedRole", **asked)
    both.holding(JANE, allow(["ssm-incidents:*", "iam:CreateServiceLinkedRole"]))
    await denied(owner, create, on=KEY, needs="kms:CreateGrant", **asked)
    both.holding(JANE, allow(["ssm-incidents:*", "iam:CreateServiceLinkedRole", "kms:CreateGrant"]))
    await denied(owner, create, on=KEY, needs="kms:DescribeKey", **asked)


@pytest.mark.parametrize(
    ("operator", "key", "value", "origin", "may"),
    [
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", Origin(address="203.0.113.7"), True),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", Origin(address="198.51.100.7"), False),
        ("IpAddress", "aws:SourceIp", "0.0.0.0/0", Origin(address="slack.com"), False),
        ("Bool", "aws:SecureTransport", "true", Origin(secure=True), True),
        ("Bool", "aws:SecureTransport", "true", Origin(secure=False), False),
        ("StringLike", "aws:UserAgent", "aws-cli/*", Origin(user_agent="aws-cli/2.1"), True),
        ("DateLessThan", "aws:CurrentTime", "2026-03-01T12:00:01Z", Origin(), True),
        ("DateLessThan", "aws:CurrentTime", "2026-03-01T12:00:00Z", Origin(), False),
        ("StringEquals", "aws:PrincipalOrgID", "o-abc123def45", Origin(), True),
        ("StringEquals", "aws:RequestedRegion", "eu-west-1", Origin(), False),
        ("StringEquals", "aws:username", "jane", Origin(), True),
        ("StringEquals", "aws:PrincipalType", "User", Origin(), True),
        ("Null", "aws:TokenIssueTime", "true", Origin(), True),
    ],
)
async def test_conditions_ask_about_where_a_call_comes_from(both, owner, operator, key, value, origin, may):
    both.holding(JANE, allow("ssm-contacts:ListContacts", Condition={operator: {key: value}}))
    caller = replace(JANE, origin=origin)
    if may:
        assert await owner.call("ssm-contacts:ListContacts", caller=caller)
    else:
        await denied(owner, "ssm-contacts:ListContacts", caller, on="*")


async def test_the_slack_channel_that_a_call_comes_from_can_be_asked_about(both, owner):
    arn = OWNER.slack_channel_configuration("ops")
    await owner.keep(ChatChannel(arn=arn, name="ops", slack_team_id="T1", slack_channel_id="COPS", iam_role_arn=ROLE))
    here = {"ArnEquals": {"aws:ChatbotSourceArn": arn}}
    both.holding(JANE, allow("ssm-contacts:ListContacts", Condition=here))
    assert await owner.call("ssm-contacts:ListContacts", caller=replace(JANE, origin=Origin(channel_id="COPS")))
    for elsewhere in (Origin(), Origin(channel_id="COTHER")):
        await denied(owner, "ssm-contacts:ListContacts", replace(JANE, origin=elsewhere), on="*")


async def test_tags_that_are_brought_can_be_asked_about(both, owner):
    await owner.plan("checkout")
    team = {"StringEquals": {"aws:RequestTag/team": "payments"}}
    both.holding(JANE, allow("ssm-incidents:TagResource", Condition=team))
    tag = "ssm-incidents:TagResource"
    assert await owner.call(tag, caller=JANE, resourceArn=PLAN, tags={"team": "payments"}) == {}
    await denied(owner, tag, on=PLAN, resourceArn=PLAN, tags={"team": "others"})


class TestWhatIsOnesOwn:
    """No policy gives it, and none takes it away."""

    @pytest.fixture
    def ana(self, both: Neighbours) -> Caller:
        caller = replace(
            MEMBER, arn=OWNER.slack_user("UANA"), user_id="UANA", contact_arns=frozenset({ANA}), name="Ana"
        )
        return both.holding(caller, deny("*"))

    @pytest.fixture
    async def channel(self, owner: Muster) -> str:
        channel = slack_channel("ana")
        await owner.keep(channel, person("ana", channel))
        return channel.arn

    @pytest.mark.parametrize("operation", ["DeactivateContactChannel", "DeleteContactChannel"])
    async def test_people_may_always_withdraw(self, owner, ana, channel, operation):
        assert await owner.contacts(operation, caller=ana, ContactChannelId=channel) == {}

    async def test_and_nobody_else_may_for_them(self, both, owner, ana, channel):
        other = both.holding(replace(ana, arn=OWNER.slack_user("UBEN"), user_id="UBEN", contact_arns=frozenset({BEN})))
        action = "ssm-contacts:DeleteContactChannel"
        await denied(owner, action, other, on=channel, ContactChannelId=channel)

    async def test_what_is_not_an_answer_needs_a_policy_although_it_is_ones_own(self, owner, ana, channel):
        action = "ssm-contacts:UpdateContactChannel"
        await denied(owner, action, ana, on=channel, ContactChannelId=channel, Name="Mine")

    async def test_the_code_may_be_left_unchecked_only_by_a_right_of_its_own(self, both, owner, ana):
        page = OWNER.page("ana", "0a1b2c3d-1111-4222-8333-444455556666")
        asked = {"PageId": page, "AcceptType": "READ", "AcceptCode": "000000"}
        found = await refused(owner.contacts("AcceptPage", caller=ana, **asked))
        assert found.code == "ResourceNotFoundException"  # let in
        needs = "ssm-contacts:AcceptPageWithoutCode"
        await denied(
            owner, "ssm-contacts:AcceptPage", ana, on=page, needs=needs, **asked, AcceptCodeValidation="IGNORE"
        )


async def test_whoever_asks_what_they_may_is_told_as_the_door_decides(both, owner):
    door = owner.dispatcher
    both.holding(JANE, allow("ssm-contacts:GetContact", ANA), allow("ssm-incidents:ListResponsePlans"))
    assert await door.may(JANE, "ssm-contacts:GetContact", ANA)
    assert not await door.may(JANE, "ssm-contacts:GetContact", BEN)
    assert await door.may(JANE, "ssm-contacts:GetContact")  # of some
    assert not await door.may(JANE, "ssm-contacts:DeleteContact")
    assert not await door.may(replace(JANE, standing="stranger"), "ssm-incidents:ListResponsePlans")
    both.rules.held[JANE.arn] = PolicySets(identity=(ADMINISTRATOR,), boundary=())
    assert not await door.may(JANE, "ssm-contacts:GetContact")


async def test_policies_that_cannot_be_read_let_nobody_in(both, owner, monkeypatch):
    async def lost(caller: Caller) -> PolicySets:
        raise OSError("the disk is gone")

    monkeypatch.setattr(both.rules, "sets_of", lost)
    refusal = await refused(owner.call("ssm-contacts:ListContacts"))
    assert refusal.code == "InternalServerException"
    assert "disk" not in refusal.message


async def test_a_deny_of_all_but_one_incident_spares_that_one(both, owner):
    await owner.plan("checkout")
    incident = await owner.start(PLAN)
    both.holding(JANE, allow("*"), {"Effect": "Deny", "Action": "ssm-incidents:*", "NotResource": incident})
    assert await owner.call("ssm-incidents:GetIncidentRecord", caller=JANE, arn=incident)
    await denied(owner, "ssm-incidents:GetResponsePlan", on=PLAN, arn=PLAN)
