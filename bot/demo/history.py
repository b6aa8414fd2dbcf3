"""Makes the sample organisation and the incidents that it has been through, by the operations that everybody uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.assembly.door import dispatcher_of
from bot.assembly.engine import Outside, engine_of
from bot.delivery.carriers import CarriersByType
from bot.demo.organisation import (
    PAST,
    Organisation,
    PastIncident,
    Person,
    give_everyone_a_slack_channel,
    note,
)
from bot.demo.schedule import make_a_schedule, page_whoever_is_on_call
from bot.main import Muster
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.engine.loop import Engine
from core.engine.ports import ActivationMessage, HandedOver, Notice, PageMessage, Posted
from core.engine.waking import WakingStore


@dataclass(slots=True)
class ToldClock:
    """Says what it was told: the history is played through at the times at which it happened."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class Silence:
    """Carries nothing: nobody is paged for what is long over."""

    async def page(self, _: PageMessage) -> HandedOver:
        return HandedOver(info="sample")

    async def find(self, _: PageMessage) -> HandedOver | None:
        return None

    async def revise(self, _: PageMessage) -> None:
        return None

    async def activate(self, _: ActivationMessage) -> HandedOver:
        return HandedOver(info="sample")

    async def warn(self, _: Notice) -> None:
        return None

    async def put_card(self, *_: object) -> Posted:
        return Posted(ts="0")

    async def find_card(self, *_: object) -> str | None:
        return None

    async def tell(self, *_: object) -> Posted:
        return Posted(ts="0")


class NoWorkspace:
    """The channel is linked before there is anybody to ask about it."""

    async def channel_name(self, _: str) -> str | None:
        return "incidents"

    async def team(self) -> tuple[str, str] | None:
        return None

    async def post_test_message(self, *_: str) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A second door and engine on the same database, in a time of their own and without a voice."""

    muster: Muster
    organisation: Organisation
    clock: ToldClock
    dispatcher: Dispatcher
    engine: Engine

    async def call(self, person: Person, action: str, **params: Any) -> dict[str, Any]:
        arns = self.organisation.arns
        caller = Caller(
            arn=arns.slack_user(person.user_id), standing="administrator", user_id=person.user_id, name=person.name
        )
        return await self.dispatcher.call(caller, action, params)

    async def advance_to(self, moment: datetime) -> None:
        """Let time pass, and everything happen that falls due meanwhile."""
        while (due_at := await self._next_due_at()) is not None and due_at <= moment:
            self.clock.moment = max(self.clock.moment, due_at)
            await self.engine.turn()
        self.clock.moment = moment

    async def _next_due_at(self) -> datetime | None:
        moments = [await self.muster.storage.steps.next_due_at(lane) for lane in ("page", "chat")]
        return min((at for at in moments if at), default=None)


async def seed(muster: Muster) -> None:
    """The organisation and its history, unless there is something already."""
    if await muster.storage.replication_sets.current():
        return
    rehearsal = _rehearsal(muster)
    for person, action, params in rehearsal.organisation.set_up():
        await rehearsal.call(person, action, **params)
    await give_everyone_a_slack_channel(rehearsal.call, rehearsal.organisation)
    await make_a_schedule(rehearsal.call, rehearsal.organisation)
    for past in sorted(PAST, key=lambda one: one.ago, reverse=True):
        await _relive(rehearsal, past)
    await page_whoever_is_on_call(rehearsal.call, rehearsal.organisation)


def _rehearsal(muster: Muster) -> Rehearsal:
    storage, settings = muster.storage, muster.settings
    clock = ToldClock(muster.clock.now() - max(past.ago for past in PAST) - timedelta(days=30))
    store = WakingStore(storage.store)
    silence = Silence()
    outside = Outside(carriers=CarriersByType({}, silence), noticeboard=silence, operators=muster.houses.operators)
    return Rehearsal(
        muster,
        Organisation(settings.arns),
        clock,
        dispatcher_of(settings, storage, store, NoWorkspace(), clock),
        engine_of(settings, storage, store, outside, clock),
    )


async def _relive(rehearsal: Rehearsal, past: PastIncident) -> None:
    began = rehearsal.muster.clock.now() - past.ago
    await rehearsal.advance_to(began)
    plan = rehearsal.organisation.arns.response_plan(past.plan)
    started = await rehearsal.call(
        past.noticed_by, "ssm-incidents:StartIncident", responsePlanArn=plan, title=past.title, impact=past.impact
    )
    arn = started["incidentRecordArn"]
    await rehearsal.advance_to(began + past.taken_after)
    await _take(rehearsal, past)
    for after, person, text in past.notes:
        await rehearsal.advance_to(began + after)
        await rehearsal.call(
            person,
            "ssm-incidents:CreateTimelineEvent",
            incidentRecordArn=arn,
            eventType="Note",
            eventTime=rehearsal.clock.moment,
            eventData=note(text),
            eventReferences=[{"resource": arn}],
        )
    await rehearsal.advance_to(began + past.resolved_after)
    await rehearsal.call(past.taken_by, "ssm-incidents:UpdateIncidentRecord", arn=arn, summary=past.summary)
    await rehearsal.call(past.taken_by, "ssm-incidents:UpdateIncidentRecord", arn=arn, status="RESOLVED")
    await rehearsal.advance_to(began + past.resolved_after + timedelta(seconds=1))


async def _take(rehearsal: Rehearsal, past: PastIncident) -> None:
    contact = rehearsal.organisation.contact(past.taken_by)
    for page in await rehearsal.muster.storage.pages.open_of_contact(contact):
        await rehearsal.call(
            past.taken_by,
            "ssm-contacts:AcceptPage",
            PageId=page.arn,
            AcceptType="READ",
            AcceptCode=page.code,
            ContactChannelId=page.channel_arn,
        )
