"""`aws_ssmincidents_replication_set`, from the first apply to the last destroy."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.terraform.contact_resources import Contact, ContactChannel, Rotation, recurrence
from tests.terraform.incident_resources import ReplicationSet, ResponsePlan, template
from tests.terraform.provider import NOT_FOUND, Provider, bag, code_of

KEY = "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-1111-4222-8333-444455556666"
OTHER_KEY = KEY.replace("us-east-1", "eu-west-1").replace("0a1b", "1a1b")


def region(name: str, key: str = "DefaultKey") -> dict[str, str]:
    return {"name": name, "kms_key_arn": key}


HERE, THERE, ELSEWHERE = region("us-east-1"), region("eu-west-1"), region("ap-southeast-2")


def test_it_is_created_active_and_planned_again_without_a_difference(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(HERE))
    first_look_is_enough = ["CreateReplicationSet", "GetReplicationSet", "GetReplicationSet", "ListTagsForResource"]
    assert made.apply() == first_look_is_enough
    assert made.id.startswith("arn:aws:ssm-incidents::111122223333:replication-set/")
    assert made.plan() == {}


def test_it_goes_from_one_region_to_two_and_back(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(HERE))
    made.apply()
    changed = ["UpdateReplicationSet", "GetReplicationSet", "GetReplicationSet"]
    assert made.apply(region=bag(HERE, THERE)) == [*changed, "ListTagsForResource"]
    assert made.plan() == {}
    assert made.apply(region=bag(HERE)) == [*changed, "ListTagsForResource"]
    assert made.plan() == {}


def test_two_changes_of_regions_at_once_are_refused_as_at_aws(provider: Provider) -> None:
    made = ReplicationSet(provider, region=bag(HERE)).imported()
    with pytest.raises(ClientError) as refused:
        made.apply(region=bag(HERE, THERE, ELSEWHERE))
    assert code_of(refused.value) == "ValidationException"
    assert set(made.plan()) == {"region"}


def test_its_own_keys_come_back_as_they_were_given(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(region("us-east-1", KEY)))
    made.apply()
    assert made.plan() == {}
    made.apply(region=bag(region("us-east-1", KEY), region("eu-west-1", OTHER_KEY)))
    assert made.plan() == {}


def test_another_region_gets_another_key_in_two_applies_and_the_first_region_never(fresh: Provider) -> None:
    own, other = region("us-east-1", KEY), region("eu-west-1", OTHER_KEY)
    made = ReplicationSet(fresh, region=bag(own, other))
    made.apply()
    made.apply(region=bag(own))
    made.apply(region=bag(own, region("eu-west-1", OTHER_KEY.replace("1a1b", "2a1b"))))
    assert made.plan() == {}
    with pytest.raises(ClientError, match="can only be removed last"):
        made.apply(region=bag(other))


def test_no_region_goes_from_the_default_key_to_one_of_its_own(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(HERE, THERE))
    made.apply()
    made.apply(region=bag(HERE))
    with pytest.raises(ClientError, match="cannot be mixed"):
        made.apply(region=bag(HERE, region("eu-west-1", OTHER_KEY)))


def test_tags_are_added_changed_removed_and_may_be_empty(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(HERE), tags={"a": "", "b": "1"})
    made.apply()
    assert made.plan() == {}
    calls = made.apply(tags={"b": "", "c": "2"})
    assert calls == ["UntagResource", "TagResource", "GetReplicationSet", "ListTagsForResource"]
    assert made.plan() == {}
    assert made.apply(tags={}) == ["UntagResource", "GetReplicationSet", "ListTagsForResource"]
    assert made.plan() == {}


def test_an_import_takes_the_one_that_there_is(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(THERE, HERE), tags={"team": "payments"})
    made.apply()
    imported = made.imported()
    assert imported.id == made.id
    assert imported.plan() == {}


def test_what_is_destroyed_is_gone_at_once(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(HERE))
    made.apply()
    assert made.destroy() == ["DeleteReplicationSet", "GetReplicationSet"]
    assert made.plan() == {"": "has to be created"}
    with pytest.raises(ClientError) as twice:
        made.delete()
    assert code_of(twice.value) == NOT_FOUND


def test_what_disappeared_is_created_again(fresh: Provider) -> None:
    made = ReplicationSet(fresh, region=bag(HERE))
    made.apply()
    made.imported().destroy()
    assert made.plan() == {"": "has to be created"}
    again = ReplicationSet(fresh, region=bag(HERE))
    again.apply()
    assert again.plan() == {}


def test_whatever_is_looked_for_after_the_set_is_gone_is_answered_as_the_provider_expects(provider: Provider) -> None:
    owner = Contact(provider, alias="jane", type="PERSONAL")
    owner.apply()
    channel = ContactChannel(
        provider, contact_id=owner.id, name="mail", type="EMAIL", simple_address="jane@example.com"
    )
    channel.apply()
    rotation = Rotation(
        provider, name="primary", contact_ids=[owner.id], time_zone_id="Europe/Berlin",
        recurrence=recurrence(daily_settings=[{"HourOfDay": 9, "MinuteOfHour": 0}]),
    )  # fmt: skip
    rotation.apply()
    plan = ResponsePlan(provider, name="checkout", incident_template=template("Down", 1))
    plan.apply()
    ReplicationSet(provider, region=bag(HERE)).imported().destroy()
    assert plan.plan() == {"": "has to be created"}
    for gone in (owner, channel, rotation):
        assert _refused(gone).startswith("ValidationException")
    assert "Invalid value provided - Account not found for the request" in _refused(rotation)


def _refused(gone: Any) -> str:
    with pytest.raises(ClientError) as refused:
        gone.read()
    return f"{code_of(refused.value)}: {refused.value.response['Error']['Message']}"
