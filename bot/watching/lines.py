"""What of that which was stored is worth a line in the log, for whoever asks at three at night what happened?

It names ARNs, and nothing that people wrote.  Alarms that an open incident takes in are told of together, by whoever
counts them: a storm must not fill the log.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from core.announcements.story import DOOR_ROLE
from core.clock import Clock
from core.engagements.engagement import Page
from core.incidents.incident import Incident

log = logging.getLogger(__name__)

JUST_NOW = timedelta(seconds=10)
"""What began longer ago was brought from elsewhere: it did not happen here."""


def tell(entity: object, clock: Clock) -> None:
    """An incident that started."""
    if isinstance(entity, Incident) and entity.version == 0 and clock.now() - entity.created_at <= JUST_NOW:
        log.info("Incident started by %s: %s", _by(entity.source.created_by), entity.arn)


def tell_answered(page: Page, after: timedelta) -> None:
    """Somebody has a page."""
    log.info("Page acknowledged after %d s: %s", after.total_seconds(), page.arn)


def _by(arn: str) -> str:
    """Which door, which is no person; whose call it was, the record of calls says."""
    _, is_door, name = arn.partition(DOOR_ROLE)
    return f"an alarm at the door {name}" if is_door else "a call"
