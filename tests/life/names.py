"""What do the documentation's names mean in this life?

An example is typed as it stands, but for the names in it that AWS, not its author, gave: ARNs of incidents, contacts
and roles, the ids of events and policies, and the codes that a person reads on a telephone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.arns import name_of

ARN = re.compile(r"arn:aws:(?:ssm-contacts|ssm-incidents|iam):[a-z0-9-]*:[0-9]{12}:([a-z-]+/[A-Za-z0-9_./-]+)")
"""The examples write one thing in two accounts and two Regions, so only what follows them counts."""
IN_A_POLICY = re.compile(r"(arn:aws:ssm-incidents:\*:[0-9]{12}:(?:response-plan|incident-record)/)([A-Za-z-]+)")
"""A plan, or its incidents, in whatever Region."""
ID_OR_CODE = re.compile(r"[0-9]{6}|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Names:
    """The documentation's names, and ours."""

    _ours: dict[str, str] = field(default_factory=dict)

    def mean(self, ours: str, *documented: str) -> None:
        """From now on these mean that: `contact/akuam`, which is the end of an ARN, or an id or a code."""
        for name in documented:
            assert "/" in name or ID_OR_CODE.fullmatch(name), f"{name} is nothing that may be replaced"
            self._ours[name] = ours

    def arn(self, documented: str) -> str:
        """What one of the documentation's names means."""
        return self._ours[documented]

    def ours(self, word: str) -> str:
        """The word with our names in it; a resource of the documentation that has none here is a mistake."""
        if ID_OR_CODE.fullmatch(word):
            return self._ours[word]
        word = IN_A_POLICY.sub(lambda found: found[1] + self._plan(found[2]), word)
        return ARN.sub(lambda found: self._ours[found[1]], word)

    def _plan(self, documented: str) -> str:
        return name_of(self._ours[f"response-plan/{documented}"])
