"""Findings: recent deployments that AWS would suggest as an incident's cause.

They come from CloudFormation and CodeDeploy, which nothing here listens to, so no incident ever has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dispatcher import handles
from core.errors import incident_resource_not_found
from core.incidents.ports import Incidents
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types

UNKNOWN = "ResourceNotFoundException"
"""The code of an entry in `errors`; the model leaves it open."""


class Findings:
    def __init__(self, incidents: Incidents) -> None:
        self._incidents = incidents

    @handles("ssm-incidents:ListIncidentFindings")
    async def listing(self, _: Work, request: types.ListIncidentFindingsInput) -> types.ListIncidentFindingsOutput:
        await self._refuse_unknown(request["incidentRecordArn"])
        return {"findings": []}

    @handles("ssm-incidents:BatchGetIncidentFindings")
    async def batch(
        self, _: Work, request: types.BatchGetIncidentFindingsInput
    ) -> types.BatchGetIncidentFindingsOutput:
        await self._refuse_unknown(request["incidentRecordArn"])
        unknown: list[types.BatchGetIncidentFindingsError] = [
            {"findingId": finding, "code": UNKNOWN, "message": f"This incident has no finding {finding}."}
            for finding in dict.fromkeys(request["findingIds"])
        ]
        return {"findings": [], "errors": unknown}

    async def _refuse_unknown(self, arn: str) -> None:
        if await self._incidents.get(arn) is None:
            raise incident_resource_not_found("INCIDENT_RECORD", arn)
