"""Response plans as their five operations show them, with what Terraform sends."""

from __future__ import annotations

import pytest

from tests.operations.muster import ARNS, person
from tests.operations.refusals import refused

TOPIC = "arn:aws:sns:us-east-1:111122223333:checkout"
ROLE = "arn:aws:iam::111122223333:role/chat"


async def link(muster, topic=TOPIC, channel="CCHECKOUT"):
    await muster.chatbot(
        "CreateSlackChannelConfiguration",
        ConfigurationName=f"for-{channel}",
        SlackTeamId="THOME",
        SlackChannelId=channel,
        SnsTopicArns=[topic],
        IamRoleArn=ROLE,
    )


async def test_a_plan_reads_back_as_it_was_written(muster):
    ana = person("ana")
    await muster.keep(ana)
    written = {
        "actions": [
            {
                "ssmAutomation": {
                    "documentName": "Restart",
                    "roleArn": "arn:aws:iam::111122223333:role/runbooks",
                    "parameters": {"Service": ["checkout"]},
                    "dynamicParameters": {"Incident": {"variable": "INCIDENT_RECORD_ARN"}},
                }
            }
        ],
        "chatChannel": {"chatbotSns": [TOPIC]},
        "displayName": "Checkout",
        "engagements": [ana.arn],
        "incidentTemplate": {
            "title": "Checkout is down",
            "impact": 1,
            "summary": "Nobody can pay.",
            "dedupeString": "checkout",
            "incidentTags": {"team": "payments"},
            "notificationTargets": [{"snsTopicArn": TOPIC}],
        },
        "integrations": [
            {
                "pagerDutyConfiguration": {
                    "name": "pd",
                    "secretId": "secret",
                    "pagerDutyIncidentConfiguration": {"serviceId": "P1"},
                }
            }
        ],
        "name": "checkout",
    }
    arn = (await muster.incidents("CreateResponsePlan", **written, tags={"a": "b"}))["arn"]
    assert arn == "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
    assert await muster.incidents("GetResponsePlan", arn=arn) == {**written, "arn": arn}


async def test_terraforms_empty_values_mean_nothing(muster):
    arn = await muster.plan(displayName="", chatChannel={"empty": {}}, template={"summary": "", "dedupeString": ""})
    assert await muster.incidents("GetResponsePlan", arn=arn) == {
        "actions": [],
        "arn": arn,
        "engagements": [],
        "incidentTemplate": {"impact": 1, "notificationTargets": [], "title": "Checkout is down"},
        "integrations": [],
        "name": "checkout",
    }


async def test_names_are_unique(muster):
    arn = await muster.plan()
    refusal = await refused(muster.plan())
    assert (refusal.code, refusal.members["resourceIdentifier"]) == ("ConflictException", arn)


async def test_an_update_changes_what_it_names_and_nothing_else(muster):
    arn = await muster.plan(template={"summary": "Nobody can pay.", "dedupeString": "checkout"}, displayName="Checkout")
    await muster.incidents("UpdateResponsePlan", arn=arn, incidentTemplateImpact=3)
    template = (await muster.incidents("GetResponsePlan", arn=arn))["incidentTemplate"]
    assert template == {
        "impact": 3,
        "notificationTargets": [],
        "title": "Checkout is down",
        "summary": "Nobody can pay.",
        "dedupeString": "checkout",
    }


async def test_an_update_can_clear_all_that_is_optional(muster):
    ana = person("ana")
    await muster.keep(ana)
    arn = await muster.plan(
        displayName="Checkout",
        chatChannel={"chatbotSns": [TOPIC]},
        engagements=[ana.arn],
        template={
            "summary": "Nobody can pay.",
            "dedupeString": "checkout",
            "incidentTags": {"a": "b"},
            "notificationTargets": [{"snsTopicArn": TOPIC}],
        },
    )
    await muster.incidents(
        "UpdateResponsePlan",
        arn=arn,
        displayName="",
        chatChannel={"empty": {}},
        engagements=[],
        incidentTemplateSummary="",
        incidentTemplateDedupeString="",
        incidentTemplateTags={},
        incidentTemplateNotificationTargets=[],
    )
    assert await muster.incidents("GetResponsePlan", arn=arn) == {
        "actions": [],
        "arn": arn,
        "engagements": [],
        "incidentTemplate": {"impact": 1, "notificationTargets": [], "title": "Checkout is down"},
        "integrations": [],
        "name": "checkout",
    }


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        (ARNS.contact("nobody"), "ValidationException"),
        ("arn:aws:ssm-contacts:us-east-1:999999999999:contact/ana", "AccessDeniedException"),
    ],
)
async def test_a_plan_that_would_page_nobody_is_refused(muster, arn, code):
    await muster.keep(person("ana"))
    refusal = await refused(muster.plan(engagements=[arn]))
    assert refusal.code == code
    assert arn in refusal.message


