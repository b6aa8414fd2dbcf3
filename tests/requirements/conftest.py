"""Fixtures: the product's own parts, as the other folders of tests put them together."""

from __future__ import annotations

from tests.api.conftest import api
from tests.engine.conftest import world
from tests.http.test_outgoing import house
from tests.operations.conftest import fresh, muster

__all__ = ["api", "fresh", "house", "muster", "world"]
