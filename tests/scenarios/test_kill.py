"""Whatever kills Muster, and whenever: nobody is skipped, nobody is paged twice or after somebody has it."""

from __future__ import annotations

import asyncio

from tests.scenarios.kill_loop import ACKNOWLEDGED, PAGED, STAGE, event_types, killed_again_and_again, violations
from tests.scenarios.world import ANA, BEN, CHLOE, DEV, World, asks

KILLS = 8
SEED = 1
TITLE = "Checkout is down"
FOREVER = 60.0


async def test_an_escalation_survives_being_killed_at_any_moment(world: World) -> None:
    escalations = await killed_again_and_again(world, KILLS, SEED)
    assert [violation for one in escalations for violation in violations(world, one)] == []


async def test_an_acknowledgement_that_was_only_taken_stops_what_is_overdue_by_the_restart(world: World) -> None:
    await world.kill()
    await world.restart()  # it does not know Ben now, and will have to ask who he is
    incident = await world.ana.starts(TITLE)
    page = await world.page_of(world.ben, TITLE)
    world.slack.slow("users.info", FOREVER)
    assert (await world.ben.presses("Acknowledge", page)).status == 200
    await world.kill()
    paged = everybody_paged(world)
    assert not {DEV, ANA} & paged, "or else nothing is left to be stopped"

    world.slack.forget_troubles()
    world.slack.slow("users.info", 0.5)
    await asyncio.sleep(2 * STAGE)  # the stages after Ben's are overdue now
    await world.restart()

    await world.until(lambda: not asks(page))
    assert (await event_types(world, incident)).count(ACKNOWLEDGED) == 1
    assert everybody_paged(world) == paged


async def test_a_page_that_got_out_before_the_kill_is_found_and_not_sent_again(world: World) -> None:
    world.slack.slow("chat.postMessage", FOREVER, channel=f"D0{BEN}")
    incident = await world.ana.starts(TITLE, plan="only-ben")
    page = await world.page_of(world.ben, TITLE)
    await world.kill()
    world.slack.forget_troubles()
    await world.restart()

    await world.until(lambda: world.slack.called("conversations.history"))
    await world.ben.presses("Acknowledge", page)
    await world.until(lambda: not asks(page))
    assert len(world.pages(BEN, TITLE)) == 1
    assert (await event_types(world, incident)).count(PAGED) == 1


async def test_a_page_that_got_out_unseen_does_not_go_on_asking_when_somebody_else_has_answered(world: World) -> None:
    world.slack.slow("chat.postMessage", FOREVER, channel=f"D0{CHLOE}")
    await world.ana.starts(TITLE)
    of_chloe = await world.page_of(world.chloe, TITLE)
    await world.ben.presses("Acknowledge", world.pages(BEN, TITLE)[0])
    await world.until(lambda: not asks(world.pages(BEN, TITLE)[0]))
    await world.kill()
    world.slack.forget_troubles()
    await world.restart()

    await world.until(lambda: not asks(of_chloe))
    assert len(world.pages(CHLOE, TITLE)) == 1


async def test_stages_that_are_overdue_together_are_paged_in_their_order(world: World) -> None:
    await world.ana.starts(TITLE)
    await world.page_of(world.ben, TITLE)
    await world.kill()
    await asyncio.sleep(3 * STAGE)
    await world.restart()

    await world.page_of(world.dev, TITLE)
    await world.page_of(world.ana, TITLE)
    assert list(dict.fromkeys(user for _, user in world.handed_over(TITLE)))[:2] == [BEN, CHLOE]


def everybody_paged(world: World) -> set[str]:
    """Whom a page about it was sent by now; on a busy machine, that is somebody of the second stage, too."""
    return {user for _, user in world.handed_over(TITLE)}
