"""Does the configuration in docs/terraform.md work as it stands there?"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.chatbot_resource import SlackChannelConfiguration
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
from tests.terraform.hcl import Block, Reader, Reference
from tests.terraform.incident_resources import ReplicationSet, ResponsePlan, template
from tests.terraform.provider import Provider, Resource, bag

DOCUMENT = Path(__file__).parents[2] / "docs" / "terraform.md"
SETTING_UP, CONFIGURATION = (
    Reader(text).file() for text in re.findall("```hcl\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
)
KINDS: dict[str, type[Resource]] = {
    "aws_chatbot_slack_channel_configuration": SlackChannelConfiguration,
    "aws_ssmcontacts_contact": Contact,
    "aws_ssmcontacts_contact_channel": ContactChannel,
    "aws_ssmcontacts_plan": Plan,
    "aws_ssmcontacts_rotation": Rotation,
    "aws_ssmincidents_replication_set": ReplicationSet,
    "aws_ssmincidents_response_plan": ResponsePlan,
}


def applied(provider: Provider) -> dict[str, Resource]:
    """Every resource of the document in the order in which it stands there, so that references lead back only."""
    made: dict[str, Resource] = {}
    (local,) = CONFIGURATION.of("locals")
    known: dict[str, Any] = {f"local.{name}": value for name, value in local.values.items()}
    for block in CONFIGURATION.of("resource"):
        kind, name = block.labels
        assert {one.path for one in block.values.get("depends_on", [])} <= set(made)
        made[f"{kind}.{name}"] = KINDS[kind](provider, **config(looked_up(block, known)))
        made[f"{kind}.{name}"].apply()
        known[f"{kind}.{name}.arn"] = made[f"{kind}.{name}"].id
    return made


def looked_up(value: Any, known: dict[str, Any]) -> Any:
    """With what its references stand for."""
    match value:
        case Block():
            values = {name: looked_up(one, known) for name, one in value.values.items() if name != "depends_on"}
            return Block(value.kind, value.labels, values, [looked_up(one, known) for one in value.blocks])
        case Reference():
            return known[value.path]
        case list():
            return [looked_up(one, known) for one in value]
    return value


def config(block: Block) -> dict[str, Any]:
    """A resource's attributes, with its blocks as the provider reads them."""
    said = dict(block.values)
    if start := said.get("start_time"):
        said["start_time"] = datetime.fromisoformat(start)
    for kind in dict.fromkeys(one.kind for one in block.blocks):
        said |= BLOCKS[kind](block.of(kind))
    return said


def _stages(blocks: list[Block]) -> dict[str, Any]:
    return {"stage": [stage(one.values["duration_in_minutes"], *map(_target, one.of("target"))) for one in blocks]}


def _target(block: Block) -> dict[str, Any]:
    (info,) = block.blocks
    if info.kind == "channel_target_info":
        return through(info.values["contact_channel_id"], info.values.get("retry_interval_in_minutes", 0))
    return engaging(info.values.get("contact_id", ""), is_essential=info.values["is_essential"])


def _recurrence(blocks: list[Block]) -> dict[str, Any]:
    weekly = [
        {"DayOfWeek": one.values["day_of_week"], "HandOffTime": _time(one.of("hand_off_time")[0])}
        for one in blocks[0].of("weekly_settings")
    ]
    return {"recurrence": recurrence(**blocks[0].values, weekly_settings=weekly)}


def _time(block: Block) -> dict[str, int]:
    return at(block.values["hour_of_day"], block.values["minute_of_hour"])


BLOCKS: dict[str, Any] = {
    "delivery_address": lambda blocks: blocks[0].values,
    "incident_template": lambda blocks: {"incident_template": template(**blocks[0].values)},
    "recurrence": _recurrence,
    "region": lambda blocks: {"region": bag(*({"kms_key_arn": "DefaultKey"} | one.values for one in blocks))},
    "stage": _stages,
}


def test_it_is_applied_planned_again_and_destroyed(fresh: Provider) -> None:
    made = applied(fresh)
    assert {name: one.plan() for name, one in made.items()} == {name: {} for name in made}
    for one in reversed(made.values()):
        one.destroy()
    assert made["aws_ssmincidents_replication_set.all"].plan() == {"": "has to be created"}


def test_it_shows_every_resource() -> None:
    assert {block.labels[0] for block in CONFIGURATION.of("resource")} == set(KINDS)
    assert all(f"`{kind}`" in DOCUMENT.read_text() for kind in KINDS)


def test_every_endpoint_that_is_needed_is_named() -> None:
    (provider,) = SETTING_UP.of("provider")
    (endpoints,) = provider.of("endpoints")
    assert set(endpoints.values) == {"ssmincidents", "ssmcontacts", "chatbot", "sts"}


@pytest.mark.parametrize("arn", re.findall(r"terraform import \S+ (arn:\S+)", DOCUMENT.read_text()))
def test_an_import_command_names_something_of_the_configuration(fresh: Provider, arn: str) -> None:
    assert arn in {one.id for one in applied(fresh).values()}
