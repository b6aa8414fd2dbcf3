"""Related items as their two operations show them."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from tests.operations.muster import ARNS, MEMBER, START
from tests.operations.refusals import refused

DASHBOARD = {"type": "OTHER", "value": {"url": "https://grafana.example/d/1"}}
METRIC = {"type": "METRIC", "value": {"metricDefinition": '{"namespace": "Checkout"}'}}


@pytest.fixture
async def incident(muster):
    return await muster.start(await muster.plan())


async def update(muster, incident, **change):
    await muster.incidents("UpdateRelatedItems", incidentRecordArn=incident, relatedItemsUpdate=change, caller=MEMBER)


async def listed(muster, incident):
    return (await muster.incidents("ListRelatedItems", incidentRecordArn=incident))["relatedItems"]


async def test_an_item_gets_an_id_and_an_event_that_refers_to_it(muster, incident):
    muster.clock.advance(minutes=1)
    item = {"identifier": DASHBOARD, "title": "Dashboard"}
    await update(muster, incident, itemToAdd=item)
    [kept] = await listed(muster, incident)
    assert re.fullmatch("related-item/OTHER/[0-9A-F]{32}", kept.pop("generatedId"))
    assert kept == item
    kind, data = (await muster.events(incident))[-1]
    assert kind == "SSM Incident Record Update"
    assert data["modifiedBy"] == MEMBER.arn
    [attribute] = data["modifiedAttributes"]
    assert attribute["attributeName"] == "relatedItems"
    assert json.loads(attribute["newValue"]) == {"itemToAdd": item}
    record = await muster.record(incident)
    assert (record["lastModifiedBy"], record["lastModifiedTime"]) == (MEMBER.arn, START + timedelta(minutes=1))


async def test_the_event_can_be_found_by_the_item(muster, incident):
    await update(muster, incident, itemToAdd={"identifier": DASHBOARD})
    [kept] = await listed(muster, incident)
    filters = [{"key": "eventReference", "condition": {"equals": {"stringValues": [kept["generatedId"]]}}}]
    found = await muster.incidents("ListTimelineEvents", incidentRecordArn=incident, filters=filters)
    assert [one["eventType"] for one in found["eventSummaries"]] == ["SSM Incident Record Update"]


async def test_an_item_goes_by_its_type_and_value(muster, incident):
    await update(muster, incident, itemToAdd={"identifier": DASHBOARD})
    await update(muster, incident, itemToAdd={"identifier": METRIC})
    await update(muster, incident, itemToRemove=DASHBOARD)
    assert [item["identifier"] for item in await listed(muster, incident)] == [METRIC]


async def test_adding_twice_and_removing_what_is_not_there_change_nothing(muster, incident):
    await update(muster, incident, itemToAdd={"identifier": DASHBOARD, "title": "Dashboard"})
    before = await muster.events(incident)
    await update(muster, incident, itemToAdd={"identifier": DASHBOARD})
    await update(muster, incident, itemToRemove=METRIC)
    assert await muster.events(incident) == before
    assert [item["title"] for item in await listed(muster, incident)] == ["Dashboard"]


async def test_adding_again_with_another_title_renames_it(muster, incident):
    await update(muster, incident, itemToAdd={"identifier": DASHBOARD, "title": "Old"})
    await update(muster, incident, itemToAdd={"identifier": DASHBOARD, "title": "New"})
    assert [item["title"] for item in await listed(muster, incident)] == ["New"]


async def test_items_are_listed_in_the_order_in_which_they_came(muster, incident):
    for page in range(4):
        muster.clock.advance(seconds=1)
        identifier = {"type": "OTHER", "value": {"url": f"https://example.com/{page}"}}
        await update(muster, incident, itemToAdd={"identifier": identifier})
    first = await muster.incidents("ListRelatedItems", incidentRecordArn=incident, maxResults=3)
    rest = await muster.incidents("ListRelatedItems", incidentRecordArn=incident, nextToken=first["nextToken"])
    urls = [item["identifier"]["value"]["url"] for item in first["relatedItems"] + rest["relatedItems"]]
    assert urls == [f"https://example.com/{page}" for page in range(4)]


async def test_an_unknown_incident_has_no_items_and_gets_none(muster):
    unknown = ARNS.incident_record("checkout", "0")
    assert await listed(muster, unknown) == []
    refusal = await refused(update(muster, unknown, itemToAdd={"identifier": DASHBOARD}))
    assert (refusal.code, refusal.members["resourceType"]) == ("ResourceNotFoundException", "INCIDENT_RECORD")


async def test_credentials_in_a_url_are_refused(muster, incident):
    identifier = {"type": "OTHER", "value": {"url": "https://grafana.example/d/1?auth_token=abc"}}
    assert (await refused(update(muster, incident, itemToAdd={"identifier": identifier}))).code == "ValidationException"
