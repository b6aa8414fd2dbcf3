"""Whom does an operator mean?  An ARN, a Slack user id, `user/NAME` or a role, as a principal of this account."""

from __future__ import annotations

import re

from core.arns import Arns
from core.errors import Refusal, invalid
from core.policies.actions import known, service_of
from core.policies.patterns import ANYTHING, arn_fields
from core.policies.wrong import nearest, shown
from core.principals.attachments import ENGINE, arn_of
from core.principals.reading import EXPECTED, PRINCIPAL

SOMEBODY = "SESSION"
"""The session of a role that is meant without naming one."""
ROLE = re.compile(r"role/([\w+=,.@-]{1,64})", re.ASCII)
SESSION = re.compile(r"assumed-role/[\w+=,.@-]{1,64}/[\w+=,.@-]{2,64}", re.ASCII)
"""Which can be asked about, though files cannot name it."""


def principal(text: str, arns: Arns) -> str:
    """The ARN of whom a text means; raises `Refusal` where it means nobody of this account."""
    fields = arn_fields(text)
    if fields and (fields.service not in ("iam", "sts") or fields.account != arns.account):
        raise invalid(f"{shown(text)} is no principal of the account {arns.account}: expected {EXPECTED}, or an ARN.")
    key = fields.resource if fields else text
    key = key.removeprefix("assumed-role/muster-slack/")
    if key in (ENGINE, f"role/{ENGINE}") or text == arns.service_linked_role():
        return arns.engine()
    if key == "root":
        return arns.root()
    if role := ROLE.fullmatch(key):
        return arns.assumed_role(role[1], SOMEBODY)
    if not (PRINCIPAL.fullmatch(key) or SESSION.fullmatch(key)):
        raise invalid(f"{shown(text)} is no principal: expected {EXPECTED}, role/NAME, {ENGINE}, root, or an ARN.")
    return arn_of(key, arns.account)


def action(text: str) -> str:
    """The action that is meant, in AWS's spelling."""
    actions = known().get(service_of(text), ())
    for one in actions:
        if one.lower() == text.lower():
            return one
    every = [one for ones in known().values() for one in ones]
    if actions or not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", text):
        raise _no_action(text, every)
    return text  # of a service that Muster does not have, such as iam:PassRole


def _no_action(text: str, every: list[str]) -> Refusal:
    return invalid(
        f"'{shown(text)}' is no action{nearest(text, every)}: expected one such as ssm-incidents:StartIncident."
    )


def resource(text: str) -> str:
    """An ARN, or `*` for what speaks of no particular one."""
    if text == ANYTHING or arn_fields(text):
        return text
    raise invalid(
        f"'{shown(text)}' must be the ARN of a resource, such as "
        "arn:aws:ssm-incidents::111122223333:response-plan/checkout, or *."
    )
