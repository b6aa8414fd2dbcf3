"""What Slack has not signed is in the record: the first few deliveries by themselves, all others counted."""

from __future__ import annotations

from pathlib import Path

import aiohttp
from slack_bolt.app.async_app import AsyncApp

from bot.http.origin import origin_of
from bot.http.server import Server
from bot.slack.door import Door
from core.audit.counting import EACH
from core.audit.looking_up import Wanted
from core.audit.operations import TurnedAway
from core.audit.recording import Recorder
from core.errors import Refusal
from core.listing import Window
from tests.slack.memory import MovableClock
from tests.storage.examples import NAMES, StandingClock, opened


async def test_unsigned_deliveries_are_recorded_and_counted(tmp_path: Path) -> None:
    async with opened(tmp_path) as storage:
        turned_away = TurnedAway(storage.store, Recorder(NAMES, StandingClock()))

        async def note(request: aiohttp.web.Request) -> None:
            await turned_away.note(origin_of(request), "slack:Delivery", Refusal("InvalidSignatureException", ""))

        app = AsyncApp(token="xoxb-none", signing_secret="s")
        server = Server(Door(app, ["s"], MovableClock(), turned_away=note).routes, "127.0.0.1", 0)
        await server.start()
        async with aiohttp.ClientSession() as session:
            for _ in range(12):
                async with session.post(f"{server.url}/slack/events", data=b"Canary") as answer:
                    assert answer.status == 401
        await server.stop()
        await turned_away.tell()
        await storage.trail.settled()
        found = (await storage.events.listing(Wanted(key="EventSource", value="slack.com"), Window(50))).items
        assert [one.further for one in found].count(None) == EACH
        assert sum(int((one.further or {}).get("count", 1)) for one in found) == 12
        assert {one.identity["type"] for one in found} == {"Unknown"}
