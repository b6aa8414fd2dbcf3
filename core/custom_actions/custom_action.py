"""What a custom action is: a command under a name, offered as an alias or as a button on a notification."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomAction:
    arn: str
    name: str
    command_text: str
    alias_name: str | None = None
    attachments: tuple[dict[str, object], ...] = ()
    """AWS's `CustomActionAttachment`, as they came: on which notifications there is a button, and what it says."""
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 0
