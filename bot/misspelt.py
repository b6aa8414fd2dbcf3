"""Which variables of the environment look like a setting of Muster's and are none?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches

from bot.settings import Settings

PREFIX = "MUSTER_"
READ_ELSEWHERE = frozenset({"MUSTER_LOCAL_SLACK"})
"""By the demo, of which a server knows nothing."""
BESIDE_A_SERVICE = ("MUSTER_SERVICE_", "MUSTER_PORT_")
"""Kubernetes sets these, and MUSTER_PORT to such as `tcp://10.0.0.1:80`, where a Service is called `muster`."""


def misspelt(environment: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each, with the setting that may have been meant; never its value, which may be a secret."""
    settings = {one.metadata["variable"] for one in fields(Settings)}
    by_rest = {one.removeprefix(PREFIX): one for one in sorted(settings)}
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name in settings | READ_ELSEWHERE or _is_kubernetes(name, environment[name]):
            continue
        near = get_close_matches(name.removeprefix(PREFIX), by_rest, n=1)
        meant = f": did you mean {by_rest[near[0]]}?" if near else "; `muster doctor` shows all there are."
        yield f"{name} is set and is no setting of Muster's{meant}"


def _is_kubernetes(name: str, value: str) -> bool:
    return name.startswith(BESIDE_A_SERVICE) or (name == "MUSTER_PORT" and "://" in value)
