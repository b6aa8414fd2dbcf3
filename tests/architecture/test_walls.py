"""Do the parts of core keep out of each other's rooms?  import-linter holds the walls between the folders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def imports(source: str) -> Iterator[str]:
    """The modules and names that a source imports, dotted; names behind TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def offenders(pattern: str, forbidden: str) -> list[str]:
    """The imports of a forbidden form in the files that match a pattern."""
    files = sorted(ROOT.glob(pattern))
    assert files, f"no file is called {pattern}"
    found = ((path, name) for path in files for name in imports(path.read_text()))
    return [f"{path.relative_to(ROOT)} imports {name}" for path, name in found if re.match(forbidden, name)]


def test_the_vocabulary_knows_no_feature():
    features = {path.parent.name for path in ROOT.glob("core/*/__init__.py")} - {"vocabulary"}
    upstairs = "|".join(features | {"dispatcher", "work"})
    assert offenders("core/vocabulary/**/*.py", rf"core\.({upstairs})\b") == []


def test_no_operations_call_other_operations():
    """What an operation sets off elsewhere is a step that the engine picks up."""
    assert offenders("core/*/operations.py", r"core\.\w+\.operations\b") == []


@pytest.mark.parametrize("folder", ["bot", "core", "storage"])
def test_nobody_stores_a_class_by_its_name(folder):
    """Rows outlive the code that wrote them."""
    assert offenders(f"{folder}/**/*.py", r"(pickle|shelve|marshal|dill)\b") == []


@pytest.mark.parametrize("source", ["import core.incidents.operations", "from core.incidents import operations"])
def test_an_import_is_found_however_it_is_written(source):
    assert "core.incidents.operations" in list(imports(source))
