"""A whole configuration: everything in one apply, planned again, imported, and destroyed backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
from tests.terraform.incident_resources import ReplicationSet, ResponsePlan, template
from tests.terraform.provider import Provider, Resource, bag

Blocks = dict[str, Resource]


def configuration(provider: Provider, made: Blocks) -> Iterator[tuple[str, Callable[[], Resource]]]:
    """The blocks in the order of what refers to what; each is made when those that it names are there."""

    def contact(alias: str, type_: str, **said: object) -> Callable[[], Resource]:
        return lambda: Contact(provider, alias=alias, type=type_, **said)

    yield (
        "set",
        lambda: ReplicationSet(
            provider, region=bag({"name": "us-east-1", "kms_key_arn": "DefaultKey"}), tags={"made-by": "terraform"}
        ),
    )
    yield "jane", contact("jane", "PERSONAL", display_name="Jane")
    yield "ben", contact("ben", "PERSONAL")
    yield "escalation", contact("escalation", "ESCALATION")
    yield (
        "phone",
        lambda: ContactChannel(
            provider, contact_id=made["jane"].id, name="phone", type="SMS", simple_address="+12065550100"
        ),
    )
    yield (
        "plan of jane",
        lambda: Plan(provider, contact_id=made["jane"].id, stage=[stage(5, through(made["phone"].id, 1)), stage(1)]),
    )
    yield "rotation", lambda: Rotation(
        provider, name="primary", contact_ids=[made["jane"].id, made["ben"].id], time_zone_id="Europe/Berlin",
        recurrence=recurrence(daily_settings=[at(9)]), tags={"team": "payments"},
    )  # fmt: skip
    yield "schedule", lambda: contact("oncall", "ONCALL_SCHEDULE", rotation_ids=[made["rotation"].id])()
    yield "plan of escalation", lambda: Plan(
        provider, contact_id=made["escalation"].id,
        stage=[stage(5, engaging(made["schedule"].id)), stage(0, engaging(made["ben"].id, is_essential=False))],
    )  # fmt: skip
    yield "response plan", lambda: ResponsePlan(
        provider, name="checkout", incident_template=template("Checkout is down", 1),
        engagements=[made["escalation"].id],
    )  # fmt: skip


def applied(provider: Provider) -> Blocks:
    made: Blocks = {}
    for name, block in configuration(provider, made):
        made[name] = block()
        made[name].apply()
    return made


def nothing(made: Blocks) -> dict[str, object]:
    """The plan in which nothing is to be done."""
    return {name: {} for name in made}


def test_everything_in_one_apply_is_planned_again_and_imported_without_a_difference(fresh: Provider) -> None:
    made = applied(fresh)
    assert {name: block.plan() for name, block in made.items()} == nothing(made)
    assert {name: block.imported().plan() for name, block in made.items()} == nothing(made)


def test_everything_is_destroyed_backwards_and_can_be_applied_again(fresh: Provider) -> None:
    made = applied(fresh)
    for name, block in reversed(made.items()):
        assert block.destroy(), name
    assert made["set"].plan() == {"": "has to be created"}
    again = applied(fresh)
    assert {name: block.plan() for name, block in again.items()} == nothing(again)


def test_a_second_apply_of_the_same_configuration_changes_nothing(fresh: Provider) -> None:
    made = applied(fresh)
    begun = len(fresh.calls)
    for block in made.values():
        block.plan()
    read_only = ("Get", "List")
    assert [call for call in fresh.calls[begun:] if not call.startswith(read_only)] == []
