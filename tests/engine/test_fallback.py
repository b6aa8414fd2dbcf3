"""Is somebody still paged where a provider fails, or takes a page and is silent about it?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assembly.engine import ledger_of
from bot.delivery import chain as chains
from bot.delivery.carriers import CarriersByType
from bot.delivery.chain import Chain
from bot.environment import read
from core.engagements.engagement import Page
from core.engine.ports import Busy, CannotDeliver, HandedOver, PageMessage, TryLater
from core.engine.reporting import Reporting
from tests.engine.world import Telephones, World
from tests.operations.muster import ARNS, MovableClock, onboarded

OUT = TryLater(timedelta(seconds=5), "503")


@dataclass
class Provider(Telephones):
    """One of several; with `reports` it promises to say when a page has arrived."""

    name: str = ""
    reports: timedelta | None = None
    stalls: bool = False
    known_as: list[str | None] = field(default_factory=list)

    async def page(self, message: PageMessage) -> HandedOver:
        self.known_as.append(message.reference)
        if self.stalls:
            await asyncio.Event().wait()
        said = await super().page(message)
        return replace(said, info=f"{self.name}{len(self.pages)}", reference=None, report_within=self.reports)


@dataclass
class Listening:
    """Operators, who know what troubles there are."""

    known: set[str] = field(default_factory=set)

    def tell(self, about: str, what: str) -> None:
        self.known.add(about)

    def over(self, about: str) -> None:
        self.known.discard(about)


class Exchange:
    """Two providers, and a world that pages by them."""

    def __init__(self, world_of: type[World], muster: object, clock: MovableClock) -> None:
        self.first, self.second = Provider(name="first"), Provider(name="second")
        self.operators = Listening()
        self.chain = Chain([self.first, self.second], clock, self.operators)
        self.world = world_of(muster, CarriersByType({"SLACK": self.chain}))  # type: ignore[arg-type]
        ledger = ledger_of(read({}), self.world.storage.store, clock)
        self.reporting = Reporting(pages=self.world.storage.pages, ledger=ledger)

    async def page(self, **plan: object) -> Page:
        """Ana is paged."""
        self.engagement = await self.world.engage(await self.world.person("ana", **plan))
        await self.world.settle()
        return await self.now()

    async def now(self) -> Page:
        (page,) = await self.world.pages(self.engagement)
        return page

    @property
    def sent(self) -> tuple[int, int]:
        return len(self.first.pages), len(self.second.pages)

    async def receipts(self) -> list[tuple[str, str | None]]:
        return [(one.type, one.info) for one in (await self.now()).receipts]


@pytest.fixture
async def exchange(tmp_path: Path) -> AsyncIterator[Exchange]:
    async with onboarded(tmp_path) as muster:
        yield Exchange(World, muster, muster.clock)


@pytest.mark.parametrize("trouble", [OUT, CannotDeliver("not a mobile number"), ConnectionResetError(), KeyError("x")])
async def test_where_one_fails_the_next_is_asked_at_once(exchange: Exchange, trouble: Exception) -> None:
    exchange.first.trouble["UANA"] = [trouble]
    await exchange.page()
    assert exchange.sent == (0, 1)
    receipts = await exchange.receipts()
    assert [type_ for type_, _ in receipts] == ["ERROR", "SENT"]
    assert str(receipts[0][1]).startswith("first: ")


async def test_one_that_never_answers_is_not_waited_for_long(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chains, "ONE_WITHIN", timedelta(seconds=0.05))
    exchange.first.stalls = True
    await exchange.page()
    assert exchange.sent == (0, 1)
    assert (await exchange.receipts())[0] == ("ERROR", "first: it did not answer in time")


async def test_a_receipt_names_a_provider_as_people_call_it(exchange: Exchange) -> None:
    exchange.first.name = "twilio:api.twilio.com:1234"
    exchange.first.trouble["UANA"] = [CannotDeliver("not a mobile number")]
    await exchange.page()
    assert (await exchange.receipts())[0] == ("ERROR", "Twilio (account …1234): not a mobile number")


async def test_where_all_are_out_it_is_tried_until_one_is_back(exchange: Exchange) -> None:
    exchange.first.trouble["UANA"] = [OUT, OUT, OUT]
    exchange.second.trouble["UANA"] = [OUT, OUT]
    await exchange.page()
    assert exchange.sent == (0, 0)
    await exchange.world.wait(seconds=11)
    assert sum(exchange.sent) == 1


async def test_to_wait_for_a_turn_is_no_trouble_that_anybody_hears_of(exchange: Exchange) -> None:
    for one in (exchange.first, exchange.second):
        one.trouble["UANA"] = [Busy(timedelta(seconds=1), "enough is on its way already")]
    await exchange.page()
    assert (exchange.sent, await exchange.receipts(), exchange.operators.known) == ((0, 0), [], set())
    await exchange.world.wait(seconds=1)
    assert (exchange.sent, [type_ for type_, _ in await exchange.receipts()]) == ((1, 0), ["SENT"])


async def test_what_one_has_no_turn_for_another_may_take_at_once(exchange: Exchange) -> None:
    exchange.first.trouble["UANA"] = [Busy(timedelta(seconds=1), "enough is on its way already")]
    await exchange.page()
    assert (exchange.sent, [type_ for type_, _ in await exchange.receipts()]) == ((0, 1), ["SENT"])


async def test_where_none_will_ever_take_it_the_receipt_says_why(exchange: Exchange) -> None:
    for one in (exchange.first, exchange.second):
        one.trouble["UANA"] = [CannotDeliver("no such number")]
    await exchange.page()
    assert await exchange.receipts() == [("ERROR", "first: no such number; second: no such number")]


async def test_one_that_failed_comes_last_for_a_while_and_operators_hear_of_it(exchange: Exchange) -> None:
    exchange.first.trouble["UANA"] = [OUT, OUT]
    await exchange.page()
    assert "messages by first" in exchange.operators.known
    page = exchange.second.pages[0]
    await exchange.chain.page(replace(page, page_arn=ARNS.page("ana", "p2")))
    assert (exchange.sent, len(exchange.first.known_as)) == ((0, 2), 1)  # it was not even asked
    exchange.world.clock.advance(seconds=6)
    exchange.first.trouble.clear()
    await exchange.chain.page(replace(page, page_arn=ARNS.page("ana", "p3")))
    assert exchange.sent == (1, 2)
    assert "messages by first" not in exchange.operators.known


async def test_silence_has_the_next_provider_page(exchange: Exchange) -> None:
    exchange.first.reports = timedelta(seconds=60)
    await exchange.page()
    await exchange.world.wait(seconds=59)
    assert exchange.sent == (1, 0)
    await exchange.world.wait(seconds=2)
    assert exchange.sent == (1, 1)
    await exchange.world.wait(minutes=30)
    assert exchange.sent == (1, 1)
    first, second = exchange.first.pages[0], exchange.second.pages[0]
    assert (first.page_arn, first.code, first.attempt) == (second.page_arn, second.code, second.attempt)


async def test_a_report_in_time_leaves_it_at_that(exchange: Exchange) -> None:
    exchange.first.reports = timedelta(seconds=60)
    page = await exchange.page()
    for _ in range(2):  # carriers say so twice now and then
        await exchange.reporting.delivered(page.arn, "first1")
    await exchange.world.wait(minutes=30)
    assert exchange.sent == (1, 0)
    assert await exchange.receipts() == [("SENT", "first1"), ("DELIVERED", "first1")]
    assert (await exchange.now()).delivered_at


async def test_an_answer_leaves_it_at_that(exchange: Exchange) -> None:
    exchange.first.reports = timedelta(seconds=60)
    page = await exchange.page()
    await exchange.world.answers("ana", page)
    await exchange.world.wait(minutes=30)
    assert exchange.sent == (1, 0)


async def test_a_report_of_failure_has_the_next_provider_page_at_once(exchange: Exchange) -> None:
    exchange.first.reports = timedelta(seconds=60)
    page = await exchange.page()
    for _ in range(2):
        await exchange.reporting.failed(page.arn, "first1", "unreachable carrier (30005)")
    await exchange.world.settle()
    assert exchange.sent == (1, 1)
    assert [type_ for type_, _ in await exchange.receipts()] == ["SENT", "ERROR", "SENT"]


async def test_a_report_that_is_faster_than_our_own_note_counts(exchange: Exchange) -> None:
    exchange.first.reports = timedelta(seconds=60)

    async def lost() -> None:
        await exchange.reporting.failed(exchange.first.pages[0].page_arn, "first1", "blocked")

    exchange.first.meanwhile = lost
    await exchange.page()
    assert exchange.sent == (1, 1)


async def test_where_all_are_silent_the_receipt_says_so_and_the_plan_goes_on(exchange: Exchange) -> None:
    for one in (exchange.first, exchange.second):
        one.reports = timedelta(seconds=30)
    await exchange.page()
    await exchange.world.wait(minutes=10)
    assert exchange.sent == (1, 1)
    assert [type_ for type_, _ in await exchange.receipts()] == ["SENT", "SENT", "ERROR"]


async def test_each_repetition_begins_with_the_first_again_and_knows_what_was_sent_before(exchange: Exchange) -> None:
    exchange.first.reports = timedelta(seconds=30)
    await exchange.page(RetryIntervalInMinutes=2)
    await exchange.world.wait(minutes=3)
    assert exchange.sent == (2, 2)
    assert exchange.first.known_as == [None, "first1"]


async def test_a_crash_between_two_providers_looks_only_where_it_was_to_be_sent(exchange: Exchange) -> None:
    exchange.first.reports = timedelta(seconds=60)
    page = await exchange.page()
    exchange.first.found[page.arn, 1] = HandedOver(info="first1")
    again = replace(exchange.first.pages[0], reference=page.carrier_reference)
    assert await exchange.chain.find(again) is None
    exchange.second.found[page.arn, 1] = HandedOver(info="second1")
    found = await exchange.chain.find(again)
    assert found and (found.reference or "").startswith(f"{page.carrier_reference} ")


async def test_a_second_code_comes_by_another_provider(exchange: Exchange) -> None:
    await exchange.world._contact("ana", "PERSONAL", {"Stages": []})
    channel = await exchange.world.channel("ana", DeliveryAddress={"SimpleAddress": "UOTHER"})
    await exchange.world.settle()
    await exchange.world.muster.contacts("SendActivationCode", ContactChannelId=channel)
    await exchange.world.settle()
    assert (len(exchange.first.activations), len(exchange.second.activations)) == (1, 1)
