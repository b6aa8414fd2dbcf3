"""The step `tally`: tell of the alarms that an open incident has taken in since the last time."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from core.engine.ledger import Ledger
from core.incidents.ports import Incidents, Repetitions
from core.incidents.repetition import MOST_AT_ONCE, told
from core.notifications.notification import notify
from core.step import Step
from core.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallying:
    incidents: Incidents
    repetitions: Repetitions
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        counted = 0

        async def follow(work: Work) -> None:
            nonlocal counted
            incident = await self.incidents.get(step.subject)
            found = await self.repetitions.of_incident(step.subject, MOST_AT_ONCE) if incident else []
            counted = len(found)
            if incident is None or not found:
                return
            event = told(work.new_id(), incident, found, work.now)
            work.save(event)
            work.delete(*found)
            notify(work, incident, event)
            work.schedule("announce", incident.arn)
            if len(found) == MOST_AT_ONCE:
                work.schedule("tally", incident.arn)

        await self.ledger.settle(step, follow)
        if counted:
            what = "alarm" if counted == 1 else "alarms"
            log.info("Incident takes in %d more %s of its trouble: %s", counted, what, step.subject)
