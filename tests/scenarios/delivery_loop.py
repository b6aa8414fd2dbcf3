"""Commands whose process is ended as soon as Slack was told yes.

By hand: `python -m tests.scenarios.delivery_loop 60 [SEED]`.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.scenarios.organisation import set_up
from tests.scenarios.world import World, world_in

BURST = 4
"""Commands that arrive together, so that some are in every state when the end comes."""


async def ended_again_and_again(world: World, times: int, seed: int) -> list[str]:
    """End it so often, by turns with SIGKILL and SIGTERM; give back the titles of all incidents that were asked for."""
    chance = random.Random(seed)
    titles = []
    for number in range(times):
        end = (signal.SIGKILL, signal.SIGTERM)[number % 2]
        burst = [f"{end.name} {seed} {number} {letter}" for letter in range(BURST)]
        await burst_and_end(world, burst, end, chance.choice([0, chance.uniform(0, 0.02)]))
        titles += burst
    return titles


async def burst_and_end(world: World, titles: list[str], end: signal.Signals, after: float) -> None:
    """Type all at once, end the process when Slack has heard the first yes, and go on as Slack does with the rest."""
    started = [
        world.mention(world.ana.user, f'ssm-incidents start-incident --response-plan-arn quiet --title "{title}"')
        for title in titles
    ]
    attempts = [asyncio.create_task(world.delivers(delivery)) for _, delivery in started]
    await asyncio.wait(attempts, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(after)
    await (world.kill() if end == signal.SIGKILL else world.muster.stop())
    taken = [answer.status == 200 for answer in await asyncio.gather(*attempts)]
    await world.restart()
    for (message, delivery), was_taken in zip(started, taken, strict=True):
        if not was_taken:
            await world.delivers_until_taken(delivery, first=1)
        await world.answer_to(message)


async def titles_stored(world: World) -> Counter[str]:
    """How often each title is in the list of incidents."""
    stored: Counter[str] = Counter()
    token = ""
    while token is not None:
        answer = await world.ana.types(
            f"ssm-incidents list-incident-records --max-results 20 {token} "
            "--query '[incidentRecordSummaries[].title, nextToken]'"
        )
        found = re.search(r"\[.*\]", answer, re.DOTALL)
        assert found, answer
        titles, more = json.loads(found[0])
        stored.update(titles)
        token = f"--next-token {more}" if more else None
    return stored


async def main(times: int, seed: int) -> int:
    """Print what went wrong; the exit status says whether anything did."""
    print(f"seed {seed}, {times} ends", flush=True)  # noqa: T201 - for the person at the terminal
    with tempfile.TemporaryDirectory() as folder:
        async with world_in(Path(folder)) as world:
            await set_up(world)
            asked_for = await ended_again_and_again(world, times, seed)
            stored = await titles_stored(world)
    wrong = {title: stored[title] for title in asked_for if stored[title] != 1}
    print(f"{len(asked_for)} commands, {len(wrong)} not carried out exactly once: {wrong}")  # noqa: T201 - as above
    return 1 if wrong else 0


if __name__ == "__main__":
    wanted = [int(one) for one in sys.argv[1:]]
    sys.exit(asyncio.run(main(wanted[0] if wanted else 60, wanted[1] if len(wanted) > 1 else secrets.randbits(32))))
