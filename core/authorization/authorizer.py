"""May this call be made?  Gathers the policies that bear on it, and lets them decide, before anything is looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.arns import Arns
from core.authorization.context import Surroundings, context_of, of_resource
from core.authorization.dependent import OF_KEYS, PASS_ROLE, Need, circumstances_of, dependents_of
from core.authorization.own import OF_CHANNELS, OF_PAGES, OWN, is_own_channel, is_own_page
from core.authorization.ports import Accounts, Door, Organization, Principals, Shareable
from core.authorization.question import Question
from core.authorization.sharing import TRUSTING, Looking, by_resource, policies_on, usable
from core.authorization.standing import Alone, sets_by_standing
from core.authorization.targets import account_of, shared_as, targets_of
from core.authorization.warning import warning_about
from core.caller import Caller
from core.chat_channels.ports import ChatChannels
from core.contact_channels.ports import ContactChannels
from core.errors import denied
from core.organization.organization import Organization as Unorganized
from core.page_tokens import Sealer
from core.policies.evaluation import Decision, PolicySets
from core.policies.patterns import ANYTHING
from core.sessions.ports import NoFurtherRoles, Roles
from core.sessions.roles import ASSUME, trusting
from core.step import Step
from core.vocabulary.catalog import Operation, catalog

EVERYBODY_MAY = frozenset({"sts:GetCallerIdentity"})
"""As at AWS, where no policy can forbid it: it says no more than who asks; of strangers nobody is told anything."""


class ByStanding:
    """`Principals` where no policies are configured."""

    async def sets_of(self, caller: Caller) -> PolicySets:
        """See `Principals`."""
        return sets_by_standing(caller)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who holds which policies, and who belongs where: what is configured, and not stored."""

    principals: Principals = field(default_factory=ByStanding)
    organization: Organization = field(default_factory=Unorganized)
    accounts: Accounts = field(default_factory=Alone)
    roles: Roles = field(default_factory=NoFurtherRoles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is stored and read to decide."""

    own: Shareable
    contact_channels: ContactChannels
    chat_channels: ChatChannels
    sealer: Sealer


@dataclass(frozen=True, slots=True)
class Shared:
    """What one other account shares with a caller."""

    account: str
    there: Shareable
    arns: tuple[str, ...]


class Authorizer:
    def __init__(self, around: Around, arns: Arns, authority: Authority | None = None) -> None:
        self._around = around
        self._arns = arns
        self._authority = authority or Authority()

    async def admit(
        self, caller: Caller, operation: Operation, params: Mapping[str, object], now: datetime
    ) -> Door | None:
        """Raise `AccessDeniedException` where the call may not be made.

        What comes is the door of the account in which it is to be carried out; None for this one.
        """
        if operation.action in EVERYBODY_MAY and caller.standing != "stranger":
            return None
        targets = targets_of(operation, params, self._arns)
        accounts = {account_of(target, self._arns) for target in targets}
        if not self._is_ours(caller) or len(accounts) > 1:
            raise denied(caller.arn, operation.action, targets[0], "stranger" if len(accounts) == 1 else "")
        question = await self._question(caller, params, now)
        for target in targets:
            if not await self._may(question, operation, target):
                raise question.refusal(operation.action, target)
        for need in dependents_of(operation, params, self._arns):
            await self._refuse_dependent(question, operation, need)
        account = accounts.pop()
        return None if account == self._arns.account else self._authority.accounts.door_of(account)

    async def refuse_passing(self, caller: Caller, role_arn: str, action: str, now: datetime) -> None:
        """Raise `AccessDeniedException` where this operation of the caller's may not hand on a role that is stored."""
        question = await self._question(caller, {}, now)
        await self._refuse_dependent(question, catalog()[action], (PASS_ROLE, role_arn))

    async def _refuse_dependent(self, question: Question, operation: Operation, need: Need) -> None:
        circumstances = circumstances_of(need[0], operation, self._arns.region)
        asked = replace(question, context=question.context | circumstances)
        if not await self._may_also(asked, *need):
            raise question.refusal(*need)

    async def warnings(
        self, caller: Caller, operation: Operation, params: Mapping[str, object], now: datetime
    ) -> list[Step]:
        """What is to be done about a call that was refused: whose page or channel it is hears of it.

        Who tried is sealed into the step, since nothing readable may be in one.
        """
        targets = targets_of(operation, params, self._arns)
        told = [warning_about(operation.action, one, self._arns, now) for one in targets]
        seal = self._around.sealer.seal
        return [
            replace(step, subject=f"{step.subject} {await seal(caller.arn, step.subject)}") for step in told if step
        ]

    @property
    def shareable(self) -> Shareable:
        """What this account has, for whom it says so."""
        return self._around.own

    async def shared_with(self, caller: Caller, looking: Looking, now: datetime) -> list[Shared]:
        """What each of the other accounts lets this caller look at, in the order of their numbers."""
        others = sorted(set(self._authority.accounts.served()) - {self._arns.account})
        if not others:
            return []
        question = await self._question(caller, {}, now)
        found = [await self._shared_by(question, looking, account) for account in others]
        return [one for one in found if one and one.arns]

    async def _shared_by(self, question: Question, looking: Looking, account: str) -> Shared | None:
        door = self._authority.accounts.door_of(account)
        if door is None:
            return None
        asked, theirs = self._about(question, account), by_resource(await door.shareable.policies.everything())
        seen = (arn for arn, stored in theirs.items() if asked.may_look(looking, arn, policies_on(arn, stored)))
        return Shared(account, door.shareable, tuple(seen))

    def _about(self, question: Question, account: str) -> Question:
        """The same question about what is another account's."""
        of_owner = of_resource(account, self._authority.organization.path_of(account))
        return replace(question, context=question.context | of_owner)

    async def may(self, caller: Caller, action: str, resource: str, now: datetime) -> bool:
        """Whether the policies would allow it; with `*`, whether there is anything of which they would."""
        if not self._is_ours(caller):
            return False
        question = await self._question(caller, {}, now)
        if resource != ANYTHING:
            return await self._allowed_here(question, action, resource)
        return action in OWN or question.reaches(action)

    async def among(
        self, caller: Caller, action: str, resources: Sequence[str], params: Mapping[str, object], now: datetime
    ) -> list[str]:
        """Those resources of this account to which the caller may do it, each as the door decides about it."""
        if not self._is_ours(caller):
            return []
        question = await self._question(caller, params, now)
        return [one for one in resources if await self._may_here(question, action, one)]

    async def why(self, caller: Caller, action: str, resource: str, now: datetime) -> Decision | None:
        """What the door decides, and by which statement; None where it is their own."""
        question = await self._question(caller, {}, now)
        if account_of(resource, self._arns) != self._arns.account:
            return await self._decision_elsewhere(question, action, resource)
        decision = await self._decision_here(question, action, resource)
        is_own = not decision.allowed and await self._is_own(question, action, resource)
        return None if is_own else decision

    def _is_ours(self, caller: Caller) -> bool:
        return caller.standing != "stranger" and caller.account == self._arns.account

    async def _question(self, caller: Caller, params: Mapping[str, object], now: datetime) -> Question:
        account = caller.account
        membership = self._authority.organization.path_of(account)
        surroundings = Surroundings(
            now=now,
            region=self._arns.region,
            membership=membership,
            chatbot_arn=await self._chatbot_arn(caller.origin.channel_id),
        )
        context = context_of(caller, params, surroundings) | of_resource(account, membership)
        sets = await self._authority.principals.sets_of(caller)
        return Question(caller=caller, account=account, sets=sets, context=context)

    async def _chatbot_arn(self, channel_id: str) -> str:
        if not channel_id:
            return ""
        known = await self._around.chat_channels.all()
        return next((one.arn for one in known if one.slack_channel_id == channel_id), "")

    async def _may(self, question: Question, operation: Operation, target: str) -> bool:
        if account_of(target, self._arns) != self._arns.account:
            return (await self._decision_elsewhere(question, operation.action, target)).allowed
        return await self._may_here(question, operation.action, target)

    async def _may_here(self, question: Question, action: str, target: str) -> bool:
        return await self._allowed_here(question, action, target) or await self._is_own(question, action, target)

    async def _may_also(self, question: Question, action: str, resource: str) -> bool:
        if account_of(resource, self._arns) == self._arns.account:
            return await self._allowed_here(question, action, resource)
        # Nothing else of another account is taken than a key.
        return action in OF_KEYS and (await self._decision_elsewhere(question, action, resource)).allowed

    async def _allowed_here(self, question: Question, action: str, target: str) -> bool:
        return (await self._decision_here(question, action, target)).allowed

    async def _decision_here(self, question: Question, action: str, target: str) -> Decision:
        decision, owner = question.answer(action, target), shared_as(target)
        if decision.kind == "implicit-deny" and action == ASSUME:
            trusted = trusting(target, self._arns, self._authority.roles)
            return question.answer(action, target, trusted) if trusted else decision
        if decision.kind != "implicit-deny" or owner is None:
            return decision
        shared = policies_on(owner, await self._around.own.policies.all_of(owner))
        return question.answer(action, target, shared) if shared else decision

    async def _decision_elsewhere(self, question: Question, action: str, target: str) -> Decision:
        """Both accounts must allow it.  What is not there takes as long as what is not shared."""
        if action in OF_KEYS:  # a key has a policy of its own, and whoever holds it asks that
            return question.answer(action, target, TRUSTING)
        account, owner = account_of(target, self._arns), shared_as(target) or target
        door = self._authority.accounts.door_of(account)
        stored = await (door.shareable if door else self._around.own).policies.all_of(owner)
        if door is None or action not in catalog() or not usable(catalog()[action], target):
            return question.answer(action, target)  # which no policy of the resource allows
        return self._about(question, account).answer(action, target, policies_on(owner, stored))

    async def _is_own(self, question: Question, action: str, target: str) -> bool:
        if action in OF_PAGES:
            return is_own_page(question.caller, target)
        if action in OF_CHANNELS:
            return is_own_channel(question.caller, await self._around.contact_channels.get(target))
        return False
