"""Is somebody told who is missing in the user group of a schedule?"""

from __future__ import annotations

from dataclasses import replace

from core.handoffs.tags import USER_GROUP
from core.outlook.warned_groups import of_groups
from tests.outlook.rosters import ahead, arn, channel, person, roster, rotation, schedule


def told(**tags: str) -> list[str]:
    turns = rotation("turns", "ana", "ben", "cleo")
    ana = person("ana", [channel("ana")])
    by_sms = person("ben", [channel("ben", "SMS")])
    declined = person("cleo", [channel("cleo", active=False)])
    ways = [channel("ana"), channel("ben", "SMS"), channel("cleo", active=False)]
    weekly = replace(schedule("weekly", turns), tags=tags)
    known = roster(weekly, ana, by_sms, declined, rotations=[turns], channels=ways)
    return [one.told(str) for one in of_groups(ahead(known))]


def test_whoever_has_turns_and_is_not_in_slack_is_named_once():
    named = [one.partition(" has turns in weekly ")[0] for one in told(**{USER_GROUP: "@oncall"})]
    assert sorted(named) == ["ben", "cleo"]


def test_a_schedule_without_a_group_has_nobody_missing():
    assert told() == []


def test_whom_the_reader_may_not_look_at_is_not_named():
    turns = rotation("turns", "ana")
    known = roster(replace(schedule("weekly", turns), tags={USER_GROUP: "@oncall"}), rotations=[turns])
    hidden = replace(known, channels={one: ways for one, ways in known.channels.items() if one != arn("ana")})
    assert list(of_groups(ahead(hidden))) == []
