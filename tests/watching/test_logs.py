"""Can the log be read by a machine, and does it keep quiet about people?"""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.watching.logs import configure
from bot.watching.scrubbing import scrubbed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object():
    stream = io.StringIO()
    configure("", stream)
    logging.getLogger("core.engine.loop").error("%s failed:\n%s", "page", "a\nb")
    [line] = lines(stream)
    assert {**line, "timestamp": ""} == {
        "event": "page failed:\na\nb", "level": "error", "logger": "core.engine.loop", "timestamp": "",
    }  # fmt: skip
    assert line["timestamp"].endswith("Z")


def test_a_person_at_a_terminal_reads_no_json():
    stream = Terminal()
    configure("", stream)
    logging.getLogger("core").warning("the clock was set back")
    assert "the clock was set back" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_what_happened_is_told_without_the_errors_own_text():
    stream = io.StringIO()
    configure("json", stream)
    title = " ".join(("crimson", "heron"))  # the line that raises is quoted, and what it was raised with is not
    try:
        raise ValueError(title)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
    [line] = lines(stream)
    assert (line["event"], line["error"]) == ("Error handling request", "ValueError")
    assert "test_logs.py" in line["where"]
    assert title not in stream.getvalue()


def test_others_say_less_than_we_do():
    stream = io.StringIO()
    configure("json", stream)
    logging.getLogger("botocore.auth").info("chatter")
    logging.getLogger("bot.http.tls").info("the certificate was read again")
    assert [line["event"] for line in lines(stream)] == ["the certificate was read again"]


CANARIES = [
    "indigo.badger@example.org",
    "+12065550123",
    "+44 20 7946 0018",
    "xoxb-123-secret",
    "xapp-1-A1-secret",
]


@pytest.mark.parametrize("canary", CANARIES)
@given(before=st.text(), after=st.text())
def test_addresses_numbers_and_tokens_do_not_show(canary: str, before: str, after: str):
    assert canary not in scrubbed(f"{before} {canary} {after}")


@pytest.mark.parametrize("canary", CANARIES)
def test_nor_where_a_provider_quotes_them(canary: str):
    stream = io.StringIO()
    configure("json", stream)
    logging.getLogger("bot.delivery.chain").warning("provider %s: %s", "smtp", f"550 5.1.1 <{canary}>: rejected")
    logging.getLogger("bot").warning("smtps://ann:s3cret@mail.example.com:465 refused Bearer s3cret")
    assert canary not in stream.getvalue()
    assert "s3cret" not in stream.getvalue()
    assert "provider smtp" in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:ssm-contacts:us-east-1:111122223333:page/ann/0b8fa0e4-1",
        "2026-11-22T14:30:29.123456+00:00 page failed",
        "the clock went back by 12 s",
        "https://mail.example.com/path",
    ],
)
def test_what_names_nobody_stays(text: str):
    assert scrubbed(text) == text


def test_a_start_that_has_nothing_to_say_does_not_pay_for_the_log():
    code = (
        "import sys, logging; from bot.watching.logs import configure; configure('json');"
        "early = 'structlog' in sys.modules; logging.getLogger('bot').error('x');"
        "sys.exit(early or 'structlog' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
