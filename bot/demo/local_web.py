"""What the local Slack cannot show is said in another way; a real Slack gets what it is meant to get."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.slack.web import SlackWeb

_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_ENTITY = re.compile("&(amp|lt|gt);")
_SIGNS = {"amp": "&", "gt": ">", "lt": "<\N{WORD JOINER}"}
"""What nobody sees behind a `<` keeps it from beginning a mention or a link, as which it was not meant."""


class LocalSlackWeb(SlackWeb):
    """The local Slack prints `<!date^…|2026-11-22 05:58 UTC>` and `&gt;` as they stand: it gets what they mean."""

    def _written(self, payload: Mapping[str, Any]) -> str:
        return super()._written(shown(payload))


def shown(part: Any) -> Any:
    """What it is told.  `mrkdwn` alone is escaped; plain text, and what a button stands for, stay as they are."""
    if isinstance(part, list | tuple):
        return [shown(one) for one in part]
    if not isinstance(part, Mapping):
        return part
    said = {name: shown(value) for name, value in part.items()}
    if part.get("type") == "mrkdwn" and isinstance(part.get("text"), str):
        said["text"] = _ENTITY.sub(lambda found: _SIGNS[found[1]], _DATE.sub(r"\1", part["text"]))
    elif isinstance(part.get("text"), str):
        said["text"] = _DATE.sub(r"\1", part["text"])
    return said
