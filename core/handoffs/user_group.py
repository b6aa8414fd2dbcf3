"""Who is to be in a Slack user group, and is that another group of people than before?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.handoffs.changes import Seen
from core.handoffs.tags import user_groups_of

REFUSED_FOR = timedelta(minutes=10)
"""What Slack has refused is asked again so much later, as somebody has to mend it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    name: str
    """As a schedule's tag has it."""
    schedule_arn: str
    """One of the schedules that name it."""
    user_ids: tuple[str, ...] = ()
    """Who was put in last."""
    refused_at: datetime | None = None
    """When Slack said no, unless it has said yes since."""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    schedule_arn: str
    """The first of the schedules that name the group."""
    user_ids: frozenset[str]
    left_out: tuple[str, ...]
    """The ARNs of those who are on call and cannot be reached in Slack."""


def wanted(seen: Iterable[Seen], slack_users: Mapping[str, str]) -> dict[str, Wanted]:
    """By group, everybody who is on call in any of the schedules that name it."""
    schedules: dict[str, list[Seen]] = {}
    for one in seen:
        for name in user_groups_of(one.schedule.tags):
            schedules.setdefault(name, []).append(one)
    return {name: _wanted(ones, slack_users) for name, ones in schedules.items()}


def is_due(kept: UserGroup | None, group: Wanted, now: datetime) -> bool:
    """Whether Slack is to be asked.  It takes no group without anybody: then the last ones stay in it."""
    if not group.user_ids:
        return False
    if kept is None:
        return True
    if kept.refused_at and now - kept.refused_at < REFUSED_FOR:
        return False
    return set(kept.user_ids) != group.user_ids


def _wanted(seen: list[Seen], slack_users: Mapping[str, str]) -> Wanted:
    people = list(dict.fromkeys(arn for one in seen for arn in one.on_call))
    return Wanted(
        schedule_arn=seen[0].schedule.arn,
        user_ids=frozenset(slack_users[arn] for arn in people if arn in slack_users),
        left_out=tuple(arn for arn in people if arn not in slack_users),
    )
