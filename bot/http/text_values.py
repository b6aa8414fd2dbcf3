"""How are the parameters of a query string or a form read?  There everything is text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from core.errors import Refusal

if TYPE_CHECKING:
    from botocore.model import Shape

MOST_FIELDS = 1000
WHOLE = re.compile(r"-?[0-9]{1,19}")
DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
BOOLEANS = {"true": True, "false": False}


def fields(text: str) -> list[tuple[str, str]]:
    """Names and values in their order, percent-decoded."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refusal(
            "SerializationException",
            f"The query string or form must be percent-encoded UTF-8 with at most {MOST_FIELDS} fields.",
        ) from None


def value_of(shape: Shape, text: str) -> Any:
    """The text as what it stands for; where it stands for nothing of that kind, as it is, for the validator to name."""
    match shape.type_name:
        case "integer" | "long" if WHOLE.fullmatch(text):
            return int(text)
        case "timestamp" if DECIMAL.fullmatch(text):
            return float(text)
        case "boolean":
            return BOOLEANS.get(text, text)
    return text
