"""What another account may do with what is shared with it, and when that ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.moving.run import to_file
from core.vocabulary.catalog import catalog
from core.vocabulary.examples import example_params
from tests.operations.muster import person, slack_channel
from tests.operations.neighbours import CONSUMER, OWNER, Neighbours, allow, open_neighbours, user, written
from tests.operations.refusals import refused

PLAN, EVIL = OWNER.response_plan("myplan"), OWNER.response_plan("myplan-evil")
ANA = OWNER.contact("ana")
EVERYTHING_OF_PLANS = [
    "ssm-incidents:GetResponsePlan", "ssm-incidents:UpdateResponsePlan", "ssm-incidents:DeleteResponsePlan",
    "ssm-incidents:PutResourcePolicy", "ssm-incidents:GetIncidentRecord", "ssm-incidents:StartIncident",
    "ssm-incidents:UpdateIncidentRecord", "ssm-incidents:DeleteIncidentRecord", "ssm-incidents:CreateTimelineEvent",
    "ssm-incidents:ListTimelineEvents", "ssm-incidents:TagResource", "ssm-incidents:GetTimelineEvent",
    "ssm-incidents:DeleteTimelineEvent",
]  # fmt: skip


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Neighbours]:
    opened = await open_neighbours(tmp_path)
    yield opened
    await opened.storages.close()


@pytest.fixture
async def plan(both: Neighbours) -> str:
    await both.owner.plan("myplan-evil")
    return await both.owner.plan("myplan")


async def share(both: Neighbours, arn: str = PLAN, **members: Any) -> str:
    statement = allow(EVERYTHING_OF_PLANS, arn, Principal={"AWS": CONSUMER.account}) | members
    put = await both.owner.incidents("PutResourcePolicy", resourceArn=arn, policy=written(statement))
    return str(put["policyId"])


async def denied(both: Neighbours, action: str, target: str, **params: Any) -> None:
    """AWS's own sentence, and nothing else."""
    refusal = await refused(both.consumer.call(action, **params))
    assert refusal.code == "AccessDeniedException"
    caller = both.consumer.caller.arn
    assert refusal.message == f"User: {caller} is not authorized to perform: {action} on resource: {target}"


@pytest.mark.usefixtures("plan")
async def test_a_shared_plan_is_used_and_its_past_and_future_incidents_seen(both):
    past = await both.owner.start(PLAN)
    await share(both)
    assert (await both.consumer.incidents("GetResponsePlan", arn=PLAN))["arn"] == PLAN
    future = await both.consumer.start(PLAN, title="Theirs")
    assert (await both.owner.record(future))["title"] == "Theirs"
    for arn in (past, future):
        assert (await both.consumer.record(arn))["arn"] == arn
    await both.consumer.incidents("UpdateIncidentRecord", arn=past, summary="Looked at")
    assert (await both.owner.record(past))["summary"] == "Looked at"
    assert (await both.owner.record(past))["lastModifiedBy"] == both.consumer.caller.arn


@pytest.mark.usefixtures("plan")
async def test_who_shares_says_who_does_what_and_both_sides_keep_a_record(both):
    await share(both)
    await both.consumer.start(PLAN)
    for muster in (both.owner, both.consumer):
        events = (await muster.call("cloudtrail:LookupEvents"))["Events"]
        started = [one for one in events if one["EventName"] == "StartIncident"]
        assert len(started) == 1


@pytest.mark.usefixtures("plan")
async def test_another_plans_incidents_are_not_shared_however_alike_their_names(both):
    incident = await both.owner.start(EVIL)
    await share(both)
    await denied(both, "ssm-incidents:GetIncidentRecord", incident, arn=incident)
    await denied(both, "ssm-incidents:GetResponsePlan", EVIL, arn=EVIL)


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("UpdateResponsePlan", {"arn": PLAN, "displayName": "Mine"}),
        ("DeleteResponsePlan", {"arn": PLAN}),
        ("PutResourcePolicy", {"resourceArn": PLAN, "policy": "{}"}),
        ("TagResource", {"resourceArn": PLAN, "tags": {"a": "b"}}),
    ],
)
async def test_what_is_shared_is_neither_changed_nor_shared_on_nor_deleted(both, operation, params):
    await share(both)
    await denied(both, f"ssm-incidents:{operation}", PLAN, **params)


