"""Escalations whose process is killed again and again.  By hand: `python -m tests.scenarios.kill_loop 50 [SEED]`.

Each escalation is killed twice: at any moment while it runs, and within a few milliseconds of an acknowledgement.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.scenarios.organisation import STAGE_MINUTES, STAGES, set_up
from tests.scenarios.world import ARN, Character, Message, World, asks, words, world_in

MINUTE = 0.3
STAGE = STAGE_MINUTES * MINUTE
ON_ITS_WAY = 0.5
"""Seconds after Slack's 200 for a press in which a page may still arrive that was on its way already."""
PAGED, ACKNOWLEDGED = "SSM Contacts Page for Incident", "SSM Contacts Page Acknowledgement for Incident"


@dataclass(frozen=True, slots=True)
class Escalation:
    """One incident and what was done about it."""

    title: str
    answered_in: int
    """The stage in which somebody pressed Acknowledge."""
    answered_at: float
    """When Slack heard yes to that."""
    events: list[str]
    """The types of the incident's timeline."""


async def killed_again_and_again(world: World, kills: int, seed: int) -> list[Escalation]:
    """Run escalations, two kills in each, until there were so many."""
    chance = random.Random(seed)
    return [await one_escalation(world, f"Outage {seed}-{number:03}", chance) for number in range(-(-kills // 2))]


async def one_escalation(world: World, title: str, chance: random.Random) -> Escalation:
    """Start it, kill, restart; acknowledge, kill, restart; and wait until everybody has been told."""
    stage = chance.randrange(len(STAGES))
    answering = character(world, chance.choice(STAGES[stage]))
    typed, delivery = world.mention(
        world.ana.user, f'ssm-incidents start-incident --response-plan-arn checkout --title "{title}"'
    )
    await world.delivers_until_taken(delivery)
    await asyncio.sleep(chance.uniform(0, STAGE * (stage + 1)))
    await world.kill()
    await world.restart()

    page = await world.page_of(answering, title)
    answered_at = await pressed_and_killed(world, answering, page, chance)
    await world.until(lambda: not any(asks(one) for user in everybody() for one in world.pages(user, title)))
    incident = next(arn for arn in ARN.findall(words(await world.answer_to(typed))) if ":incident-record/" in arn)
    return Escalation(title, stage, answered_at, await event_types(world, incident))


async def pressed_and_killed(world: World, answering: Character, page: Message, chance: random.Random) -> float:
    """Press, kill at about the same time, restart; again, where Slack was not told yes.  When was it told?"""
    for attempt in range(1, 11):
        press = asyncio.create_task(answering.presses("Acknowledge", page))
        await asyncio.sleep(chance.uniform(0, 0.03 * attempt))
        world.muster.strike()
        answer = await press
        answered_at = time.monotonic()
        await world.kill()
        await world.restart()
        if answer.status == 200:
            return answered_at
        if not asks(page):  # it had been stored, and only the 200 was cut off
            return answered_at
    raise AssertionError("ten presses were not taken")


def violations(world: World, escalation: Escalation) -> Iterator[str]:
    """What should not have happened."""
    handed_over = world.handed_over(escalation.title)
    first: dict[str, float] = {}
    for at, user in handed_over:
        first.setdefault(user, at)
    yield from out_of_order(escalation, first)
    for at, user in handed_over:
        if at > escalation.answered_at + ON_ITS_WAY:
            late = at - escalation.answered_at
            yield f"{escalation.title}: {user} was paged {late:.2f} s after the acknowledgement"
    if (found := escalation.events.count(ACKNOWLEDGED)) != 1:
        yield f"{escalation.title}: {found} acknowledgements on the timeline"
    if (found := escalation.events.count(PAGED)) != len(first):
        yield f"{escalation.title}: {found} pages on the timeline for {len(first)} people"


def out_of_order(escalation: Escalation, first: dict[str, float]) -> Iterator[str]:
    """Who was skipped, or paged before their turn."""
    for number, stage in enumerate(STAGES[: escalation.answered_in + 1]):
        for user in stage:
            if user not in first:
                yield f"{escalation.title}: {user} of stage {number} was never paged"
            elif any(first.get(earlier, 0) > first[user] for before in STAGES[:number] for earlier in before):
                yield f"{escalation.title}: {user} of stage {number} was paged before somebody of an earlier stage"


def repeated(world: World, escalation: Escalation) -> int:
    """How many pages were sent once more, which a kill at the wrong moment may cause."""
    handed_over = world.handed_over(escalation.title)
    return len(handed_over) - len({user for _, user in handed_over})


async def event_types(world: World, incident: str) -> list[str]:
    """The types of the timeline's events."""
    answer = await world.ana.types(
        f"ssm-incidents list-timeline-events --incident-record-arn {incident} --query 'eventSummaries[].eventType'"
    )
    found = re.search(r"\[.*\]", answer, re.DOTALL)
    assert found, answer
    types: list[str] = json.loads(found[0])
    return types


def character(world: World, user: str) -> Character:
    """The person of this id."""
    return Character(world, user)


def everybody() -> list[str]:
    """All that the plan names."""
    return [user for stage in STAGES for user in stage]


async def main(kills: int, seed: int) -> int:
    """Print what went wrong; the exit status says whether anything did."""
    print(f"seed {seed}, {kills} kills", flush=True)  # noqa: T201 - for the person at the terminal
    with tempfile.TemporaryDirectory() as folder:
        async with world_in(Path(folder), minute=f"{MINUTE}s") as world:
            await set_up(world)
            escalations = await killed_again_and_again(world, kills, seed)
            wrong = [violation for one in escalations for violation in violations(world, one)]
            twice = sum(repeated(world, one) for one in escalations)
    print(*wrong, f"{len(wrong)} violations, {twice} pages sent once more", sep="\n")  # noqa: T201 - as above
    return 1 if wrong else 0


if __name__ == "__main__":
    wanted = [int(one) for one in sys.argv[1:]]
    sys.exit(asyncio.run(main(wanted[0] if wanted else 50, wanted[1] if len(wanted) > 1 else secrets.randbits(32))))
