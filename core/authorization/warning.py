"""Who hears that somebody tried what is not theirs to do?  Whose page or channel it is; but never in storms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.arns import Arns, kind_of
from core.authorization.own import TOUCHING
from core.authorization.targets import account_of, contact_arn_of
from core.caller import Caller
from core.step import Step

QUIET_FOR = timedelta(hours=1)
"""So long nobody hears of the same actor again."""
MOST_AT_ONCE = 10
"""So many people hear of one actor in that time."""
REMEMBERED = 10_000
KINDS = ("page", "contact-channel")


@dataclass(slots=True)
class Warnings:
    """What was told lately; a restart forgets it, and then somebody may be told twice."""

    arns: Arns
    _told: dict[str, dict[str, datetime]] = field(default_factory=dict)

    def about(self, caller: Caller, action: str, target: str, now: datetime) -> Step | None:
        """The step that tells the owner; nothing where it is not of that sort, or was told just now.

        Nobody looks here whether there is such a page or channel, so that the refusal takes no longer where there is.
        """
        is_ours = account_of(target, self.arns) == self.arns.account
        is_somebodys = is_ours and action in TOUCHING and kind_of(target) in KINDS
        if not is_somebodys or not self._is_news(caller.arn, contact_arn_of(target), now):
            return None
        return Step(kind="warn", subject=f"{action} {target} {caller.arn}", due_at=now)

    def _is_news(self, actor: str, owner: str, now: datetime) -> bool:
        known = {whom: at for whom, at in self._told.get(actor, {}).items() if now - at < QUIET_FOR}
        if owner in known or len(known) >= MOST_AT_ONCE:
            return False
        if len(self._told) >= REMEMBERED:
            self._told.clear()
        self._told[actor] = {**known, owner: now}
        return True
