"""Lists give every entity that matches, once, in order, however large the pages are and whatever is added meanwhile."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.announcements.announcement import Announcement
from core.contact_channels.contact_channel import ContactChannel
from core.conversations.pending_command import PendingCommand
from core.inbox.entry import InboxEntry
from core.incidents.incident import Incident, Source
from core.incidents.ports import IncidentFilter
from core.listing import Cursor, Listing, Window
from core.related_items.related_item import RelatedItem
from core.step import Step
from core.timeline.event import Reference
from core.timeline.ports import EventFilter
from core.work import Schedule
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
    response_plan,
    rotation,
    rotation_override,
    set_up,
)

T = TypeVar("T")
INCIDENT = incident().arn
SECOND = timedelta(seconds=1)


pytestmark = on_both


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    async with set_up(tmp_path) as storage:
        yield storage


async def everything(ask: Callable[[Window], Awaitable[Listing[T]]], size: int = 2) -> list[T]:
    found: list[T] = []
    after: Cursor | None = None
    while True:
        part = await ask(Window(size, after))
        assert len(part.items) <= size
        assert part.items or part.next is None
        found += part.items
        if part.next is None:
            return found
        after = part.next


incidents = some.lists(
    some.builds(
        incident,
        uid=some.uuids().map(str),
        impact=some.integers(1, 5),
        status=some.sampled_from(["OPEN", "RESOLVED"]),
        created_at=some.integers(0, 4).map(lambda count: NOON + count * SECOND),
        source=some.sampled_from("ab").map(lambda who: Source(created_by=who, source="s")),
    ),
    max_size=12,
)
filters = some.builds(
    IncidentFilter,
    statuses=some.none() | some.sets(some.sampled_from(["OPEN", "RESOLVED"])).map(tuple),
    impacts=some.none() | some.sets(some.integers(1, 5), max_size=3).map(tuple),
    created_by=some.none() | some.sets(some.sampled_from("abc"), max_size=2).map(tuple),
    created_after=some.none() | some.integers(0, 5).map(lambda count: NOON + count * SECOND),
    created_before=some.none() | some.integers(0, 5).map(lambda count: NOON + count * SECOND),
)


def matches(one: Incident, wanted: IncidentFilter) -> bool:
    return (
        (wanted.statuses is None or one.status in wanted.statuses)
        and (wanted.impacts is None or one.impact in wanted.impacts)
        and (wanted.created_by is None or one.source.created_by in wanted.created_by)
        and (wanted.created_after is None or one.created_at >= wanted.created_after)
        and (wanted.created_before is None or one.created_at <= wanted.created_before)
    )


@given(incidents, filters, some.integers(1, 5))
@settings(max_examples=40)
async def test_a_filtered_list_is_what_the_filter_says_newest_first(
    kept: list[Incident], wanted: IncidentFilter, size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with set_up(Path(folder)) as storage:
            await keep(storage, *kept)
            found = await everything(lambda window: storage.incidents.listing(wanted, window), size)
    expected = sorted(
        (one for one in kept if matches(one, wanted)), key=lambda one: (one.created_at, one.arn), reverse=True
    )
    assert [one.arn for one in found] == [one.arn for one in expected]


async def test_what_is_added_while_somebody_turns_pages_moves_nothing(storage: Storage) -> None:
    await keep(storage, *(incident(str(number), created_at=NOON + number * SECOND) for number in range(6)))
    first = await storage.incidents.listing(IncidentFilter(), Window(3))
    await keep(storage, incident("newer", created_at=NOON + minutes(1)))
    second = await storage.incidents.listing(IncidentFilter(), Window(3, first.next))
    assert [one.dedupe_string for one in (*first.items, *second.items)] == [
        f"dedupe-{number}" for number in (5, 4, 3, 2, 1, 0)
    ]
    assert second.next is None


async def test_an_incident_is_found_by_the_end_of_its_name(storage: Storage) -> None:
    await keep(storage, incident("one"), incident("two"))
    assert [one.arn for one in await storage.incidents.with_uid("two")] == [NAMES.incident_record("checkout", "two")]
    assert await storage.incidents.with_uid("three") == []


async def test_timelines_are_in_order_both_ways_and_filtered_by_what_is_sealed_too(storage: Storage) -> None:
    item = Reference("relatedItemId", "item-1")
    await keep(
        storage,
        *(event(f"e{number}", event_at=NOON + number * SECOND) for number in range(5)),
        event("note", event_type="Note", event_at=NOON + 9 * SECOND, references=(item,)),
        event("early", event_at=NOON - minutes(1), references=(item,)),
        event("elsewhere", incident_arn=NAMES.incident_record("checkout", "two")),
    )

    async def ids(wanted: EventFilter, *, ascending: bool = False) -> list[str]:
        found = await everything(lambda window: storage.timeline.listing(INCIDENT, wanted, window, ascending=ascending))
        return [one.event_id for one in found]

    newest_first = ["note", "e4", "e3", "e2", "e1", "e0", "early"]
    assert await ids(EventFilter()) == newest_first
    assert await ids(EventFilter(), ascending=True) == newest_first[::-1]
    assert await ids(EventFilter(event_types=("Note",))) == ["note"]
    assert await ids(EventFilter(references=("item-1", "x"))) == ["note", "early"]
    assert await ids(EventFilter(references=("item-1",)), ascending=True) == ["early", "note"]
    assert await ids(EventFilter(references=())) == []
    assert await ids(EventFilter(after=NOON + SECOND, before=NOON + 3 * SECOND)) == ["e3", "e2", "e1"]


async def test_contacts_are_listed_by_alias_prefix_and_type(storage: Storage) -> None:
    await keep(
        storage,
        *(contact(alias) for alias in ("ops-b", "ops-a", "ops", "opt", "db_1", "db-1", "dbx")),
        contact("ops-plan", type="ESCALATION"),
    )

    async def aliases(prefix: str, type_: str | None = None) -> list[str]:
        found = await everything(lambda window: storage.contacts.listing(prefix, type_, window))  # type: ignore[arg-type]
        return [one.alias for one in found]

    assert await aliases("ops") == ["ops", "ops-a", "ops-b", "ops-plan"]
    assert await aliases("ops", "PERSONAL") == ["ops", "ops-a", "ops-b"]
    assert await aliases("db_") == ["db_1"]
    assert len(await aliases("")) == 8
    many = await storage.contacts.many([NAMES.contact("ops"), NAMES.contact("nobody"), NAMES.contact("opt")])
    assert set(many) == {NAMES.contact("ops"), NAMES.contact("opt")}


async def test_channels_are_listed_as_made_and_found_by_address(storage: Storage) -> None:
    def channel(uid: str, address: str, contact_arn: str = ANA) -> ContactChannel:
        at = NOON + int(uid) * SECOND
        return ContactChannel(
            arn=f"channel/{uid}", contact_arn=contact_arn, name=uid, type="EMAIL", address=address, created_at=at
        )

    ben = NAMES.contact("ben")
    await keep(
        storage, channel("2", "Ana@example.org"), channel("1", "a@example.org"), channel("3", "ana@example.org", ben)
    )
    made = await everything(lambda window: storage.contact_channels.of_contact(ANA, window), 1)
    assert [one.name for one in made] == ["1", "2"]
    assert [one.name for one in await storage.contact_channels.with_address("EMAIL", " ana@EXAMPLE.org")] == ["2", "3"]
    assert await storage.contact_channels.with_address("SMS", "ana@example.org") == []


async def test_rotations_are_listed_as_made_and_found_by_name_and_member(storage: Storage) -> None:
    ben = NAMES.contact("ben")
    made = [
        rotation("4", name="nights-b", created_at=NOON),
        rotation("3", name="days", created_at=NOON + SECOND, contact_arns=(ben,)),
        rotation("2", name="Nights-B", created_at=NOON + 2 * SECOND, contact_arns=(ben, ANA)),
        rotation("1", name="nights-a", created_at=NOON + 2 * SECOND, contact_arns=(ben,)),
    ]
    await keep(storage, *made)

    async def listed(prefix: str, size: int) -> list[str]:
        found = await everything(lambda window: storage.rotations.listing(prefix, window), size)
        return [one.arn.rpartition("/")[2] for one in found]

    for size in (1, 2, 3, 9):
        assert await listed("", size) == ["4", "3", "1", "2"]
        assert await listed("nights-", size) == ["4", "1"]
    assert [one.name for one in await storage.rotations.named("NIGHTS-B")] == ["nights-b", "Nights-B"]
    assert [one.name for one in await storage.rotations.with_member(ANA)] == ["nights-b", "Nights-B"]
    assert await storage.rotations.get(made[1].arn) == replace(made[1], version=1)
    many = await storage.rotations.many([made[0].arn, made[0].arn, "nothing"])
    assert many == {made[0].arn: replace(made[0], version=1)}


async def test_schedules_are_found_by_their_rotations(storage: Storage) -> None:
    one, two = NAMES.rotation("one"), NAMES.rotation("two")
    await keep(
        storage,
        contact("both", type="ONCALL_SCHEDULE", rotation_arns=(two, one)),
        contact("other", type="ONCALL_SCHEDULE", rotation_arns=(two,)),
        contact("ana"),
    )
    assert [schedule.alias for schedule in await storage.contacts.with_rotation(one)] == ["both"]
    assert [schedule.alias for schedule in await storage.contacts.with_rotation(two)] == ["both", "other"]


spans = some.tuples(some.integers(0, 12), some.integers(1, 6))


@given(some.lists(spans, max_size=10), spans, some.integers(1, 4))
@settings(max_examples=40)
async def test_the_overrides_of_a_time_are_those_that_share_a_moment_with_it(
    kept: list[tuple[int, int]], wanted: tuple[int, int], size: int
) -> None:
    first, last = wanted[0], sum(wanted)
    with tempfile.TemporaryDirectory() as folder:
        async with set_up(Path(folder)) as storage:
            await keep(
                storage,
                *(
                    rotation_override(
                        f"{at:02}", starts_at=NOON + start * SECOND, ends_at=NOON + (start + long) * SECOND
                    )
                    for at, (start, long) in enumerate(kept)
                ),
                rotation_override("00", rotation_arn="another", starts_at=NOON, ends_at=NOON + 99 * SECOND),
            )
            found = await everything(
                lambda window: storage.rotation_overrides.overlapping(
                    NAMES.rotation("one"), NOON + first * SECOND, NOON + last * SECOND, window
                ),
                size,
            )
    expected = sorted(
        (start, f"{at:02}")
        for at, (start, long) in enumerate(kept)
        if set(range(start, start + long)) & set(range(first, last))
    )
    assert [one.id for one in found] == [name for _, name in expected]


async def test_engagements_are_found_by_incident_and_time(storage: Storage) -> None:
    await keep(
        storage,
        *(engagement(str(number), started_at=NOON + number * SECOND) for number in range(4)),
        engagement("other", incident_id="another tool's", finished_at=NOON),
        engagement("none", incident_id=None, finished_at=NOON),
    )

    async def uids(**wanted: object) -> list[str]:
        found = await everything(lambda window: storage.engagements.listing(window, **wanted))  # type: ignore[arg-type]
        return [one.arn.rpartition("/")[2] for one in found]

    assert await uids(incident_id=INCIDENT) == ["3", "2", "1", "0"]
    assert await uids(incident_id="another tool's") == ["other"]
    assert await uids(started_from=NOON + SECOND, started_to=NOON + 2 * SECOND) == ["2", "1"]
    assert len(await uids()) == 6
    assert [one.started_at for one in await storage.engagements.of_incident(INCIDENT)] == [
        NOON + number * SECOND for number in range(4)
    ]
    assert await storage.engagements.standing_still() == [NAMES.engagement("ana", str(number)) for number in range(4)]
    looked_at = Step(kind="escalate", subject=NAMES.engagement("ana", "2"), due_at=NOON)
    await storage.store.commit([Schedule(looked_at)])
    still = await storage.engagements.standing_still()
    assert still == [NAMES.engagement("ana", str(number)) for number in (0, 1, 3)]


async def test_pages_are_listed_newest_first_and_the_open_ones_apart(storage: Storage) -> None:
    await keep(storage, *(page(str(number), created_at=NOON + number * SECOND) for number in range(4)))
    await keep(storage, page("elsewhere", engagement_arn="another", closed_at=NOON))

    def uids(pages: list[object]) -> list[str]:
        return [one.arn.rpartition("/")[2] for one in pages]  # type: ignore[attr-defined]

    engaged = NAMES.engagement("ana", "one")
    assert uids(await everything(lambda w: storage.pages.by_engagement(engaged, w))) == ["3", "2", "1", "0"]
    assert uids(list(await storage.pages.all_of(engaged))) == ["0", "1", "2", "3"]
    assert len(await everything(lambda w: storage.pages.by_contact(ANA, w))) == 5
    read = await storage.pages.get(NAMES.page("ana", "2"))
    assert read is not None
    await keep(storage, replace(read, closed_at=NOON))
    assert uids(list(await storage.pages.open_of_contact(ANA))) == ["3", "1", "0"]


async def test_announcements_are_found_by_message_and_by_channel_while_the_incident_is_open(storage: Storage) -> None:
    def told(uid: str, channel: str, ts: str | None) -> Announcement:
        arn = NAMES.incident_record("checkout", uid)
        return Announcement(key=f"{arn} {channel}", incident_arn=arn, slack_channel_id=channel, card_ts=ts)

    await keep(
        storage,
        incident("one"),
        incident("two", created_at=NOON + SECOND),
        incident("done", status="RESOLVED"),
        *(told(uid, "C1", f"{at}.0") for at, uid in enumerate(["one", "two", "done"])),
        told("one", "C2", "0.0"),
        told("two", "C2", None),
    )
    assert [one.incident_arn for one in await storage.announcements.at("C1", "2.0")] == [
        NAMES.incident_record("checkout", "done")
    ]
    assert [one.slack_channel_id for one in await storage.announcements.at("C2", "0.0")] == ["C2"]
    assert [one.incident_arn.rpartition("/")[2] for one in await storage.announcements.at("C1", None)] == ["two", "one"]
    assert await storage.announcements.at("C3", None) == []
    assert len(await storage.announcements.of_incident(NAMES.incident_record("checkout", "two"))) == 2


async def test_plans_and_related_items_are_in_their_order(storage: Storage) -> None:
    await keep(storage, *(response_plan(name) for name in ("search", "checkout", "login")))
    assert [one.name for one in await everything(storage.response_plans.listing)] == ["checkout", "login", "search"]
    items = [
        RelatedItem(
            generated_id=f"related-item/OTHER/{number}",
            incident_arn=INCIDENT,
            item_type="OTHER",
            value={"url": "https://example.org"},
            added_at=NOON - number * SECOND,
        )
        for number in range(3)
    ]
    await keep(storage, *items)
    listed = await everything(lambda window: storage.related_items.listing(INCIDENT, window))
    assert [one.generated_id[-1] for one in listed] == ["2", "1", "0"]
    assert await storage.related_items.all_of(INCIDENT) == listed


async def test_a_delivery_is_taken_once_and_replayed_until_it_is_done(storage: Storage) -> None:
    def delivery(uid: str, at: int) -> InboxEntry:
        return InboxEntry(
            id=uid, kind="event", body={"text": uid, "n": [1, {"a": None}]}, received_at=NOON + at * SECOND
        )

    assert await storage.inbox.take(delivery("E2", 2))
    assert await storage.inbox.take(delivery("E1", 1))
    assert not await storage.inbox.take(delivery("E2", 3))
    assert await storage.inbox.unfinished() == [
        replace(delivery("E1", 1), version=1),
        replace(delivery("E2", 2), version=1),
    ]
    storage.inbox.done("E1", NOON + minutes(1))
    assert not await storage.inbox.take(delivery("E1", 4)), "Slack's retry comes after it was done"
    assert [one.id for one in await storage.inbox.unfinished()] == ["E2"]
    await storage.inbox.forget_before(NOON + minutes(1))
    assert not await storage.inbox.take(delivery("E1", 4))
    await storage.inbox.forget_before(NOON + minutes(2))
    assert await storage.inbox.take(delivery("E1", 4))


async def test_one_command_waits_in_a_conversation(storage: Storage) -> None:
    first = PendingCommand(key="C1 1.2 U1", text="start-incident", asked_at=NOON)
    second = replace(first, text="list-contacts", asked_at=NOON + minutes(1))
    waiting = storage.pending_commands
    await waiting.put(first)
    await waiting.put(second)
    assert await waiting.get(first.key) == replace(second, version=1)
    assert await waiting.get("C1 1.2 U2") is None
    await waiting.forget_before(NOON + minutes(1))
    assert await waiting.get(first.key) is not None
    await waiting.drop(first.key)
    await waiting.drop(first.key)
    assert await waiting.get(first.key) is None
