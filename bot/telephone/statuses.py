"""What does a provider's report on a message or a call mean for the page?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ARRIVED = frozenset({"delivered", "read", "in-progress", "completed"})
"""Of a message, and of a call that was picked up."""
LOST = {
    "undelivered": "it could not be delivered",
    "failed": "it could not be sent",
    "busy": "the line was busy",
    "no-answer": "nobody picked up",
    "canceled": "the call was cancelled",
}
BECAUSE = {
    "30003": "the telephone is off or out of reach",
    "30004": "the number or its operator blocks these messages",
    "30005": "there is no such number",
    "30006": "it is a landline, or its operator takes no messages",
    "30007": "the operator took it for spam",
    "21610": "its reader has replied STOP",
}


@dataclass(frozen=True, slots=True)
class Told:
    sid: str
    """What the provider calls the message or the call."""
    arrived: bool
    reason: str = ""


def understood(form: Mapping[str, str]) -> Told | None:
    """None for what is only on its way."""
    sid = form.get("MessageSid") or form.get("SmsSid") or form.get("CallSid") or ""
    status = form.get("MessageStatus") or form.get("SmsStatus") or form.get("CallStatus") or ""
    if not sid:
        return None
    if status in ARRIVED:
        return Told(sid, arrived=True)
    if status in LOST:
        code = form.get("ErrorCode", "")
        because = BECAUSE.get(code) or (f"{LOST[status]} (code {code})" if code.isalnum() else LOST[status])
        return Told(sid, arrived=False, reason=because)
    return None
