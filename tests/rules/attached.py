"""Policies and attachments in short, for the tests of who has what."""

from __future__ import annotations

import json
from typing import Any

from core.arns import Arns
from core.caller import Caller, Origin
from core.policies.document import parsed
from core.policies.policy import Policy
from core.principals.attachments import Attachments, arn_of
from core.principals.reading import FILE, attachments

ACCOUNT = "111122223333"
ARNS = Arns(ACCOUNT, "us-east-1")
SHIPPED_NAMES = (
    "MusterAdministratorAccess",
    "MusterResponderAccess",
    "MusterReadOnlyAccess",
    "AWSIncidentManagerServiceRolePolicy",
    "AdministratorAccess",
)


def text(effect: str = "Allow", action: str = "*", **members: Any) -> str:
    """A policy of one statement."""
    return json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": effect, "Action": action, "Resource": "*", **members}}
    )


def shipped() -> dict[str, Policy]:
    """Stand-ins: whose they are is at stake here, and not what they say."""
    arns = [f"arn:aws:iam::aws:policy/{name}" for name in SHIPPED_NAMES]
    return {arn: Policy(arn=arn, document=parsed(text(), 1000)) for arn in arns}


def attached(top: dict[str, Any], **policies: str) -> Attachments:
    """What `attachments.json` says, beside policies by name."""
    files = {FILE: json.dumps(top), **{f"{name}.json": policy for name, policy in policies.items()}}
    return attachments(files, shipped(), ACCOUNT)


def caller(key: str, standing: Any = "member", channel: str = "", **members: Any) -> Caller:
    """A principal, by the name that the files call it."""
    return Caller(arn=arn_of(key, ACCOUNT), standing=standing, origin=Origin(channel_id=channel), **members)


def names(policies: Any) -> Any:
    """The policies' names; None stays None."""
    return None if policies is None else [policy.arn.rpartition("/")[2] for policy in policies]
