"""Which actions can a policy name?  The operations that there are, and what some of them ask for beside themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from core.policies.patterns import ANYTHING, matches
from core.policies.wrong import nearest, shown, wrong
from core.vocabulary.catalog import catalog

PERMISSION_ONLY = ("ssm-contacts:AssociateContact", "ssm-contacts:AcceptPageWithoutCode")
"""Asked for whoever a plan names, and for accepting a page whose code is not looked at; no operations are named so."""
WHOLE = frozenset({"ssm-incidents", "ssm-contacts"})
"""The services of which everything is here; of others a policy may name actions that only AWS has."""
SHAPE = re.compile(r"[A-Za-z0-9-]{1,64}:[A-Za-z0-9*?]{1,128}")


def refuse_unknown(action: str, place: str) -> None:
    """Raise where this pattern could never match an action of a service that we follow, or is none at all."""
    if action == ANYTHING:
        return
    if not SHAPE.fullmatch(action):
        raise wrong(place, f"'{shown(action)}' must be an action such as ssm-incidents:StartIncident, or *")
    service = service_of(action)
    if service in WHOLE and not _is_any(action.lower(), _lower()[service]):
        raise wrong(place, f"there is no action '{shown(action)}'{nearest(action, known()[service])}")


def _is_any(pattern: str, actions: frozenset[str]) -> bool:
    """Most patterns are names, and each is found at once: the policies that ship are read at every start."""
    return pattern in actions or any(matches(pattern, one) for one in actions)


def service_of(action: str) -> str:
    """`ssm-incidents` of `ssm-incidents:StartIncident`; `*` is of every service and stays."""
    return action.partition(":")[0].lower()


@cache
def known() -> Mapping[str, tuple[str, ...]]:
    """Each service's actions."""
    found: dict[str, list[str]] = {}
    for action in (*catalog(), *PERMISSION_ONLY):
        found.setdefault(service_of(action), []).append(action)
    return {service: tuple(actions) for service, actions in found.items()}


@cache
def _lower() -> Mapping[str, frozenset[str]]:
    return {service: frozenset(one.lower() for one in actions) for service, actions in known().items()}
