"""Is a text the ARN of something that Muster follows?  Whatever else looks like one may be what somebody wrote."""

from __future__ import annotations

import re

LONGEST = 256
_NAME = r"[A-Za-z0-9_./-]+"
_PRINCIPAL = r"[A-Za-z0-9_+=,.@/-]+"
_FORMS = {
    "ssm-incidents": rf"(?:replication-set|response-plan|incident-record)/{_NAME}",
    "ssm-contacts": rf"(?:contact|contact-channel|engagement|page|rotation)/{_NAME}",
    "chatbot": rf"(?:chat-configuration|custom-action)/{_NAME}",
    "iam": rf"(?:root|(?:user|role|group|policy)/{_PRINCIPAL})",
    "sts": rf"assumed-role/{_PRINCIPAL}",
    "kms": r"(?:key|alias)/[A-Za-z0-9_/-]+",
    "sns": r"[A-Za-z0-9_-]+(?:\.fifo)?",
    "ssm": rf"(?:document|automation-definition|automation-execution|parameter)/{_NAME}(?::[$A-Za-z0-9]+)?",
}
_ARN = re.compile(
    r"arn:aws[a-z-]{0,12}:(?:"
    + "|".join(rf"{service}:[a-z0-9-]{{0,24}}:(?:\d{{12}}|aws)?:{form}" for service, form in _FORMS.items())
    + ")"
)
_KINDS = {
    "incident": "incident-record",
    "incidentrecord": "incident-record",
    "responseplan": "response-plan",
    "replicationset": "replication-set",
    "contact": "contact",
    "contactchannel": "contact-channel",
    "engagement": "engagement",
    "page": "page",
    "rotation": "rotation",
    "customaction": "custom-action",
    "chatconfiguration": "chat-configuration",
}
"""What members called so are about."""
_DECORATION = re.compile(r"^(?:new|overridden)|(?:arn|id)s?$")


def is_arn(text: str) -> bool:
    """Whether it is one, and no longer than those are."""
    return len(text) <= LONGEST and _ARN.fullmatch(text) is not None


def is_arn_for(member: str, text: str) -> bool:
    """Whether it is one of the kind that a member of this name is about."""
    kind = _KINDS.get(_DECORATION.sub("", member.lower()))
    return is_arn(text) and (kind is None or text.split(":", 5)[5].startswith(f"{kind}/"))
