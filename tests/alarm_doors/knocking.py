"""How tests make doors, and send alarms to them as their senders do."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

from core.alarm_doors.issuing import Wanted
from tests.api.running import Api


@dataclass(frozen=True)
class Heard:
    status: int
    told: Any
    headers: dict[str, str]

    @property
    def incident(self) -> str:
        assert self.status == 200, self.told
        return str(self.told["incidentRecordArn"])


class Doors:
    def __init__(self, api: Api) -> None:
        self.api = api
        self.incidents = api.client("ssm-incidents")
        self.usual_plan = ""

    def begin(self, plan: str) -> None:
        """Leave nothing of the test before, and make this plan."""
        made = self.api.muster.houses.first.alarm_doors
        for door in self.api.run(made.listing()):
            self.api.run(made.delete(door.name))
        for one in self.incidents.list_incident_records()["incidentRecordSummaries"]:
            self.incidents.delete_incident_record(arn=one["arn"])
        self.plan(plan)
        self.usual_plan = plan

    def plan(self, name: str, **template: Any) -> str:
        """Make a response plan; its ARN."""
        made = self.incidents.create_response_plan(
            name=name, incidentTemplate={"title": "Checkout is down", "impact": 2, **template}
        )
        return str(made["arn"])

    def open(self, name: str = "grafana", plan: str = "", **wishes: Any) -> str:
        """Make a webhook; its key."""
        arn = self.api.muster.houses.first.settings.arns.response_plan(plan or self.usual_plan)
        wanted = Wanted(name=name, kind=wishes.pop("kind", "webhook"), response_plan_arn=arn, **wishes)
        _, key = self.api.run(self.api.muster.houses.first.alarm_doors.create(wanted))
        return key or ""

    def post(self, path: str, body: bytes | dict[str, Any], **headers: str) -> Heard:
        """Send this to a path."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection(*self.api.address, timeout=10)
        try:
            connection.request("POST", path, raw, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return Heard(answer.status, json.loads(text) if text else None, dict(answer.headers))

    def alarm(self, key: str, name: str = "grafana", **message: Any) -> Heard:
        """Send a plain alarm to a webhook."""
        return self.post(f"/alarms/{name}", message, Authorization=f"Bearer {key}")

    def record(self, arn: str) -> dict[str, Any]:
        return dict(self.incidents.get_incident_record(arn=arn)["incidentRecord"])

    def count(self) -> int:
        """How many incidents there are."""
        return len(self.incidents.list_incident_records()["incidentRecordSummaries"])

    def events(self, arn: str) -> list[tuple[str, Any]]:
        """An incident's timeline, oldest first."""
        listed = self.incidents.list_timeline_events(incidentRecordArn=arn, sortOrder="ASCENDING")
        told = (
            self.incidents.get_timeline_event(incidentRecordArn=arn, eventId=one["eventId"])["event"]
            for one in listed["eventSummaries"]
        )
        return [(one["eventType"], json.loads(one["eventData"])) for one in told]
