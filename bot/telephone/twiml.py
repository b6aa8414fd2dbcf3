"""Twilio's markup for a call: what is said, for which keys it waits, and where it tells of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

LANGUAGE = "en-US"
TIMES = 3
"""So often is a page read out: who picks up asleep hears the end first."""
LISTENS = 5
"""Seconds of silence for a key."""
LONGEST = 4000
"""Letters that Twilio takes with a call."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def said(sentences: Sequence[str]) -> str:
    """A call, or the end of one, in which nothing is asked."""
    return _response(_read_out(sentences) + "<Hangup/>")


def asked(sentences: Sequence[str], action: str, in_the_end: str, *, keys: int = 1) -> str:
    """The same words several times over, until so many keys are pressed, of which `action` hears."""
    gather = (
        f'<Gather input="dtmf" numDigits="{keys}" timeout="{LISTENS}" action={quoteattr(action)} method="POST">'
        f"{_read_out(sentences)}</Gather>"
    )
    end = _read_out([in_the_end]) + "<Hangup/>"
    heard = (_response(gather * times + end) for times in range(TIMES, 0, -1))
    return next((one for one in heard if len(one) <= LONGEST), _response(gather + end))


def message(text: str) -> str:
    """The answer to a text message; nothing is sent back where there is nothing to say."""
    return _response(f"<Message>{_text(text)}</Message>" if text else "")


def _read_out(sentences: Sequence[str]) -> str:
    """A breath after each."""
    return "".join(f'<Say language="{LANGUAGE}">{_text(one)}</Say><Pause length="1"/>' for one in sentences)


def _text(text: str) -> str:
    """Without what XML does not have."""
    return escape(_NOT_IN_XML.sub("", text))


def _response(inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'