async def test_a_plan_keeps_a_contact_that_is_gone_until_somebody_takes_it_out(muster):
    ana = person("ana")
    await muster.keep(ana)
    arn = await muster.plan(engagements=[ana.arn])
    await muster.remove(await muster.storage.contacts.get(ana.arn))
    await muster.incidents("UpdateResponsePlan", arn=arn, engagements=[ana.arn], incidentTemplateImpact=2)
    assert (await muster.incidents("GetResponsePlan", arn=arn))["engagements"] == [ana.arn]


async def test_linked_channels_are_tried_before_the_plan_is_kept(muster):
    await link(muster)
    await muster.plan(chatChannel={"chatbotSns": [TOPIC]})
    assert [channel for channel, _ in muster.workspace.posts] == ["CCHECKOUT"]


async def test_a_plan_whose_channel_does_not_let_the_bot_post_is_refused(muster):
    await link(muster)
    muster.workspace.refusals["CCHECKOUT"] = "not_in_channel"
    refusal = await refused(muster.plan(chatChannel={"chatbotSns": [TOPIC]}))
    assert refusal.code == "ValidationException"
    assert "not_in_channel" in refusal.message
    assert (await muster.incidents("ListResponsePlans"))["responsePlanSummaries"] == []


async def test_an_update_tries_new_channels_only(muster):
    await link(muster)
    arn = await muster.plan(chatChannel={"chatbotSns": [TOPIC]})
    muster.workspace.refusals["CCHECKOUT"] = "not_in_channel"
    await muster.incidents("UpdateResponsePlan", arn=arn, chatChannel={"chatbotSns": [TOPIC]})
    assert len(muster.workspace.posts) == 1


async def test_a_topic_without_a_channel_is_accepted(muster):
    await muster.plan(chatChannel={"chatbotSns": [TOPIC]})
    assert muster.workspace.posts == []


async def test_plans_are_listed_by_name_page_by_page(muster):
    for name in ("c", "a", "b"):
        await muster.plan(name, displayName=name.upper())
    first = await muster.incidents("ListResponsePlans", maxResults=2)
    assert first["responsePlanSummaries"] == [
        {"arn": ARNS.response_plan("a"), "name": "a", "displayName": "A"},
        {"arn": ARNS.response_plan("b"), "name": "b", "displayName": "B"},
    ]
    rest = await muster.incidents("ListResponsePlans", nextToken=first["nextToken"])
    assert [plan["name"] for plan in rest["responsePlanSummaries"]] == ["c"]
    assert "nextToken" not in rest


async def test_deleting_a_plan_twice_is_fine_and_leaves_its_incidents(muster):
    arn = await muster.plan()
    incident = await muster.start(arn)
    for _ in range(2):
        assert await muster.incidents("DeleteResponsePlan", arn=arn) == {}
    assert (await refused(muster.incidents("GetResponsePlan", arn=arn))).code == "ResourceNotFoundException"
    assert (await refused(muster.incidents("UpdateResponsePlan", arn=arn))).code == "ResourceNotFoundException"
    assert (await muster.record(incident))["title"] == "Checkout is down"


async def test_credentials_in_a_template_are_refused(muster):
    refusal = await refused(muster.plan(template={"summary": "postgres://app:hunter2@db.example/app"}))
    assert refusal.code == "ValidationException"
    assert "hunter2" not in refusal.message


@pytest.mark.parametrize("topic", ["checkout", "", "#checkout", ROLE, TOPIC + "\n"])
async def test_what_is_no_topic_is_refused(muster, topic):
    assert (await refused(muster.plan(chatChannel={"chatbotSns": [topic]}))).code == "ValidationException"
