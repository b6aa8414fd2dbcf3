"""How somebody is warned of people who are on call and cannot be put into the Slack user group of their schedule."""

from __future__ import annotations

from collections.abc import Iterator

from core.handoffs.tags import user_groups_of
from core.outlook.ahead import Ahead
from core.outlook.roster import Roster
from core.outlook.warned import Warned


def of_groups(ahead: Ahead) -> Iterator[Warned]:
    """Each person once for each schedule that names a group."""
    roster = ahead.roster
    for schedule in roster.of_type("ONCALL_SCHEDULE"):
        if not user_groups_of(schedule.tags):
            continue
        on_call = dict.fromkeys(arn for shift in ahead.of(schedule) for arn in shift.contact_arns)
        for arn in on_call:
            if _is_not_in_slack(roster, arn):
                yield Warned(
                    kind="group",
                    about=(schedule.arn, arn),
                    sentence="{} has turns in {} and no activated SLACK contact channel: the Slack user group of the "
                    "schedule goes without them.",
                    values=(roster.name_of(arn), roster.name_of(schedule.arn)),
                )


def _is_not_in_slack(roster: Roster, arn: str) -> bool:
    """As far as the reader may know."""
    if arn not in roster.channels:
        return False
    return not any(one.type == "SLACK" and one.activated_at for one in roster.channels[arn])
