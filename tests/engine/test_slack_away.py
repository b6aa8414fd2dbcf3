"""What becomes of pages by Slack while Slack is away, limits us, or does not know somebody any more?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.engine.ports import CannotDeliver, TryLater
from tests.engine.world import World

AWAY = TryLater(timedelta(seconds=20), "Slack cannot be reached")


async def receipts(world: World, engagement: str) -> list[tuple[str, str | None]]:
    return [(one.type, one.info) for page in await world.pages(engagement) for one in page.receipts]


async def test_at_once_the_receipt_says_why_a_page_is_not_out_and_once_only(world: World) -> None:
    world.telephones.trouble["UANA"] = [AWAY] * 5
    engagement = await world.engage(await world.person("ana"))
    await world.settle()
    assert await receipts(world, engagement) == [("ERROR", "Slack cannot be reached")]
    await world.wait(seconds=90)
    assert await receipts(world, engagement) == [("ERROR", "Slack cannot be reached")]
    await world.wait(seconds=30)
    assert [type_ for type_, _ in await receipts(world, engagement)] == ["ERROR", "SENT"]


async def test_who_is_paged_late_is_told_why(world: World) -> None:
    world.telephones.trouble["UANA"] = [AWAY]
    began = world.clock.now()
    engagement = await world.engage(await world.person("ana", RetryIntervalInMinutes=1))
    await world.wait(seconds=30)
    (page,) = world.telephones.pages
    assert (page.trouble, page.trouble_at) == ("Slack cannot be reached", began)
    await world.wait(seconds=60)
    assert world.telephones.pages[-1].trouble is None
    assert (await world.engagement(engagement)).acknowledged_at is None


@pytest.mark.parametrize("trouble", [AWAY, CannotDeliver("this Slack account is deactivated")])
async def test_the_other_channels_and_the_other_people_are_paged_on_time(world: World, trouble: Exception) -> None:
    await world.person("ana")
    await world.person("ben")
    world.telephones.trouble["UANA"] = [trouble] * 50
    engagement = await world.engage(await world.escalation(("ana", "ben")))
    await world.settle()
    assert world.telephones.rang() == ["UBEN"]
    assert [type_ for type_, _ in await receipts(world, engagement)] in (["ERROR", "SENT"], ["SENT", "ERROR"])


async def test_an_answer_while_slack_is_away_ends_the_tries(world: World) -> None:
    await world.person("ana")
    await world.person("ben")
    world.telephones.trouble["UANA"] = [AWAY] * 50
    engagement = await world.engage(await world.escalation(("ana", "ben")))
    await world.settle()
    await world.answers("ben", world.telephones.pages[0])
    await world.wait(minutes=30)
    assert world.telephones.rang() == ["UBEN"]
    assert (await world.engagement(engagement)).acknowledged_at
