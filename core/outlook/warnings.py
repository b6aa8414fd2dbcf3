"""What should somebody know before it happens?"""

from __future__ import annotations

from datetime import datetime

from core.outlook.ahead import looked_ahead
from core.outlook.roster import Roster
from core.outlook.warned import HORIZON, KINDS, Warned
from core.outlook.warned_groups import of_groups
from core.outlook.warned_holes import of_holes
from core.outlook.warned_people import of_gone, of_gone_targets, of_people, of_plans
from core.outlook.warned_turns import of_clocks, of_left, of_overload


def warnings(roster: Roster, now: datetime) -> list[Warned]:
    """All that there is to warn of within the horizon, the worst first."""
    ahead = looked_ahead(roster, now, now + HORIZON)
    found = [
        *of_holes(ahead),
        *of_gone(ahead),
        *of_gone_targets(ahead),
        *of_people(ahead),
        *of_plans(ahead),
        *of_left(ahead),
        *of_overload(ahead),
        *of_groups(ahead),
        *of_clocks(ahead),
    ]
    return sorted(found, key=lambda one: KINDS.index(one.kind))
