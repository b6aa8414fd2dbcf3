"""Conditions on what is handed to a service of ours: which one, and by way of which."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.authorization.dependent import circumstances_of
from core.vocabulary.catalog import catalog
from tests.authorization.accounts import policy, several
from tests.operations.refusals import refused

OURS = "111122223333"
ROLE = f"arn:aws:iam::{OURS}:role/runbook"
ACTION = {"ssmAutomation": {"documentName": "restart", "roleArn": ROLE}}
VIA = "ssm-incidents.eu-west-1.amazonaws.com"
PLAN = {"name": "checkout", "incidentTemplate": {"title": "Down", "impact": 1}, "actions": [ACTION]}


def passing_to(service: str) -> Any:
    """May make response plans, and pass roles to this service."""
    plans = {"Effect": "Allow", "Action": "ssm-incidents:*", "Resource": "*"}
    condition = {"StringEquals": {"iam:PassedToService": service}}
    roles = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": ROLE, "Condition": condition}
    return policy(json.dumps({"Version": "2012-10-17", "Statement": [plans, roles]}))


async def test_a_role_is_passed_to_the_service_that_the_policy_names(tmp_path: Path) -> None:
    async with several(tmp_path, OURS) as accounts:
        muster = accounts.known[OURS].muster
        elsewhere = accounts.holding(OURS, "UELSEWHERE", passing_to("ec2.amazonaws.com"))
        here = accounts.holding(OURS, "UHERE", passing_to("ssm-incidents.amazonaws.com"))
        refusal = await refused(muster.incidents("CreateResponsePlan", caller=elsewhere, **PLAN))
        assert "iam:PassRole" in refusal.message
        assert await muster.incidents("CreateResponsePlan", caller=here, **PLAN)


async def test_a_role_is_taken_on_under_the_name_that_the_policy_allows(tmp_path: Path) -> None:
    async with several(tmp_path, OURS) as accounts:
        muster = accounts.known[OURS].muster
        condition = {"StringLike": {"sts:RoleSessionName": "ci-*"}, "StringEquals": {"sts:ExternalId": "partner"}}
        taking = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": condition}
        caller = accounts.holding(OURS, "UCI", policy(json.dumps({"Version": "2012-10-17", "Statement": taking})))
        asked = {
            "RoleArn": f"arn:aws:iam::{OURS}:role/MusterResponder",
            "RoleSessionName": "ci-1",
            "ExternalId": "partner",
        }
        assert await muster.call("sts:AssumeRole", caller=caller, **asked)
        for changed in ({"RoleSessionName": "laptop"}, {"ExternalId": "other"}):
            refusal = await refused(muster.call("sts:AssumeRole", caller=caller, **asked | changed))
            assert refusal.code == "AccessDeniedException"


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("iam:PassRole", {"iam:passedtoservice": ("ssm-incidents.amazonaws.com",)}),
        ("iam:CreateServiceLinkedRole", {"iam:awsservicename": ("ssm-incidents.amazonaws.com",)}),
        ("kms:CreateGrant", {"kms:viaservice": (VIA,), "kms:grantisforawsresource": ("true",)}),
        ("ssm-contacts:AssociateContact", {}),
    ],
)
def test_each_action_of_others_comes_with_its_own_keys(action: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert circumstances_of(action, catalog()["ssm-incidents:CreateReplicationSet"], "eu-west-1") == expected
