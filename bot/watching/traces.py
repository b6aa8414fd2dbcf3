"""Spans for a collector that speaks OTLP.  OpenTelemetry is imported only where one is configured."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import metadata
from threading import Thread
from typing import TYPE_CHECKING

from bot.watching.spans import NoSpans, Spans

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger(__name__)

NOT_INSTALLED = (
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, but what it takes to send traces is not installed: "
    "install Muster's extra `traces`, or leave the variable empty."
)


class NoTraces(Exception):
    """Traces are configured and cannot be sent; the text says what to do."""


class Traces:
    """`Spans` that are sent to the collector in batches, from a thread of their own."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("muster")

    def span(self, name: str, **attributes: str | int | float) -> AbstractContextManager[object]:
        """See `Spans`."""
        return self._span(name, attributes)

    def close(self, within: float) -> None:
        """See `Spans`.  A collector that hangs holds up nobody: what waits for it ends with the process."""
        sending = Thread(target=self._provider.shutdown, name="last traces", daemon=True)
        sending.start()
        sending.join(within)
        if sending.is_alive():
            log.warning("The collector of traces did not take the last ones in time; they are lost.")

    @contextmanager
    def _span(self, name: str, attributes: dict[str, str | int | float]) -> Iterator[None]:
        from opentelemetry.trace import StatusCode

        started = self._tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False
        )
        with started as span:
            try:
                yield
            except Exception as error:
                span.set_status(StatusCode.ERROR, type(error).__name__)  # its own text may quote what is sealed
                raise


def spans_of(endpoint: str) -> Spans:
    """Where traces go, or nowhere; everything else OpenTelemetry reads from its own variables of the environment."""
    if not endpoint:
        return NoSpans()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise NoTraces(NOT_INSTALLED) from None
    provider = TracerProvider(resource=_ourselves(Resource.create()), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
    return Traces(provider)


def _ourselves(found: Resource) -> Resource:
    """By the name that OTEL_SERVICE_NAME gives us, or else by our own."""
    named = found.merge(found.__class__({"service.version": metadata.version("muster")}))
    if str(found.attributes["service.name"]).startswith("unknown_service"):
        return named.merge(found.__class__({"service.name": "muster"}))
    return named
