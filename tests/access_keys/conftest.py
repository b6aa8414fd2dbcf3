"""The fixtures of the operations, for those who hold keys."""

from __future__ import annotations

from tests.operations.conftest import fresh, muster

__all__ = ["fresh", "muster"]
