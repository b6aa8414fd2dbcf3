"""What limits the session of a role?  Policies that whoever takes it on gives with it; they can only take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from core.errors import Refusal, invalid
from core.policies.document import Document, parsed, refuse_principals
from core.policies.policy import Policy
from core.policies.wrong import shown

LONGEST = 2048
"""Characters of all that is given, as at AWS."""
MOST_NAMED = 10
INLINE = "session-policy"
"""What a decision calls the policy that was given as a text."""


def refuse_unfit(text: str, named: Sequence[str], known: Mapping[str, Policy]) -> None:
    """Raise where the policy cannot be read, where one that is named is not there, or where it is too much."""
    if len(named) > MOST_NAMED:
        raise invalid(f"PolicyArns: {len(named)} are given, and {MOST_NAMED} are the most.")
    for arn in named:
        if arn not in known:
            raise invalid(
                f"PolicyArns: there is no policy {shown(arn)}. Name one that ships with Muster, such as "
                "arn:aws:iam::aws:policy/MusterReadOnlyAccess, or one of this account's own."
            )
    if packed_size(text, named) > 100:
        raise Refusal("PackedPolicyTooLarge", f"Policy and PolicyArns have more than {LONGEST:,} characters together.")
    if text:
        try:
            refuse_principals(_read(text))
        except Refusal as refusal:
            raise Refusal("MalformedPolicyDocument", refusal.message) from None


def packed_size(text: str, named: Sequence[str]) -> int:
    """How much of the room is taken, in percent."""
    return -(-100 * sum(map(len, (text, *named))) // LONGEST)


def session_set(written: Sequence[str], known: Mapping[str, Policy]) -> tuple[Policy, ...] | None:
    """The limits of a session that has these texts and ARNs; None where it has none.

    One that is not there any more, or cannot be read any more, allows nothing.
    """
    if not written:
        return None
    found = (known.get(one) if one.startswith("arn:") else _inline(one) for one in written)
    return tuple(policy for policy in found if policy)


@lru_cache(maxsize=1024)
def _inline(text: str) -> Policy | None:
    try:
        return Policy(INLINE, _read(text))
    except Refusal:
        return None


def _read(text: str) -> Document:
    return parsed(text, LONGEST)
