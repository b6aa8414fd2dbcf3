"""Does the desk carry out what was promised, also where the first tries fail?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.slack import desk as desks
from bot.slack.desk import Desk
from core.inbox.entry import InboxEntry
from tests.slack.memory import Inbox, MovableClock
from tests.slack.world import AT


async def test_what_storage_could_not_take_is_done_once_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "AFTER_A_FAILURE", timedelta(milliseconds=1))
    failures = [OSError("no space left"), OSError("no space left")]
    done: list[str] = []

    async def work(entry: InboxEntry) -> None:
        if failures:
            raise failures.pop()
        done.append(entry.id)

    inbox = Inbox()
    desk = Desk({"event": work}, inbox, MovableClock())
    entry = InboxEntry(id="said C1 1", kind="event", body={}, received_at=AT)
    assert await inbox.take(entry)
    desk.accept(entry)
    await desk.idle()
    assert done == ["said C1 1"]
    assert not await inbox.unfinished()
