"""`aws_ssmcontacts_contact`, `_contact_channel` and `_plan`, from the first apply to the last destroy."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.terraform.contact_resources import (
    Contact,
    ContactChannel,
    Plan,
    Rotation,
    at,
    engaging,
    recurrence,
    stage,
    through,
)
from tests.terraform.provider import NOT_FOUND, Provider, code_of

READ = ["GetContact", "ListTagsForResource"]
ADDRESSES = {"SMS": "+12065550100", "VOICE": "+12065550199", "EMAIL": "jane@example.com", "SLACK": "U012AB3CD"}


def a_contact(provider: Provider, alias: str = "jane", type_: str = "PERSONAL", **said: Any) -> Contact:
    made = Contact(provider, alias=alias, type=type_, **said)
    assert made.apply() == ["CreateContact", *READ]
    assert made.plan() == {}
    return made


def a_channel(provider: Provider, owner: Contact, type_: str = "SMS") -> ContactChannel:
    made = ContactChannel(
        provider, contact_id=owner.id, name=type_.lower(), type=type_, simple_address=ADDRESSES[type_]
    )
    assert made.apply() == ["CreateContactChannel", "GetContactChannel"]
    assert made.plan() == {}
    return made


def a_plan(provider: Provider, owner: Contact, *stages: dict[str, Any]) -> Plan:
    made = Plan(provider, contact_id=owner.id, stage=list(stages))
    assert made.apply() == ["UpdateContact", "GetContact"]
    assert made.plan() == {}
    return made


@pytest.mark.parametrize("type_", ["PERSONAL", "ESCALATION", "ONCALL_SCHEDULE"])
def test_a_contact_begins_with_an_empty_plan(provider: Provider, type_: str) -> None:
    made = a_contact(provider, type_=type_, display_name="Jane", tags={"team": "payments"})
    assert made.id == "arn:aws:ssm-contacts:us-east-1:111122223333:contact/jane"
    assert provider.contacts.get_contact(ContactId=made.id)["Plan"] == {"Stages": []}


def test_a_schedule_begins_with_its_rotations(provider: Provider) -> None:
    jane = a_contact(provider)
    daily = recurrence(daily_settings=[at(9)])
    rotations = [
        Rotation(provider, name=name, contact_ids=[jane.id], time_zone_id="Europe/Berlin", recurrence=daily)
        for name in ("primary", "secondary")
    ]
    for one in rotations:
        one.apply()
    ids = [one.id for one in rotations]
    made = a_contact(provider, "oncall", "ONCALL_SCHEDULE", rotation_ids=ids[::-1])
    assert made.apply(rotation_ids=ids[:1]) == ["UpdateContact", *READ]
    assert made.plan() == {}
    assert made.imported().plan() == {}


def test_a_name_can_be_given_changed_and_taken_back(provider: Provider) -> None:
    made = a_contact(provider)
    for name in ("Jane", "Jane Doe", ""):
        assert made.apply(display_name=name) == ["UpdateContact", *READ]
        assert made.plan() == {}


def test_a_changed_name_leaves_the_plan_which_is_another_resource(provider: Provider) -> None:
    jane = a_contact(provider)
    plan = a_plan(provider, jane, stage(5, through(a_channel(provider, jane).id, 2)))
    jane.apply(display_name="Jane Doe")
    assert plan.plan() == {}


def test_tags_are_changed_before_the_rest(provider: Provider) -> None:
    made = a_contact(provider, tags={"a": "1", "b": "2"})
    calls = made.apply(tags={"b": "3", "c": "4"}, display_name="Jane")
    assert calls == ["UntagResource", "TagResource", "UpdateContact", *READ]
    assert made.plan() == {}
    made.apply(tags={})
    assert made.plan() == {}


def test_an_import_by_its_arn_finds_all_of_it(provider: Provider) -> None:
    made = a_contact(provider, display_name="Jane", tags={"a": "1"})
    assert made.imported().plan() == {}
    assert a_channel(provider, made).imported().plan() == {}


def test_a_changed_type_destroys_it_and_makes_it_anew_under_the_same_alias(provider: Provider) -> None:
    made = a_contact(provider)
    assert made.destroy() == ["DeleteContact"]
    assert made.plan() == {"": "has to be created"}
    a_contact(provider, type_="ESCALATION")


def test_what_is_deleted_is_not_found_and_destroying_twice_is_no_error(provider: Provider) -> None:
    owner = a_contact(provider)
    channel = a_channel(provider, owner)
    for gone in (channel, owner):
        gone.destroy()
        assert gone.plan() == {"": "has to be created"}
        assert len(gone.destroy()) == 1
        for again in (gone.read, gone.delete):
            with pytest.raises(ClientError) as refused:
                again()
            assert code_of(refused.value) == NOT_FOUND
    assert a_contact(provider).refreshed() is not None


@pytest.mark.parametrize("type_", ADDRESSES)
def test_a_channel_keeps_its_address_and_waits_to_be_activated(provider: Provider, type_: str) -> None:
    made = a_channel(provider, a_contact(provider), type_)
    assert made.activation_status == "NOT_ACTIVATED"
    assert made.id.startswith("arn:aws:ssm-contacts:us-east-1:111122223333:contact-channel/jane/")


def test_a_channel_changes_what_was_changed_only(provider: Provider) -> None:
    made = a_channel(provider, a_contact(provider))
    for change in ({"name": "mobile"}, {"simple_address": "+12065550101"}):
        assert made.apply(**change) == ["UpdateContactChannel", "GetContactChannel"]
        assert made.plan() == {}
    found = provider.contacts.get_contact_channel(ContactChannelId=made.id)
    assert (found["Name"], found["DeliveryAddress"]) == ("mobile", {"SimpleAddress": "+12065550101"})


def test_a_plan_keeps_the_order_of_its_stages_and_targets(provider: Provider) -> None:
    jane = a_contact(provider)
    sms, voice, mail = (through(a_channel(provider, jane, type_).id, 1) for type_ in ("SMS", "VOICE", "EMAIL"))
    plan = a_plan(provider, jane, stage(10, voice, sms), stage(1, mail), stage(5, sms, mail, voice))
    assert plan.apply(stage=[stage(5, mail, voice, sms), stage(10, sms)]) == ["UpdateContact", "GetContact"]
    assert plan.plan() == {}


def test_a_stage_may_have_no_target(provider: Provider) -> None:
    plan = a_plan(provider, a_contact(provider), stage(1))
    (found,) = provider.contacts.get_contact(ContactId=plan.id)["Plan"]["Stages"]
    assert found == {"DurationInMinutes": 1, "Targets": []}


def test_a_retry_interval_that_is_not_said_is_no_difference(provider: Provider) -> None:
    jane = a_contact(provider)
    plan = a_plan(provider, jane, stage(5, through(a_channel(provider, jane).id)))
    plan.apply(stage=[stage(5, through(a_channel(provider, jane, "VOICE").id, 3))])
    assert plan.plan() == {}


def test_an_escalation_engages_people_and_may_leave_open_whom(provider: Provider) -> None:
    jane, ben = a_contact(provider), a_contact(provider, "ben")
    escalation = a_contact(provider, "escalation", "ESCALATION")
    both = [engaging(ben.id), engaging(jane.id, is_essential=False)]
    a_plan(provider, escalation, stage(5, *both), stage(0, engaging(jane.id)))
    a_plan(provider, a_contact(provider, "open", "ESCALATION"), stage(5, engaging(is_essential=False)))
    found = provider.contacts.get_contact(ContactId=escalation.id.replace("/escalation", "/open"))
    assert found["Plan"]["Stages"][0]["Targets"] == [{"ContactTargetInfo": {"IsEssential": False}}]


def test_a_destroyed_plan_leaves_its_contact(provider: Provider) -> None:
    jane = a_contact(provider, display_name="Jane")
    plan = a_plan(provider, jane, stage(5, through(a_channel(provider, jane).id)))
    assert plan.destroy() == ["UpdateContact"]
    assert provider.contacts.get_contact(ContactId=jane.id)["Plan"] == {"Stages": []}
    assert jane.plan() == {}
