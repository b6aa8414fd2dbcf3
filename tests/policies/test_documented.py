"""Can the example of docs/permissions.md be used as it stands, and does it do what the page says of it?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.policies.files import attachments
from core.organization.reading import organization
from core.policies.evaluation import Asking, decide
from core.policies.managed import managed
from core.principals.rights import rights_of
from core.principals.telling import reason
from tests.rules.attached import ACCOUNT, caller, names

PAGE = (Path(__file__).parents[2] / "docs/permissions.md").read_text()
FILES = dict(re.findall(r"^`([\w.]+\.json)`[^\n]*:\n\n```json\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE))
EXAMPLE = attachments(FILES, ACCOUNT)
PLAN = f"arn:aws:ssm-incidents::{ACCOUNT}:response-plan/checkout"


def test_every_file_of_the_example_is_there() -> None:
    shown = re.findall(r"^[├└]── (\S+)$", PAGE, re.MULTILINE)
    assert sorted(FILES) == sorted(shown)


@pytest.mark.parametrize(
    ("key", "policies"),
    [
        ("U01ADA", ["PlanEditor", "AWSIncidentManagerResolverAccess"]),
        ("U02INTERN", []),
        ("U03BEN", ["MusterResponderAccess", "PlanEditor"]),
        ("U99OTHER", ["MusterResponderAccess"]),
        ("assumed-role/deployer/run", ["PlanEditor"]),
    ],
)
def test_everybody_in_the_example_has_what_it_says(key: str, policies: list[str]) -> None:
    assert names(rights_of(caller(key), EXAMPLE).sets.identity) == policies


def test_the_explained_refusal_is_what_would_be_said() -> None:
    ben = caller("U03BEN")
    action = "ssm-incidents:DeleteResponsePlan"
    rights = rights_of(ben, EXAMPLE)
    asking = Asking(arn=ben.arn, account=ACCOUNT, action=action, resource=PLAN, context={})
    sentence = reason(decide(asking, rights.sets), rights)
    assert sentence in PAGE
    assert f"--principal U03BEN --action {action}" in PAGE


def test_the_policies_that_ship_are_all_told_of() -> None:
    assert [name for name in names(managed().values()) if f"`{name}`" not in PAGE] == []


def test_the_organization_of_the_example_can_be_read() -> None:
    (text,) = re.findall(r"```json\n(\{\n  \"organization\".*?)```", PAGE, re.DOTALL)
    found = organization(text, "organization.json")
    assert found.path_of(ACCOUNT) is not None
    assert found.accounts[ACCOUNT].workspace == "T01HOME"
