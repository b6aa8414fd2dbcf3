"""The local Slack escapes what it shows: it gets words as they were meant, and nothing of them becomes a mention."""

from __future__ import annotations

from bot.demo.local_web import shown
from bot.slack.blocks.elements import button, header, section
from bot.slack.blocks.escape import mrkdwn

JOINER = "\N{WORD JOINER}"


def test_what_was_escaped_for_slack_is_shown_as_it_was_written() -> None:
    (block,) = shown({"blocks": [section(mrkdwn("97 % >= 95 % on /var & /tmp, &gt;"))]})["blocks"]
    assert block["text"]["text"] == "97 % >= 95 % on /var & /tmp, &gt;"


def test_what_looks_like_a_mention_or_a_link_stays_words() -> None:
    for text in ("<@U0BEN>", "<!channel>", "<https://example.com|x>"):
        assert f"<{JOINER}" in shown(section(mrkdwn(text)))["text"]["text"]


def test_moments_are_shown_in_words() -> None:
    assert shown({"text": "since <!date^1^{time}|2026-11-22 05:58 UTC>"})["text"] == "since 2026-11-22 05:58 UTC"


def test_what_is_not_escaped_stays_as_it_is() -> None:
    for block in (header("a &gt; b"), button("&amp;", "x", {"text": "&lt;"})):
        assert shown(block) == block
