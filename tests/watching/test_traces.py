"""Does a collector hear of calls, steps and messages, and of nothing that people wrote?"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from bot.watching.logs import Lines
from bot.watching.observer import Observer
from bot.watching.traces import spans_of
from core.errors import Refusal
from core.step import Step

ENOUGH = 10.0
"""Seconds; a collector that is well takes a few milliseconds."""


@dataclass
class Collector:
    """As OpenTelemetry's own, as far as traces are sent to it by HTTP."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)
    services: set[str] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        told = ExportTraceServiceRequest.FromString(await request.read())
        for resource in told.resource_spans:
            names = {one.key: one.value.string_value for one in resource.resource.attributes}
            self.services.add(names["service.name"])
            for scope in resource.scope_spans:
                self.spans += scope.spans
        return web.Response(body=b"", content_type="application/x-protobuf")


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    made = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = "http://{}:{}".format(*runner.addresses[0])
    yield made
    await runner.cleanup()


async def test_a_step_and_what_it_sends_are_one_trace(collector: Collector):
    observer = Observer(spans=spans_of(collector.url))
    step = Step(kind="activate", subject="channel", due_at=datetime(2026, 3, 1, tzinfo=UTC))
    with observer.step(step, 0.25), observer.send("smtp", "page"):
        pass
    await asyncio.to_thread(observer.spans.close, ENOUGH)
    by_name = {span.name: span for span in collector.spans}
    assert collector.services == {"muster"}
    assert set(by_name) == {"step activate", "send page"}
    assert by_name["send page"].parent_span_id == by_name["step activate"].span_id


async def test_a_failed_call_is_marked_and_not_quoted(collector: Collector):
    observer = Observer(spans=spans_of(collector.url))
    with suppress(Refusal), observer.call("ssm-incidents:StartIncident"):
        raise Refusal("ValidationException", "crimson heron over the till")
    await asyncio.to_thread(observer.spans.close, ENOUGH)
    [span] = collector.spans
    assert (span.name, span.status.code) == ("ssm-incidents:StartIncident", Status.STATUS_CODE_ERROR)
    assert span.status.message == "Refusal"
    assert b"heron" not in span.SerializeToString()


async def test_a_line_of_the_log_says_in_which_trace_it_was_written(collector: Collector):
    observer, stream = Observer(spans=spans_of(collector.url)), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(as_json=True))
    logger = logging.getLogger("core.traced")
    logger.addHandler(handler)
    with observer.call("ssm-incidents:StartIncident"):
        logger.warning("here")
    logger.removeHandler(handler)
    await asyncio.to_thread(observer.spans.close, ENOUGH)
    assert json.loads(stream.getvalue())["trace_id"] == collector.spans[0].trace_id.hex()


def test_without_a_collector_nothing_of_it_is_imported():
    code = (
        "import sys; import bot.main; from bot.watching.traces import spans_of; spans_of('');"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
