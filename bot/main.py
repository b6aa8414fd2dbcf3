"""The composition root: the only file that knows every class.  It builds them, starts them, and stops them again."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.assembly.api import access_keys_of, api_of
from bot.assembly.door import dispatcher_of
from bot.assembly.engine import engine_of, ledger_of
from bot.assembly.errands import errands_of
from bot.assembly.restoring import restoring_of
from bot.assembly.talking import outside_of, slack_side_of
from bot.http.control import NAME as SOCKET
from bot.http.control import ControlSocket
from bot.http.front import Front
from bot.http.health import Check, Health
from bot.http.server import Server
from bot.http.tls import certificate_of
from bot.settings import Settings
from bot.slack.assembly import SlackSide
from bot.slack.people import Ourselves
from bot.slack.web import SlackWeb
from bot.slack.workspace import SlackWorkspace
from core.access_keys.operations import AccessKeys
from core.clock import Clock, SystemClock
from core.dispatcher import Dispatcher
from core.engine.loop import Engine
from core.engine.waking import WakingStore
from core.engine.watch import Watch
from storage.opening import Storage, open_storage

log = logging.getLogger(__name__)

HOUSEKEEPING_EVERY = timedelta(minutes=10)
WATCH_EVERY = timedelta(minutes=1)
CATCHING_UP_LASTS = timedelta(seconds=5)
"""No longer than this do pages wait for what people did before the process began."""
CONNECTING_LASTS = timedelta(seconds=3)
"""No longer than this is `ready` put off for Socket Mode."""
KEPT_AFTER_DONE = timedelta(hours=24)
"""So long a delivery or an idempotency token that comes a second time is recognised."""


@dataclass(slots=True, kw_only=True)
class Muster:
    """One running process."""

    settings: Settings
    storage: Storage
    dispatcher: Dispatcher
    engine: Engine
    watch: Watch
    slack: SlackSide | None
    server: Server
    control: ControlSocket
    access_keys: AccessKeys
    session: aiohttp.ClientSession
    clock: Clock
    scheduler: AsyncIOScheduler = field(default_factory=lambda: AsyncIOScheduler(timezone="UTC"))

    async def start(self) -> None:
        """First what people did, then what was due while nobody ran, and only then what is new.

        An acknowledgement that an earlier process took, and did not get to, stops the pages that are overdue by now.
        """
        await self.watch.look()
        if self.slack:
            await self.slack.start()
            await self.slack.caught_up(within=CATCHING_UP_LASTS)
        self.engine.start()
        await self.server.start()
        await self.control.start()
        if self.slack:
            await self.slack.can_hear(within=CONNECTING_LASTS)
        self.scheduler.add_job(self.watch.look, "interval", seconds=WATCH_EVERY.total_seconds())
        self.scheduler.add_job(self.keep_house, "interval", seconds=HOUSEKEEPING_EVERY.total_seconds())
        self.scheduler.start()

    async def stop(self) -> None:
        """Take nothing new, finish what was begun, and let go of the database last."""
        if self.scheduler.running:
            self.scheduler.shutdown(wait=False)
        await self.control.stop()
        await self.server.stop()
        if self.slack:
            await self.slack.stop()
        await self.engine.stop()
        await self.session.close()
        await self.storage.close()

    async def keep_house(self) -> None:
        """Forget what nobody will ask for again.  May be missed without harm, as all that the scheduler runs."""
        before = self.clock.now() - KEPT_AFTER_DONE
        await self.storage.inbox.forget_before(before)
        await self.storage.answered_calls.forget_before(before)
        await self.storage.pending_commands.forget_before(before)
        await self.storage.access_keys.forget_expired_before(before)


async def compose(settings: Settings, clock: Clock, slack_web: type[SlackWeb] = SlackWeb) -> Muster:
    """Everything, built and not yet started."""
    certificate = certificate_of(settings)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    storage = await open_storage(settings.database_file, settings.keyring_file, settings.account_id, clock)
    session = aiohttp.ClientSession()
    web = slack_web(session, settings.slack_bot_token, clock, settings.slack_api_url)
    ourselves = Ourselves()
    store = WakingStore(storage.store)
    dispatcher = dispatcher_of(settings, storage, store, SlackWorkspace(web, ourselves), clock)
    restoring = restoring_of(settings, storage, store, clock)
    engine = engine_of(settings, storage, store, outside_of(settings, web, clock), clock)
    store.wake = engine.wake
    slack = slack_side_of(settings, storage, dispatcher, web, ourselves, clock) if settings.talks_to_slack else None
    checks: dict[str, Check] = {"database": storage.state, **({"slack": slack.state} if slack else {})}
    health = Health(lambda: engine.turned_at, checks, clock)
    routes = [*health.routes, *(slack.routes if slack else ())]
    keys = access_keys_of(settings, storage, store, clock)
    api = api_of(settings, storage, dispatcher, keys, clock)
    routes += api.routes
    return Muster(
        settings=settings,
        storage=storage,
        dispatcher=dispatcher,
        engine=engine,
        watch=Watch(engagements=storage.engagements, steps=storage.steps, ledger=ledger_of(settings, store, clock)),
        slack=slack,
        server=Server(
            routes,
            settings.bind,
            settings.port,
            api.handle,
            front=Front(proxies=settings.proxies),
            tls=certificate.context() if certificate else None,
        ),
        control=ControlSocket(errands_of(settings, dispatcher, keys, restoring), settings.data_dir / SOCKET),
        access_keys=keys,
        session=session,
        clock=clock,
    )


async def serve(settings: Settings) -> int:
    """Run until the process is told to end; the exit status."""
    return await run(await compose(settings, SystemClock()))


async def run(muster: Muster) -> int:
    """Start what was composed, say `ready`, and stop it when the process is told to end."""
    told_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, told_to_end.set)
    try:
        await muster.start()
        gc.freeze()  # what was imported stays: no collection needs to look through it again
        print(f"ready {muster.server.url}", flush=True)  # noqa: T201 - whoever started the process waits for this line
        await told_to_end.wait()
    finally:
        await muster.stop()
    return 0
