"""boto3's own paginators, a row a page, come to an end and miss nothing."""

from __future__ import annotations

from typing import Any

from botocore import xform_name

from core.vocabulary.catalog import catalog, load
from tests.life.filling import fill
from tests.life.life import Life

FEWER = {"ListReplicationSets": 1, "ListIncidentFindings": 0}
"""Of everything else there are three rows or more."""


def test_a_paginator_that_takes_a_row_a_page_yields_what_one_large_page_holds(life: Life):
    asked = fill(life)
    for service in ("ssm-incidents", "ssm-contacts", "chatbot"):
        for name, description in load(service, "paginators-1")["pagination"].items():
            action = f"{service}:{name}"
            if action in catalog():
                turned(life.boto(service), name, description, asked.get(name, {}))
    assert life.repeated == []


def turned(client: Any, name: str, description: dict[str, str], params: dict[str, Any]) -> None:
    """Compare the pages with the whole."""
    whole = getattr(client, xform_name(name))(**params)
    rows, token = description["result_key"], description["output_token"]
    assert token not in whole, name
    one_by_one = "limit_key" in description
    config = {"PageSize": 1} if one_by_one else {}
    pages = list(client.get_paginator(xform_name(name)).paginate(**params, PaginationConfig=config))
    assert [row for page in pages for row in page[rows]] == whole[rows], name
    if one_by_one and whole[rows]:
        assert len(whole[rows]) >= FEWER.get(name, 3), (name, len(whole[rows]))
        assert {len(page[rows]) for page in pages} == {1}, name
