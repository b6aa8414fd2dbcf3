"""Which workspace is a delivery for?  The one that received it: whoever wrote it may be of another, or of none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Body = Mapping[str, Any]

LEFT = {"app_uninstalled", "tokens_revoked"}


def addressed(body: Body) -> tuple[str, ...]:
    """The ids that it is addressed to, the nearest first: a workspace, and its Enterprise Grid where there is one.

    Never the team of the person: in a channel that two companies share, that would be a stranger's own.
    """
    return tuple(dict.fromkeys(one for one in _addressed(body) if isinstance(one, str) and one))


def has_left(body: Body) -> bool:
    """Whether it says that the bot's token is good for nothing any more."""
    if body.get("type") != "event_callback":
        return False
    event = body.get("event")
    if not isinstance(event, Mapping) or str(event.get("type")) not in LEFT:
        return False
    tokens = event.get("tokens")
    return event["type"] == "app_uninstalled" or bool(isinstance(tokens, Mapping) and tokens.get("bot"))


def _addressed(body: Body) -> Iterator[object]:
    view, authorizations = body.get("view"), body.get("authorizations")
    if isinstance(view, Mapping) and view.get("app_installed_team_id"):
        yield view["app_installed_team_id"]  # it was opened in another workspace's part of a shared channel
    elif isinstance(authorizations, list) and authorizations:
        yield from _of_installation(authorizations[0])
    else:
        yield from _of_installation(body)


def _of_installation(told: object) -> Iterator[object]:
    if not isinstance(told, Mapping):
        return
    for one, id_ in (("team", "team_id"), ("enterprise", "enterprise_id")):
        named = told.get(one)
        yield named.get("id") if isinstance(named, Mapping) else named
        yield told.get(id_)
