"""What is somebody's own?  Answering one's page and deciding about one's channel is taken away by no policy."""

from __future__ import annotations

from core.arns import contact_arn_of, kind_of
from core.caller import Caller
from core.contact_channels.activating import is_own
from core.contact_channels.contact_channel import ContactChannel

OF_PAGES = frozenset({"ssm-contacts:AcceptPage"})
OF_CHANNELS = frozenset({
    "ssm-contacts:ActivateContactChannel", "ssm-contacts:DeactivateContactChannel", "ssm-contacts:DeleteContactChannel",
    "ssm-contacts:SendActivationCode",
})  # fmt: skip
OWN = OF_PAGES | OF_CHANNELS
"""What people may do about what is theirs."""
TOUCHING = OWN | {"ssm-contacts:UpdateContactChannel"}
"""Of which the owner hears when somebody tries it who may not."""


def is_own_page(caller: Caller, target: str) -> bool:
    """Whether the page asks this caller; its ARN tells whom it asks."""
    return kind_of(target) == "page" and contact_arn_of(target) in caller.contact_arns


def is_own_channel(caller: Caller, channel: ContactChannel | None) -> bool:
    """Whether it is the caller's to decide about, who cannot tell another's from one that does not exist."""
    return channel is not None and is_own(channel, caller)
