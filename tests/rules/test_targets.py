"""Which resources does each operation of the catalog speak of, and what else does it need?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arns import Arns, contact_arn_of
from core.authorization.dependent import dependents_of
from core.authorization.targets import account_of, shared_as, targets_of
from core.vocabulary.catalog import catalog
from core.vocabulary.examples import example_params

ARNS = Arns("111122223333", "us-east-1")
UID = "0a1b2c3d-1111-4222-8333-444455556666"
INCIDENT = ARNS.incident_record("checkout", UID)
KEY = "arn:aws:kms:us-east-1:444455556666:key/0a1b2c3d-1111-4222-8333-444455556666"
ROLE = "arn:aws:iam::111122223333:role/runbooks"
ANA, BEN = ARNS.contact("ana"), ARNS.contact("ben")

REVIEWED = {
    "*": """
        chatbot:DescribeSlackChannelConfigurations chatbot:ListCustomActions cloudtrail:LookupEvents
        ssm-contacts:ListContacts ssm-contacts:ListEngagements ssm-contacts:ListPreviewRotationShifts
        ssm-contacts:ListRotations ssm-incidents:ListIncidentRecords ssm-incidents:ListReplicationSets
        ssm-incidents:ListResponsePlans sts:GetCallerIdentity
    """,
    "contact": """
        ssm-contacts:CreateContact ssm-contacts:CreateContactChannel ssm-contacts:DeleteContact
        ssm-contacts:GetContact ssm-contacts:GetContactPolicy ssm-contacts:ListContactChannels
        ssm-contacts:ListPagesByContact ssm-contacts:ListTagsForResource ssm-contacts:PutContactPolicy
        ssm-contacts:StartEngagement ssm-contacts:TagResource ssm-contacts:UntagResource ssm-contacts:UpdateContact
    """,
    "contact-channel": """
        ssm-contacts:ActivateContactChannel ssm-contacts:DeactivateContactChannel ssm-contacts:DeleteContactChannel
        ssm-contacts:GetContactChannel ssm-contacts:SendActivationCode ssm-contacts:UpdateContactChannel
    """,
    "custom-action": """
        chatbot:CreateCustomAction chatbot:DeleteCustomAction chatbot:GetCustomAction chatbot:ListTagsForResource
        chatbot:TagResource chatbot:UntagResource chatbot:UpdateCustomAction
    """,
    "custom-action chat-configuration": "chatbot:AssociateToConfiguration chatbot:DisassociateFromConfiguration",
    "chat-configuration": """
        chatbot:CreateSlackChannelConfiguration chatbot:DeleteSlackChannelConfiguration chatbot:ListAssociations
        chatbot:UpdateSlackChannelConfiguration
    """,
    "engagement": "ssm-contacts:DescribeEngagement ssm-contacts:ListPagesByEngagement ssm-contacts:StopEngagement",
    "incident-record": """
        ssm-incidents:BatchGetIncidentFindings ssm-incidents:CreateTimelineEvent ssm-incidents:DeleteIncidentRecord
        ssm-incidents:DeleteTimelineEvent ssm-incidents:GetIncidentRecord ssm-incidents:GetTimelineEvent
        ssm-incidents:ListIncidentFindings ssm-incidents:ListRelatedItems ssm-incidents:ListTimelineEvents
        ssm-incidents:UpdateIncidentRecord ssm-incidents:UpdateRelatedItems ssm-incidents:UpdateTimelineEvent
    """,
    "page": """
        ssm-contacts:AcceptPage ssm-contacts:DescribePage ssm-contacts:ListPageReceipts
        ssm-contacts:ListPageResolutions
    """,
    "replication-set": """
        ssm-incidents:CreateReplicationSet ssm-incidents:DeleteReplicationSet ssm-incidents:GetReplicationSet
        ssm-incidents:UpdateDeletionProtection ssm-incidents:UpdateReplicationSet
    """,
    "response-plan": """
        ssm-incidents:CreateResponsePlan ssm-incidents:DeleteResourcePolicy ssm-incidents:DeleteResponsePlan
        ssm-incidents:GetResourcePolicies ssm-incidents:GetResponsePlan ssm-incidents:ListTagsForResource
        ssm-incidents:PutResourcePolicy ssm-incidents:StartIncident ssm-incidents:TagResource
        ssm-incidents:UntagResource ssm-incidents:UpdateResponsePlan
    """,
    "role": "sts:AssumeRole",
    "rotation": """
        ssm-contacts:CreateRotation ssm-contacts:CreateRotationOverride ssm-contacts:DeleteRotation
        ssm-contacts:DeleteRotationOverride ssm-contacts:GetRotation ssm-contacts:GetRotationOverride
        ssm-contacts:ListRotationOverrides ssm-contacts:ListRotationShifts ssm-contacts:UpdateRotation
    """,
}
"""What AWS's Service Authorization Reference says each operation is allowed on; of the Create operations, ours."""


def targets(action: str, **params: Any) -> tuple[str, ...]:
    return targets_of(catalog()[action], params, ARNS)


def dependents(action: str, **params: Any) -> list[tuple[str, str]]:
    return list(dependents_of(catalog()[action], params, ARNS))


@pytest.mark.parametrize("action", sorted(catalog()))
def test_each_operation_speaks_of_what_was_reviewed(action):
    found = targets_of(catalog()[action], example_params(catalog()[action]), ARNS)
    kinds = " ".join(one.split(":")[-1].partition("/")[0] for one in found)
    assert action in REVIEWED[kinds].split()


