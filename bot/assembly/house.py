"""One account's parts: what is kept of it, its door, its engine, its people in Slack.  Nothing here is another's."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.assembly.calendar_feeds import calendar_feeds_of
from bot.assembly.door import dispatcher_of
from bot.assembly.engine import engine_of, ledger_of
from bot.assembly.hand_offs import rounds_of
from bot.assembly.operators import Shared
from bot.assembly.policies import Rule, explaining_of
from bot.assembly.restoring import restoring_of
from bot.assembly.talking import Line, outside_of, slack_side_of
from bot.delivery.operators.alarm import Alarm
from bot.http.health import Vitals
from bot.policies.explaining import Explaining
from bot.settings import Settings
from bot.slack.assembly import SlackSide
from bot.slack.workspace import SlackWorkspace
from bot.watching.answers import ObservedStore
from bot.watching.pulse import OPERATORS
from core.access_keys.operations import AccessKeys
from core.alarm_doors.operations import AlarmDoors
from core.audit.operations import Records, TurnedAway
from core.audit.recording import Recorder
from core.calendars.operations import CalendarFeeds
from core.clock import Clock
from core.covers.cover import KEPT_FOR
from core.deeds import Deeds
from core.dispatcher import Dispatcher
from core.engine.loop import Engine
from core.engine.rounds import Rounds
from core.engine.waking import WakingStore
from core.engine.watch import Watch
from core.moving.operations import Restoring
from core.outbox.operations import Retrying
from storage.account import Storage

log = logging.getLogger(__name__)

CATCHING_UP_LASTS = timedelta(seconds=5)
"""No longer than this do pages wait for what people did before the process began."""
STOPPING_LASTS = timedelta(seconds=5)
"""So long is what was begun waited for; a process that is told to end has ten seconds for everything."""
KEPT_AFTER_DONE = timedelta(hours=24)
"""So long a delivery or an idempotency token that comes a second time is recognised."""


@dataclass(slots=True, kw_only=True)
class House:
    """One account."""

    settings: Settings
    """With this account's own id and administrators."""
    storage: Storage
    dispatcher: Dispatcher
    access_keys: AccessKeys
    alarm_doors: AlarmDoors
    calendars: CalendarFeeds
    outbox: Retrying
    """What is late or was set aside."""
    turned_away: TurnedAway
    """Requests that never reached the dispatcher."""
    records: Records
    restoring: Restoring
    rule: Rule
    """Who may do what here."""
    explaining: Explaining
    engine: Engine
    watch: Watch
    slack: SlackSide | None
    rounds: Rounds
    """What finds out that others are on call than Slack was told of."""
    operators: Alarm
    """Everybody's, as the process is; so is the clock."""
    clock: Clock

    @property
    def account(self) -> str:
        """Its twelve digits."""
        return self.settings.account_id

    @property
    def vitals(self) -> Vitals:
        """By what it is seen whether this account is looked after."""
        checks = {
            "database": self.storage.state,
            "keys": self.storage.keys.state,
            "steps": self.engine.state,
            "policies": self.rule.state,
            "audit": self.storage.trail.troubles.state,
            OPERATORS: self.operators.state,
        }
        if self.slack:
            checks["slack"] = self.slack.state
        return Vitals(turned_at=lambda: self.engine.turned_at, checks=checks)

    async def wake(self) -> None:
        """Look after what was left lying, and take up what people did while nobody ran."""
        await self.watch.look()
        if self.slack:
            await self.slack.start()

    async def start(self, *, pages: bool = True) -> None:
        """Page: first what people did has to take effect.  Without `pages`, other processes do that."""
        if self.slack:
            await self.slack.caught_up(within=CATCHING_UP_LASTS)
        if pages:
            self.engine.start()

    async def look(self) -> None:
        """Look for incidents and engagements that nothing would go on with."""
        await self.watch.look()
        if self.slack:
            await self.slack.look()

    async def hand_over(self) -> None:
        """Have Slack told who is on call, where others are than before."""
        if self.slack:
            await self.rounds.look()

    async def take_over(self) -> None:
        """Go on with what processes held that are not alive any more."""
        await self.storage.steps.release_nobodys()
        if self.slack:
            await self.slack.take_over()
        self.engine.wake()

    async def stop(self) -> int:
        """Begin nothing more, finish what was begun, and give back what could not be finished; how much that was."""
        stopping = [self.engine.stop(within=STOPPING_LASTS)]
        if self.slack:
            stopping.append(self.slack.stop(within=STOPPING_LASTS))
        await asyncio.gather(*stopping)
        return await self.storage.steps.release_ours()

    async def keep(self, now: datetime) -> None:
        """Forget what nobody will ask for again.  May be missed without harm, as all that the scheduler runs."""
        before = now - KEPT_AFTER_DONE
        await self.storage.inbox.forget_before(before)
        await self.storage.answered_calls.forget_before(before)
        await self.storage.pending_commands.forget_before(before)
        await self.storage.access_keys.forget_expired_before(before)
        await self.storage.guessers.forget_before(before)
        await self.storage.offers.forget_before(before)
        await self.storage.covers.forget_before(now - KEPT_FOR)
        await self.storage.keys.mend()
        if self.slack:
            await self.slack.renew()


def house_of(settings: Settings, storage: Storage, line: Line, rule: Rule, shared: Shared) -> House:
    """A house on what is kept of its account; `settings` are that account's."""
    clock, observer = shared.clock, shared.observer
    store = WakingStore(ObservedStore(storage.store, observer.metrics.answered, clock))
    workspace = SlackWorkspace(line.web, line.ourselves)
    dispatcher = dispatcher_of(settings, storage, store, workspace, clock, authority=rule.authority)
    dispatcher.watched = observer.call
    engine = engine_of(settings, storage, store, outside_of(settings, storage, line, shared), clock)
    store.engine = engine
    ledger = ledger_of(settings, store, clock)
    recorder = Recorder(settings.arns, clock)
    calendars = calendar_feeds_of(storage, store, dispatcher, settings.arns, clock)
    return House(
        settings=settings,
        storage=storage,
        dispatcher=dispatcher,
        access_keys=AccessKeys(storage.access_keys, store, settings.arns, clock),
        alarm_doors=AlarmDoors(storage.alarm_doors, storage.response_plans, Deeds(store, settings.arns, clock)),
        calendars=calendars,
        outbox=Retrying(storage.outbox, Deeds(store, settings.arns, clock)),
        turned_away=TurnedAway(store, recorder),
        records=Records(store, recorder),
        restoring=restoring_of(settings, storage, store, clock),
        rule=rule,
        explaining=explaining_of(settings, storage, rule, clock),
        engine=engine,
        watch=Watch(engagements=storage.engagements, lanes=storage.lanes, ledger=ledger, operators=shared.operators),
        slack=slack_side_of(settings, storage, dispatcher, line, rule.principals, clock) if line.is_there else None,
        rounds=rounds_of(storage, ledger, clock),
        operators=shared.operators,
        clock=clock,
    )
