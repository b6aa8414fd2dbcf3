"""The step `probe`: a page to nobody goes the whole way of a page, and what asks for it knows whether it arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.clock import Clock
from core.engine.ledger import Ledger
from core.engine.ports import Carrier, PageMessage
from core.operators.ports import Operators
from core.probes.ports import Probes
from core.probes.probe import NAME, Probe, is_due, is_late, proves
from core.step import Step
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Probing:
    probes: Probes
    nowhere: Carrier
    ledger: Ledger

    async def __call__(self, step: Step) -> None:
        """Open it, hand it over, write the receipt down: what happens to every page."""
        probe = await self.probes.get(step.subject)
        said = await self.nowhere.page(_message(probe)) if probe else None

        async def follow(work: Work) -> None:
            now = await self.probes.get(step.subject)
            if now and said and now.sent_at is None:
                sent = replace(now, sent_at=work.now, receipt=said.info)
                work.save(sent if is_late(sent, work.now) else replace(sent, proven_at=work.now))

        await self.ledger.settle(step, follow)


class Prober:
    """Asks for probes, each after the last, whichever replica does so; and complains of one that is late."""

    def __init__(self, probes: Probes, ledger: Ledger, clock: Clock, operators: Operators, account: str) -> None:
        self._probes, self._ledger, self._clock, self._operators = probes, ledger, clock, operators
        self._about = f"pages of {account}"
        self._late = (
            f"Pages of account {account} go out too late, or not at all: a page to nobody waits longer than it may. "
            "Look at /healthz and the log, and call people directly until this is over."
        )
        self._mute = (
            f"It cannot be told whether pages of account {account} go out: the database does not do its work. "
            "Look at /healthz and the log, and call people directly until this is over."
        )
        self._last: Probe | None = None

    @property
    def proves(self) -> bool:
        """Whether pages went out a moment ago."""
        return proves(self._last, self._clock.now())

    @property
    def last(self) -> Probe | None:
        """As it was seen in the last look."""
        return self._last

    async def look(self) -> None:
        """See what became of the last one, and ask for another where it is time."""
        try:
            self._last = await self._probes.get(NAME)
            await self._ask()
        except Exception:
            self._operators.tell(self._about, self._mute)
            raise
        if self._last and is_late(self._last, self._clock.now()):
            self._operators.tell(self._about, self._late)
        else:
            self._operators.over(self._about)

    async def _ask(self) -> None:
        if not is_due(self._last, self._clock.now()):
            return

        async def follow(work: Work) -> None:
            now = await self._probes.get(NAME)
            if not is_due(now, work.now):  # another replica was quicker
                return
            fresh = Probe(asked_at=work.now, code=work.code())
            work.save(replace(fresh, version=now.version, proven_at=now.proven_at) if now else fresh)
            work.schedule("probe", NAME)

        await self._ledger.note(follow)


def _message(probe: Probe) -> PageMessage:
    return PageMessage(
        page_arn="",
        contact_channel_arn="",
        channel_type="NOWHERE",
        address="",
        contact_name="nobody",
        sender="Muster",
        subject="A page to nobody",
        content="It proves that pages go out.",
        public_subject=None,
        public_content=None,
        code=probe.code,
        incident_arn=None,
        title=None,
        impact=None,
        since=probe.asked_at,
        stage=None,
        stages=None,
        attempt=1,
        reference=None,
    )
