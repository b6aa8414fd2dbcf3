"""How does a line of the log look?  One JSON object, or on a terminal a line for a person; never an error's own text.

structlog takes a tenth of a second to import, so that is done for the first line there is.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from functools import cached_property
from traceback import format_tb
from typing import Any, TextIO

from bot.watching.scrubbing import scrubbed

OURS = ("bot", "core", "storage", "muster")
TOLD_ELSEWHERE = "Outage"
"""The error that everybody runs into while the database is away or takes nothing; `storage/outage.py` tells of it."""


def configure(form: str, stream: TextIO = sys.stderr) -> None:
    """From now on everybody's lines go there; `form` is `json`, `text`, or nothing: what suits the stream."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(_is_news)
    handler.setFormatter(Lines(as_json=form == "json" or (not form and not stream.isatty())))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether it is more than one more that could not do its work for an outage that has been told."""
    raised = record.exc_info[1] if record.exc_info else None
    told = record.args if isinstance(record.args, tuple) else ()
    return not any(TOLD_ELSEWHERE in (one, type(one).__name__) for one in (raised, *told))


class Lines(logging.Formatter):
    """Has structlog render what the standard library's loggers were told."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        return self._rendering.format(record)

    @cached_property
    def _rendering(self) -> logging.Formatter:
        import structlog
        from structlog.stdlib import ProcessorFormatter, add_log_level, add_logger_name

        plain = structlog.dev.ConsoleRenderer(colors=False)
        last = structlog.processors.JSONRenderer(ensure_ascii=False) if self._as_json else plain
        return ProcessorFormatter(
            foreign_pre_chain=[add_log_level, add_logger_name, structlog.processors.TimeStamper(fmt="iso", utc=True)],
            processors=[ProcessorFormatter.remove_processors_meta, _without_an_errors_text, _traced, _scrubbed, last],
        )


def _without_an_errors_text(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Which may quote what is sealed; its type and where it happened are enough."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"], event["where"] = type(error).__name__, "".join(format_tb(error.__traceback__))
    event.pop("stack_info", None)
    return event


def _traced(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """In whose trace it happened, where there are traces."""
    if api := sys.modules.get("opentelemetry.trace"):
        here = api.get_current_span().get_span_context()
        if here.is_valid:
            event["trace_id"], event["span_id"] = f"{here.trace_id:032x}", f"{here.span_id:016x}"
    return event


def _scrubbed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: scrubbed(value) if isinstance(value, str) else value for name, value in event.items()}
