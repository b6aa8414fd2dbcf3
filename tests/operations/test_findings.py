"""Findings as the two operations show them: none, but for the right reasons."""

from __future__ import annotations

import pytest

from tests.operations.muster import ARNS, Muster
from tests.operations.refusals import refused


@pytest.fixture
async def incident(muster: Muster) -> str:
    return await muster.start(await muster.plan())


async def test_an_incident_has_no_findings(muster: Muster, incident: str) -> None:
    assert await muster.incidents("ListIncidentFindings", incidentRecordArn=incident, maxResults=20) == {"findings": []}


async def test_each_unknown_finding_is_told_of_once_and_the_call_succeeds(muster: Muster, incident: str) -> None:
    answer = await muster.incidents(
        "BatchGetIncidentFindings", incidentRecordArn=incident, findingIds=["one", "two", "one"]
    )
    assert answer["findings"] == []
    assert [error["findingId"] for error in answer["errors"]] == ["one", "two"]
    for error in answer["errors"]:
        assert error["code"] == "ResourceNotFoundException"
        assert error["findingId"] in error["message"]


async def test_to_ask_for_no_finding_is_no_mistake(muster: Muster, incident: str) -> None:
    answer = await muster.incidents("BatchGetIncidentFindings", incidentRecordArn=incident, findingIds=[])
    assert answer == {"findings": [], "errors": []}


async def test_an_unknown_incident_is_not_found(muster: Muster) -> None:
    arn = ARNS.incident_record("checkout", "0")
    for call in (
        muster.incidents("ListIncidentFindings", incidentRecordArn=arn),
        muster.incidents("BatchGetIncidentFindings", incidentRecordArn=arn, findingIds=["one"]),
    ):
        refusal = await refused(call)
        assert refusal.code == "ResourceNotFoundException"
        assert refusal.members == {"resourceType": "INCIDENT_RECORD", "resourceIdentifier": arn}


@pytest.mark.parametrize("more", [{"maxResults": 21}, {"maxResults": 0}, {"nextToken": "invented"}])
async def test_a_list_of_findings_has_its_limits(muster: Muster, incident: str, more: dict[str, object]) -> None:
    call = muster.incidents("ListIncidentFindings", incidentRecordArn=incident, **more)
    assert (await refused(call)).code == "ValidationException"


async def test_twenty_one_findings_are_too_many_to_ask_for(muster: Muster, incident: str) -> None:
    call = muster.incidents("BatchGetIncidentFindings", incidentRecordArn=incident, findingIds=["x"] * 21)
    assert (await refused(call)).code == "ValidationException"
