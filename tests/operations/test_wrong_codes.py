"""Whoever guesses at codes is stopped, at however many pages they guess, and nobody else is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from core.codes.wrong_codes import MOST, WITHIN
from core.engagements.engagement import Page
from tests.engine.world import World
from tests.operations.muster import ADMIN, ARNS
from tests.operations.refusals import refused
from tests.operations.test_contact_channels import activate, code_of
from tests.operations.test_contacts import channel
from tests.operations.test_pages import accept, paged, read_at, wrong

NAMES = [f"person{number:02}" for number in range(12)]
OTHER_ADMIN = replace(ADMIN, arn=ARNS.user("other"), name="other", user_id="UOTHER")


@pytest.fixture
def world(muster) -> World:
    return World(muster)


async def guessed_wrongly(world: World, pages: list[Page], times: int = MOST) -> None:
    for page in pages[:times]:
        assert (await refused(accept(world, page, wrong(page)))).code == "ValidationException"


async def test_after_ten_wrong_codes_at_ten_pages_the_right_one_is_not_looked_at(world):
    pages = await paged(world, *NAMES)
    await guessed_wrongly(world, pages)
    refusal = await refused(accept(world, pages[-1]))
    assert refusal.code == "ThrottlingException"
    assert "try again at" in refusal.message
    assert await read_at(world, pages[-1]) is None


async def test_of_many_wrong_codes_at_once_ten_are_looked_at_and_then_none(world):
    pages = await paged(world, *NAMES)
    outcomes = await asyncio.gather(
        *(accept(world, page, wrong(page)) for page in pages for _ in range(4)), return_exceptions=True
    )
    assert all(getattr(outcome, "code", "") for outcome in outcomes)
    counted = [(await world.storage.pages.get(page.arn)).wrong_codes for page in pages]
    assert sum(counted) == MOST
    assert (await refused(accept(world, pages[0]))).code == "ThrottlingException"


async def test_who_waits_may_try_again(world):
    pages = await paged(world, *NAMES)
    await guessed_wrongly(world, pages)
    world.clock.advance(seconds=(WITHIN - timedelta(seconds=1)).total_seconds())
    assert (await refused(accept(world, pages[-1]))).code == "ThrottlingException"
    world.clock.advance(seconds=1)
    await accept(world, pages[-1])
    assert await read_at(world, pages[-1])


async def test_right_codes_use_nothing_up(world):
    pages = await paged(world, *NAMES)
    for page in pages:
        await accept(world, page, AcceptType="DELIVERED")
    await accept(world, pages[-1])
    assert await read_at(world, pages[-1])


async def test_the_person_who_was_paged_and_others_go_on(world):
    pages = await paged(world, *NAMES)
    await guessed_wrongly(world, pages)
    await accept(world, pages[0], caller=world.themselves(NAMES[0]))
    assert any([await read_at(world, page) for page in pages])


async def test_another_person_is_not_stopped(world):
    pages = await paged(world, *NAMES)
    await guessed_wrongly(world, pages)
    await accept(world, pages[-1], caller=OTHER_ADMIN)
    assert await read_at(world, pages[-1])


async def test_a_session_by_another_name_is_the_same_person(world):
    pages = await paged(world, *NAMES)
    await guessed_wrongly(world, pages)
    renamed = replace(ADMIN, arn=ARNS.assumed_role("MusterAdministrator", "another-session"))
    assert (await refused(accept(world, pages[-1], caller=renamed))).code == "ThrottlingException"


async def test_wrong_codes_of_activations_count_too(muster):
    await muster.contacts("CreateContact", Alias="ana", DisplayName="Ana", Type="PERSONAL", Plan={"Stages": []})
    ana = ARNS.contact("ana")
    arns = [await channel(muster, ana, f"+1206555{number:04}", DeferActivation=False) for number in range(3)]
    for arn in arns[:2]:
        for _ in range(5):
            await refused(activate(muster, arn, "999999"))
    code = await code_of(muster, arns[2])
    assert (await refused(activate(muster, arns[2], code))).code == "ThrottlingException"
    muster.clock.advance(minutes=10)
    await activate(muster, arns[2], code)


async def test_what_nobody_needs_to_remember_is_forgotten(world):
    pages = await paged(world, "ana")
    await guessed_wrongly(world, pages, 1)
    found = await world.storage.guessers.get(f"slack {ADMIN.user_id}" if ADMIN.user_id else f"principal {ADMIN.name}")
    assert len(found.at) == 1
    await world.storage.guessers.forget_before(found.last_at + timedelta(seconds=1))
    assert await world.storage.guessers.get(found.actor) is None
