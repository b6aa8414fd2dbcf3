"""The composition root: the only file that knows every class.  It builds them, starts them, and stops them again."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.assembly.alarms import alarm_routes
from bot.assembly.api import api_of
from bot.assembly.auditing import Auditing
from bot.assembly.calendars import calendar_routes
from bot.assembly.errands import errands_of_all
from bot.assembly.figures import Figures
from bot.assembly.houses import Houses, houses_of
from bot.assembly.keys import key_sources_of
from bot.assembly.links import acknowledge_routes
from bot.assembly.outages import tell_of_outages
from bot.assembly.parts import Part, refuse_half_alone, vitals_of
from bot.assembly.pulse import pulse_of
from bot.assembly.replicas import membership_of, tell_of_clock, tell_of_skew
from bot.assembly.talking import access_of, exchange_of
from bot.assembly.telephones import telephone_routes
from bot.assembly.time import go_on
from bot.bodies import Bodies
from bot.delivery.session import session as session_of_carriers
from bot.http.control import NAME as SOCKET
from bot.http.control import ControlSocket
from bot.http.front import Front
from bot.http.health import Health
from bot.http.heartbeat import Heartbeat
from bot.http.metrics import MetricsPage
from bot.http.origin import origin_of
from bot.http.server import Server
from bot.http.tls import certificate_of
from bot.settings import Settings
from bot.slack.assembly import SlackSide
from bot.slack.entrance import Entrance
from bot.slack.install_pages import InstallPages
from bot.slack.install_state import States
from bot.slack.web import SlackWeb
from bot.watching import life
from bot.watching.observer import Observer
from bot.watching.pulse import Pulse
from bot.watching.spans import Spans
from bot.watching.traces import spans_of
from core.access_keys.operations import AccessKeys
from core.clock import Clock, SteadyClock, wall_of
from core.dispatcher import Dispatcher
from core.engine.loop import Engine
from core.engine.membership import Membership
from core.work import Chance
from storage.account import Storage
from storage.opening import Storages, open_storages

log = logging.getLogger(__name__)

SHORTEST_TURN = 0.0005
"""Seconds; with Python's own 0.005, a page waits ten times as long whenever the writer's thread is at work."""
YOUNG_MOST = 50_000
"""New objects before it is looked which of them nobody can reach; Python's own 700 are those of two pages, and with a
thousand of them on their way each look takes 20 ms and finds nothing."""
HOUSEKEEPING_EVERY = timedelta(minutes=10)
WATCH_EVERY = timedelta(minutes=1)
HAND_OVER_AT, HAND_OVER_WAITS = 1, 30
"""Seconds of each minute: turns pass at full minutes, and a round that is late is made all the same."""
CONNECTING_LASTS = timedelta(seconds=3)
"""No longer than this is `ready` put off for Socket Mode."""
ENDING_LASTS, FAREWELL_LASTS, CLOSING_LASTS = 7.0, 1.5, 1.0
"""Seconds: a process that is told to end has ten, whatever does not answer; the next one does what was left."""
LASTS, LEAST_FOR_SPANS = 4.0, 0.3
"""Seconds: what was begun soon leaves traces more time to be sent."""


@dataclass(slots=True, kw_only=True)
class Muster:
    """One running process."""

    settings: Settings
    houses: Houses
    storages: Storages
    entrance: Entrance | None
    """Where Slack's deliveries come in, if there is a workspace."""
    server: Server
    control: ControlSocket
    auditing: Auditing
    session: aiohttp.ClientSession
    clock: Clock
    health: Health
    spans: Spans
    part: Part = "all"
    pulse: Pulse
    membership: Membership | None = None
    """Among the other processes on a database that is shared."""
    scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))
    left: int | None = None
    """How many steps were begun and not finished, once that is known."""

    async def start(self) -> None:
        """First what people did, then what was due while nobody ran, and only then what is new.

        An acknowledgement that an earlier process took, and did not get to, stops the pages that are overdue by now.
        """
        await self.houses.operators.start()
        if self.membership:
            await self.membership.start()
        await self.houses.wake()
        if self.entrance:
            self.entrance.start()
        await self.houses.start(pages=self.part != "web")
        await self.server.start()
        await self.control.start()
        if self.entrance:
            await self.entrance.can_hear(within=CONNECTING_LASTS)
        await self.pulse.start()
        await self.auditing.start(self.scheduler)
        self.scheduler.add_job(self.houses.look, "interval", seconds=WATCH_EVERY.total_seconds())
        self.scheduler.add_job(self.hand_over, "cron", second=HAND_OVER_AT, misfire_grace_time=HAND_OVER_WAITS)
        self.scheduler.add_job(self.keep_house, "interval", seconds=HOUSEKEEPING_EVERY.total_seconds())
        self.scheduler.start()
        self.health.is_open = True

    async def hand_over(self) -> None:
        """Have Slack told who is on call; one of several does it for all."""
        if self.membership is None or self.membership.leads:
            await self.houses.hand_over()

    async def stop(self) -> None:
        """Take nothing new, finish what was begun, and let go of the database last: all that within ten seconds."""
        began = time.monotonic()
        self.health.is_open = False
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
        await _within(ENDING_LASTS, "what was begun", self._end())
        await _within(FAREWELL_LASTS, "the last words to operators", self._say_farewell())
        await _within(CLOSING_LASTS, "the database", self.storages.close())
        await asyncio.to_thread(self.spans.close, max(LEAST_FOR_SPANS, began + LASTS - time.monotonic()))
        log.info(life.ended(time.monotonic() - began, self.left))

    async def _end(self) -> None:
        *_, self.left = await asyncio.gather(
            self.pulse.stop(), self.control.stop(), self._close_doors(), self.houses.stop()
        )
        await self.auditing.stop()
        if self.membership:
            await self.membership.stop()

    async def _say_farewell(self) -> None:
        await self.houses.close()
        await self.session.close()

    async def _close_doors(self) -> None:
        await self.server.stop()
        if self.entrance:
            await self.entrance.stop()

    async def keep_house(self) -> None:
        """Forget what nobody will ask for again; one of several does it for all."""
        if self.membership is None or self.membership.leads:
            await self.houses.keep(self.clock.now())

    # Of the configured account, which is the only one unless MUSTER_ORGANIZATION names more

    @property
    def storage(self) -> Storage:
        return self.houses.first.storage

    @property
    def dispatcher(self) -> Dispatcher:
        return self.houses.first.dispatcher

    @property
    def engine(self) -> Engine:
        return self.houses.first.engine

    @property
    def access_keys(self) -> AccessKeys:
        return self.houses.first.access_keys

    @property
    def slack(self) -> SlackSide | None:
        return self.houses.first.slack


