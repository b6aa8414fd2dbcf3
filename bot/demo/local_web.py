"""What the local Slack cannot show is said in another way; a real Slack gets what it is meant to get."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.slack.web import SlackWeb

_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")


class LocalSlackWeb(SlackWeb):
    """The local Slack prints `<!date^…|2026-11-22 05:58 UTC>` as it stands: it gets the text behind the bar."""

    def _written(self, payload: Mapping[str, Any]) -> str:
        return super()._written(json.loads(_DATE.sub(r"\1", json.dumps(payload, ensure_ascii=False))))
