"""Short names for ARNs: where they may stand, and which ARN follows from them."""

from __future__ import annotations

import pytest

from core.arns import Arns
from core.vocabulary.catalog import catalog
from core.vocabulary.names import KINDS, Name, expand, nameable, names_in, with_words

ARNS = Arns("111122223333", "us-east-1")
UID = "0a1b2c3d-1111-4222-8333-444455556666"
INCIDENTS = "arn:aws:ssm-incidents::111122223333:"
CONTACTS = "arn:aws:ssm-contacts:us-east-1:111122223333:"


@pytest.mark.parametrize(
    ("kind", "word", "arn"),
    [
        ("response-plan", "checkout", f"{INCIDENTS}response-plan/checkout"),
        ("response-plan", "response-plan/checkout", f"{INCIDENTS}response-plan/checkout"),
        ("contact", "jane.doe", f"{CONTACTS}contact/jane.doe"),
        ("contact", "U012AB3CD", None),
        ("contact", "Jane Doe", None),
        ("contact", "response-plan/checkout", None),
        ("contact-channel", f"jane/{UID}", f"{CONTACTS}contact-channel/jane/{UID}"),
        ("contact-channel", "jane/slack", None),
        ("engagement", f"jane/{UID}", f"{CONTACTS}engagement/jane/{UID}"),
        ("page", f"page/jane/{UID}", f"{CONTACTS}page/jane/{UID}"),
        ("page", "jane", None),
        ("incident-record", f"checkout/{UID}", f"{INCIDENTS}incident-record/checkout/{UID}"),
        ("incident-record", "checkout", None),
        ("incident-record", "a/b/c", None),
        ("replication-set", "a", None),
        ("rotation", UID, f"{CONTACTS}rotation/{UID}"),
        ("rotation", f"rotation/{UID}", f"{CONTACTS}rotation/{UID}"),
        ("rotation", "primary", None),
        ("resource", f"rotation/{UID}", f"{CONTACTS}rotation/{UID}"),
        ("resource", "rotation/primary", None),
        ("resource", "contact/jane", f"{CONTACTS}contact/jane"),
        ("resource", f"incident-record/checkout/{UID}", f"{INCIDENTS}incident-record/checkout/{UID}"),
        ("resource", "jane", None),
        ("slack-channel-configuration", "ops", "arn:aws:chatbot::111122223333:chat-configuration/slack-channel/ops"),
        ("custom-action", "restart", "arn:aws:chatbot::111122223333:custom-action/restart"),
        ("custom-action", "custom-action/restart", "arn:aws:chatbot::111122223333:custom-action/restart"),
        ("custom-action", "re.start", None),
        ("resource", "resource/" * 5000, None),
        ("response-plan", "x" * 201, None),
        ("response-plan", "", None),
        ("response-plan", "a:b", None),
    ],
)
def test_the_arn_that_follows_from_a_name(kind: str, word: str, arn: str | None) -> None:
    assert expand(kind, word, ARNS) == arn


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("ssm-incidents:StartIncident", {"responsePlanArn": "response-plan"}),
        ("ssm-incidents:GetIncidentRecord", {"arn": "incident-record"}),
        ("ssm-incidents:UpdateDeletionProtection", {"arn": "replication-set"}),
        ("ssm-incidents:TagResource", {"resourceArn": "resource"}),
        ("ssm-incidents:CreateResponsePlan", {"engagements[]": "contact"}),
        ("ssm-contacts:StartEngagement", {"ContactId": "contact", "IncidentId": "incident-record"}),
        ("ssm-contacts:AcceptPage", {"PageId": "page", "ContactChannelId": "contact-channel"}),
        ("ssm-contacts:GetRotationOverride", {"RotationId": "rotation"}),
        ("ssm-contacts:ListContacts", {}),
        ("ssm-contacts:GetContactPolicy", {"ContactArn": "contact"}),
        ("ssm-incidents:GetResourcePolicies", {"resourceArn": "response-plan"}),
        (
            "chatbot:AssociateToConfiguration",
            {"Resource": "custom-action", "ChatConfiguration": "slack-channel-configuration"},
        ),
        (
            "ssm-contacts:UpdateContact",
            {
                "ContactId": "contact",
                "Plan.Stages[].Targets[].ChannelTargetInfo.ContactChannelId": "contact-channel",
                "Plan.Stages[].Targets[].ContactTargetInfo.ContactId": "contact",
                "Plan.RotationIds[]": "rotation",
            },
        ),
    ],
)
def test_where_a_name_may_stand(action: str, kinds: dict[str, str]) -> None:
    assert nameable(catalog()[action]) == kinds


def test_whatever_takes_an_arn_of_ours_and_is_required_takes_a_name() -> None:
    for operation in catalog().values():
        members = operation.input_shape.members
        ours = {
            name for name, one in members.items() if one.name == "SsmContactsArn" or name in ("arn", "responsePlanArn")
        }
        assert ours <= set(nameable(operation)), operation
        assert set(nameable(operation).values()) <= KINDS


def test_names_are_found_and_replaced_at_any_depth() -> None:
    arn = f"{CONTACTS}contact/ben"
    targets = [{"ContactTargetInfo": {"ContactId": "jane"}}, {"ContactTargetInfo": {"ContactId": arn}}]
    params = {"Alias": "ops", "Plan": {"Stages": [{"DurationInMinutes": 5, "Targets": targets}]}}
    operation = catalog()["ssm-contacts:CreateContact"]
    path = ("Plan", "Stages", 0, "Targets", 0, "ContactTargetInfo", "ContactId")
    assert names_in(operation, params) == (Name(path, "contact", "jane"),)
    replaced = with_words(params, {path: f"{CONTACTS}contact/jane"})
    assert names_in(operation, replaced) == ()
    assert replaced["Alias"] == "ops"
    assert targets[0]["ContactTargetInfo"]["ContactId"] == "jane"
