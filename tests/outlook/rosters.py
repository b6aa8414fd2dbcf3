"""Rosters for tests: people with channels, rotations in schedules, escalation plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from core.arns import Arns
from core.contact_channels.contact_channel import ChannelType, ContactChannel
from core.contacts.contact import ChannelTarget, Contact, ContactTarget, Stage
from core.outlook.ahead import Ahead, looked_ahead
from core.outlook.roster import Roster
from core.outlook.warned import HORIZON
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Recurrence, Rotation, WeeklyHandOff

ARNS = Arns("111122223333", "us-east-1")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday."""
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MINUTE = timedelta(minutes=1)
MONDAYS = Recurrence(weekly=(WeeklyHandOff("MON", time(9)),), multiplier=1, number_of_on_calls=1)
DAILY = Recurrence(daily=(time(9),), multiplier=1, number_of_on_calls=1)


def arn(alias: str) -> str:
    return ARNS.contact(alias)


def channel(alias: str, type_: ChannelType = "SLACK", *, active: bool = True) -> ContactChannel:
    return ContactChannel(
        arn=ARNS.contact_channel(alias, type_.lower()),
        contact_arn=arn(alias),
        name=type_.title(),
        type=type_,
        address="somewhere",
        activated_at=NOW - DAY if active else None,
        created_at=NOW - DAY,
    )


def person(alias: str, *stages: Sequence[ContactChannel]) -> Contact:
    return Contact(
        arn=arn(alias),
        alias=alias,
        type="PERSONAL",
        stages=tuple(
            Stage(lasts=5 * MINUTE, channels=tuple(ChannelTarget(channel_arn=one.arn) for one in stage))
            for stage in stages
        ),
    )


def rotation(name: str, *members: str, **changes: Any) -> Rotation:
    told: dict[str, Any] = {
        "time_zone": "UTC",
        "recurrence": MONDAYS,
        "start_at": NOW - WEEK - 3 * HOUR,
        "created_at": NOW - 2 * WEEK,
    }
    return Rotation(arn=ARNS.rotation(name), name=name, contact_arns=tuple(map(arn, members)), **(told | changes))


def schedule(alias: str, *rotations: Rotation) -> Contact:
    return Contact(
        arn=arn(alias), alias=alias, type="ONCALL_SCHEDULE", rotation_arns=tuple(one.arn for one in rotations)
    )


def escalation(alias: str, *stages: Iterable[str]) -> Contact:
    return Contact(
        arn=arn(alias),
        alias=alias,
        type="ESCALATION",
        stages=tuple(
            Stage(lasts=5 * MINUTE, contacts=tuple(ContactTarget(contact_arn=arn(one)) for one in stage))
            for stage in stages
        ),
    )


def override(of: Rotation, starts_at: datetime, ends_at: datetime, *members: str) -> RotationOverride:
    return RotationOverride(
        id=str(starts_at),
        rotation_arn=of.arn,
        starts_at=starts_at,
        ends_at=ends_at,
        contact_arns=tuple(map(arn, members)),
        created_at=NOW - DAY,
    )


def roster(
    *contacts: Contact,
    rotations: Iterable[Rotation] = (),
    overrides: Iterable[RotationOverride] = (),
    channels: Iterable[ContactChannel] | None = None,
) -> Roster:
    """Everybody who takes turns and is not told otherwise can be paged in two ways."""
    known = {one.arn: one for one in contacts}
    ways = {one.arn: [way for way in channels or () if way.contact_arn == one.arn] for one in contacts}
    turns = list(rotations)
    for member in {arn for one in turns for arn in one.contact_arns} - known.keys():
        alias = member.rpartition("/")[2]
        both = [channel(alias, "SLACK"), channel(alias, "SMS")]
        known[member], ways[member] = person(alias, both), both
    return Roster(
        contacts=known,
        rotations={one.arn: one for one in turns},
        overrides={one.arn: [each for each in overrides if each.rotation_arn == one.arn] for one in turns},
        channels={arn: found for arn, found in ways.items() if known[arn].type == "PERSONAL"},
    )


def ahead(known: Roster, lasting: timedelta = HORIZON, start: datetime = NOW) -> Ahead:
    return looked_ahead(known, start, start + lasting)
