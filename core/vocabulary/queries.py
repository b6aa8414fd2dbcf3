"""What does `--query` pick out of an answer?  JMESPath, as in the AWS CLI."""

from __future__ import annotations

import warnings
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

LONGEST = 4_000


def fault(query: str) -> str | None:
    """Why this is no JMESPath expression, or None where it is one."""
    if len(query) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    try:
        _compiled(query)
    except (JMESPathError, RecursionError) as no:
        return str(no).partition("\n")[0]
    return None


def pick(query: str, answer: object) -> Any:
    """What the expression finds in an answer; raises `ValueError` where it cannot be applied."""
    try:
        return _compiled(query).search(answer)
    except (JMESPathError, RecursionError) as no:
        raise ValueError(str(no)) from no


def _compiled(query: str) -> Any:
    with warnings.catch_warnings():
        # A word in backticks is an old spelling of a text, and AWS's own documentation is full of it.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return jmespath.compile(query)