@pytest.mark.usefixtures("plan")
async def test_a_shared_incident_is_never_deleted_by_others_nor_what_its_timeline_tells(both):
    incident = await both.owner.start(PLAN)
    await share(both)
    await denied(both, "ssm-incidents:DeleteIncidentRecord", incident, arn=incident)
    told = {"incidentRecordArn": incident, "eventId": "11111111-2222-4333-8444-555555555555"}
    await denied(both, "ssm-incidents:DeleteTimelineEvent", incident, **told)
    assert await both.owner.record(incident)


async def test_a_page_is_answered_by_nobody_of_another_account(both):
    await both.owner.keep(person("ana"))
    text = written(allow(["ssm-contacts:*"], ANA, Principal={"AWS": CONSUMER.account}))
    await both.owner.contacts("PutContactPolicy", ContactArn=ANA, Policy=text)
    page = OWNER.page("ana", "1")
    await denied(both, "ssm-contacts:AcceptPage", page, PageId=page, AcceptType="READ", AcceptCode="123456")


@pytest.mark.usefixtures("plan")
async def test_one_policy_of_the_two_is_not_enough(both):
    reader = both.holding(user(CONSUMER, "reader"), allow("ssm-incidents:GetResponsePlan", PLAN))
    nobody = both.holding(user(CONSUMER, "nobody"))
    call = "ssm-incidents:GetResponsePlan"
    assert (await refused(both.consumer.call(call, caller=reader, arn=PLAN))).code == "AccessDeniedException"
    await share(both)
    assert (await refused(both.consumer.call(call, caller=nobody, arn=PLAN))).code == "AccessDeniedException"
    assert (await both.consumer.call(call, caller=reader, arn=PLAN))["name"] == "myplan"


@pytest.mark.usefixtures("plan")
async def test_the_end_of_a_share_counts_at_once(both):
    policy_id = await share(both)
    incident = await both.consumer.start(PLAN)
    await both.owner.incidents("DeleteResourcePolicy", resourceArn=PLAN, policyId=policy_id)
    await denied(both, "ssm-incidents:GetIncidentRecord", incident, arn=incident)
    assert (await both.consumer.incidents("ListResponsePlans"))["responsePlanSummaries"] == []
    assert (await both.consumer.incidents("ListIncidentRecords"))["incidentRecordSummaries"] == []


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("key", "value", "is_shared"),
    [
        ("aws:PrincipalOrgID", "o-abc123def45", True),
        ("aws:PrincipalOrgID", "o-zzzzzzzzzz", False),
        ("aws:PrincipalOrgPaths", "o-abc123def45/*/ou-ab12-11111111/*", True),
        ("aws:PrincipalOrgPaths", "o-abc123def45/*/ou-ab12-22222222/*", False),
    ],
)
async def test_a_share_names_an_organization_or_a_unit_of_it(both, key, value, is_shared):
    operator = "StringEquals" if key.endswith("ID") else "ForAnyValue:StringLike"
    await share(both, Principal="*", Condition={operator: {key: value}})
    if is_shared:
        assert (await both.consumer.incidents("GetResponsePlan", arn=PLAN))["arn"] == PLAN
    else:
        await denied(both, "ssm-incidents:GetResponsePlan", PLAN, arn=PLAN)


@pytest.mark.usefixtures("plan")
async def test_lists_show_ones_own_and_then_what_is_shared_on_pages_that_miss_and_repeat_nothing(both):
    for name in ("alpha", "beta", "gamma"):
        await both.consumer.plan(name)
    others = [await both.owner.plan(f"shared-{number}") for number in range(3)]
    for arn in others:
        await share(both, arn)
    expected = [*(CONSUMER.response_plan(name) for name in ("alpha", "beta", "gamma")), *others]
    for most in (1, 2, 3, 4, 100):
        assert await listed(both, "ListResponsePlans", "responsePlanSummaries", most) == expected


@pytest.mark.usefixtures("plan")
async def test_all_incidents_of_a_shared_plan_are_listed_and_no_others(both):
    await both.owner.start(EVIL)
    theirs = [await both.owner.start(PLAN, triggerDetails=trigger(both, number)) for number in range(3)]
    await both.consumer.plan("own")
    own = await both.consumer.start(CONSUMER.response_plan("own"))
    await share(both)
    for most in (1, 2, 100):
        found = await listed(both, "ListIncidentRecords", "incidentRecordSummaries", most)
        assert (found[0], set(found[1:]), len(found)) == (own, set(theirs), 4)
    resolved = [{"key": "status", "condition": {"equals": {"stringValues": ["RESOLVED"]}}}]
    assert (await both.consumer.incidents("ListIncidentRecords", filters=resolved))["incidentRecordSummaries"] == []


