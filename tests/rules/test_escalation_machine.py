"""Do the promises of paging hold whatever happens in whatever order: answers, crashes, repeated deliveries, jumps?"""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.engagements.acceptance import Acceptance, Answer, accept
from core.engagements.engagement import Engagement, Page
from core.engagements.escalation import decide
from core.engagements.paging import after, asked_again, page_of, sent
from core.engagements.stopping import stop
from core.engagements.timetable import questions, timetable
from tests.rules.plans import START, asked, engagements

choices = st.integers(0, 1000)


class Escalations(RuleBasedStateMachine):
    """A database of values that change all at once or not at all, and a carrier that sends what it is handed."""

    @initialize(engagement=engagements)
    def engage(self, engagement: Engagement) -> None:
        self.now = START
        self.engagement = engagement
        self.pages: dict[str, Page] = {}
        self.to_send: dict[str, int] = {}
        """What has been asked for of the carrier: which sending of which page."""
        self.carried: list[tuple[datetime, str, int]] = []
        self.names: dict[str, tuple[str, str]] = {}
        self.ended_at: datetime | None = None
        self.answered_at: dict[str, datetime] = {}

    @rule(wait=st.integers(0, 7 * 60))
    def time_passes(self, wait: int) -> None:
        self.now += timedelta(seconds=wait)

    @rule(back=st.integers(1, 300))
    def the_clock_jumps_back(self, back: int) -> None:
        self.now -= timedelta(seconds=back)

    @rule(crash=st.booleans())
    def the_engine_looks(self, crash: bool) -> None:
        """A crash before the commit loses all of what was decided, and none of it is missed."""
        pages = list(self.pages.values())
        decision = decide(self.engagement, pages, self.now)
        taken = asked(self.engagement, decision.ask_now, pages, self.now)
        assert decision.ask_now or taken.engagement == self.engagement
        decision = decide(taken.engagement, self.changed(taken), self.now)
        assert not decision.ask_now
        made = [
            page_of(slot, taken.engagement, f"page/{len(self.names) + n}", f"{len(self.names) + n:06d}", self.now)
            for n, slot in enumerate(decision.page_now)
        ]
        made += [asked_again(page, times) for page, times in decision.repeat_now]
        if crash:
            return
        assert not self.ended_at or not made
        self.pages.update({page.slot: page for page in taken.pages})
        self.ended_at = self.ended_at or taken.engagement.acknowledged_at
        for page in made:
            self.pages[page.slot] = page
            self.to_send[page.slot] = page.times_asked
            assert self.names.setdefault(page.slot, (page.arn, page.code)) == (page.arn, page.code)
        self.engagement = after(taken.engagement, decision, (), self.now)

    def changed(self, taken: Acceptance) -> list[Page]:
        return list({**self.pages, **{page.slot: page for page in taken.pages}}.values())

    @precondition(lambda self: self.to_send)
    @rule(which=choices, crash=st.booleans())
    def the_carrier_is_handed_a_page(self, which: int, crash: bool) -> None:
        """A crash after sending and before the commit sends it once more, under the same name."""
        slot = sorted(self.to_send)[which % len(self.to_send)]
        page = self.pages[slot]
        if page.closed_at is None:
            self.carried.append((self.now, page.arn, page.times_asked))
            assert not self.ended_at
            assert page.contact_arn not in self.answered_at
            if crash:
                return
            self.pages[slot] = sent(page, "taken", None, self.now, delivered=False)
        del self.to_send[slot]

    @precondition(lambda self: self.pages)
    @rule(which=choices, wrong=st.booleans(), twice=st.booleans())
    def somebody_answers(self, which: int, wrong: bool, twice: bool) -> None:
        page = self.pages[sorted(self.pages)[which % len(self.pages)]]
        code = "999999" if wrong else page.code
        first = self.answer(page, code)
        if twice and first:
            assert not self.answer(self.pages[page.slot], code)
        assert not (first and wrong)

    def answer(self, page: Page, code: str) -> bool:
        """Whether it is the answer that took the page."""
        was_open = page.closed_at is None
        outcome = accept(Answer(type="READ", code=code), page, self.engagement, list(self.pages.values()), self.now)
        if not isinstance(outcome, Acceptance):
            return False
        assert was_open
        self.engagement = outcome.engagement
        self.pages.update({changed.slot: changed for changed in outcome.pages})
        self.answered_at[page.contact_arn] = self.now
        if page.is_essential:
            self.ended_at = self.now
        if self.engagement.acknowledged_at:
            self.ended_at = self.now
        return True

    @rule()
    def somebody_stops_it(self) -> None:
        self.engagement, closed = stop(self.engagement, self.pages.values(), None, self.now)
        self.pages.update({page.slot: page for page in closed})
        self.ended_at = self.ended_at or self.now

    @invariant()
    def nothing_is_lost(self) -> None:
        """Whatever was due by the last look, or is due now, is made, or will be by looking now."""
        if self.ended_at:
            return
        now = decide(self.engagement, list(self.pages.values()), self.now)
        assert {one for one in questions(self.engagement) if one.due_at <= self.now} == set(now.ask_now)
        due = {slot.name for slot in timetable(self.engagement) if slot.due_at <= self.now}
        answered = {slot.name for slot in timetable(self.engagement) if slot.contact_arn in self.answered_at}
        would_make = {slot.name for slot in now.page_now}
        assert due - answered <= self.pages.keys() | would_make

    @invariant()
    def nobody_is_asked_once_it_has_ended(self) -> None:
        if self.ended_at:
            assert all(page.closed_at for page in self.pages.values())
            assert self.engagement.finished_at

    @invariant()
    def an_answer_is_kept(self) -> None:
        read = {page.contact_arn for page in self.pages.values() if page.read_at}
        assert read == self.answered_at.keys()

    @invariant()
    def an_unfinished_plan_is_looked_at_again(self) -> None:
        decision = decide(self.engagement, list(self.pages.values()), self.now)
        assert decision.finished == (decision.look_again_at is None and not decision.ask_now)


TestEscalations = Escalations.TestCase
TestEscalations.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
