"""The catalog is what botocore says, found by whatever people call it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from core.vocabulary.catalog import catalog


def test_every_operation_of_both_incident_manager_services_is_in_the_catalog() -> None:
    assert len(catalog().of("ssm-incidents")) == 31
    assert len(catalog().of("ssm-contacts")) == 39


def test_of_the_chatbot_service_only_slack_channels_and_custom_actions_are_followed() -> None:
    names = {operation.name for operation in catalog().of("chatbot")}
    assert {"CreateSlackChannelConfiguration", "ListCustomActions", "AssociateToConfiguration"} <= names
    assert not [name for name in names if "Teams" in name or "Chime" in name or "Workspace" in name]


def test_the_catalog_is_in_alphabetical_order_and_each_operation_knows_its_own_key() -> None:
    assert list(catalog()) == sorted(catalog())
    assert all(catalog()[action].action == action for action in catalog())


def test_a_contact_channel_may_be_a_slack_user() -> None:
    channel_type = catalog()["ssm-contacts:CreateContactChannel"].input_shape.members["Type"]
    assert channel_type.enum == ["SMS", "VOICE", "EMAIL", "SLACK"]


@pytest.mark.parametrize(
    ("service", "operation", "command"),
    [
        ("ssm-incidents", "start-incident", "ssm-incidents start-incident"),
        ("ssm-incidents", "list-response-plan", "ssm-incidents list-response-plans"),
        ("ssm-incidents", "get-resource-policy", "ssm-incidents get-resource-policies"),
        ("ssm-contacts", "list-page-by-contacts", "ssm-contacts list-pages-by-contact"),
        ("SSM-Contact", "Accept_Page", "ssm-contacts accept-page"),
        ("ssm-incidents", "StartIncident", "ssm-incidents start-incident"),
    ],
)
def test_a_command_is_found_in_any_case_spelling_and_number(service: str, operation: str, command: str) -> None:
    found = catalog().find(service, operation)
    assert found is not None
    assert found.command == command


def test_no_two_operations_differ_only_in_number() -> None:
    for operation in catalog().values():
        service, _, word = operation.command.partition(" ")
        assert catalog().find(service, word) is operation


def test_an_unknown_command_is_not_found() -> None:
    assert catalog().find("ssm-incidents", "make-coffee") is None
    assert catalog().find("s3", "list-buckets") is None


@pytest.mark.parametrize(
    "typed", ["ssm-incidents strat-incident", "start-incidnet", "ssm-incident start_incident", "s3 start-incident"]
)
def test_a_mistyped_command_is_answered_with_the_right_one_first(typed: str) -> None:
    assert catalog().nearest(typed)[0] == "ssm-incidents start-incident"


def test_nothing_is_suggested_for_what_resembles_nothing() -> None:
    assert catalog().nearest("🍕") == []


def test_what_reads_and_what_deletes_is_told_by_the_name() -> None:
    reading = {name for name, operation in catalog().items() if operation.read_only}
    deleting = {name for name, operation in catalog().items() if operation.destructive}
    assert {"ssm-incidents:BatchGetIncidentFindings", "ssm-contacts:DescribePage"} <= reading
    assert {"ssm-incidents:StartIncident", "ssm-contacts:AcceptPage"}.isdisjoint(reading | deleting)
    assert "ssm-incidents:DeleteReplicationSet" in deleting
    assert reading.isdisjoint(deleting)


def test_tokens_are_known_even_where_the_model_forgets_to_mark_them() -> None:
    for operation in catalog().values():
        assert set(operation.model.idempotent_members) <= {operation.idempotency_member}
    assert catalog()["ssm-contacts:CreateRotation"].idempotency_member == "IdempotencyToken"
    assert catalog()["ssm-incidents:GetIncidentRecord"].idempotency_member is None


def test_status_and_errors_come_from_the_model() -> None:
    assert catalog()["ssm-incidents:CreateResponsePlan"].http_status == 201
    assert catalog()["ssm-incidents:TagResource"].http_status == 204
    assert catalog()["ssm-contacts:AcceptPage"].http_status == 200
    assert "ConflictException" in catalog()["ssm-incidents:StartIncident"].errors


def test_reading_the_catalog_loads_neither_boto3_nor_a_session() -> None:
    program = (
        "import sys; from core.vocabulary.catalog import catalog; catalog();"
        "print(sorted({'boto3', 'botocore.session', 'botocore.client'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"
