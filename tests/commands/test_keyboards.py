"""Whatever keyboards, phones and Slack do to a command, it is understood as it was meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.slack.commands import understand
from bot.slack.typed_text import plain
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.command_line import to_command_line
from core.vocabulary.understanding import Command
from tests.commands import keyboards
from tests.commands.shapes import NOW, inputs

# Not in it: what a keyboard cannot type twice the same, such as a hard space or a curly quote.
WORDS = st.sampled_from(
    ["checkout", "it's", "don't", "R&D", "a<b", "c>d", "5", "down!", "https://status.example.com/a", "example.com",
     "jane@example.com", "#ops", "(eu)", "日本", "🔥", "a=b", "a,b", '"500"', "[EU]", "x:y", "`x`", "$HOME",
     "50%", "--"]
)  # fmt: skip
prose = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def received(raw: str) -> Any:
    return understand(plain(raw, "U0BOT"), NOW, catalog())


@settings(max_examples=600)
@given(st.sampled_from(list(catalog().values())), st.data(), keyboards.distortions())
def test_a_distorted_command_is_understood_as_it_was_meant(
    operation: Operation, data: st.DataObject, distortions: list[keyboards.Distortion]
) -> None:
    params = data.draw(inputs(operation, prose))
    raw = to_command_line(operation, params)
    for distort in distortions:
        raw = distort(raw)
    understood = received(raw)
    assert isinstance(understood, Command), (raw, understood)
    assert understood.params == params, raw


@settings(max_examples=300)
@given(prose, prose, st.sampled_from([0, 1, 2]))
@example("it's down", "5", 0)
def test_a_value_without_quotes_runs_to_the_next_option(title: str, data: str, dashes: int) -> None:
    sign = ["--", "—", "-"][dashes]
    command = (
        f"ssm-incidents create-timeline-event {sign}event-type {title} {sign}event-data {data} {sign}event-time now"
    )
    understood = received(keyboards.slack(command))
    assert isinstance(understood, Command)
    expected = [text[1:-1] if text.count(" ") == 0 and text[0] == text[-1] == '"' else text for text in (title, data)]
    assert [understood.params["eventType"], understood.params["eventData"]] == expected


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("<@U0BOT> help", "help"),
        ("<@U0BOT|aws>: help", "help"),
        ("<@U0BOT>, \u00a0help", "help"),
        ("<@U0OTHER> help", "U0OTHER help"),
        ("page <@U1|jane> in <#C1|ops> and <#C2|>", "page U1 in C1 and C2"),
        ("<!subteam^S1|@ops> <!here> <!channel|channel>", "S1 @here @channel"),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("<http://example.com|example.com>", "example.com"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("<https://example.com|the status page>", "https://example.com"),
        ("<https://example.com/|https://example.com>", "https://example.com/"),
        ("<mailto:a@b.org|a@b.org> <tel:+15005550199|+1 500 555 0199>", "a@b.org +1 500 555 0199"),
        ("“a” ‘b’ „c‟", "\"a\" 'b' \"c\""),
        ("a\u2028b\r\nc", "a\nb\nc"),
        ("&amp;lt; &lt;@U1&gt;", "&lt; <@U1>"),
        ("```\nhelp\n```", "help"),
        ("`help`", "help"),
        ("`a` b `c`", "`a` b `c`"),
        ("<@U0BOT> ```$ aws help```", "aws help"),
        ("--query \"a[?b==`1`]\"", '--query "a[?b==`1`]"'),
        ("👩\u200d🚒 \u200b\u202egnp", "👩\u200d🚒 gnp"),
    ],
)  # fmt: skip
def test_what_slack_sends_becomes_what_was_typed(raw: str, meant: str) -> None:
    assert plain(raw, "U0BOT") == meant
