"""What of all that there is may somebody do this to?  Names of anything else are neither found nor offered in chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.arns import Arns, kind_of
from core.authorization.dependent import dependents_of
from core.authorization.targets import account_of, targets_of
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.policies.patterns import ANYTHING
from core.vocabulary.catalog import Operation
from core.vocabulary.names import Path, with_words

LOOKS = {
    "chat-configuration": "chatbot:DescribeSlackChannelConfigurations",
    "contact": "ssm-contacts:GetContact",
    "contact-channel": "ssm-contacts:GetContactChannel",
    "custom-action": "chatbot:GetCustomAction",
    "engagement": "ssm-contacts:DescribeEngagement",
    "incident-record": "ssm-incidents:GetIncidentRecord",
    "page": "ssm-contacts:DescribePage",
    "replication-set": "ssm-incidents:GetReplicationSet",
    "response-plan": "ssm-incidents:GetResponsePlan",
    "rotation": "ssm-contacts:GetRotation",
}
"""What must be allowed on what a command names without doing anything to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """One caller with one command."""

    dispatcher: Dispatcher
    arns: Arns
    caller: Caller
    operation: Operation
    params: Mapping[str, object]
    """With an ARN for each name from which it follows."""

    async def might(self) -> bool:
        """Whether the door could let this in, by what is known of it already."""
        if not await self.dispatcher.may(self.caller, self.operation.action):
            return False
        targets = targets_of(self.operation, self.params, self.arns)
        here = [one for one in targets if one != ANYTHING and account_of(one, self.arns) == self.arns.account]
        return len(await self._among(self.operation.action, here)) == len(here)

    async def at(self, path: Path, found: Sequence[str]) -> list[str]:
        """Those that may stand at this place of the parameters."""
        for action in self._actions(path, found[0]) if found else ():
            found = await self._among(action, found)
        return list(found)

    async def seen(self, found: Sequence[str]) -> list[str]:
        """Those that they may look at, so that they may be found by what is sealed in them."""
        return await self._among(LOOKS[kind_of(found[0])], found) if found else []

    def _actions(self, path: Path, arn: str) -> list[str]:
        first = {} if path[0] in self.params else {str(path[0]): arn}
        params = with_words({**self.params, **first}, {path: arn})
        needs = [(self.operation.action, one) for one in targets_of(self.operation, params, self.arns)]
        needs += dependents_of(self.operation, params, self.arns)
        return [action for action, resource in needs if resource == arn] or [LOOKS[kind_of(arn)]]

    async def _among(self, action: str, found: Sequence[str]) -> list[str]:
        return await self.dispatcher.among(self.caller, action, found, self.params) if found else []
