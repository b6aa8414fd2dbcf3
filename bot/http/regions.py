"""For which Regions may a request be signed here?  All that answer, answer alike."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import Refusal

GLOBAL_STS = "us-east-1"
"""What clients sign for when they mean the endpoint of sts that has no Region."""
CHATBOT = frozenset({"us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1"})
"""Where AWS has it: Terraform signs for one of these, whatever its own Region."""


def answer_in(region: str, service: str, regions: Iterable[str]) -> bool:
    """Whether a request that is signed for this Region is answered; `regions` are those of this installation."""
    if region in regions:
        return True
    return (service == "sts" and region == GLOBAL_STS) or (service == "chatbot" and region in CHATBOT)


def refusal(region: str, regions: Iterable[str]) -> Refusal:
    """AWS's words for a signature that is good somewhere else, and where it would be good here."""
    here = ", ".join(sorted(regions))
    words = f"Credential should be scoped to a valid region, not '{region}'. This Muster answers in {here}."
    return Refusal("InvalidSignatureException", words)
