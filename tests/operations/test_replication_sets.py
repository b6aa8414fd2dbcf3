"""The replication set as its six operations show it, and what is closed while there is none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.database import StorageFailed
from tests.operations.muster import ADMIN, ARNS, START, open_muster
from tests.operations.refusals import refused

KEY = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555"


async def test_a_set_reads_back_as_active_with_aws_own_key(fresh):
    arn = (await fresh.incidents("CreateReplicationSet", regions={"us-east-1": {}, "eu-west-1": {}}))["arn"]
    kept = (await fresh.incidents("GetReplicationSet", arn=arn))["replicationSet"]
    assert arn.startswith("arn:aws:ssm-incidents::111122223333:replication-set/")
    assert kept["status"] == "ACTIVE"
    assert kept["deletionProtected"] is False
    assert kept["createdBy"] == kept["lastModifiedBy"] == ADMIN.arn
    assert kept["regionMap"]["eu-west-1"] == {
        "sseKmsKeyId": "DefaultKey",
        "status": "ACTIVE",
        "statusUpdateDateTime": START,
    }
    assert (await fresh.incidents("ListReplicationSets"))["replicationSetArns"] == [arn]


async def test_an_account_has_one_set(muster):
    refusal = await refused(muster.incidents("CreateReplicationSet", regions={"us-east-1": {}}))
    assert refusal.code == "ConflictException"
    assert refusal.members["resourceType"] == "REPLICATION_SET"


@pytest.mark.parametrize(
    "regions",
    [
        {"us-east-1": {}, "eu-west-1": {"sseKmsKeyId": KEY}},
        {"us-east-1": {"sseKmsKeyId": "my key"}},
        {"the moon": {}},
    ],
)
async def test_a_set_with_mixed_or_impossible_keys_or_regions_is_refused(fresh, regions):
    assert (await refused(fresh.incidents("CreateReplicationSet", regions=regions))).code == "ValidationException"
    assert (await fresh.incidents("ListReplicationSets"))["replicationSetArns"] == []


async def test_regions_come_and_go_one_at_a_time(fresh):
    arn = await fresh.onboard()
    fresh.clock.advance(hours=1)
    await fresh.incidents("UpdateReplicationSet", arn=arn, actions=[{"addRegionAction": {"regionName": "eu-west-1"}}])
    kept = (await fresh.incidents("GetReplicationSet", arn=arn))["replicationSet"]
    assert set(kept["regionMap"]) == {"us-east-1", "eu-west-1"}
    assert kept["lastModifiedTime"] == START + timedelta(hours=1)
    await fresh.incidents(
        "UpdateReplicationSet", arn=arn, actions=[{"deleteRegionAction": {"regionName": "eu-west-1"}}]
    )
    kept = (await fresh.incidents("GetReplicationSet", arn=arn))["replicationSet"]
    assert set(kept["regionMap"]) == {"us-east-1"}


async def test_the_region_of_the_installation_stays(fresh):
    arn = await fresh.onboard()
    await fresh.incidents("UpdateReplicationSet", arn=arn, actions=[{"addRegionAction": {"regionName": "eu-west-1"}}])
    leaving = fresh.incidents(
        "UpdateReplicationSet", arn=arn, actions=[{"deleteRegionAction": {"regionName": "us-east-1"}}]
    )
    assert (await refused(leaving)).code == "ValidationException"


async def test_a_fourth_region_and_one_twice_are_refused(fresh):
    arn = (await fresh.incidents("CreateReplicationSet", regions={f"us-east-{n}": {} for n in (1, 2, 3)}))["arn"]

    def adding(name):
        return fresh.incidents("UpdateReplicationSet", arn=arn, actions=[{"addRegionAction": {"regionName": name}}])

    assert (await refused(adding("eu-west-1"))).code == "ValidationException"
    assert (await refused(adding("us-east-2"))).code == "ConflictException"


async def test_a_young_region_can_be_held_back(tmp_path):
    muster = await open_muster(tmp_path, minimum_age=timedelta(hours=24))
    arn = await muster.onboard()
    await muster.incidents("UpdateReplicationSet", arn=arn, actions=[{"addRegionAction": {"regionName": "eu-west-1"}}])

    def removing():
        return muster.incidents(
            "UpdateReplicationSet", arn=arn, actions=[{"deleteRegionAction": {"regionName": "eu-west-1"}}]
        )

    assert (await refused(removing())).code == "ValidationException"
    muster.clock.advance(hours=24)
    assert await removing() == {}
    await muster.storage.close()


async def test_a_protected_set_cannot_be_deleted_either_way(fresh):
    arn = await fresh.onboard()
    await fresh.incidents("UpdateDeletionProtection", arn=arn, deletionProtected=True)
    assert (await refused(fresh.incidents("DeleteReplicationSet", arn=arn))).code == "ValidationException"
    last = fresh.incidents(
        "UpdateReplicationSet", arn=arn, actions=[{"deleteRegionAction": {"regionName": "us-east-1"}}]
    )
    assert (await refused(last)).code == "ValidationException"
    await fresh.incidents("UpdateDeletionProtection", arn=arn, deletionProtected=False)
    assert await fresh.incidents("DeleteReplicationSet", arn=arn) == {}


@pytest.mark.parametrize("token", [None, "the delivery's id"])
@pytest.mark.parametrize("by_its_last_region", [True, False])
async def test_the_set_takes_all_data_and_its_key_with_it(fresh, by_its_last_region, token):
    arn = await fresh.onboard()
    plan = {"title": "Checkout is down", "impact": 1}
    plan_arn = (await fresh.incidents("CreateResponsePlan", name="checkout", incidentTemplate=plan))["arn"]
    incident = (await fresh.incidents("StartIncident", responsePlanArn=plan_arn))["incidentRecordArn"]
    await fresh.incidents("UpdateIncidentRecord", arn=incident, status="RESOLVED")
    if by_its_last_region:
        actions = [{"deleteRegionAction": {"regionName": "us-east-1"}}]
        await fresh.incidents("UpdateReplicationSet", arn=arn, actions=actions, token=token)
    else:
        await fresh.incidents("DeleteReplicationSet", arn=arn, token=token)
    gone = await refused(fresh.incidents("GetReplicationSet", arn=arn))
    assert (gone.code, gone.members["resourceType"]) == ("ResourceNotFoundException", "REPLICATION_SET")
    assert (await fresh.incidents("ListIncidentRecords"))["incidentRecordSummaries"] == []
    await fresh.onboard()
    assert (await fresh.incidents("ListIncidentRecords"))["incidentRecordSummaries"] == []
    assert (await fresh.incidents("ListResponsePlans"))["responsePlanSummaries"] == []
    assert (await fresh.incidents("ListTimelineEvents", incidentRecordArn=incident))["eventSummaries"] == []


async def test_another_sets_arn_is_not_found(muster):
    other = ARNS.replication_set("0")
    for operation in ("GetReplicationSet", "DeleteReplicationSet"):
        assert (await refused(muster.incidents(operation, arn=other))).code == "ResourceNotFoundException"


async def test_without_a_set_lists_are_empty_and_deletes_succeed(fresh):
    incident = ARNS.incident_record("checkout", "1")
    assert await fresh.incidents("ListIncidentRecords") == {"incidentRecordSummaries": []}
    assert await fresh.incidents("ListResponsePlans") == {"responsePlanSummaries": []}
    assert await fresh.incidents("ListTimelineEvents", incidentRecordArn=incident) == {"eventSummaries": []}
    assert await fresh.incidents("ListRelatedItems", incidentRecordArn=incident) == {"relatedItems": []}
    assert await fresh.incidents("ListReplicationSets") == {"replicationSetArns": []}
    assert await fresh.incidents("DeleteIncidentRecord", arn=incident) == {}


async def test_without_a_set_nothing_can_be_made(fresh):
    making = [
        ("CreateResponsePlan", {"name": "checkout", "incidentTemplate": {"title": "x", "impact": 1}}),
        ("StartIncident", {"responsePlanArn": ARNS.response_plan("checkout")}),
    ]
    for operation, params in making:
        refusal = await refused(fresh.incidents(operation, **params))
        assert refusal.code == "ResourceNotFoundException"
        assert refusal.members["resourceType"] == "REPLICATION_SET"


async def test_without_a_set_what_is_asked_for_by_name_is_not_found(fresh):
    for operation, params in [
        ("GetIncidentRecord", {"arn": ARNS.incident_record("checkout", "1")}),
        ("GetResponsePlan", {"arn": ARNS.response_plan("checkout")}),
        ("GetReplicationSet", {"arn": ARNS.replication_set("1")}),
    ]:
        assert (await refused(fresh.incidents(operation, **params))).code == "ResourceNotFoundException"


async def test_without_a_set_nobody_is_known_to_the_contacts(fresh):
    for operation, params in [("ListContacts", {}), ("GetContact", {"ContactId": ARNS.contact("ana")})]:
        refusal = await refused(fresh.contacts(operation, **params))
        assert refusal.code == "ValidationException"
        assert "Invalid value provided - Account not found for the request" in refusal.message


async def test_a_deletion_that_was_cut_short_after_the_key_went_can_be_repeated(fresh):
    arn = await fresh.onboard()
    await fresh.start(await fresh.plan())
    await fresh.storage.keys.destroy(arn)
    assert await fresh.incidents("DeleteReplicationSet", arn=arn) == {}
    assert (await fresh.incidents("ListIncidentRecords"))["incidentRecordSummaries"] == []


@pytest.mark.parametrize("by_its_last_region", [True, False])
async def test_a_set_stays_as_long_as_an_incident_is_open(fresh, by_its_last_region):
    arn = await fresh.onboard()
    plan = await fresh.plan()
    started = [await fresh.start(plan), await fresh.start(plan)]

    def delete():
        if by_its_last_region:
            actions = [{"deleteRegionAction": {"regionName": "us-east-1"}}]
            return fresh.incidents("UpdateReplicationSet", arn=arn, actions=actions)
        return fresh.incidents("DeleteReplicationSet", arn=arn)

    refusal = await refused(delete())
    assert refusal.code == "ValidationException"
    assert "2 incidents are open" in refusal.message
    assert "--status RESOLVED" in refusal.message
    await fresh.incidents("UpdateIncidentRecord", arn=started[0], status="RESOLVED")
    assert "1 incident is open" in (await refused(delete())).message
    assert (await fresh.record(started[1]))["title"] == "Checkout is down", "its key is still there"
    await fresh.incidents("UpdateIncidentRecord", arn=started[1], status="RESOLVED")
    assert await delete() == {}


async def test_a_deletion_that_could_not_be_stored_does_not_say_that_nothing_happened(fresh):
    """Its key is gone by then."""
    arn = await fresh.onboard()
    commit = fresh.storage.store.commit

    async def full_disk(_):
        fresh.storage.store.commit = commit
        raise StorageFailed("The disk is full.")

    fresh.storage.store.commit = full_disk
    refusal = await refused(fresh.incidents("DeleteReplicationSet", arn=arn))
    assert refusal.code == "InternalServerException"
    assert "nothing was changed" not in refusal.message
    assert await fresh.incidents("DeleteReplicationSet", arn=arn) == {}
