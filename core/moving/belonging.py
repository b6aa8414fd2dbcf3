"""Does a resource belong in this installation?  If not, which setting would make room for it?"""

from __future__ import annotations

import re

from core.arns import Arns

_ARN = re.compile(
    r"arn:aws[a-z-]*:(?P<service>[a-z-]+):(?P<region>[a-z0-9-]*):(?P<account>[0-9]{12}):(?P<kind>[a-z-]+)/[!-~]+"
)
SERVICES = frozenset({"ssm-incidents", "ssm-contacts", "chatbot"})


def foreign(kind: str, arn: str, arns: Arns) -> str | None:
    """Why a resource of this kind and ARN has no place here; None where it has."""
    found = _ARN.fullmatch(arn)
    if found is None or found["service"] not in SERVICES or found["kind"] != kind:
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
