"""What only a later release knows is left to it; and what a row says twice may be damaged once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly.outbox_errand import OutboxErrand
from bot.commands.outbox import _line
from core.deeds import Deeds
from core.engine.lateness import Lateness
from core.engine.loop import LEASE
from core.errors import Refusal
from core.operators.spokesman import Spokesman
from core.outbox.operations import Retrying
from tests.databases import look, on_both, tamper
from tests.operations.muster import ARNS

pytestmark = on_both

OF_A_LATER_RELEASE = "teleport arn:x"
Told = dict[str, str]


class Operators:
    """They remember what they were told."""

    def __init__(self) -> None:
        self.told: Told = {}

    def tell(self, about: str, what: str) -> None:
        self.told[about] = what

    def over(self, about: str) -> None:
        self.told.pop(about, None)


@pytest.fixture
def outbox(world) -> OutboxErrand:
    return OutboxErrand(Retrying(world.storage.outbox, Deeds(world.storage.store, ARNS, world.clock)))


@pytest.fixture
def change_a_page_step(world, tmp_path: Path) -> Callable[[str], None]:
    """Ana is about to be paged when somebody changes that row."""

    async def do(values: str) -> None:
        await world.engage(await world.person("ana"))
        while not look(tmp_path, "SELECT 1 FROM step WHERE kind = 'page'"):
            await world.engine.turn()
        assert tamper(tmp_path, f"UPDATE step SET {values} WHERE kind = 'page'") == 1  # noqa: S608

    return do


@pytest.fixture
async def scheduled_by_a_later_release(change_a_page_step) -> None:
    kind, subject = OF_A_LATER_RELEASE.split(" ")
    await change_a_page_step(f"key = '{OF_A_LATER_RELEASE}', kind = '{kind}', subject = '{subject}'")


@pytest.mark.usefixtures("scheduled_by_a_later_release")
async def test_what_only_a_later_release_knows_is_left_to_it_and_holds_up_nobody(world, tmp_path):
    await world.engage(await world.person("ben"))
    await world.wait(minutes=20)
    assert world.telephones.rang() == ["UBEN"]
    rows = look(tmp_path, f"SELECT lane, attempts, failures FROM step WHERE key = '{OF_A_LATER_RELEASE}'")  # noqa: S608
    assert rows == [("page", 0, 0)]


@pytest.mark.usefixtures("scheduled_by_a_later_release")
async def test_nobody_wakes_up_for_it_again_and_again(world, tmp_path):
    await world.settle()
    due_at = await world.storage.steps.next_due_at("page")
    assert due_at is None or due_at > world.clock.now()
    held = "leased_until = due_at, held_by = 'somebody'"
    assert tamper(tmp_path, f"UPDATE step SET {held} WHERE key = '{OF_A_LATER_RELEASE}'") == 1  # noqa: S608
    due_at = await world.storage.steps.next_due_at("page")
    assert due_at is None or due_at > world.clock.now()


@pytest.mark.usefixtures("scheduled_by_a_later_release")
async def test_operators_see_it_and_hear_of_it_if_nobody_comes_for_it(world, outbox):
    await world.wait(minutes=2)
    [step] = (await outbox.do({"do": "list"}))["steps"]
    assert (step["step"], step["is_known"]) == (OF_A_LATER_RELEASE, False)
    assert _line(step).startswith("unknown ")
    operators = Operators()
    spokesman = Spokesman(operators, lambda: True)
    await Lateness(world.storage.backlogs, world.clock, spokesman, ARNS.account).look()
    [what] = operators.told.values()
    assert what.startswith("Pages are late")


@pytest.mark.usefixtures("scheduled_by_a_later_release")
async def test_where_it_was_set_aside_it_cannot_be_retried_and_others_can(world, tmp_path, outbox):
    assert tamper(tmp_path, f"UPDATE step SET lane = 'aside' WHERE key = '{OF_A_LATER_RELEASE}'") == 1  # noqa: S608
    with pytest.raises(Refusal, match="no step of the kind 'teleport'"):
        await outbox.do({"do": "retry", "steps": [OF_A_LATER_RELEASE]})
    assert (await outbox.do({"do": "retry", "steps": []}))["steps"] == []


@pytest.mark.parametrize("damaged", ["kind = 'teleport'", "subject = 'x'", "kind = '', subject = ''"])
async def test_a_step_is_what_its_key_says_and_done_once(world, change_a_page_step, damaged):
    await change_a_page_step(damaged)
    await world.settle()
    world.clock.advance(seconds=LEASE.total_seconds() + 1)
    await world.settle()
    assert world.telephones.rang() == ["UANA"]
    due_at = await world.storage.steps.next_due_at("page")
    assert due_at is None or due_at > world.clock.now() + timedelta(seconds=1)


@pytest.mark.parametrize("damaged", ["pagf", "", "Page", "zzz"])
async def test_a_step_on_no_lane_is_found_within_a_minute_and_told_of(world, change_a_page_step, damaged, caplog):
    await change_a_page_step(f"lane = '{damaged}'")
    await world.settle()
    assert world.telephones.rang() == []
    operators = Operators()
    watch = replace(world.watch, operators=operators)
    await watch.look()
    await world.settle()
    assert world.telephones.rang() == ["UANA"]
    assert caplog.text.count("was on a lane that there is none of") == 1
    [what] = operators.told.values()
    assert what.startswith("The database was damaged, and nobody would have found what is to be done (1 of it).")
    await watch.look()
    assert operators.told == {}


@pytest.mark.usefixtures("scheduled_by_a_later_release")
async def test_a_lane_that_only_a_later_release_has_is_left_to_it(world, tmp_path):
    assert tamper(tmp_path, f"UPDATE step SET lane = 'express' WHERE key = '{OF_A_LATER_RELEASE}'") == 1  # noqa: S608
    await world.watch.look()
    assert look(tmp_path, f"SELECT lane FROM step WHERE key = '{OF_A_LATER_RELEASE}'") == [("express",)]  # noqa: S608
