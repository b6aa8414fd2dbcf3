"""What would the AWS SDK for Go stumble over?  The look that every test here takes at the bytes, put to a test."""

from __future__ import annotations

import pytest

from core.vocabulary.catalog import catalog
from tests.terraform.provider import Provider
from tests.terraform.strictly import unreadable

GOOD = b'{"arn":"a","name":"n","incidentTemplate":{"title":"t","impact":1}}'


def test_what_it_reads_passes() -> None:
    model = catalog()["ssm-incidents:GetResponsePlan"].model
    assert unreadable(model, GOOD) == []
    assert unreadable(model, GOOD[:-1] + b',"chatChannel":{"empty":{}}}') == []
    times = b'{"incidentRecord":{"creationTime":1.5,"lastModifiedTime":2}}'
    assert unreadable(catalog()["ssm-incidents:GetIncidentRecord"].model, times) == []


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("ssm-incidents:GetResponsePlan", GOOD.replace(b":1}", b":1.0}")),
        ("ssm-incidents:GetResponsePlan", GOOD.replace(b":1}", b":true}")),
        ("ssm-incidents:GetResponsePlan", GOOD.replace(b'"n"', b"null")),
        ("ssm-incidents:GetResponsePlan", GOOD.replace(b'"n"', b'"n","version":1')),
        ("ssm-incidents:GetResponsePlan", GOOD[:-1] + b',"chatChannel":{}}'),
        ("ssm-incidents:GetIncidentRecord", b'{"incidentRecord":{"creationTime":"2026-12-01T00:00:00Z"}}'),
        ("ssm-incidents:GetReplicationSet", b'{"replicationSet":{"deletionProtected":"false"}}'),
        ("ssm-contacts:GetRotation", b'{"ContactIds":"a"}'),
        ("ssm-contacts:GetRotation", b'{"Recurrence":[]}'),
        ("ssm-incidents:DeleteResponsePlan", b'{"arn":"a"}'),
    ],
)
def test_what_it_does_not_read_is_seen(action: str, body: bytes) -> None:
    assert len(unreadable(catalog()[action].model, body)) == 1


def test_whatever_is_answered_here_is_looked_at(provider: Provider) -> None:
    looked_at: list[bytes] = []
    provider.incidents.meta.events.register(
        "response-received", lambda response_dict, **_: looked_at.append(response_dict["body"])
    )
    provider.incidents.list_replication_sets()
    assert looked_at[0].startswith(b'{"replicationSetArns":[')
