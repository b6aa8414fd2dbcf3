"""Is this refusal one of which somebody hears?  Whose page or channel it is, that another tried to answer or change."""

from __future__ import annotations

from datetime import datetime

from core.arns import Arns, kind_of
from core.authorization.own import TOUCHING
from core.authorization.targets import account_of
from core.step import Step

KINDS = ("page", "contact-channel")


def warning_about(action: str, target: str, arns: Arns, now: datetime) -> Step | None:
    """The step that tells the owner, without who tried; nothing where it is not of that sort.

    Nobody looks here whether there is such a page or channel, so that the refusal takes no longer where there is; the
    step finds out, and whether its owner has heard enough of this actor.
    """
    is_ours = account_of(target, arns) == arns.account
    if not (is_ours and action in TOUCHING and kind_of(target) in KINDS):
        return None
    return Step(kind="warn", subject=f"{action} {target}", due_at=now)
