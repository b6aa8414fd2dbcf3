"""Is an answer built as the documentation shows it?"""

from __future__ import annotations

from collections.abc import Iterator

MISPRINTS = {
    "create-replication-set.rst": {"replicationSetArns", "replicationSetArns[]"},  # the answer of another operation
}
"""What the documentation shows and AWS's own model does not know."""
WAYWARD = {
    "get-replication-set.rst": {"replicationSet.regionMap.us-east-2.statusMessage"},  # only where something is wrong
}
"""What is there for one resource and not for another."""


def missing(file: str, documented: object, answered: object) -> set[str]:
    """The members that the documentation shows and the answer does not have."""
    return set(_paths(documented)) - set(_paths(answered)) - MISPRINTS.get(file, set()) - WAYWARD.get(file, set())


def _paths(value: object, here: str = "") -> Iterator[str]:
    """`a.b[].c` for every member that there is."""
    match value:
        case dict():
            for name, inner in value.items():
                yield f"{here}.{name}".lstrip(".")
                yield from _paths(inner, f"{here}.{name}".lstrip("."))
        case list():
            for inner in value:
                yield f"{here}[]"
                yield from _paths(inner, f"{here}[]")
