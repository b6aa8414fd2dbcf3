"""May there be such a key, and what are its parts?"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable

from core.access_keys.access_key import AccessKey, KeyStanding
from core.errors import Refusal, invalid

Draw = Callable[[int], bytes]
"""So many bytes that nobody can guess."""

USER_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
AS = {"administrator": "an administrator", "member": "a responder"}
SLOTS = (1, 2)
"""As at AWS, a user has two keys at most: one in use, and one to change over to."""


def refuse_wrong_name(user_name: str) -> None:
    """IAM's rule for the names of users, because the name becomes a part of an ARN."""
    if not USER_NAME.fullmatch(user_name):
        raise invalid(
            "The user name is not valid. It has 1 to 64 of the letters A-Z and a-z, digits, and _+=,.@- "
            "without spaces, for example jane or deploy@example.com."
        )


def free_slot(kept: Iterable[AccessKey], standing: KeyStanding) -> int:
    """The place for one more key beside what the user has, or why there can be none."""
    enabled = [key for key in kept if key.disabled_at is None]
    for key in enabled:
        if key.standing != standing:
            raise invalid(
                f"{key.user_name} has a key as {AS[key.standing]} already, {key.id}, and all keys of one user have the "
                f"same rights. Take another user name, or first `muster access-key disable {key.id}`."
            )
    free = [slot for slot in SLOTS if slot not in {key.slot for key in enabled}]
    if not free:
        ids = " and ".join(key.id for key in enabled)
        raise Refusal(
            "LimitExceededException",
            f"Cannot exceed quota for AccessKeysPerUser: {len(SLOTS)}. {enabled[0].user_name} has {ids}; "
            f"first `muster access-key disable` the one that is not used any more.",
        )
    return free[0]


def no_such_key(key_id: str) -> Refusal:
    """IAM's answer, and where to look."""
    return Refusal(
        "NoSuchEntityException",
        f"The Access Key with id {key_id} cannot be found. `muster access-key list` shows the keys that there are.",
    )


def permanent_id(draw: Draw) -> str:
    """Such as `AKIAIOSFODNN7EXAMPLE`."""
    return "AKIA" + _letters(draw)


def temporary_id(draw: Draw) -> str:
    """Such as `ASIAIOSFODNN7EXAMPLE`."""
    return "ASIA" + _letters(draw)


def secret(draw: Draw) -> str:
    """40 characters, as AWS's are."""
    return base64.b64encode(draw(30)).decode()


def session_token(draw: Draw) -> str:
    """Long enough that no digest of it can be turned back."""
    return base64.b64encode(draw(96)).decode()


def digest_of(token: str) -> str:
    """What is kept of a session token; it is drawn by lot, so that plain SHA-256 cannot be guessed backwards."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _letters(draw: Draw) -> str:
    return base64.b32encode(draw(10)).decode()
