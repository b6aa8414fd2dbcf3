"""Incidents from the first trigger to the end, as their five operations show them."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from core.engagements.engagement import Page
from tests.operations.muster import ADMIN, ARNS, MEMBER, START, escalation, person, slack_channel
from tests.operations.refusals import refused

TOPIC = "arn:aws:sns:us-east-1:111122223333:checkout"


async def test_a_record_is_made_of_its_plan(muster):
    plan = await muster.plan(
        template={
            "summary": "Nobody can pay.",
            "dedupeString": "checkout",
            "notificationTargets": [{"snsTopicArn": TOPIC}],
            "incidentTags": {"team": "payments"},
        },
        chatChannel={"chatbotSns": [TOPIC]},
    )
    arn = await muster.start(plan)
    assert arn.startswith("arn:aws:ssm-incidents::111122223333:incident-record/checkout/")
    assert await muster.record(arn) == {
        "arn": arn,
        "automationExecutions": [],
        "chatChannel": {"chatbotSns": [TOPIC]},
        "creationTime": START,
        "dedupeString": "checkout",
        "impact": 1,
        "incidentRecordSource": {
            "createdBy": ADMIN.arn,
            "invokedBy": ADMIN.arn,
            "source": "aws.ssm-incidents.custom",
        },
        "lastModifiedBy": ADMIN.arn,
        "lastModifiedTime": START,
        "notificationTargets": [{"snsTopicArn": TOPIC}],
        "status": "OPEN",
        "summary": "Nobody can pay.",
        "title": "Checkout is down",
    }
    assert (await muster.storage.incidents.get(arn)).tags == {"team": "payments"}


async def test_what_is_unset_is_absent_and_what_is_empty_is_an_empty_list(muster):
    record = await muster.record(await muster.start(await muster.plan()))
    assert {"chatChannel", "summary", "resolvedTime"}.isdisjoint(record)
    assert record["automationExecutions"] == record["notificationTargets"] == []
    assert len(record["dedupeString"]) == 36


async def test_the_call_says_title_and_impact_before_the_plan_does(muster):
    record = await muster.record(await muster.start(await muster.plan(), title="Cards only", impact=3))
    assert (record["title"], record["impact"]) == ("Cards only", 3)


async def test_the_timeline_begins_with_the_trigger_and_the_start(muster):
    arn = await muster.start(await muster.plan())
    assert await muster.events(arn) == [
        ("SSM Incident Trigger", {"createdIncident": True, "incidentSource": "aws.ssm-incidents.custom"}),
        ("SSM Incident Start", {"incidentTitle": "Checkout is down", "contactsEngage": []}),
    ]


async def test_a_trigger_is_kept_as_it_came(muster):
    details = {
        "source": "prometheus",
        "timestamp": START - timedelta(minutes=2),
        "triggerArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:checkout",
        "rawData": '{"value": 5}',
    }
    arn = await muster.start(await muster.plan(), triggerDetails=details)
    assert (await muster.record(arn))["incidentRecordSource"] == {
        "createdBy": ADMIN.arn,
        "invokedBy": ADMIN.arn,
        "resourceArn": details["triggerArn"],
        "source": "prometheus",
    }
    assert (await muster.events(arn))[0][1] == {
        "createdIncident": True,
        "incidentSource": "prometheus",
        "triggerArn": details["triggerArn"],
        "rawData": '{"value": 5}',
    }


async def test_sources_of_awss_own_are_not_for_callers(muster):
    details = {"source": "aws.cloudwatch", "timestamp": START}
    refusal = await refused(muster.start(await muster.plan(), triggerDetails=details))
    assert refusal.code == "ValidationException"


async def test_an_unknown_plan_is_not_found(muster):
    refusal = await refused(muster.start(ARNS.response_plan("nothing")))
    assert (refusal.code, refusal.members["resourceType"]) == ("ResourceNotFoundException", "RESPONSE_PLAN")


async def test_whom_the_plan_names_is_engaged(muster):
    ana, bo = person("ana", slack_channel("ana")), person("bo", slack_channel("bo"))
    plan = escalation("oncall", ana, bo)
    await muster.keep(ana, bo, plan, slack_channel("ana"))
    arn = await muster.start(await muster.plan(engagements=[plan.arn], template={"summary": "Nobody can pay."}))
    [engagement] = await muster.storage.engagements.of_incident(arn)
    assert engagement.arn.startswith(ARNS.engagement("oncall", ""))
    assert (engagement.subject, engagement.content) == ("Checkout is down", "Critical impact.\nNobody can pay.")
    assert "Checkout" not in f"{engagement.public_subject} {engagement.public_content}"
    assert set(engagement.plan.people) == {ana.arn, bo.arn}
    [page] = await muster.storage.pages.all_of(engagement.arn)
    assert page.contact_arn == ana.arn
    assert [step.key for step in await muster.due("page")] == [f"page {page.arn}"]
    assert await muster.due("chat") == []  # there is no channel to be told
    assert (await muster.events(arn))[1][1]["contactsEngage"] == [{"contactArn": plan.arn, "contactName": "Oncall"}]


async def test_a_contact_that_is_gone_is_passed_over_and_said(muster):
    ana, bo = person("ana"), person("bo")
    await muster.keep(ana, bo)
    plan = await muster.plan(engagements=[ana.arn, bo.arn])
    await muster.remove(await muster.storage.contacts.get(ana.arn))
    arn = await muster.start(plan)
    assert [one.contact_arn for one in await muster.storage.engagements.of_incident(arn)] == [bo.arn]
    data = (await muster.events(arn))[1][1]
    assert data["contactsEngage"] == [{"contactArn": bo.arn, "contactName": "Bo"}]
    assert data["contactsNotFound"] == [{"contactArn": ana.arn}]


async def test_a_runbook_is_said_not_to_have_started(muster):
    runbook = {"documentName": "Restart-Checkout", "roleArn": "arn:aws:iam::111122223333:role/runbooks"}
    arn = await muster.start(await muster.plan(actions=[{"ssmAutomation": runbook}]))
    event_type, data = (await muster.events(arn))[-1]
    assert event_type == "SSM Automation Execution Start Failure for Incident"
    assert data["ssmDocumentName"] == "Restart-Checkout"


async def test_an_open_incident_takes_in_what_has_its_dedupe_string(muster):
    plan = await muster.plan(template={"dedupeString": "checkout"})
    other = await muster.plan("payments", template={"dedupeString": "checkout"})
    first = await muster.start(plan)
    muster.clock.advance(minutes=1)
    assert await muster.start(other, title="Again") == first
    assert len((await muster.incidents("ListIncidentRecords"))["incidentRecordSummaries"]) == 1
    assert (await muster.events(first))[-1] == (
        "SSM Incident Trigger",
        {"createdIncident": False, "incidentSource": "aws.ssm-incidents.custom", "rawData": '{"title":"Again"}'},
    )


async def test_what_a_caller_gave_as_raw_data_stays_as_it_is_when_it_is_taken_in(muster):
    plan = await muster.plan(template={"dedupeString": "checkout"})
    first = await muster.start(plan)
    details = {"source": "prometheus", "timestamp": START, "rawData": '{"job":"web"}'}
    await muster.start(plan, title="Again", triggerDetails=details)
    [data] = [data for kind, data in await muster.events(first) if "Trigger" in kind and not data["createdIncident"]]
    assert data["rawData"] == '{"job":"web"}'


async def test_an_incident_that_takes_a_start_in_gets_only_the_related_items_that_it_does_not_have(muster):
    def dashboard(number):
        return {"identifier": {"type": "OTHER", "value": {"url": f"https://grafana.example/d/{number}"}}}

    plan = await muster.plan(template={"dedupeString": "checkout"})
    first = await muster.start(plan, relatedItems=[dashboard(1)])
    muster.clock.advance(minutes=1)
    await muster.start(plan, relatedItems=[dashboard(1), dashboard(2)])
    kept = (await muster.incidents("ListRelatedItems", incidentRecordArn=first))["relatedItems"]
    assert [item["identifier"] for item in kept] == [dashboard(1)["identifier"], dashboard(2)["identifier"]]


async def test_a_resolved_incident_takes_nothing_in(muster):
    plan = await muster.plan(template={"dedupeString": "checkout"})
    first = await muster.start(plan)
    await muster.incidents("UpdateIncidentRecord", arn=first, status="RESOLVED")
    assert await muster.start(plan) != first


async def test_of_triggers_at_the_same_moment_one_opens_the_incident(muster):
    plan = await muster.plan(template={"dedupeString": "checkout"})
    arns = await asyncio.gather(*(muster.start(plan) for _ in range(8)))
    assert len(set(arns)) == 1
    created = [data["createdIncident"] for kind, data in await muster.events(arns[0]) if "Trigger" in kind]
    assert sorted(created) == [False] * 7 + [True]


async def test_a_trigger_and_a_resolve_at_the_same_moment_leave_no_trigger_without_an_open_incident(muster):
    plan = await muster.plan(template={"dedupeString": "checkout"})
    first = await muster.start(plan)
    _, second = await asyncio.gather(
        muster.incidents("UpdateIncidentRecord", arn=first, status="RESOLVED"), muster.start(plan)
    )
    told_before_the_end = [kind for kind, _ in await muster.events(first)].count("SSM Incident Trigger") == 2
    assert (second == first) == told_before_the_end


async def test_the_same_token_starts_one_incident(muster):
    plan = await muster.plan()
    assert await muster.start(plan, clientToken="once") == await muster.start(plan, clientToken="once")


async def test_a_token_answers_as_it_did_although_its_incident_is_gone(muster):
    plan = await muster.plan()
    started = await muster.start(plan, clientToken="once")
    await muster.incidents("DeleteIncidentRecord", arn=started)
    assert await muster.start(plan, clientToken="once") == started
    assert (await refused(muster.record(started))).code == "ResourceNotFoundException"
    assert await muster.start(plan, clientToken="another") != started


async def test_related_items_of_the_call_are_kept(muster):
    item = {"identifier": {"type": "OTHER", "value": {"url": "https://grafana.example/d/1"}}, "title": "Dashboard"}
    arn = await muster.start(await muster.plan(), relatedItems=[item])
    [kept] = (await muster.incidents("ListRelatedItems", incidentRecordArn=arn))["relatedItems"]
    assert kept["title"] == "Dashboard"
    assert kept["generatedId"].startswith("related-item/OTHER/")


async def test_an_update_is_told_with_its_new_values_in_one_event(muster):
    arn = await muster.start(await muster.plan(template={"summary": "Nobody can pay."}))
    muster.clock.advance(minutes=5)
    update = {"title": "Cards fail", "impact": 2, "summary": "", "chatChannel": {"chatbotSns": [TOPIC]}}
    await muster.incidents("UpdateIncidentRecord", arn=arn, **update, caller=MEMBER)
    record = await muster.record(arn)
    assert (record["title"], record["impact"], record["chatChannel"]) == ("Cards fail", 2, {"chatbotSns": [TOPIC]})
    assert "summary" not in record
    assert record["lastModifiedBy"] == MEMBER.arn
    assert record["lastModifiedTime"] == START + timedelta(minutes=5)
    assert (await muster.events(arn))[2:] == [
        (
            "SSM Incident Record Update",
            {
                "modifiedBy": MEMBER.arn,
                "modifiedAttributes": [
                    {"attributeName": "title", "newValue": "Cards fail"},
                    {"attributeName": "impact", "newValue": "2"},
                    {"attributeName": "summary", "newValue": ""},
                    {
                        "attributeName": "chatChannel",
                        "newValue": json.dumps({"chatbotSns": [TOPIC]}, separators=(",", ":")),
                    },
                ],
                "incidentTitle": "Cards fail",
            },
        )
    ]


async def test_an_update_that_changes_nothing_leaves_no_trace(muster):
    arn = await muster.start(await muster.plan())
    before = await muster.record(arn)
    muster.clock.advance(minutes=5)
    await muster.incidents("UpdateIncidentRecord", arn=arn, title="Checkout is down", status="OPEN")
    assert await muster.record(arn) == before
    assert len(await muster.events(arn)) == 2


async def test_the_chat_channel_can_be_taken_away(muster):
    arn = await muster.start(await muster.plan(chatChannel={"chatbotSns": [TOPIC]}))
    await muster.incidents("UpdateIncidentRecord", arn=arn, chatChannel={"empty": {}})
    assert "chatChannel" not in await muster.record(arn)


async def test_a_resolve_ends_the_paging_and_opening_again_forgets_the_end(muster):
    ana = person("ana", slack_channel("ana"))
    await muster.keep(ana)
    arn = await muster.start(await muster.plan(engagements=[ana.arn]))
    [engagement] = await muster.storage.engagements.of_incident(arn)
    page = Page(
        arn=ARNS.page("ana", "1"),
        engagement_arn=engagement.arn,
        contact_arn=ana.arn,
        channel_arn=slack_channel("ana").arn,
        slot="0.0",
        created_at=START,
        code="000001",
    )
    await muster.keep(page)
    muster.clock.advance(minutes=5)
    await muster.incidents("UpdateIncidentRecord", arn=arn, status="RESOLVED")
    assert (await muster.record(arn))["resolvedTime"] == START + timedelta(minutes=5)
    assert (await muster.storage.engagements.get(engagement.arn)).stopped_at == START + timedelta(minutes=5)
    assert (await muster.storage.pages.get(page.arn)).closed_at == START + timedelta(minutes=5)
    assert await muster.due("page") == []
    assert {step.key for step in await muster.due("chat")} == {f"announce {arn}", f"revise {page.arn}"}
    muster.clock.advance(minutes=1)
    await muster.incidents("UpdateIncidentRecord", arn=arn, status="OPEN")
    assert "resolvedTime" not in await muster.record(arn)
    assert [data["modifiedAttributes"] for _, data in (await muster.events(arn))[-2:]] == [
        [{"attributeName": "status", "newValue": "RESOLVED"}],
        [{"attributeName": "status", "newValue": "OPEN"}],
    ]


async def test_an_incident_whose_place_was_taken_cannot_be_opened_again(muster):
    plan = await muster.plan(template={"dedupeString": "checkout"})
    first = await muster.start(plan)
    await muster.incidents("UpdateIncidentRecord", arn=first, status="RESOLVED")
    second = await muster.start(plan)
    refusal = await refused(muster.incidents("UpdateIncidentRecord", arn=first, status="OPEN"))
    assert (refusal.code, refusal.members["resourceIdentifier"]) == ("ConflictException", second)


async def test_a_deleted_incident_leaves_nothing_but_its_engagements(muster):
    ana = person("ana", slack_channel("ana"))
    await muster.keep(ana)
    arn = await muster.start(await muster.plan(engagements=[ana.arn]))
    await muster.incidents("DeleteIncidentRecord", arn=arn)
    assert (await refused(muster.record(arn))).code == "ResourceNotFoundException"
    assert (await muster.incidents("ListTimelineEvents", incidentRecordArn=arn))["eventSummaries"] == []
    assert (await muster.incidents("ListRelatedItems", incidentRecordArn=arn))["relatedItems"] == []
    [engagement] = await muster.storage.engagements.of_incident(arn)
    assert engagement.stopped_at == START
    assert await muster.incidents("DeleteIncidentRecord", arn=arn) == {}


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ([], ["C", "B", "A"]),
        ([{"key": "impact", "condition": {"equals": {"integerValues": [1, 2]}}}], ["B", "A"]),
        ([{"key": "status", "condition": {"equals": {"stringValues": ["RESOLVED"]}}}], ["A"]),
        ([{"key": "createdBy", "condition": {"equals": {"stringValues": [ADMIN.arn]}}}], ["C", "B", "A"]),
        ([{"key": "createdBy", "condition": {"equals": {"stringValues": [MEMBER.arn]}}}], []),
        ([{"key": "creationTime", "condition": {"after": START}}], ["C", "B"]),
        ([{"key": "creationTime", "condition": {"before": START + timedelta(hours=2)}}], ["B", "A"]),
        (
            [
                {"key": "creationTime", "condition": {"after": START}},
                {"key": "creationTime", "condition": {"before": START + timedelta(hours=2)}},
            ],
            ["B"],
        ),
        (
            [
                {"key": "status", "condition": {"equals": {"stringValues": ["OPEN"]}}},
                {"key": "status", "condition": {"equals": {"stringValues": ["RESOLVED"]}}},
            ],
            [],
        ),
    ],
)
async def test_a_list_is_newest_first_and_every_filter_counts(muster, filters, titles):
    plan = await muster.plan()
    for impact, title in enumerate("ABC", start=1):
        arn = await muster.start(plan, title=title, impact=impact)
        if title == "A":
            await muster.incidents("UpdateIncidentRecord", arn=arn, status="RESOLVED")
        muster.clock.advance(hours=1)
    listed = await muster.incidents("ListIncidentRecords", filters=filters)
    assert [one["title"] for one in listed["incidentRecordSummaries"]] == titles


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "title", "condition": {"equals": {"stringValues": ["x"]}}},
        {"key": "impact", "condition": {"equals": {"stringValues": ["1"]}}},
        {"key": "creationTime", "condition": {"equals": {"stringValues": ["2026"]}}},
        {"key": "status", "condition": {"after": START}},
        {"key": "status", "condition": {"equals": {"stringValues": ["open"]}}},
        {"key": "status", "condition": {"equals": {}}},
    ],
)
async def test_a_filter_that_cannot_match_is_refused(muster, wrong):
    assert (await refused(muster.incidents("ListIncidentRecords", filters=[wrong]))).code == "ValidationException"


async def test_pages_of_a_list_join_without_a_gap(muster):
    plan = await muster.plan()
    arns = []
    for _ in range(5):
        arns.insert(0, await muster.start(plan))
        muster.clock.advance(seconds=1)
    seen, token = [], {}
    while True:
        answer = await muster.incidents("ListIncidentRecords", maxResults=2, **token)
        seen += [one["arn"] for one in answer["incidentRecordSummaries"]]
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}
    assert seen == arns


async def test_credentials_in_a_title_or_summary_are_refused(muster):
    plan = await muster.plan()
    assert (
        await refused(muster.start(plan, title="See https://ana:hunter2@example.com"))
    ).code == "ValidationException"
    arn = await muster.start(plan)
    update = muster.incidents("UpdateIncidentRecord", arn=arn, summary="https://example.com/?token=abc")
    assert (await refused(update)).code == "ValidationException"
