"""Makes the events of one account: what the dispatcher records, and what happens outside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.arns import Arns
from core.audit import redaction
from core.audit.counting import Tally
from core.audit.event import OK, AuditEvent, identity_of, legible, nobody
from core.caller import Caller, Origin
from core.clock import Clock
from core.errors import Refusal
from core.vocabulary.catalog import Operation
from core.work import Chance

READS = ("Get", "List", "Describe", "Lookup")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is no operation of the catalog."""

    by: Caller
    action: str
    about: Mapping[str, Any] = field(default_factory=dict)
    """Whoever records it answers for what this tells: nothing that somebody typed, but names."""
    read_only: bool | None = None
    """None: as its name begins."""
    refusal: Refusal | None = None

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.action.partition(":")[2].startswith(READS) if self.read_only is None else self.read_only


@dataclass(frozen=True, slots=True)
class Recorder:
    """Draws an id, looks at the clock, and leaves out what nobody should read."""

    arns: Arns
    clock: Clock
    chance: Chance = field(default_factory=Chance)

    def answered(
        self, caller: Caller, operation: Operation, params: Mapping[str, Any], told: Mapping[str, Any]
    ) -> AuditEvent:
        """A call that was carried out."""
        asked, answer = redaction.parameters(operation, params), redaction.answer(operation, told)
        return self._event(
            caller.origin,
            action=operation.action,
            outcome=OK,
            identity=identity_of(caller),
            read_only=operation.read_only,
            parameters=asked or None,
            answer=answer,
            resources=redaction.arns_in(asked, answer),
        )

    def refused(self, caller: Caller, operation: Operation, params: Mapping[str, Any], refusal: Refusal) -> AuditEvent:
        """A call that was not."""
        asked = redaction.parameters(operation, params)
        return self._event(
            caller.origin,
            action=operation.action,
            outcome=refusal.code,
            identity=identity_of(caller),
            read_only=operation.read_only,
            parameters=asked or None,
            message=redaction.message(operation, refusal),
            resources=redaction.arns_in(asked),
        )

    def of(self, deed: Deed, tally: Tally | None = None) -> AuditEvent:
        """A deed, done or refused; `tally` where it stands for several alike."""
        return self._event(
            deed.by.origin,
            action=deed.action,
            outcome=deed.refusal.code if deed.refusal else OK,
            identity=identity_of(deed.by),
            read_only=deed.reads,
            parameters=dict(deed.about) or None,
            message=redaction.message(None, deed.refusal) if deed.refusal else None,
            resources=redaction.arns_in(deed.about),
            further=tally.told() if tally else None,
        )

    def unproven(
        self, origin: Origin, action: str, code: str, key_id: str = "", tally: Tally | None = None
    ) -> AuditEvent:
        """A request that nobody could be held to; `tally` where it stands for several alike."""
        return self._event(
            replace(origin, user_agent=""),  # a text that nobody answers for
            action=action,
            outcome=code,
            identity=nobody(self.arns.account, key_id),
            read_only=False,
            message=code,
            further=tally.told() if tally else None,
        )

    def _event(self, origin: Origin, **members: Any) -> AuditEvent:
        return AuditEvent(
            id=self.chance.new_id(),
            at=self.clock.now(),
            account=self.arns.account,
            region=self.arns.region,
            address=origin.address,
            user_agent=legible(origin.user_agent),
            request_id=origin.request_id or self.chance.new_id(),
            **members,
        )
