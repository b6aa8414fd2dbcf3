"""Entities are stored whole, and change only from the version that was read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.announcements.announcement import Announcement
from core.chat_channels.chat_channel import ChatChannel
from core.contact_channels.contact_channel import Activation, ContactChannel
from core.contacts.contact import ChannelTarget, Stage
from core.engagements.engagement import Receipt, Resolution
from core.errors import Conflict
from core.once import Answered
from core.related_items.related_item import RelatedItem
from core.timeline.event import TimelineEvent
from core.work import Delete, DeleteAll
from storage.account import Storage
from tests.databases import on_both
from tests.storage.examples import (
    ANA,
    NAMES,
    NOON,
    contact,
    engagement,
    event,
    incident,
    keep,
    minutes,
    page,
    replication_set,
    response_plan,
    set_up,
)

INCIDENT = incident().arn


pytestmark = on_both


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with set_up(tmp_path) as storage:
        yield storage


async def test_every_kind_of_entity_comes_back_as_it_was(storage: Storage) -> None:
    one = incident(resolved_at=NOON + minutes(5), status="RESOLVED")
    happened = event(event_at=NOON - minutes(1))
    plan = response_plan(actions=({"ssmAutomation": {"documentName": "x", "parameters": {"a": ["b"]}}},))
    target = ChannelTarget(channel_arn="channel", retry_every=timedelta(seconds=90))
    ana = contact(display_name="Ana", stages=(Stage(lasts=minutes(5), channels=(target,)),), tags={"a": "b"})
    channel = ContactChannel(
        arn=NAMES.contact_channel("ana", "1"),
        contact_arn=ANA,
        name="phone",
        type="SMS",
        address="+15550100",
        activation=Activation(code="161803", sent_at=NOON, attempts=2),
        created_at=NOON,
    )
    engaged = engagement()
    paged = page(
        receipts=(Receipt(type="SENT", at=NOON, info="id"),), path=(Resolution(contact_arn=ANA, type="PERSONAL"),)
    )
    linked = ChatChannel(
        arn=NAMES.slack_channel_configuration("ops"),
        name="ops",
        slack_team_id="T1",
        slack_channel_id="C1",
        iam_role_arn="role",
        topic_arns=("topic",),
    )
    item = RelatedItem(
        generated_id="related-item/OTHER/1", incident_arn=one.arn, item_type="OTHER", value={"url": "u"}, added_at=NOON
    )
    told = Announcement(
        key=f"{one.arn} C1", incident_arn=one.arn, slack_channel_id="C1", card_ts="1.2", told_events=("e",)
    )
    answered = Answered(key="me StartIncident token", digest="d", answer={"incidentRecordArn": one.arn}, at=NOON)
    await keep(storage, one, happened, plan, ana, channel, engaged, paged, linked, item, told, answered)
    found: list[tuple[Any, Any]] = [
        (one, await storage.incidents.get(one.arn)),
        (happened, await storage.timeline.get(one.arn, happened.event_id)),
        (plan, await storage.response_plans.get(plan.arn)),
        (ana, await storage.contacts.get(ana.arn)),
        (channel, await storage.contact_channels.get(channel.arn)),
        (engaged, await storage.engagements.get(engaged.arn)),
        (paged, await storage.pages.get(paged.arn)),
        (linked, await storage.chat_channels.get(linked.arn)),
        (item, (await storage.related_items.all_of(one.arn))[0]),
        (told, (await storage.announcements.of_incident(one.arn))[0]),
        (answered, await storage.answered_calls.get(answered.key)),
        (replication_set(), await storage.replication_sets.current()),
    ]
    for kept, back in found:
        assert back == replace(kept, version=1)
        assert type(back) is type(kept)


async def test_instants_come_back_aware(storage: Storage) -> None:
    await keep(storage, incident())
    back = await storage.incidents.get(INCIDENT)
    assert back is not None
    for at in (back.created_at, back.last_modified_at):
        assert isinstance(at, datetime)
        assert at.utcoffset() == timedelta(0)


async def test_a_change_counts_the_version_on(storage: Storage) -> None:
    await keep(storage, incident())
    first = await storage.incidents.get(INCIDENT)
    assert first is not None
    await keep(storage, replace(first, title="Checkout is slow"))
    assert await storage.incidents.get(INCIDENT) == replace(first, title="Checkout is slow", version=2)


async def test_of_two_who_change_the_same_version_one_is_refused_with_everything_else(storage: Storage) -> None:
    await keep(storage, incident())
    read = await storage.incidents.get(INCIDENT)
    assert read is not None
    outcomes = await asyncio.gather(
        keep(storage, replace(read, title="a"), event("a")),
        keep(storage, replace(read, title="b"), event("b")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), Conflict]
    assert (await storage.incidents.get(INCIDENT)) == replace(read, title="a", version=2)
    assert await storage.timeline.get(INCIDENT, "a") is not None
    assert await storage.timeline.get(INCIDENT, "b") is None


async def test_two_open_incidents_cannot_share_a_dedupe_string(storage: Storage) -> None:
    await keep(storage, incident("one", dedupe_string="cpu"))
    with pytest.raises(Conflict):
        await keep(storage, incident("two", dedupe_string="cpu"))
    await keep(storage, incident("three", dedupe_string="cpu", status="RESOLVED"))
    found = await storage.incidents.open_with_dedupe_string("cpu")
    assert found is not None
    assert found.arn == INCIDENT
    assert await storage.incidents.open_with_dedupe_string("CPU") is None


async def test_there_is_one_replication_set_at_most(storage: Storage) -> None:
    with pytest.raises(Conflict):
        await keep(storage, replace(replication_set(), arn=NAMES.replication_set("second")))


async def test_one_slot_of_an_engagement_is_paged_once(storage: Storage) -> None:
    await keep(storage, page("one", slot="0/0"))
    with pytest.raises(Conflict):
        await keep(storage, page("two", slot="0/0"))


async def test_what_is_saved_twice_in_one_call_is_stored_as_it_was_last(storage: Storage) -> None:
    await keep(storage, incident(), incident(title="better"))
    kept = await storage.incidents.get(INCIDENT)
    assert kept is not None
    assert (kept.title, kept.version) == ("better", 1)


async def test_deleting_rests_on_the_version_too(storage: Storage) -> None:
    await keep(storage, incident())
    read = await storage.incidents.get(INCIDENT)
    assert read is not None
    await keep(storage, replace(read, title="changed"))
    with pytest.raises(Conflict):
        await storage.store.commit([Delete(read)])
    await storage.store.commit([Delete(replace(read, version=2))])
    assert await storage.incidents.get(INCIDENT) is None


async def test_everything_of_an_incident_can_be_deleted_at_once(storage: Storage) -> None:
    other = NAMES.incident_record("checkout", "two")
    await keep(storage, event("a"), event("b"), event("c", incident_arn=other))
    await storage.store.commit([DeleteAll(TimelineEvent, {"incident_arn": INCIDENT})])
    assert [await storage.timeline.get(INCIDENT, uid) for uid in "ab"] == [None, None]
    assert await storage.timeline.get(other, "c") is not None


async def test_deleting_by_what_is_sealed_is_a_mistake(storage: Storage) -> None:
    with pytest.raises(TypeError, match="no clear columns"):
        await storage.store.commit([DeleteAll(TimelineEvent, {"data": "x"})])


async def test_saving_what_nobody_declared_is_a_mistake(storage: Storage) -> None:
    @dataclass(frozen=True)
    class Unknown:
        version: int = 0

    with pytest.raises(TypeError, match="Unknown"):
        await keep(storage, Unknown())
