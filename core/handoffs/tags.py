"""What a schedule's tags say about where its hand-offs are told."""

from __future__ import annotations

import re
from collections.abc import Mapping

USER_GROUP = "muster/slack-user-group"
"""Its Slack user groups, by id or handle; several stand apart by blanks."""
POSTS = "muster/hand-off-posts"
"""`off`: no posts."""
CHANNEL = "muster/hand-off-channel"
"""The ids of the Slack channels that are told, instead of those of the response plans."""

_ID = re.compile(r"(?=[A-Z]*[0-9])S[A-Z0-9]{7,}")


def user_groups_of(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Each once: an id as Slack has it, or a handle without its @."""
    return tuple(dict.fromkeys(_group(word) for word in _value(tags, USER_GROUP).split() if word.strip("@")))


def is_group_id(name: str) -> bool:
    """Whether this is Slack's id of a user group, and no handle, which Slack keeps in small letters."""
    return bool(_ID.fullmatch(name))


def are_told(tags: Mapping[str, str]) -> bool:
    """Whether hand-offs are posted at all."""
    return _value(tags, POSTS).strip().lower() not in ("off", "no", "false")


def channels_named(tags: Mapping[str, str]) -> tuple[str, ...]:
    """The channels that are named themselves."""
    return tuple(dict.fromkeys(_value(tags, CHANNEL).split()))


def _group(word: str) -> str:
    return word if is_group_id(word) else word.strip("@").lower()


def _value(tags: Mapping[str, str], key: str) -> str:
    """No two keys of a resource differ in the case of their letters only."""
    return next((value for name, value in tags.items() if name.lower() == key), "")
