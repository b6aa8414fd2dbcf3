"""Once a minute: are others on call than Slack was told of?"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from core.clock import Clock
from core.engine.ledger import Ledger
from core.engine.schedules import Overview, Schedules
from core.handoffs import changes, user_group
from core.handoffs.hand_off import HandOff
from core.handoffs.ports import HandOffs, UserGroups
from core.handoffs.tags import user_groups_of
from core.handoffs.user_group import Wanted
from core.work import Work

log = logging.getLogger(__name__)


class Rounds:
    """Of one account.  It tells nothing itself, but schedules steps: who goes round twice schedules them once."""

    def __init__(
        self, schedules: Schedules, hand_offs: HandOffs, groups: UserGroups, ledger: Ledger, clock: Clock
    ) -> None:
        self._schedules = schedules
        self._hand_offs = hand_offs
        self._groups = groups
        self._ledger = ledger
        self._clock = clock
        self._without: dict[str, Wanted] = {}
        """The groups, by name, that not everybody on call can be put into: said once, not each minute."""

    async def look(self) -> None:
        """Have told what there is to tell, and forget what was told of schedules that are gone."""
        now = self._clock.now()
        overview = await self._schedules.all(now)
        told = {one.schedule_arn: one for one in await self._hand_offs.all()}
        groups = await self._schedules.groups(overview)
        put = {one.name: one for one in await self._groups.all()}
        self._complain(groups)
        handed_off = [one.schedule.arn for one in overview.seen if changes.is_due(told.get(one.schedule.arn), one, now)]
        regrouped = {one.schedule_arn for name, one in groups.items() if user_group.is_due(put.get(name), one, now)}
        gone = put.keys() - _named(overview)
        orphans = await self._hand_offs.of_no_schedule()

        async def follow(work: Work) -> None:
            for arn in handed_off:
                work.join("handoff", arn, work.now)
            for arn in sorted(regrouped):
                work.join("usergroup", arn, work.now)
            for arn in orphans:
                work.delete_all(HandOff, schedule_arn=arn)
            work.delete(*[kept for name in sorted(gone) if (kept := await self._groups.named(name))])

        await self._ledger.note(follow)

    def _complain(self, groups: dict[str, Wanted]) -> None:
        lacking = {name: one for name, one in groups.items() if one.left_out or not one.user_ids}
        for name, one in lacking.items():
            if self._without.get(name) != one:
                log.warning("%s", _lack(one))
        self._without = lacking


def _named(overview: Overview) -> set[str]:
    return {name for schedule in overview.schedules for name in user_groups_of(schedule.tags)}


def _lack(group: Wanted) -> str:
    who = _listed(group.left_out) or "nobody"
    if group.user_ids:
        return f"The Slack user group of {group.schedule_arn} lacks {who}: no activated SLACK contact channel"
    return (
        f"The Slack user group of {group.schedule_arn} stays as it is, since Slack takes no empty one; on call: {who}"
    )


def _listed(arns: Iterable[str]) -> str:
    return ", ".join(arns)
