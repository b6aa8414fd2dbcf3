"""Does the desk carry out what was promised, also where the first tries fail?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.slack import desk as desks
from bot.slack.desk import Desk
from bot.slack.people import Unknown
from core.engine.ports import TryLater
from core.inbox.entry import InboxEntry
from tests.slack.memory import Inbox, MovableClock


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in ("AFTER_A_FAILURE", "SHORTEST_WAIT", "LONGEST_WAIT"):
        monkeypatch.setattr(desks, pause, timedelta(milliseconds=1))


NOW = timedelta(milliseconds=1)


async def tried(failing: Callable[[int], Exception | None], received_at: datetime | None = None) -> tuple[int, int]:
    """How often a delivery was tried whose n-th try fails so, and how many are unfinished then."""
    clock, inbox, tries = MovableClock(), Inbox(), []

    async def work(entry: InboxEntry) -> None:
        tries.append(entry.id)
        if failure := failing(len(tries)):
            raise failure

    desk = Desk({"event": work}, inbox, clock)
    entry = InboxEntry(id="said C1 1", kind="event", body={}, received_at=received_at or clock.now())
    assert await inbox.take(entry)
    desk.accept(entry)
    await desk.idle()
    return len(tries), len(await inbox.unfinished())


@pytest.mark.parametrize("failure", [OSError("no space left"), Unknown(NOW, "Slack's rate limit for users.info")])
async def test_what_could_not_be_carried_out_is_done_once_it_can(failure: Exception) -> None:
    assert await tried(lambda n: failure if n < 3 * desks.TRIES else None) == (3 * desks.TRIES, 0)


@pytest.mark.parametrize("failure", [OSError("no space left"), Unknown(NOW, "Slack is away")])
async def test_what_somebody_wanted_a_day_ago_is_given_up(failure: Exception) -> None:
    a_day_ago = MovableClock().now() - desks.GIVEN_UP_AFTER
    assert await tried(lambda _: failure, a_day_ago) == (1, 0)


async def test_an_answer_that_slack_does_not_take_is_given_up() -> None:
    assert await tried(lambda _: TryLater(NOW, "Slack's rate limit for chat.postMessage")) == (desks.TRIES, 0)


async def test_the_desk_is_closed_without_giving_up_what_could_not_be_carried_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desks, "LONGEST_WAIT", timedelta(minutes=1))
    inbox, clock = Inbox(), MovableClock()

    async def work(entry: InboxEntry) -> None:
        raise Unknown(timedelta(minutes=1), "Slack is away")

    desk = Desk({"event": work}, inbox, clock)
    entry = InboxEntry(id="said C1 1", kind="event", body={}, received_at=clock.now())
    assert await inbox.take(entry)
    desk.accept(entry)
    await desk.stop()
    assert await inbox.unfinished() == [entry]
