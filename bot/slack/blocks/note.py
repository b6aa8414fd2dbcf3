"""The form for a note on an incident's timeline."""

from __future__ import annotations

from typing import Any

from bot.slack.blocks.elements import compact

CALLBACK = "note"
LONGEST = 3000


def modal(incident_arn: str, channel: str, thread_ts: str) -> dict[str, Any]:
    """One field; the incident goes with it, unseen."""
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": compact({"incident": incident_arn, "channel": channel, "thread": thread_ts}),
        "title": {"type": "plain_text", "text": "Add a note"},
        "submit": {"type": "plain_text", "text": "Add"},
        "close": {"type": "plain_text", "text": "Cancel"},
        "blocks": [
            {
                "type": "input",
                "block_id": "note",
                "label": {"type": "plain_text", "text": "What happened, or what did you find?"},
                "element": {
                    "type": "plain_text_input",
                    "action_id": "text",
                    "multiline": True,
                    "max_length": LONGEST,
                },
            }
        ],
    }
