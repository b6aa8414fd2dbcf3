"""Do the documents say what the code does, and do their links lead somewhere?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from generated import README, ROOT, SETTINGS, documents

from core.vocabulary.catalog import catalog

DOCUMENTS = [README, *sorted(ROOT.glob("docs/*.md"))]
in_every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)


def test_what_follows_from_the_code_is_up_to_date():
    assert [path.name for path, text in documents() if path.read_text() != text] == [], "run `make fix`"


def test_a_setting_that_the_readme_leaves_out_would_be_noticed():
    assert len(SETTINGS.findall(README.read_text())) == 1
    assert "MUSTER_DATA_DIR" in SETTINGS.findall(README.read_text())[0]


@in_every_document
def test_links_within_the_repository_lead_somewhere(document: Path):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


@in_every_document
def test_commands_in_the_documents_exist(document: Path):
    typed = re.findall(r"@aws (ssm-\w+|chatbot) ([a-z-]+)", document.read_text())
    assert [" ".join(one) for one in typed if not catalog().find(*one)] == []


@in_every_document
def test_paths_in_the_documents_exist(document: Path):
    named = re.findall(r"`((?:bot|core|storage|tests|docs|benchmarks)/[\w./-]+)`", document.read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []
