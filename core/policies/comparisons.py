"""What can a condition compare, and with what?  IAM's operators, the shape of their values, and the keys."""

from __future__ import annotations

import base64
import ipaddress
import math
import re
from collections.abc import Callable, Collection
from datetime import datetime

from core.policies.patterns import arn_fields

NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None and math.isfinite(float(text))


def _is_date(text: str) -> bool:
    if re.fullmatch(r"[0-9]{1,15}", text):
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return True


def _is_truth(text: str) -> bool:
    return text.lower() in ("true", "false")


def _is_arn(text: str) -> bool:
    return text == "*" or arn_fields(text) is not None


def _family(names: str, is_one: Callable[[str], bool], called: str) -> dict[str, tuple[Callable[[str], bool], str]]:
    return dict.fromkeys(names.split(), (is_one, called))


OPERATORS = {
    **_family(
        "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike",
        lambda _: True,
        "a text",
    ),
    **_family(
        "NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan "
        "NumericGreaterThanEquals",
        _is_number,
        "a number",
    ),
    **_family(
        "DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals",
        _is_date,
        "a time, such as 2027-01-04T08:00:00Z",
    ),
    **_family("Bool Null", _is_truth, "true or false"),
    **_family("BinaryEquals", _is_base64, "base64"),
    **_family("IpAddress NotIpAddress", _is_network, "an address or a network, such as 203.0.113.0/24"),
    **_family("ArnEquals ArnLike ArnNotEquals ArnNotLike", _is_arn, "an ARN"),
}
"""IAM's operators, and what each compares with."""

KEY_NAMES = (
    "aws:AssumedRoot", "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:ChatbotSourceArn",
    "aws:CurrentTime", "aws:Ec2InstanceSourcePrivateIPv4", "aws:Ec2InstanceSourceVpc", "aws:EpochTime",
    "aws:FederatedProvider", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent", "aws:PrincipalAccount",
    "aws:PrincipalArn", "aws:PrincipalIsAWSService", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:PrincipalType", "aws:Referer",
    "aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths", "aws:SecureTransport",
    "aws:SourceAccount", "aws:SourceArn", "aws:SourceIdentity", "aws:SourceIp", "aws:SourceOrgID",
    "aws:SourceOrgPaths", "aws:SourceVpc", "aws:SourceVpcArn", "aws:SourceVpce", "aws:TagKeys", "aws:TokenIssueTime",
    "aws:UserAgent", "aws:UserId", "aws:Username", "aws:ViaAWSService", "aws:VpcSourceIp", "aws:VpceAccount",
    "aws:VpceOrgID", "aws:VpceOrgPaths",
)  # fmt: skip
"""The keys that every service has; the two services have none of their own."""
OF_DEPENDENTS = (
    "iam:AWSServiceName", "iam:AssociatedResourceArn", "iam:PassedToService", "kms:GrantIsForAWSResource",
    "kms:ViaService", "sts:ExternalId", "sts:RoleSessionName",
)  # fmt: skip
"""Keys of other services' actions that ours depend on."""
TAG_KEYS = ("aws:PrincipalTag", "aws:RequestTag", "aws:ResourceTag")
"""Each followed by a slash and a tag's key."""

TEXTUAL = frozenset(name for name in OPERATORS if name.startswith(("String", "Arn")))
"""The operators in whose values variables may stand, as at AWS."""

_KEYS = frozenset(name.lower() for name in (*KEY_NAMES, *OF_DEPENDENTS))
_TAG_KEYS = frozenset(name.lower() for name in TAG_KEYS)


def is_key(text: str, services: Collection[str] = ()) -> bool:
    """Whether this is a key that a request can have, be it of one of these other services; its case does not count."""
    name, slash, tag = text.lower().partition("/")
    service, colon, own = text.lower().partition(":")
    if colon and own and service in services:
        return True
    return (name in _TAG_KEYS and bool(tag)) if slash else name in _KEYS
