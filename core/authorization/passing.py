"""May a role that is stored be handed to others than before?  Who does that hands it on as if they had named it."""

from __future__ import annotations

from dataclasses import dataclass

from core.authorization.authorizer import Authorizer
from core.work import Work


@dataclass(frozen=True, slots=True)
class Passing:
    """Asked by handlers, since only what they have read says which role it is, and a repetition reads anew."""

    authorizer: Authorizer

    async def refuse_role(self, work: Work, role_arn: str, action: str) -> None:
        """Raise where the caller may not pass that role on by this operation."""
        await self.authorizer.refuse_passing(work.caller, role_arn, action, work.now)
