"""What do the policies say of one caller and a resource?  Beside IAM's rules: incidents go with their plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arns import kind_of, plan_arn_of
from core.authorization.context import Context
from core.authorization.sharing import Looking
from core.caller import Caller
from core.errors import Because, Refusal, denied
from core.policies.evaluation import Asking, Decision, PolicySets, decide
from core.policies.patterns import ANYTHING, arn_fields
from core.policies.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One caller with everything that decides about them, to be asked about several resources."""

    caller: Caller
    account: str
    """The caller's."""
    sets: PolicySets
    context: Context

    def answer(self, action: str, resource: str, shared: tuple[Policy, ...] = ()) -> Decision:
        """Who has access to a response plan has access to the incidents that were started from it."""
        decision = self._decision(action, resource, shared)
        if decision.kind == "explicit-deny" or kind_of(resource) != "incident-record":
            return decision
        plan = plan_arn_of(resource)
        if decision.allowed and not self._is_forbidden(action, plan):
            return decision
        return self._decision(action, plan, shared)

    def _is_forbidden(self, action: str, plan: str) -> bool:
        """Whether a statement names the plan to deny it; one that spares something named nothing."""
        return any(
            rule.counts(plan, self.context)
            for policies in (self.sets.identity, *self._limits)
            for policy in policies
            for rule in policy.rules.about(action.lower())[0]
            if not rule.statement.not_resources
        )

    @property
    def _limits(self) -> list[tuple[Policy, ...]]:
        found = (self.sets.guardrails, *self.sets.account_limits, self.sets.boundary, self.sets.session)
        return [one for one in found if one is not None]

    def may_look(self, looking: Looking, arn: str, shared: tuple[Policy, ...]) -> bool:
        """Whether one of these actions is allowed on what a list is to show."""
        resource = looking.shown_of(arn)
        return bool(resource) and any(self.answer(action, resource, shared).allowed for action in looking.actions)

    def reaches(self, action: str) -> bool:
        """Whether there is any resource on which the policies might allow it."""
        decision, needed = self._decision(action, ANYTHING, ()), (self.sets.identity, *self._limits)
        return decision.allowed or (
            decision.kind == "implicit-deny" and all(_is_allowed_somewhere(action, policies) for policies in needed)
        )

    def refusal(self, action: str, resource: str) -> Refusal:
        """The answer to whoever may not."""
        return denied(self.caller.arn, action, resource, self._because(action, resource))

    def _because(self, action: str, resource: str) -> Because:
        # By the ARN alone: what is there, and is not shared, must not be told from what is nowhere.
        if (fields := arn_fields(resource)) and fields.account not in ("", self.account):
            return "elsewhere"
        decision = self.answer(action, resource)
        if decision.by != "identity" and decision.by != "resource":
            return decision.by
        if decision.kind == "explicit-deny":
            return "forbidden"
        return "this one" if resource != ANYTHING and self.reaches(action) else ""

    def _decision(self, action: str, resource: str, shared: tuple[Policy, ...]) -> Decision:
        arn, account = self.caller.arn, self.account
        asking = Asking(arn=arn, account=account, action=action, resource=resource, context=self.context)
        return decide(asking, replace(self.sets, resource=shared) if shared else self.sets)


def _is_allowed_somewhere(action: str, policies: tuple[Policy, ...]) -> bool:
    return any(policy.rules.about(action.lower())[1] for policy in policies)
