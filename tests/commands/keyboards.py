"""What keyboards, phones and Slack make of a command on its way from a person's head to the bot."""

from __future__ import annotations

import re
from collections.abc import Callable

from hypothesis import strategies as st

Distortion = Callable[[str], str]


def smart_quotes(text: str) -> str:
    """macOS and iOS: an opening quote after a space or bracket, a closing one elsewhere, an apostrophe for `'`."""
    text = re.sub(r"(?<=[\s\[{(=,:])\"|\A\"", "“", text).replace('"', "”")
    return re.sub(r"(?<=[\s\[{(=,:])'|\A'", "‘", text).replace("'", "’")


def german_quotes(text: str) -> str:
    return smart_quotes(text).replace("”", "“").replace("“", "„", 1)


def em_dashes(text: str) -> str:
    return re.sub(r"(?<=\s)--(?=[a-z])", "—", text)


def en_dashes(text: str) -> str:
    return re.sub(r"(?<=\s)--(?=[a-z])", "–", text)


def single_hyphens(text: str) -> str:
    return re.sub(r"(?<=\s)--(?=[a-z])", "-", text)


def hard_spaces(text: str) -> str:
    return text.replace(" ", "\u00a0")


def invisible_signs(text: str) -> str:
    return "\u200b" + text.replace(" --", " \u2060--") + "\ufeff"


def line_breaks(text: str) -> str:
    """Each option on a line of its own, as pasted from documentation."""
    return re.sub(r" (?=--[a-z])", " \\\n    ", text)


def line_breaks_without_backslash(text: str) -> str:
    return re.sub(r" (?=--[a-z])", "\n", text)


def windows_line_breaks(text: str) -> str:
    return line_breaks(text).replace("\n", "\r\n")


def trailing_space(text: str) -> str:
    return f"  {text} \n"


def code_block(text: str) -> str:
    return f"```\n{text}\n```"


def prompt(text: str) -> str:
    return f"$ aws {text}"


def typed_mention(text: str) -> str:
    return f"@aws {text}"


def equals_signs(text: str) -> str:
    return re.sub(r"(?<=\s)(--[a-z][a-z-]*) (?=[^\s-])", r"\1=", text)


TYPING: list[Distortion] = [
    smart_quotes, german_quotes, hard_spaces, invisible_signs, trailing_space, typed_mention, equals_signs,
]  # fmt: skip
LINES: list[Distortion] = [line_breaks, line_breaks_without_backslash, windows_line_breaks]
DASHES: list[Distortion] = [em_dashes, en_dashes, single_hyphens]


def slack(text: str) -> str:
    """What Slack sends: three entities escaped, links and addresses marked."""
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    text = re.sub(r"\bhttps?://[a-z.]+(?:/[a-z0-9/]*)?", lambda found: f"<{found[0]}>", text)
    text = re.sub(
        r"(?<![\w/.@<])(?:[a-z]+\.)+(?:com|org)\b(?![@\w>|/])", lambda found: f"<http://{found[0]}|{found[0]}>", text
    )
    return re.sub(r"\b[a-z]+@[a-z]+\.(?:com|org)\b", lambda found: f"<mailto:{found[0]}|{found[0]}>", text)


def mentioned(text: str) -> str:
    return f"<@U0BOT> {text}"


def mentioned_with_label(text: str) -> str:
    return f" <@U0BOT|aws>: {text}"


@st.composite
def distortions(draw: st.DrawFn) -> list[Distortion]:
    """Some of what may happen, in the order in which it happens."""
    fences = [code_block, prompt] if draw(st.booleans()) else []
    typing = draw(st.lists(st.sampled_from(TYPING), unique=True, max_size=4))
    lines = draw(st.lists(st.sampled_from(LINES), max_size=1))
    dashes = draw(st.lists(st.sampled_from(DASHES), max_size=1))
    fence = [draw(st.sampled_from(fences))] if fences and typed_mention not in typing else []
    arrival = draw(st.sampled_from([[], [mentioned], [mentioned_with_label]]))
    # Options are found by their two hyphens, so these go last of what a keyboard does.
    return [*typing, *lines, *dashes, *fence, slack, *arrival]
