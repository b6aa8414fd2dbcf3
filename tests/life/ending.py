"""Everything goes again, the replication set last."""

from __future__ import annotations

from tests.life.life import Life


def parted(life: Life) -> None:
    """Incident, plan, channel and contact."""
    contacts, incidents = life.boto("ssm-contacts"), life.boto("ssm-incidents")
    life.example("ssm-incidents/delete-incident-record")
    assert incidents.list_incident_records()["incidentRecordSummaries"] == []
    life.example("ssm-incidents/delete-response-plan")
    assert incidents.list_response_plans()["responsePlanSummaries"] == []
    life.example("ssm-contacts/delete-contact-channel")
    akua = life.names.arn("contact/akuam")
    assert len(contacts.list_contact_channels(ContactId=akua)["ContactChannels"]) == 3
    life.example("ssm-contacts/delete-contact")
    assert "alejr" not in {one["Alias"] for one in contacts.list_contacts()["Contacts"]}


def over(life: Life) -> None:
    """One Region, then the set; the waiter of botocore sees that it is gone."""
    incidents = life.boto("ssm-incidents")
    life.example("ssm-incidents/update-replication-set")
    arn = life.names.arn("replication-set/c4bcb603-4bf9-bb3f-413c-08df53673b57")
    assert set(incidents.get_replication_set(arn=arn)["replicationSet"]["regionMap"]) == {"us-east-1"}
    life.example_apart("ssm-incidents/delete-replication-set")
    incidents.get_waiter("wait_for_replication_set_deleted").wait(arn=arn)
    assert incidents.list_replication_sets()["replicationSetArns"] == []
