"""Values of any shape, for laws about reading and writing commands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from botocore.model import Shape
from hypothesis import strategies as st

from core.vocabulary.catalog import Operation

NOW = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)

PROSE = st.text(st.sampled_from("abcXYZ äß日🔥019 .,:;!?/()+*#%&<>=_~|^@$`\\'\"[]{}\n-"), min_size=0, max_size=24)
"""What people write, with every character that a shell, JSON or Slack takes for more than it is."""

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def texts(prose: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    words = st.sampled_from(["checkout", "Checkout is down", "now", "-15m", "5", "true", "it's", "arn:aws:x::1:y/z"])
    return prose | words


def values(shape: Shape, prose: st.SearchStrategy[str] = PROSE) -> st.SearchStrategy[Any]:
    """Anything of the right type; sizes and patterns do not matter to a parser."""
    match shape.type_name:
        case "structure":
            members = {name: values(inner, prose) for name, inner in shape.members.items()}
            return st.fixed_dictionaries({}, optional=members)
        case "list":
            return st.lists(values(shape.member, prose), max_size=3)
        case "map":
            return st.dictionaries(prose, values(shape.value, prose), max_size=3)
        case "integer" | "long":
            return st.integers(-(10**9), 10**9)
        case "boolean":
            return st.booleans()
        case "timestamp":
            return MOMENTS
    return st.sampled_from(shape.enum) if getattr(shape, "enum", None) else texts(prose)


def inputs(
    operation: Operation, prose: st.SearchStrategy[str] = PROSE, *, complete: bool = False
) -> st.SearchStrategy[dict[str, Any]]:
    """Values for some of an operation's members, and for all that are required where it is to be `complete`."""
    members = {name: values(shape, prose) for name, shape in operation.input_shape.members.items()}
    required = operation.input_shape.required_members if complete else []
    optional = {name: inner for name, inner in members.items() if name not in required}
    return st.fixed_dictionaries({name: members[name] for name in required}, optional=optional)
