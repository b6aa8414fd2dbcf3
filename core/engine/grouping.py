"""The step `usergroup`: put into the Slack user groups that a schedule names whoever is on call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arns import name_of
from core.clock import Clock
from core.engine.ledger import Ledger
from core.engine.ports import CannotDeliver
from core.engine.schedules import Schedules
from core.handoffs.ports import SlackGroups, UserGroups
from core.handoffs.user_group import UserGroup, Wanted, is_due
from core.operators.ports import Operators
from core.step import Step
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    schedules: Schedules
    groups: UserGroups
    slack: SlackGroups
    operators: Operators
    ledger: Ledger
    clock: Clock

    async def __call__(self, step: Step) -> None:
        """Groups that several schedules name are the first one's step."""
        now = self.clock.now()
        groups = await self.schedules.groups(await self.schedules.all(now))
        for name, group in groups.items():
            kept = await self.groups.named(name) if group.schedule_arn == step.subject else None
            if group.schedule_arn == step.subject and is_due(kept, group, now):
                await self._put(kept or UserGroup(name=name, schedule_arn=step.subject), group)

        async def follow(_: Work) -> None:
            """That it is done is all there is to store."""

        await self.ledger.settle(step, follow)

    async def _put(self, kept: UserGroup, group: Wanted) -> None:
        about = f"Slack user group of {name_of(group.schedule_arn)}"
        try:
            await self.slack.put(kept.name, tuple(sorted(group.user_ids)))
        except CannotDeliver as no:
            self.operators.tell(
                about,
                f"The Slack user group of the schedule {name_of(group.schedule_arn)} is not kept in step with who is "
                f"on call: {no}. It is tried again every ten minutes; `muster doctor` says which scopes are missing.",
            )
            changed = replace(kept, refused_at=self.clock.now())
        else:
            self.operators.over(about)
            changed = replace(kept, user_ids=tuple(sorted(group.user_ids)), refused_at=None)

        async def follow(work: Work) -> None:
            work.save(changed)

        await self.ledger.note(follow)
