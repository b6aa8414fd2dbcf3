"""Is a provider handed no more than it takes, and does everybody who waits for that get a turn?"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.chain import Chain, Provider
from bot.delivery.limited import Limited, Turns
from bot.provider_addresses import mail, sms
from bot.providers import Limit
from core.engine.ports import Busy, HandedOver, PageMessage
from tests.operations.muster import START, MovableClock

SECOND = timedelta(seconds=1)


class Slow:
    """A provider that takes what it is handed once it is let go on."""

    name = "slow"

    def __init__(self) -> None:
        self.began: list[str] = []
        self.go_on = asyncio.Event()

    async def page(self, message: PageMessage) -> HandedOver:
        self.began.append(message.page_arn)
        await self.go_on.wait()
        return HandedOver(info=self.name)


class Quiet:
    """Operators that nothing is told."""

    def tell(self, about: str, what: str) -> None:
        raise AssertionError(f"{about}: {what}")

    def over(self, about: str) -> None:
        pass


def message(arn: str) -> PageMessage:
    texts = dict.fromkeys(
        ("contact_channel_arn", "channel_type", "address", "contact_name", "sender", "subject", "content", "code"), "x"
    )
    nothing = dict.fromkeys(
        ("public_subject", "public_content", "incident_arn", "title", "impact", "stage", "stages", "reference")
    )
    return PageMessage(page_arn=arn, since=START, attempt=1, **texts, **nothing)  # type: ignore[arg-type]


def limited(provider: Slow, **limit: float) -> Limited:
    return Limited(cast(Provider, provider), Limit(**limit), MovableClock())  # type: ignore[arg-type]


async def test_so_many_are_on_their_way_at_once_and_the_next_comes_again() -> None:
    slow = Slow()
    provider = limited(slow, at_once=2)
    busy = [asyncio.create_task(provider.page(message(arn))) for arn in ("a", "b")]
    await asyncio.sleep(0)
    with pytest.raises(Busy) as later:
        await provider.page(message("c"))
    assert later.value.after > timedelta()
    with pytest.raises(Busy):  # at once: somebody has waited for nothing
        async with asyncio.timeout(0):
            await provider.page(message("c"))
    slow.go_on.set()
    await asyncio.gather(*busy)
    assert (await provider.page(message("c"))).info == "slow"
    assert slow.began == ["a", "b", "c"]


async def test_a_place_that_is_free_in_a_moment_is_waited_for() -> None:
    slow = Slow()
    provider = limited(slow, at_once=1)
    pages = [asyncio.create_task(provider.page(message(arn))) for arn in ("a", "b")]
    await asyncio.sleep(0)
    slow.go_on.set()
    assert len(await asyncio.gather(*pages)) == 2


async def test_where_one_provider_has_enough_the_next_is_asked_and_nobody_is_alarmed() -> None:
    slow, other = Slow(), Slow()
    other.name = "other"
    other.go_on.set()
    chain = Chain([limited(slow, at_once=1), limited(other)], MovableClock(), Quiet())
    first = asyncio.create_task(chain.page(message("a")))
    await asyncio.sleep(0)
    assert (await chain.page(message("b"))).info == "other"
    slow.go_on.set()
    await first


async def test_a_page_that_failed_gives_its_place_back() -> None:
    slow = Slow()
    provider = limited(slow, at_once=1)
    first = asyncio.create_task(provider.page(message("a")))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    slow.go_on.set()
    await provider.page(message("b"))


def test_a_seconds_worth_may_go_out_at_once_and_each_further_one_gets_its_own_turn() -> None:
    turns = Turns(Limit(per_second=4))
    waits = [turns.of(str(number), START).total_seconds() for number in range(8)]
    assert waits == [0, 0, 0, 0, 0.25, 0.5, 0.75, 1]
    assert [turns.of(str(number), START + SECOND / 2) for number in (4, 5)] == [timedelta()] * 2
    assert turns.of("6", START + SECOND / 2) == SECOND / 4


@given(st.integers(1, 50), st.lists(st.integers(0, 400), min_size=1, max_size=200))
def test_no_second_has_more_than_the_limit_allows_and_everybody_goes_when_told(rate: int, pauses: list[int]) -> None:
    """After a pause, a second's worth goes out at once: over any stretch that is what may be added."""
    turns, now, went = Turns(Limit(per_second=rate)), START, []
    for number, pause in enumerate(pauses):
        now += timedelta(milliseconds=pause)
        wait = turns.of(str(number), now)
        assert not wait or turns.of(str(number), now + wait) == timedelta()
        went.append(now + wait)
    for begin in went:
        within = [at for at in went if begin <= at < begin + SECOND]
        assert len(within) <= 2 * rate


def test_limits_stand_behind_a_providers_address() -> None:
    [post] = mail("smtps://u:p@mail.example.com?from=muster@example.com&per_second=2.5&at_once=7")
    assert post.limit == Limit(per_second=2.5, at_once=7)
    [texts] = sms("sns://eu-west-1")
    assert texts.limit == Limit()
    for wrong in ("per_second=0", "at_once=-1", "per_second=fast", "at_once=0"):
        with pytest.raises(ValueError, match="number above zero"):
            sms(f"sns://eu-west-1?{wrong}")
