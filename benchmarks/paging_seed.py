"""An installation with people to page: each door leads to a plan of its own, and to somebody with a telephone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import environment
from bot.main import compose
from bot.settings import Settings
from core.alarm_doors.issuing import Wanted
from core.caller import Caller
from core.clock import SystemClock
from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import ChannelTarget, Contact, Stage
from core.dispatcher import Dispatcher
from core.work import Save
from tests.operations.muster import ADMIN, ARNS, MINUTE


@dataclass(frozen=True, slots=True)
class Door:
    name: str
    key: str = field(repr=False)


async def seed(data_dir: Path, database_url: str, doors: int) -> list[Door]:
    """Make it in a data directory, or a database, that nobody uses yet."""
    settings = replace(environment.read({}), data_dir=data_dir, database_url=database_url, port=0)
    clock = SystemClock()
    muster = await compose(settings, clock)
    try:
        call, store = muster.dispatcher.call, muster.storage.store
        await call(ADMIN, "ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
        made = []
        for n in range(doors):
            alias = f"person-{n}"
            channel = ContactChannel(
                arn=ARNS.contact_channel(alias, "1"), contact_arn=ARNS.contact(alias), name="telephone", type="VOICE",
                address=f"+1206555{n:04d}", activated_at=clock.now(), created_at=clock.now(),
            )  # fmt: skip
            stage = Stage(lasts=MINUTE * 15, channels=(ChannelTarget(channel_arn=channel.arn),))
            person = Contact(arn=ARNS.contact(alias), alias=alias, type="PERSONAL", display_name=alias, stages=(stage,))
            await store.commit([Save(channel), Save(person)])
            plan = await _plan(muster.dispatcher, ADMIN, f"plan-{n}", person.arn)
            wanted = Wanted(name=f"door-{n}", kind="webhook", response_plan_arn=plan)
            door, key = await muster.houses.first.alarm_doors.create(wanted)
            made.append(Door(door.name, key))
    finally:
        await muster.stop()
    return made


async def _plan(dispatcher: Dispatcher, caller: Caller, name: str, contact_arn: str) -> str:
    template = {"title": name, "impact": 1}
    params = {"name": name, "incidentTemplate": template, "engagements": [contact_arn]}
    return str((await dispatcher.call(caller, "ssm-incidents:CreateResponsePlan", params))["arn"])


def settings_of(environ: dict[str, str]) -> Settings:
    """What `muster serve` would read."""
    return environment.read(environ)
