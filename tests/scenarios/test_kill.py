"""Whatever kills Muster, and whenever: nobody is skipped, nobody is paged after somebody has it."""

from __future__ import annotations

from tests.scenarios.kill_loop import killed_again_and_again, violations
from tests.scenarios.world import World

KILLS = 8
SEED = 1


async def test_an_escalation_survives_being_killed_at_any_moment(world: World) -> None:
    escalations = await killed_again_and_again(world, KILLS, SEED)
    assert [violation for one in escalations for violation in violations(world, one)] == []
