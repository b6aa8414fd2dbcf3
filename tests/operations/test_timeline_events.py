"""Timeline events as their five operations show them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.operations.muster import ARNS, MEMBER, START, STRANGER
from tests.operations.refusals import refused


@pytest.fixture
async def incident(muster):
    return await muster.start(await muster.plan())


async def note(muster, incident, text='"Restarted the cache"', **members):
    params = {"eventType": "Custom Event", "eventTime": START, "eventData": text} | members
    answer = await muster.incidents("CreateTimelineEvent", incidentRecordArn=incident, **params)
    assert answer["incidentRecordArn"] == incident
    return answer["eventId"]


async def read(muster, incident, event_id):
    return (await muster.incidents("GetTimelineEvent", incidentRecordArn=incident, eventId=event_id))["event"]


async def test_an_event_reads_back_with_the_writers_time_and_ours(muster, incident):
    muster.clock.advance(hours=1)
    long_ago = START - timedelta(days=2000)
    event_id = await note(
        muster, incident, eventType="Note", eventTime=long_ago, eventReferences=[{"resource": incident}]
    )
    assert await read(muster, incident, event_id) == {
        "eventData": '"Restarted the cache"',
        "eventId": event_id,
        "eventReferences": [{"resource": incident}],
        "eventTime": long_ago,
        "eventType": "Note",
        "eventUpdatedTime": START + timedelta(hours=1),
        "incidentRecordArn": incident,
    }


async def test_who_wrote_it_is_remembered(muster, incident):
    event_id = await note(muster, incident, caller=MEMBER)
    assert (await muster.storage.timeline.get(incident, event_id)).author == MEMBER.arn


@pytest.mark.parametrize("text", ["Restarted the cache", "", "{", "NaN", "[" * 6000, '{"a": Infinity}'])
async def test_text_that_is_not_json_is_refused(muster, incident, text):
    assert (await refused(note(muster, incident, text))).code == "ValidationException"


@pytest.mark.parametrize("event_type", ["SSM Incident Start", "custom event", "SSM Contacts Page for Incident", ""])
async def test_automatic_types_are_not_for_callers(muster, incident, event_type):
    assert (await refused(note(muster, incident, eventType=event_type))).code == "ValidationException"
    event_id = await note(muster, incident)
    update = muster.incidents("UpdateTimelineEvent", incidentRecordArn=incident, eventId=event_id, eventType=event_type)
    assert (await refused(update)).code == "ValidationException"


async def test_credentials_hidden_behind_escapes_are_found(muster, incident):
    hidden = r'{"see": "https:\/\/ana:hunter2\u0040example.com\/"}'
    assert (await refused(note(muster, incident, hidden))).code == "ValidationException"


async def test_an_update_changes_what_it_names_and_replaces_all_references(muster, incident):
    event_id = await note(muster, incident, eventReferences=[{"resource": incident}])
    muster.clock.advance(minutes=1)
    other = f"related-item/OTHER/{'0' * 32}"
    await muster.incidents(
        "UpdateTimelineEvent",
        incidentRecordArn=incident,
        eventId=event_id,
        eventType="Note",
        eventReferences=[{"relatedItemId": other}],
    )
    event = await read(muster, incident, event_id)
    assert event["eventReferences"] == [{"relatedItemId": other}]
    assert (event["eventType"], event["eventData"]) == ("Note", '"Restarted the cache"')
    assert (event["eventTime"], event["eventUpdatedTime"]) == (START, START + timedelta(minutes=1))


async def test_automatic_events_can_be_neither_changed_nor_deleted(muster, incident):
    listed = await muster.incidents("ListTimelineEvents", incidentRecordArn=incident)
    for event in listed["eventSummaries"]:
        named = {"incidentRecordArn": incident, "eventId": event["eventId"]}
        changing = muster.incidents("UpdateTimelineEvent", **named, eventData='"x"')
        assert (await refused(changing)).code == "ValidationException"
        assert (await refused(muster.incidents("DeleteTimelineEvent", **named))).code == "ValidationException"
    assert len(await muster.events(incident)) == 2


async def test_deleting_is_idempotent(muster, incident):
    event_id = await note(muster, incident)
    for _ in range(2):
        assert await muster.incidents("DeleteTimelineEvent", incidentRecordArn=incident, eventId=event_id) == {}
    refusal = await refused(read(muster, incident, event_id))
    assert (refusal.code, refusal.members["resourceType"]) == ("ResourceNotFoundException", "TIMELINE_EVENT")


async def test_of_an_unknown_incident_nothing_can_be_read_or_written(muster):
    unknown = ARNS.incident_record("checkout", "0")
    for call in (note(muster, unknown), read(muster, unknown, "1")):
        refusal = await refused(call)
        assert (refusal.code, refusal.members["resourceType"]) == ("ResourceNotFoundException", "INCIDENT_RECORD")
    assert await muster.incidents("ListTimelineEvents", incidentRecordArn=unknown) == {"eventSummaries": []}


async def test_the_newest_come_first_unless_asked_otherwise(muster, incident):
    for minutes in (2, 1, 3):
        await note(muster, incident, str(minutes), eventTime=START + timedelta(minutes=minutes))
    only = [{"key": "eventType", "condition": {"equals": {"stringValues": ["Custom Event"]}}}]

    async def times(**order):
        answer = await muster.incidents("ListTimelineEvents", incidentRecordArn=incident, filters=only, **order)
        assert all("eventData" not in one for one in answer["eventSummaries"])
        return [(one["eventTime"] - START) // timedelta(minutes=1) for one in answer["eventSummaries"]]

    assert await times() == await times(sortBy="EVENT_TIME", sortOrder="DESCENDING") == [3, 2, 1]
    assert await times(sortOrder="ASCENDING") == [1, 2, 3]


async def test_filters_by_reference_and_time(muster, incident):
    topic = "arn:aws:sns:us-east-1:111122223333:checkout"
    referring = await note(muster, incident, eventReferences=[{"resource": topic}])
    later = await note(muster, incident, eventTime=START + timedelta(hours=1))

    async def listed(key, condition):
        filters = [{"key": key, "condition": condition}]
        answer = await muster.incidents("ListTimelineEvents", incidentRecordArn=incident, filters=filters)
        return [one["eventId"] for one in answer["eventSummaries"]]

    assert await listed("eventReference", {"equals": {"stringValues": [topic]}}) == [referring]
    assert await listed("eventTime", {"after": START + timedelta(minutes=1)}) == [later]
    assert await listed("eventTime", {"after": START + timedelta(hours=1)}) == []


async def test_members_may_write_strangers_may_not(muster, incident):
    assert await note(muster, incident, caller=MEMBER)
    assert (await refused(note(muster, incident, caller=STRANGER))).code == "AccessDeniedException"
