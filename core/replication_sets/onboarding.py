"""What cannot work before there is a replication set?"""

from __future__ import annotations

from core.errors import Refusal, invalid
from core.vocabulary.catalog import Operation

_WRITES_FIRST = ("Create", "Put", "Start")


def needs_replication_set(operation: Operation) -> bool:
    """Whether the operation is refused before there is one.

    ssm-contacts knows nobody then.  The lists of ssm-incidents are empty, its deletes succeed and all else finds
    nothing by itself, so that only what makes something is left; chatbot is another service and works without.
    """
    if operation.service == "ssm-contacts":
        return True
    return (
        operation.service == "ssm-incidents"
        and operation.name.startswith(_WRITES_FIRST)
        and operation.name != "CreateReplicationSet"
    )


def not_onboarded(operation: Operation, account: str) -> Refusal:
    """The answer that AWS's clients wait for."""
    if operation.service == "ssm-contacts":
        return invalid("Invalid value provided - Account not found for the request", Reason="OTHER")
    return Refusal(
        "ResourceNotFoundException",
        "Replication set not found: create one first, with `ssm-incidents create-replication-set`.",
        resourceType="REPLICATION_SET",
        resourceIdentifier=account,
    )
