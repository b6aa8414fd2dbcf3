"""Requirements 32 to 35: a code is drawn by chance, guessed at a few times, good once, and told to nobody else."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections import Counter
from typing import Any

import pytest

from core.engagements.engagement import Page
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.work import Chance
from tests.engine.world import World
from tests.operations.muster import ADMIN, ARNS
from tests.operations.refusals import refused
from tests.operations.test_contact_channels import activate, code_of
from tests.operations.test_contacts import channel, person
from tests.operations.test_pages import accept, read_at, wrong
from tests.requirements.records import everything_recorded


async def paged(world: World, *stages: str) -> list[Page]:
    """Everybody's first page about one engagement, once all stages have begun."""
    for alias in stages:
        await world.person(alias)
    engagement = await world.engage(await world.escalation(*[(alias,) for alias in stages]))
    for _ in stages[1:]:
        await world.wait(minutes=5)
    await world.settle()
    return sorted(await world.pages(engagement), key=lambda page: page.created_at)


async def test_32_of_a_hundred_guesses_at_once_five_are_compared(world: World) -> None:
    first, second = await paged(world, "ana", "ben")
    guesses = [f"{(int(first.code) + 1 + number) % 1_000_000:06}" for number in range(100)]
    outcomes = await asyncio.gather(*(accept(world, first, one) for one in guesses), return_exceptions=True)
    assert {getattr(outcome, "code", "accepted") for outcome in outcomes} == {"ValidationException"}
    stored = await world.storage.pages.get(first.arn)
    assert stored
    assert stored.wrong_codes == 5
    assert (await refused(accept(world, first))).code == "ValidationException", "the right code comes too late"
    assert second.code != first.code
    await world.answers("ana", first)
    assert await read_at(world, first), "the owner's button works all the same"


async def test_33_a_code_is_good_once_for_its_own_page_and_while_it_is_wanted(world: World) -> None:
    of_ana, of_ben = await paged(world, "ana", "ben")
    assert (await refused(accept(world, of_ana, of_ben.code))).code == "ValidationException", "another page's"
    outcomes = await asyncio.gather(*(accept(world, of_ana) for _ in range(5)), return_exceptions=True)
    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
    assert (await world.receipts(of_ana.arn)).count("READ") == 1
    assert "already" in (await refused(accept(world, of_ben))).message, "the page is needed no more"

    muster = world.muster
    arn = await channel(muster, await person(muster, "cleo"), DeferActivation=False)
    superseded = await code_of(muster, arn)
    await muster.contacts("SendActivationCode", ContactChannelId=arn)
    current = await code_of(muster, arn)
    assert (await refused(activate(muster, arn, superseded))).code == "ValidationException"
    muster.clock.advance(minutes=15)
    assert (await refused(activate(muster, arn, current))).code == "ValidationException", "expired"
    await muster.contacts("SendActivationCode", ContactChannelId=arn)
    fresh = await code_of(muster, arn)
    used = await asyncio.gather(*(activate(muster, arn, fresh) for _ in range(5)), return_exceptions=True)
    assert used.count(None) >= 1
    muster.clock.advance(seconds=1)
    await muster.contacts("DeactivateContactChannel", ContactChannelId=arn)
    assert (await refused(activate(muster, arn, fresh))).code == "ValidationException", "used"


async def test_34_a_code_counts_unless_somebody_may_do_without_it(world: World) -> None:
    [page] = await paged(world, "ana")
    own = world.themselves("ana")
    assert (await refused(accept(world, page, wrong(page)))).code == "ValidationException"
    assert (await refused(accept(world, page, wrong(page), caller=own))).code == "ValidationException"
    without = await refused(accept(world, page, wrong(page), caller=own, AcceptCodeValidation="IGNORE"))
    assert without.code == "AccessDeniedException"
    await accept(world, page, wrong(page), caller=ADMIN, AcceptCodeValidation="IGNORE")
    assert await read_at(world, page)
    recorded = [one for one in await everything_recorded(world.muster) if one["eventName"] == "AcceptPage"]
    outcomes = Counter(one.get("errorCode") for one in recorded)
    assert outcomes == {"ValidationException": 2, "AccessDeniedException": 1, None: 1}
    [accepted] = [one for one in recorded if "errorCode" not in one]
    assert accepted["requestParameters"]["AcceptCodeValidation"] == "IGNORE"


async def test_35_codes_are_drawn_evenly_by_the_system_and_told_to_nobody_else(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert is_even(drawn_after_a_seed(1, 100_000))
    assert drawn_after_a_seed(7, 20) != drawn_after_a_seed(7, 20), "a seed of `random` decides nothing"
    [page] = await paged(world, "ana")
    await refused(accept(world, page, wrong(page)))
    answers = [await answered(world, action, page) for action in sorted(catalog())]
    told = json.dumps([*answers, await everything_recorded(world.muster)], default=str) + caplog.text
    await accept(world, page)
    assert page.arn in told
    assert page.code not in told.replace(page.arn, "")


def drawn_after_a_seed(seed: int, number: int) -> list[str]:
    random.seed(seed)
    chance = Chance()
    return [chance.code() for _ in range(number)]


def is_even(codes: list[str]) -> bool:
    """By chi-square over each digit, at one chance in ten thousand for each of the six."""
    assert {len(code) for code in codes} == {6}
    assert all(code.isascii() and code.isdigit() for code in codes)
    expected = len(codes) / 10
    sums = []
    for position in range(6):
        seen = Counter(code[position] for code in codes)
        sums.append(sum((seen[digit] - expected) ** 2 / expected for digit in "0123456789"))
    return max(sums) < 33.72  # the quantile of nine degrees of freedom


async def answered(world: World, action: str, page: Page) -> dict[str, Any] | str:
    """What reading operations tell an administrator about the page, its contact and its engagement."""
    operation = catalog()[action]
    if not operation.read_only:
        return ""
    about = {"PageId": page.arn, "EngagementId": page.engagement_arn, "ContactId": ARNS.contact("ana"),
             "ContactChannelId": page.channel_arn, "ContactArn": ARNS.contact("ana")}  # fmt: skip
    needed = {name: about[name] for name in operation.input_shape.required_members if name in about}
    try:
        return await world.muster.call(action, **needed)
    except Refusal as refusal:
        return refusal.message