def trigger(both: Neighbours, number: int) -> dict[str, Any]:
    return {
        "source": "test",
        "rawData": "{}",
        "timestamp": both.owner.clock.now(),
        "triggerArn": f"arn:aws:x:::{number}",
    }


async def test_a_shared_contact_is_engaged_listed_and_shows_its_engagements(both):
    channel = slack_channel("ana")
    await both.owner.keep(person("ana", channel), person("ben"), channel)
    actions = ["ssm-contacts:GetContact", "ssm-contacts:StartEngagement", "ssm-contacts:DescribeEngagement",
               "ssm-contacts:ListPagesByContact", "ssm-contacts:UpdateContact"]  # fmt: skip
    text = written(allow(actions, ANA, Principal={"AWS": f"arn:aws:iam::{CONSUMER.account}:root"}))
    await both.owner.contacts("PutContactPolicy", ContactArn=ANA, Policy=text)
    said = {"Sender": "s", "Subject": "s", "Content": "c"}
    engagement = (await both.consumer.contacts("StartEngagement", ContactId=ANA, **said))["EngagementArn"]
    assert (await both.consumer.contacts("DescribeEngagement", EngagementId=engagement))["ContactArn"] == ANA
    pages = (await both.consumer.contacts("ListPagesByContact", ContactId=ANA))["Pages"]
    assert [one["EngagementArn"] for one in pages] == [engagement]
    rows = (await both.consumer.contacts("ListContacts"))["Contacts"]
    assert [one["ContactArn"] for one in rows] == [ANA]
    assert (await both.consumer.contacts("ListContacts", AliasPrefix="b"))["Contacts"] == []
    rows = (await both.consumer.contacts("ListEngagements"))["Engagements"]
    assert [one["EngagementArn"] for one in rows] == [engagement]
    await denied(both, "ssm-contacts:UpdateContact", ANA, ContactId=ANA, DisplayName="Mine")
    await denied(both, "ssm-contacts:GetContactChannel", channel.arn, ContactChannelId=channel.arn)


@pytest.mark.usefixtures("plan")
async def test_what_is_shared_is_its_owners_to_move(both, tmp_path):
    await both.owner.start(PLAN)
    await both.consumer.plan("own")
    await share(both)

    class Consumer:
        async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
            return await both.consumer.dispatcher.call(both.consumer.caller, action, params)

    await to_file(Consumer(), tmp_path / "moved.json", CONSUMER)
    moved = (tmp_path / "moved.json").read_text()
    assert CONSUMER.response_plan("own") in moved
    assert OWNER.account not in moved


async def listed(both: Neighbours, operation: str, member: str, most: int) -> list[str]:
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = await both.consumer.incidents(operation, maxResults=most, **token)
        assert len(page[member]) <= most
        assert page[member] or "nextToken" not in page
        found += [one["arn"] for one in page[member]]
        if "nextToken" not in page:
            return found
        token = {"nextToken": page["nextToken"]}


async def test_what_is_anothers_cannot_be_told_from_what_is_nowhere(both):
    """There, not there, and of an account that is not here: the same words in all operations that name a resource."""
    await both.owner.plan("checkout")
    await both.owner.keep(person("jane"))
    for action, operation in catalog().items():
        params = example_params(operation)
        if "arn:" not in str(params) or action == "ssm-contacts:ListPreviewRotationShifts":  # which looks nobody up
            continue
        answers = set()
        for account, name in ((OWNER.account, "checkout"), (OWNER.account, "nothing"), ("777788889999", "checkout")):
            asked = _of(_of(params, OWNER.account, account), "checkout", name)
            refusal = await refused(both.consumer.dispatcher.call(both.consumer.caller, action, asked))
            told = refusal.message.replace(account, "OTHER").replace("nothing", "checkout")
            answers.add((refusal.code, told, tuple(refusal.members)))
        assert [code for code, _, _ in answers] == ["AccessDeniedException"], action


@pytest.mark.usefixtures("plan")
async def test_an_incident_that_is_not_there_is_denied_although_the_plan_is_shared(both):
    await share(both)
    nowhere = OWNER.incident_record("myplan", "0a1b2c3d-1111-4222-8333-444455556666")
    await denied(both, "ssm-incidents:GetIncidentRecord", nowhere, arn=nowhere)


def _of(value: Any, old: str, new: str) -> Any:
    """The value with another account, or another name, in its ARNs."""
    if isinstance(value, dict):
        return {name: _of(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        return [_of(inner, old, new) for inner in value]
    return value.replace(old, new) if isinstance(value, str) and value.startswith("arn:") else value
