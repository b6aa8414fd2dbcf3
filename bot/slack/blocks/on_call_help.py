"""All that `oncall` can be asked, on one screen of a phone."""

from __future__ import annotations

from bot.slack.blocks.elements import Message, context, section
from bot.slack.blocks.escape import code

WORDS = {
    "": "who is on call, until when, and who comes next",
    "shop": "the same of one schedule",
    "shop friday 18:00": "as of then; also `+5m`, `6pm UTC`, `2026-01-31 20:30`",
    "ana": "a person's shifts; `me` are your own",
    "cover shop": "take over a shift, give one away, or swap",
    "calendar shop": "an address for your calendar program; without a schedule, of your own shifts",
    "fairness shop last 8 weeks": "who bears how much",
    "warnings shop": "what will go wrong: holes, and people whom nobody can page",
}
"""What may stand behind `oncall`, and what comes of it."""
BOTH = f"{code('@aws oncall …')} does the same where everybody reads it, and in threads."


def words() -> Message:
    """Each with an example."""
    lines = [f"• {code(f'/oncall {word}'.strip())} — {what}" for word, what in WORDS.items()]
    return Message("What I can be asked about who is on call", (section("\n".join(lines)), context(BOTH)))
