"""What does a policy of a response plan or contact let others do?  Reads it as the guide means it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from core.arns import kind_of, name_of
from core.caller import Caller
from core.errors import Refusal, denied
from core.policies.document import Document, Statement, parsed
from core.policies.patterns import arn_fields
from core.policies.policy import Policy
from core.policies.principals import Principal
from core.resource_policies.putting import LONGEST_OF_CONTACT
from core.resource_policies.resource_policy import ResourcePolicy
from core.vocabulary.catalog import Operation

WITH_IT = {"response-plan": ("incident-record",), "contact": ("engagement", "page")}
"""What is shared together with the resource itself, although the policy names nothing but that."""
LOOKED_AT_ONLY = frozenset({"response-plan", "contact", "contact-channel"})
THE_OWNERS = ("Accept", "Delete", "Tag", "Untag")
"""What nobody else does to what belongs to the resource, either: a page is its recipient's to answer."""
USES = "Start"
"""Of an incident, an engagement: what these operations do is not done to the plan or contact itself."""

TRUSTING = (
    Policy(
        "",
        Document(
            version="2012-10-17",
            statements=(
                Statement(effect="Allow", principals=(Principal("AWS", "*"),), actions=("*",), resources=("*",)),
            ),
        ),
    ),
)
"""Of a resource whose own policy is asked elsewhere: what the caller holds decides alone."""


def usable(operation: Operation, target: str) -> bool:
    """Whether this is using or looking at what is shared; to change, share or delete it is for its owner alone."""
    if kind_of(target) in LOOKED_AT_ONLY:
        return operation.read_only or operation.name.startswith(USES)
    return not operation.name.startswith(THE_OWNERS)


def not_shared(no: Refusal, caller: Caller, operation: Operation, params: Mapping[str, object]) -> Refusal:
    """Another account's refusal as a caller of ours hears it: what is not there is not told from what is not theirs."""
    named = [value for value in params.values() if isinstance(value, str) and value in no.members.values()]
    if no.code != "ResourceNotFoundException" or not named:
        return Refusal(no.code, no.message, **no.members)  # without what was kept, which is kept there
    return denied(caller.arn, operation.action, named[0], "elsewhere")


@dataclass(frozen=True, slots=True)
class Looking:
    """What a list shows of what is shared, and what one has to be allowed for that."""

    owner: str
    """The kind of the resource that has the policy."""
    shown: str
    """The kind that is shown: the same, or what belongs to it."""
    actions: tuple[str, ...]

    def shown_of(self, arn: str) -> str:
        """The resource, or the pattern of all that belong to it; nothing of another kind."""
        if kind_of(arn) != self.owner:
            return ""
        return arn if self.shown == self.owner else f"{arn.removesuffix(_last(arn))}{self.shown}/{name_of(arn)}/*"


def by_resource(stored: Iterable[ResourcePolicy]) -> dict[str, list[ResourcePolicy]]:
    """The policies of each resource, in the order in which they come."""
    found: dict[str, list[ResourcePolicy]] = {}
    for one in stored:
        found.setdefault(one.resource_arn, []).append(one)
    return found


def policies_on(resource_arn: str, stored: Iterable[ResourcePolicy]) -> tuple[Policy, ...]:
    """The policies of a response plan or contact, such that they speak of what belongs to it too."""
    found = (_read(resource_arn, one.id, one.text) for one in stored)
    return tuple(policy for policy in found if policy)


@lru_cache(maxsize=1024)
def _read(resource_arn: str, policy_id: str, text: str) -> Policy | None:
    """By its whole text, so that no other text is ever taken for it; what is no policy any more shares nothing."""
    try:
        document = parsed(text, LONGEST_OF_CONTACT)
    except Refusal:
        return None
    statements = tuple(_with_belongings(one, resource_arn) for one in document.statements)
    return Policy(f"{resource_arn}/policy/{policy_id}", Document(version=document.version, statements=statements))


def _with_belongings(statement: Statement, resource_arn: str) -> Statement:
    own = _last(resource_arn)
    further = [
        f"{pattern.removesuffix(own)}{kind}/{name_of(resource_arn)}/*"
        for pattern in statement.resources
        if (fields := arn_fields(pattern)) and fields.resource == own
        for kind in WITH_IT[kind_of(resource_arn)]
    ]
    return replace(statement, resources=(*statement.resources, *further))


def _last(arn: str) -> str:
    """The part that names the resource within its account."""
    return arn.split(":", 5)[5]
