"""Does a resource belong in this installation?  If not, which setting would make room for it?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.arns import Arns, alias_of, name_of
from core.moving.resource import Resource

_ARN = re.compile(
    r"arn:aws[a-z-]*:(?P<service>[a-z-]+):(?P<region>[a-z0-9-]*):(?P<account>[0-9]{12}):(?P<kind>[a-z-]+)/(?P<name>[!-~]+)"
)
_UNIQUE = "[A-Za-z0-9_-]{1,255}"
_SHAPES = {
    "replication-set": ("ssm-incidents", _UNIQUE),
    "response-plan": ("ssm-incidents", _UNIQUE),
    "incident-record": ("ssm-incidents", f"{_UNIQUE}/{_UNIQUE}"),
    "contact": ("ssm-contacts", "[a-z0-9_-]{1,255}"),
    "contact-channel": ("ssm-contacts", f"[a-z0-9_-]{{1,255}}/{_UNIQUE}"),
    "rotation": ("ssm-contacts", _UNIQUE),
    "custom-action": ("chatbot", _UNIQUE),
    "chat-configuration": ("chatbot", f"slack-channel/{_UNIQUE}"),
}
"""By kind: the service, and what comes after the kind."""


def foreign(kind: str, arn: str, arns: Arns) -> str | None:
    """Why a resource of this kind and ARN has no place here; None where it has."""
    found = _ARN.fullmatch(arn)
    if found is None or not _is_shaped(kind, found):
        return "this is not the ARN of such a resource"
    if found["account"] != arns.account:
        return (
            f"it belongs to the account {found['account']}, and this installation to {arns.account}: "
            f"set MUSTER_ACCOUNT_ID={found['account']} and begin with an empty MUSTER_DATA_DIR"
        )
    if found["region"] and found["region"] != arns.region:
        return (
            f"it is of the Region {found['region']}, and this installation of {arns.region}: "
            f"set MUSTER_REGION={found['region']}"
        )
    return None


def _is_shaped(kind: str, found: re.Match[str]) -> bool:
    """Whether service, Region, kind and name go together: of these services ssm-contacts alone has a Region."""
    service, name = _SHAPES.get(kind, ("", ""))
    is_regional = service == "ssm-contacts"
    return (
        (found["service"], found["kind"], bool(found["region"])) == (service, kind, is_regional)
        and re.fullmatch(name, found["name"], re.ASCII) is not None
    )  # fmt: skip


def is_channel_of(channel_arn: str, contact_arn: str) -> bool:
    """Whether the one ARN is that of a channel of the other."""
    head, _, alias = contact_arn.rpartition(":contact/")
    found = _ARN.fullmatch(channel_arn)
    return bool(found and _is_shaped("contact-channel", found)) and channel_arn.startswith(
        f"{head}:contact-channel/{alias}/"
    )


def is_of(resource: Resource, told: Mapping[str, Any]) -> bool:
    """Whether an answer is of this resource, by all the names that it has there."""
    arn = resource.arn
    expected = {
        "ContactArn": arn, "RotationArn": arn, "arn": arn, "CustomActionArn": arn, "ChatConfigurationArn": arn,
        "Alias": alias_of(arn), "name": name_of(arn), "ActionName": name_of(arn),
        "ConfigurationName": name_of(arn).rpartition("/")[2],
    }  # fmt: skip
    return all(told.get(member, name) == name for member, name in expected.items())
