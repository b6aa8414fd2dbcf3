"""Which accounts belong together, and whose is a Slack workspace?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.organization.organization import Membership, Organization
from core.organization.reading import organization
from core.policies.wrong_file import WrongFile

PATH = "o-abc123def45/r-ab12/ou-ab12-11111111/"
EXAMPLE = {
    "organization": "o-abc123def45",
    "accounts": {
        "111122223333": {"path": PATH, "workspace": "T0HOME", "admins": ["U1BOSS"]},
        "222233334444": {"path": "o-abc123def45/r-ab12/"},
        "333344445555": {"workspace": "T0GUESTS"},
    },
}


def read(document: Any) -> Organization:
    return organization(json.dumps(document), "organization.json")


def test_accounts_are_where_the_file_says():
    found = read(EXAMPLE)
    assert found.path_of("111122223333") == Membership("o-abc123def45", PATH)
    assert found.path_of("333344445555") is None
    assert found.path_of("999999999999") is None
    ours = found.accounts["111122223333"]
    assert (ours.workspace, ours.admins) == ("T0HOME", frozenset({"U1BOSS"}))


@pytest.mark.parametrize(
    ("changed", "place", "problem"),
    [
        ({"organisation": "o-abc123def45"}, "", "did you mean organization?"),
        ({"organization": "abc"}, "organization", "must look like o-abc123def45"),
        ({"accounts": {"1234": {}}}, "accounts", "must look like 111122223333"),
        ({"accounts": {"111122223333": {"path": PATH.rstrip("/")}}}, "accounts.111122223333.path", "must look like"),
        ({"accounts": {"111122223333": {"path": "o-zzzzzzzzzz/r-ab12/"}}}, "accounts.111122223333.path", "must begin"),
        ({"accounts": {"111122223333": {"workspace": "home"}}}, "accounts.111122223333.workspace", "T0123456789"),
        ({"accounts": {"111122223333": {"admins": ["ada"]}}}, "accounts.111122223333.admins", "U0123456789"),
        ({"accounts": {"111122223333": {"slack": "T0"}}}, "accounts.111122223333", "there is no element 'slack'"),
        (
            {"accounts": {one: {"workspace": "T0HOME"} for one in ("111122223333", "222233334444")}},
            "accounts.222233334444.workspace",
            "is the workspace of 111122223333 already",
        ),
        ({"accounts": []}, "accounts", "it must be an object"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(changed, place, problem):
    with pytest.raises(WrongFile) as refused:
        read({**EXAMPLE, **changed})
    assert (refused.value.file, refused.value.place) == ("organization.json", place)
    assert problem in refused.value.problem


def test_a_path_without_an_organization_is_refused():
    with pytest.raises(WrongFile, match="`organization` is missing"):
        read({"accounts": EXAMPLE["accounts"]})
