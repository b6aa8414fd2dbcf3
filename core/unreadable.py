"""What does an operation answer where its data cannot be opened or sealed?"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TypeVar

from core.errors import Refusal
from core.vocabulary.catalog import Operation

log = logging.getLogger(__name__)

T = TypeVar("T")


class Unreadable(Exception):
    """What is kept was damaged, was moved, or belongs to a key that is not there any more."""


class KeyRefused(Unreadable):
    """The owner's key is disabled, deleted, or not ours to use: what it seals stays closed until its owner says so."""


class KeyOutOfReach(Exception):
    """Whoever holds the key does not answer, or answers that it cannot just now."""


class KeyThrottled(KeyOutOfReach):
    """Whoever holds the key was asked too often."""


CLOSED = (Unreadable, KeyOutOfReach)
"""What is raised where something is there and cannot be opened, for now or for good."""


TOLD = (KeyRefused, KeyOutOfReach)
"""Of these whoever asked for the key has told the operator already, once for all who need it."""


async def unless_closed(reading: Awaitable[T]) -> T | None:
    """What is read, or None where it cannot be opened: for what may be left out while people are paged."""
    try:
        return await reading
    except CLOSED as problem:
        log.warning("Left out: %s", problem)
        return None


def refusal(operation: Operation, problem: Exception) -> Refusal | None:
    """The API's own error for it; None for any other problem."""
    match problem:
        case Unreadable() if "DataEncryptionException" in operation.errors:
            return Refusal("DataEncryptionException", "The data cannot be decrypted with the key that it belongs to.")
        case KeyRefused():
            return Refusal(
                "AccessDeniedException",
                "The key of the replication set is disabled, scheduled for deletion, or refuses Muster: its owner can "
                "enable it, or let Muster use it again.",
            )
        case KeyThrottled() if "ThrottlingException" in operation.errors:
            return Refusal("ThrottlingException", "The key service was asked too often; try again in a moment.")
        case KeyOutOfReach():
            return Refusal("InternalServerException", "The key service does not answer; try again in a moment.")
        case Unreadable():
            return Refusal(
                "AccessDeniedException",
                "The data cannot be opened with the keys that Muster has: `muster keyring check` tells whoever runs "
                "it which is missing.",
            )
    return None
