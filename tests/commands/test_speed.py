"""Whatever is typed, it is answered at once: time grows with the length of a text and no faster."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.commands import LONGEST, understand, understand_reply
from bot.slack.typed_text import plain
from core.vocabulary.catalog import catalog
from core.vocabulary.understanding import Command, Friendly, HelpWanted, Misunderstood
from core.vocabulary.words import split
from tests.commands.shapes import NOW

UNITS = [
    *[
        "a",
        " ",
        "\n",
        "\\\n",
        "\\",
        '"',
        "'",
        '"a ',
        ' "a',
        "'a ",
        "'\\''",
        "' '",
        '"\\"',
        '="x',
        "[",
        "{",
        "[{ ] ",
        '{"',
    ],
    *[
        '"{"a ',
        "'{\"",
        "—a ",
        "—titl ",
        "--title ",
        "--title [ ",
        '--title "x ',
        "—title 'x ",
        "a,",
        "a=",
        "[a,",
        "a=[b",
    ],
    *[
        "key={a=",
        "`",
        "```",
        "<",
        "<a|",
        "<@U1> ",
        "<http://a|",
        "&amp;",
        "&",
        "\u200b",
        "aws ",
        "@aws ",
        "help ",
        "$ ",
    ],
    *["ssm-incidents ", "()", "a.", "a|", "[?"],
]
COMMANDS = [
    "{}",
    "ssm-incidents start-incident --title {}",
    "ssm-contacts create-contact --plan {}",
    "ssm-contacts untag-resource --tag-keys {}",
    "ssm-incidents list-incident-records --query {}",
]


@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_nonsense_is_answered_at_once(unit: str) -> None:
    for command in COMMANDS:
        text = command.format(unit * ((LONGEST - len(command)) // len(unit)))
        started = time.process_time()
        understand(plain(text, "U0BOT"), NOW, catalog())
        assert time.process_time() - started < 1, command


@pytest.mark.parametrize("unit", UNITS)
def test_splitting_takes_time_in_proportion_to_the_length(unit: str) -> None:
    started = time.process_time()
    split(plain(unit * (100_000 // len(unit))), ("title", "impact"))
    assert time.process_time() - started < 1


@settings(max_examples=500)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*UNITS, "checkout", "--impact", "1", "start-incident"])).map("".join)
)
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    for command in ("{}", "start-incident {}", "create-contact --plan {}", "list-incident-records --query {}"):
        understood = understand(plain(command.replace("{}", text), "U0BOT"), NOW, catalog())
        assert isinstance(understood, Command | HelpWanted | Friendly | Misunderstood)
        if isinstance(understood, Command):
            understand_reply(understood, text, NOW, catalog())
