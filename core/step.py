"""What is to be done, and when: the only memory that the engine has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Lane = Literal["page", "chat", "outward", "aside"]
"""Pages never wait behind a channel post, an edit or a rate limit: they travel on a lane of their own.

Nor does what Slack shows wait for the programs and rooms elsewhere that are told of incidents.
Nor does anything wait for what fails every time: that is set aside, on the last lane, and tried there now and then.
"""

Kind = Literal[
    "escalate",
    "page",
    "activate",
    "announce",
    "revise",
    "warn",
    "farewell",
    "confirm",
    "notify",
    "probe",
    "bundle",
    "tally",
    "handoff",
    "usergroup",
]

LANES: dict[Kind, Lane] = {
    "escalate": "page",  # look at an engagement: page whoever is due
    "page": "page",  # hand a page to its carrier
    "confirm": "page",  # page by another provider where nobody has heard that a page arrived
    "probe": "page",  # hand a page to nobody, which proves that pages go out
    "bundle": "page",  # send as one message the pages that waited for a channel
    "activate": "page",  # hand an activation code to its channel
    "announce": "chat",  # bring an incident's channels up to date
    "revise": "chat",  # change a page's message to say what became of it
    "tally": "chat",  # tell of the alarms that an open incident has taken in
    "warn": "chat",  # tell somebody that another tried what is theirs to do
    "handoff": "chat",  # tell channels that others are on call now
    "usergroup": "chat",  # keep Slack's user groups in step with who is on call
    "notify": "outward",  # tell a notification target of an event
    "farewell": "chat",  # tell a channel's old address that pages go elsewhere now
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row; `kind` and `subject` name it, so that scheduling it again moves it instead of doubling it."""

    kind: Kind
    subject: str
    """The ARN of what it is about; of a warning, what was tried, on what, and, sealed, by whom.

    Nothing readable is in a step: what to say is looked up when it is done.
    """
    due_at: datetime
    attempts: int = 0
    failures: int = 0
    """How many attempts ended in what nobody had foreseen, and what is nobody else's fault."""
    generation: int = 0
    """Tells one scheduling from the next; finishing an older generation leaves the newer one standing."""
    held_by: str = ""
    """Who claimed it, of all processes there are or were; nobody else can finish it or give it back."""

    @property
    def key(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def is_known(self) -> bool:
        """Whether this release knows what to do; if not, a later one has scheduled it, or the row was damaged."""
        return self.kind in LANES

    @property
    def lane(self) -> Lane:
        return LANES[self.kind]
