"""What Slack has handed over is carried out once, however the process ends and however often Slack repeats itself."""

from __future__ import annotations

import asyncio

from tests.scenarios.delivery_loop import ended_again_and_again, titles_stored
from tests.scenarios.world import World

ENDS = 12
SEED = 1


async def test_a_command_that_slack_handed_over_takes_effect_once_however_the_process_ends(world: World) -> None:
    asked_for = await ended_again_and_again(world, ENDS, SEED)
    stored = await titles_stored(world)
    assert {title: stored[title] for title in asked_for} == dict.fromkeys(asked_for, 1)


async def test_what_slack_sends_again_takes_effect_once(world: World) -> None:
    start = 'ssm-incidents start-incident --response-plan-arn quiet --title "Said once"'
    message, delivery = world.mention(world.ana.user, start)
    url, slashed = world.slash(world.ana.user, start.replace("Said", "Slashed"))

    both = [world.delivers(one, retry=retry) for one in (delivery, slashed) for retry in range(3)]
    answers = await asyncio.gather(*both)
    await world.answer_to(message)
    await world.until(lambda: world.slack.called("response_url", response_url=url))

    assert [answer.status for answer in answers] == [200] * 6
    stored = await titles_stored(world)
    assert (stored["Said once"], stored["Slashed once"]) == (1, 1)
    assert len(world.thread(message, channel="C0GENERAL")) == 1
    assert len(world.slack.called("response_url", response_url=url)) == 1


async def test_a_process_that_is_asked_to_end_answers_first_what_it_has_taken(world: World) -> None:
    typed = [world.mention(world.ana.user, "ssm-incidents list-response-plans") for _ in range(20)]
    answers = await asyncio.gather(*(world.delivers(delivery) for _, delivery in typed))

    status = await world.muster.stop()

    assert [answer.status for answer in answers] == [200] * 20
    assert status == 0
    assert all(world.thread(message, channel="C0GENERAL") for message, _ in typed)
