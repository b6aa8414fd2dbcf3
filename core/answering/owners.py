"""In whose name is an answer given that comes from outside Slack?  In that of the person whom the address reaches."""

from __future__ import annotations

from typing import Literal

from core.arns import Arns, alias_of
from core.caller import Caller, Origin

How = Literal["sms", "voice", "link", "mail"]
ROLE = "muster-answers"


def owner(arns: Arns, contact_arn: str, name: str, how: How) -> Caller:
    """The contact, who may do what is their own and nothing else; the record of the call tells how it came."""
    return Caller(
        arn=arns.assumed_role(ROLE, alias_of(contact_arn)),
        standing="member",
        name=name,
        contact_arns=frozenset({contact_arn}),
        origin=Origin(user_agent=f"answer by {how}"),
    )
