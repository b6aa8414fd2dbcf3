"""The step `notify`: tell one notification target of one event of an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.arns import Arns
from core.clock import Clock
from core.engine.ledger import Ledger
from core.engine.ports import CannotDeliver, TryLater
from core.incidents.incident import Incident
from core.incidents.ports import Incidents
from core.notifications.notification import Errand, notification_of
from core.notifications.ports import NotificationTargets
from core.operators.ports import Operators
from core.step import Step
from core.timeline.event import TimelineEvent
from core.timeline.ports import Timeline
from core.work import SetAside, Work

TOLD_AFTER = timedelta(minutes=5)
"""So long does a target stay silent before operators hear of it."""
GIVEN_UP_AFTER = timedelta(hours=24)
"""What is older is no news to anybody."""
ASIDE_TRIED_EVERY = timedelta(hours=1)
"""What somebody has to mend first is tried this often by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outward:
    """Who is told of incidents outside, and who of what goes wrong with that."""

    targets: NotificationTargets
    operators: Operators


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifying:
    incidents: Incidents
    timeline: Timeline
    outward: Outward
    ledger: Ledger
    clock: Clock
    arns: Arns

    async def __call__(self, step: Step) -> None:
        """What cannot be told any more, because the incident, the event or the target is gone, is left untold."""
        errand = Errand.of(step.subject)
        incident = await self.incidents.get(errand.incident_arn)
        event = await self.timeline.get(errand.incident_arn, errand.event_id)
        topic = errand.topic(incident) if incident else None
        if incident and event and topic and not await self._is_told(topic, incident, event, step):
            return
        await self.ledger.settle(step, _nothing_more)

    async def _is_told(self, topic: str, incident: Incident, event: TimelineEvent, step: Step) -> bool:
        """Whether nothing is left to do; `TryLater` is the loop's."""
        about = f"notification target {topic.rpartition(':')[2]}"
        waited = self.clock.now() - event.updated_at
        try:
            told = notification_of(incident, event, self.arns.account, self.arns.region)
            await self.outward.targets.publish(topic, told)
            self.outward.operators.over(about)
        except CannotDeliver as no:
            self._complain(about, str(no), "`muster outbox list` shows what waits, `muster outbox retry` sends it")
            if waited < GIVEN_UP_AFTER:
                await self._set_aside(step, no)
                return False
        except TryLater as wait:
            if waited > TOLD_AFTER:
                self._complain(about, wait.reason, "It is tried again for a day")
            if waited < GIVEN_UP_AFTER:
                raise
        return True

    async def _set_aside(self, step: Step, no: CannotDeliver) -> None:
        async def follow(work: Work) -> None:
            work.changes.append(SetAside(step, work.now + ASIDE_TRIED_EVERY, type(no).__name__))

        await self.ledger.note(follow)

    def _complain(self, about: str, why: str, then: str) -> None:
        self.outward.operators.tell(about, f"The {about} cannot be told of incidents: {why}. {then}.")


async def _nothing_more(_: Work) -> None:
    """That it is done is all there is to store."""
