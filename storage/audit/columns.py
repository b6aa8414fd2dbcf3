"""What may stand in a column after somebody has changed it?  Anything."""

from __future__ import annotations


def raw(value: object) -> bytes:
    """Whoever changes a column may change its type."""
    return value if isinstance(value, bytes) else str(value).encode()
