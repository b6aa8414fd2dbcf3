"""Tags as the operations of both services show them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.operations.muster import ARNS, MEMBER, Muster
from tests.operations.refusals import refused

UNKNOWN = {
    "REPLICATION_SET": ARNS.replication_set("0"),
    "RESPONSE_PLAN": ARNS.response_plan("nobody"),
    "INCIDENT_RECORD": ARNS.incident_record("checkout", "0"),
}
KINDS = ["replication set", "response plan", "incident"]


async def made(muster: Muster, kind: str) -> str:
    """The ARN of one of these."""
    match kind:
        case "replication set":
            return str((await muster.incidents("ListReplicationSets"))["replicationSetArns"][0])
        case "response plan":
            return await muster.plan()
        case "incident":
            return await muster.start(await muster.plan())
    answer = await muster.contacts("CreateContact", Alias="ops", Type=kind, Plan={"Stages": []})
    return str(answer["ContactArn"])


async def tag(muster: Muster, arn: str, **tags: str) -> None:
    assert await muster.incidents("TagResource", resourceArn=arn, tags=tags) == {}


async def tags_of(muster: Muster, arn: str) -> dict[str, str]:
    # Not checked against the model, which forbids the empty map that AWS itself answers.
    answer = await muster.dispatcher.call(muster.caller, "ssm-incidents:ListTagsForResource", {"resourceArn": arn})
    return dict(answer["tags"])


async def label(muster: Muster, arn: str, *tags: tuple[str, str]) -> None:
    listed = [{"Key": key, "Value": value} for key, value in tags]
    assert await muster.contacts("TagResource", ResourceARN=arn, Tags=listed) == {}


async def labels_of(muster: Muster, arn: str) -> list[tuple[str, str]]:
    answer = await muster.contacts("ListTagsForResource", ResourceARN=arn)
    return [(one["Key"], one["Value"]) for one in answer["Tags"]]


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_ssm_incidents_has_takes_tags_and_gives_them_back(muster: Muster, kind: str) -> None:
    arn = await made(muster, kind)
    assert await tags_of(muster, arn) == {}
    await tag(muster, arn, team="payments", empty="")
    await tag(muster, arn, team="orders", tier="1")
    assert await tags_of(muster, arn) == {"team": "orders", "empty": "", "tier": "1"}
    await muster.incidents("UntagResource", resourceArn=arn, tagKeys=["team", "empty", "unknown"])
    assert await tags_of(muster, arn) == {"tier": "1"}
    await muster.incidents("UntagResource", resourceArn=arn, tagKeys=["tier"])
    assert await tags_of(muster, arn) == {}


@pytest.mark.parametrize("type_", ["PERSONAL", "ESCALATION", "ONCALL_SCHEDULE"])
async def test_contacts_of_each_type_list_their_tags_in_the_order_of_their_keys_first_day(
    muster: Muster, type_: str
) -> None:
    arn = await made(muster, type_)
    assert await labels_of(muster, arn) == []
    await label(muster, arn, ("zone", "eu"), ("team", "Zahlungen & Ärger".replace("&", "+")))
    await label(muster, arn, ("cost/centre", "1"), ("zone", "us"))
    assert await labels_of(muster, arn) == [("zone", "us"), ("team", "Zahlungen + Ärger"), ("cost/centre", "1")]
    await muster.contacts("UntagResource", ResourceARN=arn, TagKeys=["team", "unknown"])
    assert await labels_of(muster, arn) == [("zone", "us"), ("cost/centre", "1")]


TWICE = [("team", "payments"), ("Team", "evil")]
MAP, LIST = dict(TWICE), [{"Key": key, "Value": value} for key, value in TWICE]
PAIRS = [{"TagKey": key, "TagValue": value} for key, value in TWICE]
LINKED = {"SlackTeamId": "THOME", "SlackChannelId": "COPS", "IamRoleArn": "arn:aws:iam::111122223333:role/chat"}
TAGGING: list[tuple[str, dict[str, Any]]] = [
    ("ssm-incidents:TagResource", {"resourceArn": ARNS.response_plan("checkout"), "tags": MAP}),
    ("ssm-contacts:TagResource", {"ResourceARN": ARNS.contact("ops"), "Tags": LIST}),
    ("chatbot:TagResource", {"ResourceARN": ARNS.slack_channel_configuration("ops"), "Tags": PAIRS}),
    ("chatbot:TagResource", {"ResourceARN": ARNS.slack_channel_configuration("ops"), "Tags": [PAIRS[0], PAIRS[0]]}),
    ("ssm-incidents:CreateResponsePlan", {"name": "b", "incidentTemplate": {"title": "t", "impact": 1}, "tags": MAP}),
    ("ssm-contacts:CreateContact", {"Alias": "b", "Type": "PERSONAL", "Plan": {"Stages": []}, "Tags": LIST}),
    ("chatbot:CreateSlackChannelConfiguration", {**LINKED, "ConfigurationName": "b", "Tags": PAIRS}),
    (
        "chatbot:CreateCustomAction",
        {"ActionName": "b", "Definition": {"CommandText": "ssm-incidents list-incident-records"}, "Tags": PAIRS},
    ),
]


@pytest.mark.parametrize(("action", "params"), TAGGING)
async def test_one_request_gives_no_key_in_two_cases_since_conditions_would_see_one_of_them(
    muster: Muster, action: str, params: dict[str, Any]
) -> None:
    await muster.plan("checkout")
    await made(muster, "ESCALATION")
    await muster.chatbot("CreateSlackChannelConfiguration", **LINKED, ConfigurationName="ops")
    refusal = await refused(muster.call(action, **params))
    assert refusal.code in ("ValidationException", "InvalidParameterException", "InvalidRequestException")
    assert "given" in refusal.message


async def test_tags_given_at_the_start_are_there(muster: Muster) -> None:
    plan = await muster.plan(tags={"team": ""}, template={"incidentTags": {"origin": "plan"}})
    incident = await muster.start(plan)
    assert await tags_of(muster, plan) == {"team": ""}
    assert await tags_of(muster, incident) == {"origin": "plan"}
    tags = [{"Key": "team", "Value": "payments"}]
    ana = await muster.contacts("CreateContact", Alias="ana", Type="PERSONAL", Plan={"Stages": []}, Tags=tags)
    assert await labels_of(muster, ana["ContactArn"]) == [("team", "payments")]


async def test_tags_of_the_replication_set_given_at_the_start_are_there(fresh: Muster) -> None:
    made = await fresh.incidents("CreateReplicationSet", regions={"us-east-1": {}}, tags={"empty": ""})
    assert await tags_of(fresh, made["arn"]) == {"empty": ""}


async def test_an_incidents_tags_outlive_those_of_its_plan(muster: Muster) -> None:
    plan = await muster.plan(template={"incidentTags": {"origin": "plan"}})
    incident = await muster.start(plan)
    await muster.incidents("UpdateResponsePlan", arn=plan, incidentTemplateTags={})
    assert await tags_of(muster, incident) == {"origin": "plan"}


async def test_tagging_changes_neither_when_something_was_modified_nor_the_timeline(muster: Muster) -> None:
    incident = await made(muster, "incident")
    replication_set = await made(muster, "replication set")
    before = await muster.record(incident), await muster.events(incident)
    set_before = await muster.incidents("GetReplicationSet", arn=replication_set)
    muster.clock.advance(minutes=1)
    await tag(muster, incident, team="payments")
    await tag(muster, replication_set, team="payments")
    assert (await muster.record(incident), await muster.events(incident)) == before
    assert await muster.incidents("GetReplicationSet", arn=replication_set) == set_before


@pytest.mark.parametrize("kind", [*KINDS, "PERSONAL"])
async def test_the_fifty_first_tag_is_refused_and_nothing_of_it_kept(muster: Muster, kind: str) -> None:
    arn = await made(muster, kind)
    fifty = {f"key-{number}": "x" for number in range(50)}
    if kind == "PERSONAL":
        await label(muster, arn, *fifty.items())
        refusal = await refused(label(muster, arn, ("key-1", "y"), ("more", "x")))
        assert dict(await labels_of(muster, arn)) == fifty
        assert (refusal.members["ResourceId"], refusal.members["ResourceType"]) == (arn, "CONTACT")
        assert refusal.members["ServiceCode"] == "ssm-contacts"
    else:
        await tag(muster, arn, **fifty)
        refusal = await refused(tag(muster, arn, more="x", **{"key-1": "y"}))
        assert await tags_of(muster, arn) == fifty
        assert refusal.members["resourceIdentifier"] == arn
        assert refusal.members["serviceCode"] == "ssm-incidents"
    assert refusal.code == "ServiceQuotaExceededException"
    assert "untag" in refusal.message


async def test_with_fifty_tags_one_of_them_can_still_be_changed(muster: Muster) -> None:
    arn = await muster.plan(tags={f"key-{number}": "x" for number in range(50)})
    await tag(muster, arn, **{"key-7": "y"})
    assert (await tags_of(muster, arn))["key-7"] == "y"


@pytest.mark.parametrize("kind", UNKNOWN)
async def test_an_unknown_resource_is_not_found_under_its_own_type(muster: Muster, kind: str) -> None:
    arn = UNKNOWN[kind]
    for call in (
        tags_of(muster, arn),
        tag(muster, arn, team="x"),
        muster.incidents("UntagResource", resourceArn=arn, tagKeys=["team"]),
    ):
        refusal = await refused(call)
        assert refusal.code == "ResourceNotFoundException"
        assert refusal.members == {"resourceType": kind, "resourceIdentifier": arn}


async def test_an_unknown_contact_is_not_found(muster: Muster) -> None:
    arn = ARNS.contact("nobody")
    for call in (
        labels_of(muster, arn),
        label(muster, arn, ("team", "x")),
        muster.contacts("UntagResource", ResourceARN=arn, TagKeys=["team"]),
    ):
        refusal = await refused(call)
        assert refusal.code == "ResourceNotFoundException"
        assert refusal.members == {"ResourceType": "CONTACT", "ResourceId": arn}


@pytest.mark.parametrize("arn", ["", "checkout", ARNS.contact("ana"), "arn:aws:ssm-incidents::111122223333:other/x"])
async def test_what_can_have_no_tags_is_said_to_be_none_of_those_that_can(muster: Muster, arn: str) -> None:
    refusal = await refused(tags_of(muster, arn))
    assert refusal.code == "ValidationException"
    assert "response plan" in refusal.message


async def test_an_empty_value_is_for_ssm_incidents_only(muster: Muster) -> None:
    arn = await made(muster, "PERSONAL")
    assert (await refused(label(muster, arn, ("team", "")))).code == "ValidationException"


@pytest.mark.parametrize("key", ["aws:team", "AWS:team", "Aws:", "a" * 129, "", "sch%C3%B6n", "a\nb"])
async def test_a_key_that_is_reserved_or_misshapen_is_refused_wherever_tags_are_given(muster: Muster, key: str) -> None:
    arn = await muster.plan()
    for call in (
        muster.incidents("TagResource", resourceArn=arn, tags={key: "x"}),
        muster.plan("other", tags={key: "x"}),
        muster.plan("other", template={"incidentTags": {key: "x"}}),
        muster.incidents("UpdateResponsePlan", arn=arn, incidentTemplateTags={key: "x"}),
    ):
        assert (await refused(call)).code == "ValidationException"


@pytest.mark.parametrize("key", ["a.b", "a:b", "a b", "", "a" * 129])
async def test_ssm_contacts_has_fewer_letters_for_keys(muster: Muster, key: str) -> None:
    arn = await made(muster, "PERSONAL")
    assert (await refused(label(muster, arn, (key, "x")))).code == "ValidationException"


@pytest.mark.parametrize(
    ("tags", "where"),
    [
        ([{"Key": "team"}], "Tags.1.member.Value"),
        ([{"Value": "x"}], "Tags.1.member.Key"),
        ([{"Key": "team", "Value": "x"}, {"Key": "team", "Value": "y"}], "Tags.2.member.Key"),
    ],
)
async def test_half_a_tag_and_a_key_that_is_there_twice_are_refused(
    muster: Muster, tags: list[dict[str, str]], where: str
) -> None:
    arn = await made(muster, "PERSONAL")
    create: dict[str, Any] = {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}, "Tags": tags}
    for call in (
        muster.contacts("TagResource", ResourceARN=arn, Tags=tags),
        muster.contacts("CreateContact", **create),
    ):
        refusal = await refused(call)
        assert refusal.code == "ValidationException"
        assert [one["Name"] for one in refusal.members["Fields"]] == [where]


async def test_of_many_who_tag_at_once_nobodys_tag_is_lost(muster: Muster) -> None:
    arn = await muster.plan()
    await asyncio.gather(*(tag(muster, arn, **{f"key-{number}": "x"}) for number in range(10)))
    assert len(await tags_of(muster, arn)) == 10


async def test_only_administrators_tag(muster: Muster) -> None:
    arn = await muster.plan()
    call = muster.call("ssm-incidents:TagResource", caller=MEMBER, resourceArn=arn, tags={"team": "x"})
    assert (await refused(call)).code == "AccessDeniedException"
