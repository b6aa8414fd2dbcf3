"""What a mail says: a page, a request to agree to being paged, and that pages go elsewhere now; as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from core.contact_channels.activating import CODE_LASTS
from core.engine.ports import ActivationMessage, FarewellMessage, PageMessage
from core.engine.why_me import why_me
from core.incidents.impact import IMPACTS, sentence
from core.legible import begun, cleaned, one_line

LONGEST_SUBJECT = 150
LONGEST_CONTENT = 10_000
PAGED_BY_MUSTER = "Muster sent this by itself; an answer to this mail reaches nobody."


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail, but for whom it is from and to."""

    subject: str
    text: str
    html: str
    key: str
    """Names this very message, over all attempts to hand it over."""
    answers: str = ""
    """The key of the message that this one repeats."""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; a `link` is shown as a button, a `mark` in large letters."""

    text: str
    link: str = ""
    is_mark: bool = False


def page(message: PageMessage, link: str | None) -> Letter:
    """What, how bad, since when; the link that asks for a click, and the code for everywhere else."""
    what = one_line(message.title or message.subject, LONGEST_SUBJECT) or "Page"
    lead = f"{IMPACTS[message.impact]}: " if message.impact in IMPACTS else ""
    lines = [
        Line(what, is_mark=True),
        Line(_how_bad(message)),
        *([Line(why)] if (why := why_me(message, lambda name: one_line(name, 100))) else []),
        *_content(message),
        *([Line("Acknowledge", link=link)] if link else []),
        Line(f"Code {message.code}", is_mark=True),
        Line(
            f"In Slack, or without the @ in a terminal: @aws ssm-contacts accept-page --page-id {message.page_arn} "
            f"--accept-type READ --accept-code {message.code}"
        ),
    ]
    close = f"{one_line(message.contact_name, 100)}, you are paged. {PAGED_BY_MUSTER}"
    if link:
        close = f"The link opens a page with a button; nothing happens before you press that. {close}"
    return Letter(
        subject=one_line(lead + what, LONGEST_SUBJECT),
        text=_as_text(lines, close),
        html=_as_html(lines, close),
        key=f"{message.page_arn} {message.attempt}",
        answers=f"{message.page_arn} 1" if message.attempt > 1 else "",
        is_urgent=True,
    )


def activation(message: ActivationMessage) -> Letter:
    """A question, because nobody is paged who did not agree."""
    name, asks = one_line(message.contact_name, 100), begun(one_line(message.asked_by, 100))
    minutes = int(CODE_LASTS.total_seconds() // 60)
    lines = [
        Line("May Muster page you here?", is_mark=True),
        Line(
            f"{asks} has added this address to the contact {name}, as “{one_line(message.channel_name, 100)}”. Muster "
            "tells people of trouble that is theirs to mend. If you agree, it pages you here, at any hour. If you do "
            "not, or do not know what this is, do nothing."
        ),
        Line(f"Code {message.code}", is_mark=True),
        Line(f"Good for {minutes} minutes. To agree, type in Slack, or without the @ in a terminal:"),
        Line(
            f"@aws ssm-contacts activate-contact-channel --contact-channel-id {message.contact_channel_arn} "
            f"--activation-code {message.code}"
        ),
    ]
    subject = f"May Muster page you here, as {name}?"
    return _letter(subject, lines, f"{message.contact_channel_arn} {message.code}")


def farewell(message: FarewellMessage) -> Letter:
    """For whoever reads the old address."""
    name = one_line(message.contact_name, 100)
    by = f" {begun(one_line(message.changed_by, 100))} changed that" if message.changed_by else " That was changed"
    lines = [
        Line(f"{name} is not paged here any more", is_mark=True),
        Line(
            f"Pages for “{one_line(message.channel_name, 100)}” go to another address now.{by} at "
            f"{_moment(message.changed_at)}. If that is wrong, tell whoever runs Muster at once."
        ),
    ]
    key = f"{message.contact_channel_arn} farewell {message.changed_at.isoformat()}"
    return _letter(f"{name} is not paged here any more", lines, key)


def _letter(subject: str, lines: Sequence[Line], key: str) -> Letter:
    text, html = _as_text(lines, PAGED_BY_MUSTER), _as_html(lines, PAGED_BY_MUSTER)
    return Letter(subject=subject, text=text, html=html, key=key)


def _how_bad(message: PageMessage) -> str:
    impact = sentence(message.impact).rstrip(".") if message.impact in IMPACTS else ""
    staged = message.stage is not None and (message.stages or 0) > 1
    parts = [
        impact or f"From {one_line(message.sender, 100)}",
        f"since {_moment(message.since)}",
        f"stage {(message.stage or 0) + 1} of {message.stages}" if staged else "",
        f"sent {message.attempt} times" if message.attempt > 1 else "",
    ]
    return " · ".join(part for part in parts if part)


def _content(message: PageMessage) -> list[Line]:
    """The words of whoever engaged, unless they only repeat what has been said above."""
    impact = sentence(message.impact) if message.impact in IMPACTS else ""
    texts = [cleaned(text).strip() for text in (message.subject, message.content.removeprefix(impact))]
    shown = (message.title or message.subject).strip()
    return [Line(text[:LONGEST_CONTENT]) for text in dict.fromkeys(texts) if text and text != shown]


def _moment(at: datetime) -> str:
    return f"{at:%H:%M} UTC on {at.day} {at:%B %Y}"


def _as_text(lines: Sequence[Line], close: str) -> str:
    paragraphs = [f"{line.text}: {line.link}" if line.link else line.text for line in lines]
    return "\n\n".join([*paragraphs, f"-- \n{close}"]) + "\n"


_HTML = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,sans-serif;color:#1c2024;background:#fff">
<div style="max-width:560px;margin:0 auto">
{body}
<p style="margin:32px 0 0;font-size:13px;color:#60646c">{close}</p>
</div></body></html>
"""
_BUTTON = (
    '<p style="margin:24px 0"><a href="{link}" style="display:inline-block;padding:12px 24px;border-radius:6px;'
    'background:#0b7a3e;color:#fff;font-weight:600;text-decoration:none">{text}</a></p>'
)
_MARK = '<p style="margin:0 0 8px;font-size:21px;line-height:1.3;font-weight:600">{text}</p>'
_PLAIN = '<p style="margin:0 0 16px;overflow-wrap:anywhere;white-space:pre-line">{text}</p>'


def _as_html(lines: Sequence[Line], close: str) -> str:
    body = [
        (_BUTTON if line.link else _MARK if line.is_mark else _PLAIN).format(
            text=escape(line.text), link=escape(line.link)
        )
        for line in lines
    ]
    return _HTML.format(body="\n".join(body), close=escape(close))
