"""Muster starts although keys cannot be had, pages whom it can, and goes on by itself when they are there again."""

from __future__ import annotations

from tests.engine.world import World
from tests.keys.aws import Aws, Installation
from tests.operations.muster import Muster


async def engaged(muster: Muster) -> None:
    world = World(muster)
    await world.engage(await world.person("ana"))


async def test_who_was_being_paged_is_paged_on_when_kms_answers_again(
    sealed: Muster, aws: Aws, installation: Installation
) -> None:
    await engaged(sealed)
    aws.silent.add("us-east-1")
    world = World(await installation.open())
    await world.restart()
    await world.wait(minutes=2)
    assert world.telephones.rang() == []
    assert "1 steps wait" in await world.engine.state()
    aws.silent.clear()
    await world.wait(minutes=2)
    assert world.telephones.rang() == ["UANA"]
    assert await world.engine.state() == "ok"
