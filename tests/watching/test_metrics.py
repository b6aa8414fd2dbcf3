"""Do the figures tell what was done, to those who may know, and nothing about anybody?"""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.http.front import Front
from bot.http.metrics import MetricsPage
from bot.http.server import Server
from bot.watching.answers import ObservedStore
from bot.watching.carriers import ObservedCarrier
from bot.watching.observer import Observer
from core.engine.ports import CannotDeliver, TryLater
from core.errors import Refusal
from core.work import Save
from tests.engine.world import World

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def figures(text: bytes) -> Figures:
    """As Prometheus's own client reads them."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def of(observer: Observer, name: str, **labels: str) -> float:
    return figures(observer.metrics.text()).get((name, tuple(sorted(labels.items()))), 0)


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        (None, "ok"),
        (Refusal("ValidationException", "no"), "refused"),
        (Refusal("InternalServerException", "oh"), "failed"),
        (RuntimeError("oh"), "failed"),
    ],
)
def test_a_call_is_counted_by_what_became_of_it(problem: Exception | None, outcome: str):
    observer = Observer()
    with suppress(Refusal, RuntimeError), observer.call("ssm-incidents:StartIncident"):
        if problem:
            raise problem
    assert of(observer, "muster_calls_total", operation="ssm-incidents:StartIncident", outcome=outcome) == 1
    assert of(observer, "muster_call_seconds_count", service="ssm-incidents") == 1


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [(None, "ok"), (TryLater(timedelta(seconds=1), "busy"), "later"), (CannotDeliver("gone"), "refused")],
)
async def test_every_message_is_counted_with_its_carrier(world: World, problem: Exception | None, outcome: str):
    observer, telephones = Observer(), world.telephones
    engagement = await world.engage(await world.person("ann"))
    telephones.trouble["UANN"] = [problem] if problem else []
    carrier = ObservedCarrier(telephones, "pigeon", observer)
    world.telephones.for_type = lambda _: carrier  # type: ignore[method-assign]
    await world.settle()
    assert of(observer, "muster_sends_total", carrier="pigeon", message="page", outcome=outcome) == 1
    assert of(observer, "muster_send_seconds_count", carrier="pigeon") >= 1
    assert len(await world.pages(engagement)) == 1


@pytest.mark.parametrize("revises", [True, False])
async def test_a_change_is_counted_only_of_a_carrier_that_can_change_what_it_sent(world: World, revises: bool):
    observer, telephones = Observer(), world.telephones
    await world.engage(await world.person("ann"))
    await world.settle()
    carrier = ObservedCarrier(telephones, "pigeon", observer, revises=revises)
    await carrier.revise(telephones.pages[0])
    assert len(telephones.revisions) == 1
    assert of(observer, "muster_sends_total", carrier="pigeon", message="revision", outcome="ok") == revises


async def test_how_long_people_take_is_seen_once_however_often_a_page_is_stored(
    world: World, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "bot.watching")
    observer = Observer()
    store = ObservedStore(world.storage.store, observer.metrics.answered, world.clock)
    world.muster.dispatcher._store = store
    engagement = await world.engage(await world.person("ann"))
    await world.settle()
    world.clock.advance(seconds=42)
    [page] = await world.pages(engagement)
    await world.answers("ann", page)
    [answered] = await world.pages(engagement)
    await store.commit([Save(answered)])
    assert of(observer, "muster_acknowledgement_seconds_count") == 1
    assert of(observer, "muster_acknowledgement_seconds_sum") == 42
    assert caplog.messages == [f"Page acknowledged after 42 s: {page.arn}"]


async def asked(token: str = "", front: Front | None = None, **headers: str) -> tuple[int, str]:
    async def text() -> bytes:
        return b"muster_ready 1\n"

    server = Server(MetricsPage(text, token).routes, "127.0.0.1", 0, front=front)
    await server.start()
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{server.url}/metrics", headers=headers) as answer:
            return answer.status, await answer.text()
    finally:
        await server.stop()


BEHIND_A_PROXY = Front(proxies=[ip_network("127.0.0.0/8")])
FROM_AFAR = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


async def test_this_machine_may_read_them():
    assert await asked() == (200, "muster_ready 1\n")


async def test_others_need_the_token():
    token = "s3cret"
    assert (await asked(token, BEHIND_A_PROXY, **FROM_AFAR))[0] == 401
    assert (await asked(token, BEHIND_A_PROXY, **FROM_AFAR, Authorization="Bearer wrong"))[0] == 401
    assert (await asked(token, BEHIND_A_PROXY, **FROM_AFAR, Authorization="s3cret"))[0] == 401
    assert (await asked(token, BEHIND_A_PROXY, **FROM_AFAR, Authorization="Bearer s3cret"))[0] == 200


async def test_without_a_token_no_token_is_right():
    status, text = await asked("", BEHIND_A_PROXY, **FROM_AFAR, Authorization="Bearer ")
    assert (status, "MUSTER_METRICS_TOKEN" in text) == (401, True)


def test_the_documents_explain_every_figure_and_no_other():
    document = (Path(__file__).parents[2] / "docs/operations.md").read_text()
    families = text_string_to_metric_families(Observer().metrics.text().decode())
    kept = {one.name + ("_total" if one.type == "counter" else "") for one in families}
    told = set(re.findall(r"`(muster_[a-z_]+)[`{]", document))
    assert told == {name for name in kept if name.startswith("muster_")}
