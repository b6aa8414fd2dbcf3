"""What a calendar tells, who may have one, and when it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from core.audit.looking_up import Wanted
from core.calendars.issuing import MOST
from core.errors import Refusal
from core.listing import Window
from tests.calendars.subscribing import Subscribed, shown
from tests.databases import on_both
from tests.operations.muster import ADMIN, ARNS, STRANGER

pytestmark = on_both

FIRST_SHIFT = ("2026-03-05T17:00+00:00", "2026-03-12T17:00+00:00")
OTHER = replace(ADMIN, arn=ARNS.slack_user("UOTHER"), user_id="UOTHER")
ANA = replace(STRANGER, contact_arns=frozenset({ARNS.contact("ana")}))


async def test_a_schedules_calendar_tells_who_is_on_call_and_when(subscribed: Subscribed) -> None:
    events = shown(await subscribed.events(await subscribed.subscribe("payments")))
    assert events[:3] == [
        "02-26 17:00 to 03-05 17:00 Ana on call: Payments",
        "03-05 17:00 to 03-12 17:00 Ben on call: Payments",
        "03-12 17:00 to 03-19 17:00 Carl on call: Payments",
    ]
    assert events[-1].startswith("05-28 17:00 to 06-04 17:00")  # ninety days ahead, and the shift is whole


async def test_it_reaches_two_weeks_back(subscribed: Subscribed) -> None:
    secret = await subscribed.subscribe("payments")
    subscribed.muster.clock.advance(days=30)  # to the 31st of March
    assert shown(await subscribed.events(secret))[0].startswith("03-12 17:00 to 03-19 17:00")


async def test_a_persons_calendar_has_their_shifts_of_all_schedules(subscribed: Subscribed) -> None:
    daily = {
        "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}], "NumberOfOnCalls": 2, "RecurrenceMultiplier": 1
    }  # fmt: skip
    both = await subscribed.rotation("Both", "ana", "ben", recurrence=daily)
    await subscribed.schedule("platform", both)
    await subscribed.schedule("shop", both)
    found = await subscribed.events(await subscribed.subscribe("ana"))
    told = shown(found)
    assert "02-26 17:00 to 03-05 17:00 Ana on call: Payments" in told
    assert "03-01 09:00 to 03-02 09:00 Ana on call: Platform, Shop" in told
    assert not any("Ben" in line or "Carl" in line for line in told)
    assert {str(one["DESCRIPTION"]) for one in found.values()} == {
        "Rotation: Primary.", "Rotation: Both. Together with Ben."
    }  # fmt: skip


async def test_what_is_overridden_says_for_whom(subscribed: Subscribed) -> None:
    rotation = await subscribed.rotation_of("payments")
    await subscribed.override(rotation, "2026-03-06T00:00+00:00", "2026-03-07T00:00+00:00", "carl")
    events = shown(await subscribed.events(await subscribed.subscribe("payments")))
    assert events[1:4] == [
        "03-05 17:00 to 03-06 00:00 Ben on call: Payments",
        "03-06 00:00 to 03-07 00:00 Carl on call: Payments (for Ben)",
        "03-07 00:00 to 03-12 17:00 Ben on call: Payments",
    ]
    carls = shown(await subscribed.events(await subscribed.subscribe("carl")))
    assert carls[0] == "03-06 00:00 to 03-07 00:00 Carl on call: Payments (for Ben)"
    bens = shown(await subscribed.events(await subscribed.subscribe("ben")))
    assert bens[:2] == [events[1], events[3]]


async def test_an_entry_that_changes_keeps_its_id_and_is_newer(subscribed: Subscribed) -> None:
    secret = await subscribed.subscribe("payments")
    before = await subscribed.events(secret)
    subscribed.muster.clock.advance(hours=1)
    rotation = await subscribed.rotation_of("payments")
    override = await subscribed.override(rotation, *FIRST_SHIFT, "carl")
    during = await subscribed.events(secret)
    assert set(during) == set(before)
    changed = [uid for uid in before if before[uid] != during[uid]]
    assert [str(during[uid]["SUMMARY"]) for uid in changed] == ["Carl on call: Payments (for Ben)"]
    assert during[changed[0]]["SEQUENCE"] > before[changed[0]]["SEQUENCE"]
    assert during[changed[0]]["LAST-MODIFIED"].dt == subscribed.muster.clock.now()
    subscribed.muster.clock.advance(hours=1)
    await subscribed.muster.contacts("DeleteRotationOverride", RotationId=rotation, RotationOverrideId=override)
    after = await subscribed.events(secret)
    assert shown(after) == shown(before)
    assert after[changed[0]]["SEQUENCE"] > during[changed[0]]["SEQUENCE"]


async def test_an_entry_that_comes_back_is_newer_than_it_was(subscribed: Subscribed) -> None:
    secret = await subscribed.subscribe("payments")
    rotation = await subscribed.rotation_of("payments")
    times = ("2026-03-06T00:00+00:00", "2026-03-07T00:00+00:00")
    sequences = []
    for _ in range(2):
        override = await subscribed.override(rotation, *times, "carl")
        found = await subscribed.events(secret)
        sequences.append(next(one["SEQUENCE"] for one in found.values() if "(for Ben)" in one["SUMMARY"]))
        await subscribed.muster.contacts("DeleteRotationOverride", RotationId=rotation, RotationOverrideId=override)
        assert not any("(for Ben)" in line for line in shown(await subscribed.events(secret)))
    assert sequences[0] < sequences[1]


async def test_what_has_not_changed_is_told_in_the_same_bytes(subscribed: Subscribed) -> None:
    secret = await subscribed.subscribe("payments")
    first = await subscribed.file(secret)
    subscribed.muster.clock.advance(hours=3)
    assert await subscribed.file(secret) == first
    subscribed.muster.clock.advance(days=7)
    later = await subscribed.events(secret)
    assert [str(one["SEQUENCE"]) for one in later.values()].count("1") == len(later) - 1


async def test_the_calendar_has_a_name_and_says_how_often_to_look(subscribed: Subscribed) -> None:
    for alias, name in (("payments", "On call: Payments"), ("ana", "Ana on call")):
        read = Calendar.from_ical(await subscribed.file(await subscribed.subscribe(alias)))
        assert read["X-WR-CALNAME"] == name
        assert read["REFRESH-INTERVAL"].dt == timedelta(minutes=15)
        assert read["X-PUBLISHED-TTL"] == "PT15M"


async def test_it_tells_no_address_of_anybody(subscribed: Subscribed) -> None:
    await subscribed.muster.contacts(
        "CreateContactChannel",
        ContactId=ARNS.contact("ana"),
        Name="mail",
        Type="EMAIL",
        DeliveryAddress={"SimpleAddress": "ana@example.com"},
        DeferActivation=True,
    )
    file = await subscribed.file(await subscribed.subscribe("ana"))
    assert b"Ana" in file
    assert b"example.com" not in file
    assert b"arn:" not in file


async def test_the_secret_is_kept_by_nobody(subscribed: Subscribed) -> None:
    secret = await subscribed.subscribe("payments")
    feed = await subscribed.feed(secret)
    assert feed
    assert secret not in repr([getattr(feed, name) for name in feed.__dataclass_fields__])


async def test_nobody_has_a_calendar_of_what_they_may_not_look_at(subscribed: Subscribed) -> None:
    with pytest.raises(Refusal, match="not authorized to perform: ssm-contacts:GetContact"):
        await subscribed.subscribe("payments", STRANGER)
    assert not await subscribed.feeds.stored.all()


async def test_a_person_may_always_have_their_own(subscribed: Subscribed) -> None:
    assert await subscribed.feed(await subscribed.subscribe("ana", ANA))
    with pytest.raises(Refusal, match="not authorized"):
        await subscribed.subscribe("ben", ANA)


async def test_others_may_have_what_they_may_look_at(subscribed: Subscribed) -> None:
    assert await subscribed.feed(await subscribed.subscribe("payments", OTHER))


async def test_what_is_not_there_has_no_calendar(subscribed: Subscribed) -> None:
    with pytest.raises(Refusal, match="not found"):
        await subscribed.subscribe("nobody")


async def test_an_escalation_plan_has_no_calendar(subscribed: Subscribed) -> None:
    await subscribed.muster.contacts("CreateContact", Alias="plan", Type="ESCALATION", Plan={"Stages": []})
    with pytest.raises(Refusal, match="name a schedule that it engages"):
        await subscribed.subscribe("plan")


async def test_nobody_heaps_up_addresses(subscribed: Subscribed) -> None:
    for _ in range(MOST):
        await subscribed.subscribe("payments", OTHER)
    with pytest.raises(Refusal, match="/oncall calendar revoke payments"):
        await subscribed.subscribe("payments", OTHER)
    assert await subscribed.subscribe("payments", ADMIN)


async def test_revoked_is_revoked(subscribed: Subscribed) -> None:
    one, another = await subscribed.subscribe("payments"), await subscribed.subscribe("payments")
    feed = await subscribed.feed(one)
    assert feed
    await subscribed.feeds.revoke(feed.id)
    assert await subscribed.feed(one) is None
    assert await subscribed.subscriptions.told(feed) is None
    assert await subscribed.feed(another)
    await subscribed.feeds.revoke(ARNS.contact("payments"))
    assert await subscribed.feed(another) is None
    with pytest.raises(Refusal, match="muster calendar list"):
        await subscribed.feeds.revoke(ARNS.contact("payments"))


async def test_people_revoke_what_they_made_and_what_tells_of_them(subscribed: Subscribed) -> None:
    of_ana, theirs = await subscribed.subscribe("ana", ADMIN), await subscribed.subscribe("payments", OTHER)
    others = await subscribed.subscribe("payments", ADMIN)
    assert len(await subscribed.feeds.revoke_own(ANA)) == 1
    assert await subscribed.feed(of_ana) is None
    assert len(await subscribed.feeds.revoke_own(OTHER, ARNS.contact("payments"))) == 1
    assert await subscribed.feed(theirs) is None
    assert await subscribed.feed(others)


async def test_who_is_deleted_has_no_calendar_any_more(subscribed: Subscribed) -> None:
    secret, others = await subscribed.subscribe("payments"), await subscribed.subscribe("ana")
    await subscribed.muster.contacts("DeleteContact", ContactId=ARNS.contact("payments"))
    assert await subscribed.feed(secret) is None
    assert await subscribed.feed(others)


async def test_calendars_go_with_the_replication_set(subscribed: Subscribed) -> None:
    await subscribed.subscribe("payments")
    arn = (await subscribed.muster.incidents("ListReplicationSets"))["replicationSetArns"][0]
    await subscribed.muster.incidents("DeleteReplicationSet", arn=arn)
    assert await subscribed.feeds.stored.all() == []


async def test_the_record_says_who_asked_and_not_at_which_address(subscribed: Subscribed) -> None:
    secret = await subscribed.subscribe("payments", OTHER)
    wanted = Wanted(key="EventName", value="CreateCalendar")
    (record,) = (await subscribed.muster.storage.events.listing(wanted, Window(10))).items
    assert "UOTHER" in repr(record)
    assert "contact/payments" in repr(record)
    assert secret not in repr(record)


async def test_who_may_look_at_a_schedule_and_not_at_its_shifts_has_no_calendar_of_it(subscribed: Subscribed) -> None:
    statement = {"Effect": "Allow", "Action": "ssm-contacts:GetContact", "Resource": "*"}
    limited = replace(OTHER, session_policies=(json.dumps({"Version": "2012-10-17", "Statement": [statement]}),))
    for alias in ("payments", "ana"):
        with pytest.raises(Refusal, match="not authorized to perform: ssm-contacts:ListRotationShifts"):
            await subscribed.subscribe(alias, limited)
    both = {**statement, "Action": ["ssm-contacts:GetContact", "ssm-contacts:ListRotationShifts"]}
    allowed = replace(OTHER, session_policies=(json.dumps({"Version": "2012-10-17", "Statement": [both]}),))
    assert await subscribed.feed(await subscribed.subscribe("payments", allowed))
