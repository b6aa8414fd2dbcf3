"""Which policy may a resource have, and which one does it have already?"""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import Refusal, invalid, invalid_member
from core.policies.document import parsed
from core.policies.sharing import refuse_unfit
from core.resource_policies.resource_policy import ResourcePolicy

MOST = 20
"""Policies of one response plan; AWS says no number, and each is looked at when somebody asks for something."""
LONGEST_OF_PLAN = 4_000
LONGEST_OF_CONTACT = 20_000
"""The model would let twenty times as much pass: to read that takes a fifth of a second, in which nobody is paged.

The longest that AWS's own sharing writes is a tenth of ours.
"""
OF_CONTACT = "contact-policy"
"""The id of a contact's policy: it has one at most, which ssm-contacts gives no name."""


def refuse_unfit_for_plan(text: str, plan_arn: str) -> None:
    """Raise where the text is no policy for this response plan."""
    refuse_unfit(parsed(text, LONGEST_OF_PLAN), plan_arn)


def refuse_unfit_for_contact(text: str, contact_arn: str) -> None:
    """The same, in the words of ssm-contacts, which name the member."""
    try:
        refuse_unfit(parsed(text, LONGEST_OF_CONTACT), contact_arn)
    except Refusal as refusal:
        raise invalid_member("Policy", refusal.message.removesuffix(".")) from None


def same(policies: Sequence[ResourcePolicy], text: str) -> ResourcePolicy | None:
    """The policy that was put with this text before."""
    return next((policy for policy in policies if policy.text == text), None)


def refuse_too_many(policies: Sequence[ResourcePolicy]) -> None:
    """Raise where a response plan can have no further one; the operation declares no error of a quota."""
    if len(policies) >= MOST:
        raise invalid(f"A response plan can have {MOST} policies at most; delete one of them first.")
