"""Does what fails each time hold up nothing else, is somebody told, and is it never forgotten?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.assembly.outbox_errand import OutboxErrand
from core.deeds import Deeds
from core.engine import failing
from core.engine.aside import Aside
from core.engine.failing import SET_ASIDE_AFTER
from core.engine.patience import pause_after
from core.errors import OutOfOrder, Refusal
from core.operators.spokesman import Spokesman
from core.outbox.operations import Retrying
from core.step import Step
from core.work import Finish, Postpone, Schedule, SetAside
from storage.database import StorageFailed
from tests.databases import on_both
from tests.operations.muster import ARNS, START

pytestmark = on_both

BROKEN = RuntimeError("Checkout is down")


class Told:
    """Operators who remember."""

    def __init__(self) -> None:
        self.present: dict[str, str] = {}

    def tell(self, about: str, what: str) -> None:
        self.present[about] = what

    def over(self, about: str) -> None:
        self.present.pop(about, None)


@pytest.fixture
def told() -> Told:
    return Told()


async def looks(world, operators, leads: bool = True) -> None:
    """What each replica does every few seconds."""
    await Aside(world.storage.outbox, world.clock, Spokesman(operators, lambda: leads), ARNS.account).look()


@pytest.fixture
def outbox(world) -> OutboxErrand:
    return OutboxErrand(Retrying(world.storage.outbox, Deeds(world.storage.store, ARNS, world.clock)))


async def fails_for_ever(world, alias: str = "ana") -> None:
    await world.engage(await world.person(alias))
    world.telephones.trouble[f"U{alias.upper()}"] = [BROKEN] * 1000
    await world.wait(minutes=5)


async def test_what_fails_each_time_is_set_aside_and_the_operators_hear_of_it(world, told, outbox):
    await fails_for_ever(world)
    await looks(world, told)
    [step] = (await outbox.do({"do": "list"}))["steps"]
    assert (step["kind"], step["is_set_aside"], step["error"]) == ("page", True, "RuntimeError")
    assert step["failures"] >= SET_ASIDE_AFTER
    assert "Checkout" not in str(step)
    [what] = told.present.values()
    assert "muster outbox list" in what
    assert "Checkout" not in what


async def test_whoever_leads_tells_of_it_whichever_replica_has_set_it_aside(world, told):
    await fails_for_ever(world)
    others = Told()
    await looks(world, others, leads=False)
    await looks(world, told)
    assert (len(others.present), len(told.present)) == (0, 1)


async def test_it_is_tried_still_and_once_it_works_all_is_well(world, told, outbox):
    await fails_for_ever(world)
    aside = Aside(world.storage.outbox, world.clock, told, ARNS.account)
    await aside.look()
    assert told.present
    world.telephones.trouble.clear()
    await world.wait(minutes=2)
    assert world.telephones.rang() == ["UANA"]
    await aside.look()
    assert not told.present
    assert (await outbox.do({"do": "list"}))["steps"] == []


async def test_its_lane_has_all_its_room_for_others(world):
    await fails_for_ever(world)
    lanes = [await world.storage.steps.next_due_at(lane) for lane in ("page", "aside")]
    in_ten_minutes = world.clock.now() + timedelta(minutes=10)
    assert lanes[0] is None or lanes[0] > in_ten_minutes
    assert lanes[1] and lanes[1] <= in_ten_minutes


async def test_the_operator_has_it_tried_at_once_by_name_or_all_of_it(world, outbox):
    await fails_for_ever(world)
    [waiting] = (await outbox.do({"do": "list"}))["steps"]
    world.telephones.trouble.clear()
    with pytest.raises(Refusal, match="muster outbox list"):
        await outbox.do({"do": "retry", "steps": ["page arn:none"]})
    assert (await outbox.do({"do": "retry", "steps": [waiting["step"]]}))["steps"]
    await world.settle()
    assert world.telephones.rang() == ["UANA"]
    assert (await outbox.do({"do": "retry", "steps": []}))["steps"] == []


async def test_what_is_late_is_listed_too(world, outbox):
    await world.engage(await world.person("ana"))
    assert (await outbox.do({"do": "list"}))["steps"] == []
    world.clock.advance(minutes=5)
    kinds = {one["kind"]: one["is_set_aside"] for one in (await outbox.do({"do": "list"}))["steps"]}
    assert kinds
    assert not any(kinds.values())


def test_an_outage_of_what_all_rest_on_is_no_steps_fault() -> None:
    step = Step(kind="page", subject="x", due_at=START, attempts=100, failures=100)
    for outage in (StorageFailed("gone"), ConnectionResetError(), OutOfOrder()):
        assert failing.after(step, outage, START, 4) == Postpone(step, START + pause_after(4))
    assert isinstance(failing.after(step, TimeoutError(), START), SetAside)


async def test_what_is_scheduled_anew_while_it_is_set_aside_is_like_any_other(world):
    store, steps = world.storage.store, world.storage.steps
    await store.commit([Schedule(Step(kind="page", subject="x", due_at=START))])
    [held] = await steps.claim("page", START, 1, timedelta(minutes=1))
    await store.commit([SetAside(held, START + timedelta(minutes=1), "RuntimeError")])
    assert await steps.next_due_at("page") is None
    await store.commit([Schedule(Step(kind="page", subject="x", due_at=START))])
    [again] = await steps.claim("page", START, 1, timedelta(minutes=1))
    assert (again.failures, again.attempts) == (0, 1)
    await store.commit([Finish(again)])
    assert not await steps.is_scheduled(again.key)


async def test_what_is_scheduled_anew_while_it_fails_is_not_set_aside(world):
    store, steps = world.storage.store, world.storage.steps
    await store.commit([Schedule(Step(kind="page", subject="x", due_at=START))])
    [held] = await steps.claim("page", START, 1, timedelta(minutes=1))
    await store.commit([Schedule(Step(kind="page", subject="x", due_at=START))])
    await store.commit([SetAside(held, START + timedelta(minutes=1), "RuntimeError")])
    [again] = await steps.claim("page", START, 1, timedelta(minutes=1))
    assert again.failures == 1