async def compose(settings: Settings, clock: Clock, slack_web: type[SlackWeb] = SlackWeb, part: Part = "all") -> Muster:
    """Everything that this part of the work takes, built and not yet started."""
    certificate = certificate_of(settings)
    observer = Observer(spans=spans_of(settings.traces))
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    storages = await open_storages(
        settings.database, key_sources_of(settings), settings.account_id, clock, settings.data_dir
    )
    if isinstance(settings.database, str):
        storages.speak_apart(settings.database)
    session = session_of_carriers()
    try:
        houses = await houses_of(settings, storages, session, clock, slack_web, observer)
    except BaseException:
        await session.close()
        await storages.close()
        raise
    tell_of_clock(clock, houses.operators)
    await go_on(clock, storages, houses)
    membership = membership_of(storages, houses, clock)
    tell_of_skew(membership, houses.operators)

    def leads() -> bool:
        return membership is None or membership.leads

    tell_of_outages(storages, houses.operators, leads)
    auditing = Auditing(settings, houses, clock, leads=leads)
    access = access_of(settings)
    bodies = Bodies(address_of=lambda request: origin_of(request).address)
    wall = wall_of(clock)
    entrance = None
    if houses.sides and part != "worker":
        entrance = Entrance(access, houses.sides, wall, auditing.slack_turned_away, bodies)
    api = api_of(settings, houses, wall, bodies)
    health = Health({house.account: vitals_of(house, part) for house in houses.all}, clock)
    figures = Figures(observer.metrics, houses, health, clock, membership)
    pulse = pulse_of(settings, houses, clock, leads, health)
    watched = [*health.routes, *MetricsPage(figures.text, settings.metrics_token).routes]
    watched += Heartbeat(lambda: pulse.beats).routes
    pages = [*watched]
    pages += alarm_routes(houses, bodies, wall)
    routes = [*pages, *(entrance.routes if entrance else ()), *api.routes]
    routes += acknowledge_routes(houses, clock)
    routes += calendar_routes(houses, clock)
    routes += telephone_routes(settings, houses, bodies, clock)
    if exchange := exchange_of(settings, session):
        routes += InstallPages(exchange, houses.sides, States(Chance().draw), clock).routes
    server = Server(
        watched if part == "worker" else routes,
        settings.bind,
        settings.port,
        api.handle if part != "worker" else None,
        front=Front(proxies=settings.proxies),
        tls=certificate.context() if certificate else None,
    )
    errands = errands_of_all(houses, lambda: server.url if part != "worker" else "")
    return Muster(
        settings=settings,
        houses=houses,
        storages=storages,
        entrance=entrance,
        server=server,
        control=ControlSocket(errands, settings.data_dir / SOCKET),
        auditing=auditing,
        session=session,
        clock=clock,
        health=health,
        pulse=pulse,
        membership=membership,
        spans=observer.spans,
        part=part,
    )


async def serve(settings: Settings, part: Part = "all") -> int:
    """Run until the process is told to end; the exit status."""
    refuse_half_alone(settings, part)
    return await run(await compose(settings, SteadyClock(), part=part))


async def run(muster: Muster) -> int:
    """Start what was composed, say `ready`, and stop it when the process is told to end."""
    told_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(by: signal.Signals) -> None:
        log.info(life.told_to_end(by.name))
        told_to_end.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, end, one)
    try:
        await muster.start()
        gc.freeze()  # what was imported stays: no collection needs to look through it again
        gc.set_threshold(YOUNG_MOST, 10, 10)
        sys.setswitchinterval(SHORTEST_TURN)
        print(f"ready {muster.server.url}", flush=True)  # noqa: T201 - whoever started the process waits for this line
        log.info(life.listening(muster.settings, muster.server.url, muster.part))
        await told_to_end.wait()
    finally:
        await muster.stop()
    return 0


async def _within(seconds: float, what: str, work: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        log.warning("It took too long to finish %s; nothing that was stored is lost, and the next start goes on.", what)
