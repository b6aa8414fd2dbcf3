"""What holds for every test: laws are tried the same way twice in CI, and never against a stop-watch."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.databases import kinds

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

kind_of_database = pytest.fixture(kinds, name="kind_of_database")