def test_no_operation_was_reviewed_that_there_is_not():
    assert sorted(action for actions in REVIEWED.values() for action in actions.split()) == sorted(catalog())


def test_what_is_made_has_the_arn_that_it_will_have():
    assert targets("ssm-incidents:CreateResponsePlan", name="checkout") == (ARNS.response_plan("checkout"),)
    assert targets("ssm-contacts:CreateContact", Alias="ana") == (ANA,)
    assert targets("ssm-contacts:CreateRotation", Name="nights") == (ARNS.rotation("*"),)


def test_a_member_beside_the_resource_is_none():
    assert targets("ssm-contacts:StartEngagement", ContactId=ANA, IncidentId=INCIDENT) == (ANA,)
    assert targets("ssm-contacts:AcceptPage", PageId=ARNS.page("ana", "1"), ContactChannelId="x") == (
        ARNS.page("ana", "1"),
    )


@pytest.mark.parametrize("nonsense", [None, 7, "", "checkout", ["a"], {"a": 1}, "arn:aws", "arn:" + "x:" * 2000, "\n"])
def test_nonsense_is_everything_and_never_an_error(nonsense):
    for operation in catalog().values():
        params = dict.fromkeys(operation.input_shape.members, nonsense)
        found = targets_of(operation, params, ARNS)
        assert all(one == "*" or one.startswith("arn:aws:") for one in found)
        dependents_of(operation, params, ARNS)


json = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.sampled_from(sorted(catalog())), st.data())
def test_dependents_bear_whatever_somebody_sends(action, data):
    operation = catalog()[action]
    params = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(operation.input_shape.members, json)))
    for asked, resource in dependents_of(operation, params, ARNS):
        assert ":" in asked
        assert resource


def test_whoever_stands_in_a_plan_has_to_be_associated():
    stages = [{"Targets": [{"ContactTargetInfo": {"ContactId": arn}} for arn in (ANA, BEN, ANA)]}]
    wanted = [("ssm-contacts:AssociateContact", ANA), ("ssm-contacts:AssociateContact", BEN)]
    assert dependents("ssm-contacts:CreateContact", Plan={"Stages": stages}) == wanted
    assert dependents("ssm-contacts:UpdateContact", ContactId=BEN, Plan={"Stages": stages}) == wanted
    assert dependents("ssm-incidents:CreateResponsePlan", engagements=[ANA, BEN]) == wanted
    assert dependents("ssm-contacts:UpdateRotation", RotationId="x", ContactIds=[ANA, BEN]) == wanted
    assert dependents("ssm-contacts:CreateRotationOverride", NewContactIds=[ANA, BEN]) == wanted
    assert dependents("ssm-contacts:ListPreviewRotationShifts", Members=[ANA, BEN]) == []


def test_a_role_has_to_be_passed():
    automation = {"ssmAutomation": {"roleArn": ROLE, "documentName": "restart"}}
    assert dependents("ssm-incidents:UpdateResponsePlan", arn="x", actions=[automation]) == [("iam:PassRole", ROLE)]
    assert dependents("chatbot:UpdateSlackChannelConfiguration", IamRoleArn=ROLE) == [("iam:PassRole", ROLE)]
    assert dependents("sts:AssumeRole", RoleArn=ROLE) == []


def test_a_key_has_to_be_granted_and_described_but_not_the_default_one():
    grants = [("kms:CreateGrant", KEY), ("kms:DescribeKey", KEY)]
    role = ("iam:CreateServiceLinkedRole", ARNS.service_linked_role())
    regions = {"us-east-1": {"sseKmsKeyId": KEY}, "eu-west-1": {"sseKmsKeyId": "DefaultKey"}, "eu-west-3": {}}
    assert dependents("ssm-incidents:CreateReplicationSet", regions=regions) == [role, *grants]
    added = [{"addRegionAction": {"regionName": "eu-west-1", "sseKmsKeyId": KEY}}]
    assert dependents("ssm-incidents:UpdateReplicationSet", arn="x", actions=added) == grants


def test_a_code_that_is_not_looked_at_needs_a_right_of_its_own():
    page = ARNS.page("ana", "1")
    assert dependents("ssm-contacts:AcceptPage", PageId=page, AcceptCodeValidation="IGNORE") == [
        ("ssm-contacts:AcceptPageWithoutCode", page)
    ]
    assert dependents("ssm-contacts:AcceptPage", PageId=page, AcceptCodeValidation="ENFORCE") == []
    assert dependents("ssm-contacts:AcceptPage", PageId=page) == []


def test_whoever_brings_tags_has_to_be_allowed_to_tag():
    assert dependents("ssm-contacts:CreateContact", Alias="ana", Tags=[{"Key": "a", "Value": "b"}]) == [
        ("ssm-contacts:TagResource", ANA)
    ]
    assert dependents("ssm-contacts:CreateContact", Alias="ana", Tags=[]) == []


def test_what_belongs_to_a_plan_or_contact_is_shared_with_it():
    assert shared_as(INCIDENT) == ARNS.response_plan("checkout")
    assert shared_as(ARNS.page("ana", "1")) == contact_arn_of(ARNS.engagement("ana", "2")) == ANA
    assert shared_as(ARNS.rotation(UID)) is None


def test_what_names_no_account_is_sought_in_ours():
    assert account_of("*", ARNS) == account_of("arn:aws:s3:::bucket", ARNS) == ARNS.account
    assert account_of("arn:aws:ssm-incidents::444455556666:response-plan/x", ARNS) == "444455556666"
