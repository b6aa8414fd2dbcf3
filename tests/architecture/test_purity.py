"""Are the rules of core pure?  Beside operations.py and ports.py, nothing waits, reads a clock, draws lots or logs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

CORE = Path(__file__).parents[2] / "core"
NOT_RULES = {"operations.py", "ports.py", "authorizer.py", "passing.py", "shares.py"}
NOT_FEATURES = {"vocabulary", "engine"}  # the dictionary is read from files; the engine is the loop
IMPURE_MODULES = {"asyncio", "logging", "os", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid"}
CLOCKS = {"now", "utcnow", "today"}


def rule_files() -> list[Path]:
    """The files of the feature folders that hold nothing but rules and values."""
    found = (path for path in CORE.glob("*/**/*.py") if path.relative_to(CORE).parts[0] not in NOT_FEATURES)
    return sorted(path for path in found if path.name not in NOT_RULES)


def impurities(source: str) -> list[str]:
    """What in this source waits, reads a clock, draws lots or logs, with its line."""
    return [f"line {node.lineno}: {what}" for node in ast.walk(ast.parse(source)) if (what := impurity(node))]


def impurity(node: ast.AST) -> str | None:
    """Why this node has no place in a rule, or None."""
    match node:
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            return "waits"
        case ast.Import(names=names):
            return next(
                (f"imports {name.name}" for name in names if name.name.partition(".")[0] in IMPURE_MODULES), None
            )
        case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in IMPURE_MODULES:
            return f"imports {module}"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime" | "date"), attr=attr)) if attr in CLOCKS:
            return "reads the clock"
        case ast.Call(func=ast.Name(id="print" | "open" | "input" as name)):
            return f"calls {name}"
    return None


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: str(path.relative_to(CORE)))
def test_a_rule_neither_waits_nor_looks_around(path):
    assert impurities(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "async def page(): ...",
        "import random",
        "import os.path",
        "from time import monotonic",
        "import logging as quiet",
        "at = datetime.now(UTC)",
        "print('paged')",
    ],
)
def test_an_impure_rule_would_be_noticed(source):
    assert impurities(source)


def test_there_are_rules_to_look_at():
    assert len(rule_files()) > 10
