"""How is a field tied to a variable of the environment, and what if the variable cannot be used?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any


class WrongSetting(Exception):
    """A variable of the environment cannot be used; the text says which, why, and what would do."""


def setting(
    variable: str, meaning: str, default: str = "", *, secret: bool = False, by: Callable[[str], Any] = str
) -> Any:
    """A field that is read from `variable`; `default` is what stands when it is not set.

    A secret is never shown, and may be named as an `ssm:` parameter (see `bot/named_secrets.py`).
    `by` makes the value of the text, and raises `ValueError` with what was expected.
    """
    return field(metadata={"variable": variable, "meaning": meaning, "default": default, "secret": secret, "by": by})
