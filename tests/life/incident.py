"""Response plans and one incident: planned, started, told of, related, resolved."""

from __future__ import annotations

import json

from tests.life.life import Life


def response_plan(life: Life) -> None:
    """The plan that the documentation makes, which its other pages know by another name."""
    role = "role/aws-service-role/ssm-incidents.amazonaws.com/AWSServiceRoleForIncidentManager"
    life.names.mean(f"arn:aws:iam::111122223333:{role}", role)
    arn = life.example("ssm-incidents/create-response-plan")["arn"]
    life.names.mean(arn, "response-plan/example-response", "response-plan/Example-Response-Plan")
    assert life.example("ssm-incidents/get-response-plan")["name"] == "example-response"
    assert len(life.example("ssm-incidents/list-response-plans")["responsePlanSummaries"]) == 1
    life.example("ssm-incidents/tag-resource")
    assert life.example("ssm-incidents/list-tags-for-resource") == {"tags": {"group1": "1"}}
    life.example("ssm-incidents/untag-resource")
    assert life.boto("ssm-incidents").list_tags_for_resource(resourceArn=arn)["tags"] == {}
    life.names.mean(life.example("ssm-incidents/put-resource-policy")["policyId"], "be8b57191f0371f1c6827341aa3f0a03")
    [policy] = life.example("ssm-incidents/get-resource-policies")["resourcePolicies"]
    assert "ssm-incidents:StartIncident" in policy["policyDocument"]
    life.example("ssm-incidents/delete-resource-policy")
    assert life.boto("ssm-incidents").get_resource_policies(resourceArn=arn)["resourcePolicies"] == []


def started(life: Life) -> str:
    """An open incident; its ARN."""
    arn = str(life.example_apart("ssm-incidents/start-incident")["incidentRecordArn"])
    life.names.mean(
        arn,
        "incident-record/Example-Response-Plan/6ebcc812-85f5-b7eb-8b2f-283e4d844308",
        "incident-record/Example-Response-Plan/6ebcc812-85f5-b7eb-8b2f-283e4EXAMPLE",
        "incident-record/Test/6cc46130-ca6c-3b38-68f1-f6abeEXAMPLE",
    )
    record = life.example("ssm-incidents/get-incident-record")["incidentRecord"]
    assert (record["arn"], record["status"], record["title"]) == (arn, "OPEN", "example-incident")
    assert len(life.example("ssm-incidents/list-incident-records")["incidentRecordSummaries"]) == 1
    return arn


def recorded(life: Life, arn: str) -> None:
    """Whoever looks it up finds who started it, with the CLI and with boto3."""
    started_it = {"AttributeKey": "EventName", "AttributeValue": "StartIncident"}
    typed = life.cli.run(["cloudtrail", "lookup-events", "--lookup-attributes", json.dumps([started_it])])
    [event] = life.boto("cloudtrail").lookup_events(LookupAttributes=[started_it])["Events"]
    assert [one["EventId"] for one in typed["Events"]] == [event["EventId"]]
    assert arn in {one["ResourceName"] for one in event["Resources"]}
    assert json.loads(event["CloudTrailEvent"])["responseElements"] == {"incidentRecordArn": arn}


def timeline(life: Life) -> None:
    """Two events told by hand, beside what Muster tells by itself."""
    incidents = life.boto("ssm-incidents")
    event = life.example("ssm-incidents/create-timeline-event")
    note = life.example("ssm-incidents/create-timeline-event", 1)
    life.names.mean(event["eventId"], "c0bcc885-a41d-eb01-b4ab-9d2de193643c")
    life.names.mean(note["eventId"], "20bcc812-8a94-4cd7-520c-0ff742111424")
    told = {one["eventId"] for one in life.example("ssm-incidents/list-timeline-events")["eventSummaries"]}
    assert {event["eventId"], note["eventId"]} < told
    assert life.example("ssm-incidents/get-timeline-event")["event"]["eventData"] == '"New Note"'
    life.example("ssm-incidents/update-timeline-event")
    moved = incidents.get_timeline_event(incidentRecordArn=event["incidentRecordArn"], eventId=note["eventId"])
    assert moved["event"]["eventTime"].isoformat() == "2021-05-21T18:10:57+00:00"
    life.example("ssm-incidents/delete-timeline-event")
    left = life.example("ssm-incidents/list-timeline-events")["eventSummaries"]
    assert event["eventId"] not in {one["eventId"] for one in left}


def related_items(life: Life, arn: str) -> None:
    """The two that the documentation shows, of which its own command takes one away."""
    incidents = life.boto("ssm-incidents")
    shown = life.documented("ssm-incidents/list-related-items")["relatedItems"]
    for item in shown:
        incidents.update_related_items(incidentRecordArn=arn, relatedItemsUpdate={"itemToAdd": item})
    listed = life.example("ssm-incidents/list-related-items")["relatedItems"]
    assert [{name: one[name] for name in ("identifier", "title")} for one in listed] == shown
    life.example("ssm-incidents/update-related-items")
    left = incidents.list_related_items(incidentRecordArn=arn)["relatedItems"]
    assert [one["title"] for one in left] == ["parentItem"]


def findings(life: Life, arn: str) -> None:
    """Nothing finds anything here."""
    incidents = life.boto("ssm-incidents")
    assert incidents.list_incident_findings(incidentRecordArn=arn)["findings"] == []
    answer = incidents.batch_get_incident_findings(incidentRecordArn=arn, findingIds=[])
    assert (answer["findings"], answer["errors"]) == ([], [])


def resolved(life: Life, arn: str) -> None:
    """Over, and its plan has no channel any more."""
    life.example("ssm-incidents/update-incident-record")
    assert life.boto("ssm-incidents").get_incident_record(arn=arn)["incidentRecord"]["status"] == "RESOLVED"
    life.example("ssm-incidents/update-response-plan")
    plan = life.boto("ssm-incidents").get_response_plan(arn=life.names.arn("response-plan/example-response"))
    assert "chatChannel" not in plan
