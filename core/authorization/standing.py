"""Which policies does somebody hold where none are configured?  By standing: administrators all, members a few."""

from __future__ import annotations

from core.caller import Caller
from core.policies.evaluation import PolicySets
from core.policies.managed import ARN, managed
from core.policies.session_limits import session_set

BY_STANDING = {
    "administrator": ARN + "MusterAdministratorAccess",
    "member": ARN + "MusterResponderAccess",
}


def sets_by_standing(caller: Caller) -> PolicySets:
    """What the shipped policies allow a caller of this standing, within the policies of the session."""
    arn = BY_STANDING.get(caller.standing)
    session = session_set(caller.session_policies, managed())
    return PolicySets(identity=(managed()[arn],) if arn else (), session=session)


class Alone:
    """Where this account is the only one here."""

    def door_of(self, account: str) -> None:
        """See `Accounts`."""

    def served(self) -> tuple[str, ...]:
        """See `Accounts`."""
        return ()
