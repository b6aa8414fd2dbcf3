"""What the policies that come with Muster allow, and nothing beside it."""

from __future__ import annotations

import json

import pytest

from core.policies.actions import known
from core.policies.evaluation import PolicySets, decide
from core.policies.managed import ARN, FILES, managed
from core.vocabulary.catalog import catalog
from tests.rules.deciding import ARNS, asking

RESOLVER = {
    "ssm-incidents:StartIncident",
    "ssm-incidents:ListResponsePlans", "ssm-incidents:GetResponsePlan",
    "ssm-incidents:ListIncidentRecords", "ssm-incidents:GetIncidentRecord", "ssm-incidents:UpdateIncidentRecord",
    "ssm-incidents:ListTimelineEvents", "ssm-incidents:CreateTimelineEvent", "ssm-incidents:GetTimelineEvent",
    "ssm-incidents:UpdateTimelineEvent", "ssm-incidents:DeleteTimelineEvent",
    "ssm-incidents:ListRelatedItems", "ssm-incidents:UpdateRelatedItems",
}  # fmt: skip
"""The guide's, action by action."""
ON_CALL = {
    "ssm-contacts:ListContacts", "ssm-contacts:GetContact",
    "ssm-contacts:ListRotations", "ssm-contacts:GetRotation",
    "ssm-contacts:ListRotationShifts", "ssm-contacts:ListPreviewRotationShifts",
    "ssm-contacts:ListRotationOverrides", "ssm-contacts:GetRotationOverride",
}  # fmt: skip
"""Who is on call, with names and times, and by no address."""
ENGINE = {"ssm-incidents:ListIncidentRecords", "ssm-incidents:CreateTimelineEvent", "ssm-contacts:StartEngagement"}
READING = {action for action, operation in catalog().items() if operation.read_only}
ABOUT_PEOPLE = {"cloudtrail:LookupEvents"}
"""Who did what from where is not for everybody who may look at incidents."""
EVERYTHING = {action for actions in known().values() for action in actions}
OF_OTHERS = {
    "iam:PassRole", "iam:CreateServiceLinkedRole", "kms:CreateGrant", "kms:DescribeKey", "ssm:CreateOpsItem",
    "cloudtrail:LookupEvents",
}  # fmt: skip


def allowed_by(name: str, resource: str = "*") -> set[str]:
    """The actions that the policy allows, of all that could be asked for."""
    sets = PolicySets(identity=(managed()[ARN + name],))
    return {one for one in EVERYTHING | OF_OTHERS if decide(asking(one, resource), sets).allowed}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AWSIncidentManagerResolverAccess", RESOLVER),
        ("MusterResponderAccess", RESOLVER | ON_CALL | {"ssm-contacts:StartEngagement"}),
        ("AWSIncidentManagerServiceRolePolicy", ENGINE | {"ssm:CreateOpsItem"}),
        ("MusterReadOnlyAccess", READING - ABOUT_PEOPLE),
        ("ReadOnlyAccess", READING | ABOUT_PEOPLE),
        ("MusterAdministratorAccess", EVERYTHING | OF_OTHERS),
        ("AdministratorAccess", EVERYTHING | OF_OTHERS),
    ],
)
def test_a_managed_policy_allows_what_it_is_for_and_nothing_else(name: str, expected: set[str]):
    assert allowed_by(name) == expected


def test_none_was_left_out():
    assert {arn.removeprefix(ARN) for arn in managed()} == {file.stem for file in FILES.iterdir()}
    assert len(managed()) == 7
    assert all(arn == policy.arn for arn, policy in managed().items())


def test_a_responder_takes_on_the_role_of_a_responder_only():
    assert "sts:AssumeRole" in allowed_by("MusterResponderAccess", ARNS.role("MusterResponder"))
    for role in ("MusterAdministrator", "MusterResponder2", "muster-slack"):
        assert "sts:AssumeRole" not in allowed_by("MusterResponderAccess", ARNS.role(role))


def test_no_policy_that_is_not_an_administrators_changes_rights():
    changing = {"ssm-incidents:PutResourcePolicy", "ssm-contacts:PutContactPolicy", "iam:PassRole"}
    changing |= {"ssm-contacts:AcceptPageWithoutCode", "ssm-contacts:AssociateContact", "ssm-contacts:AcceptPage"}
    for arn in managed():
        if "Administrator" not in arn:
            assert not allowed_by(arn.removeprefix(ARN)) & changing, arn


def test_they_are_what_they_are_for_everybody_and_can_be_copied():
    for file in FILES.iterdir():
        document = json.loads(file.read_text())
        assert document["Version"] == "2012-10-17"
        assert {"Principal", "Condition"}.isdisjoint(name for one in document["Statement"] for name in one)


def test_they_cannot_be_changed_by_whoever_looks_at_them():
    with pytest.raises(TypeError):
        managed()["x"] = managed()[ARN + "ReadOnlyAccess"]  # type: ignore[index]
