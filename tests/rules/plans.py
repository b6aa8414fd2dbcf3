"""Contacts, plans and engagements for tests, and hypothesis' way to make them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from core.contacts.contact import ChannelTarget, Contact, ContactTarget, Stage
from core.engagements.acceptance import Acceptance, taken_before
from core.engagements.engagement import Engagement, Page
from core.engagements.escalation import decide
from core.engagements.paging import asked_again, page_of
from core.engagements.resolving import found, with_found
from core.engagements.starting import start
from core.engagements.timetable import Question

START = datetime(2026, 3, 29, 0, 50, tzinfo=UTC)
PREFIX = "arn:aws:ssm-contacts:us-east-1:111122223333"
ENGAGEMENT = f"{PREFIX}:engagement/x/1"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def arn(alias: str) -> str:
    return f"{PREFIX}:contact/{alias}"


def channel(alias: str, number: int = 0) -> str:
    return f"{PREFIX}:contact-channel/{alias}/{number}"


def stage(lasts: int, *targets: ChannelTarget | ContactTarget) -> Stage:
    return Stage(
        lasts=minutes(lasts),
        channels=tuple(target for target in targets if isinstance(target, ChannelTarget)),
        contacts=tuple(target for target in targets if isinstance(target, ContactTarget)),
    )


def by(alias: str, number: int = 0, every: int | None = None) -> ChannelTarget:
    return ChannelTarget(channel_arn=channel(alias, number), retry_every=minutes(every) if every else None)


def whom(alias: str, *, essential: bool = True) -> ContactTarget:
    return ContactTarget(contact_arn=arn(alias), is_essential=essential)


def person(alias: str, *stages: Stage) -> Contact:
    return Contact(arn=arn(alias), alias=alias, type="PERSONAL", stages=stages or (stage(0, by(alias)),))


def plan(*stages: Stage) -> Contact:
    return Contact(arn=arn("plan"), alias="plan", type="ESCALATION", stages=stages)


def schedule(alias: str = "weekly") -> Contact:
    return Contact(arn=arn(alias), alias=alias, type="ONCALL_SCHEDULE")


def on_call(now: datetime) -> Contact:
    """Somebody always is, for three minutes each."""
    alias = PEOPLE[(now - START) // minutes(3) % len(PEOPLE)]
    return person(alias, stage(2, by(alias, 0, 1)), stage(1, by(alias, 1)))


def asked(engagement: Engagement, questions: Iterable[Question], pages: Sequence[Page], now: datetime) -> Acceptance:
    """What the engine makes of that somebody is on call."""
    one, minute = on_call(now), minutes(1)
    answers = [found(question, [one.arn], {one.arn: one}, {}, minute, now) for question in questions]
    return taken_before(with_found(engagement, answers), pages, now)


def engage(contact: Contact, *people: Contact, minute: timedelta = timedelta(minutes=1)) -> Engagement:
    return start(
        arn=ENGAGEMENT,
        contact=contact,
        people={person.arn: person for person in people},
        rotations={},
        incident_id=None,
        sender="an alarm",
        subject="Checkout is down",
        content="Nobody can pay.",
        public_subject=None,
        public_content=None,
        by="somebody",
        now=START,
        minute=minute,
    )


class Engine:
    """The engine without its database: decides, and does at once what was decided."""

    def __init__(self, engagement: Engagement) -> None:
        self.engagement = engagement
        self.pages: dict[str, Page] = {}
        """By slot."""
        self.sent: list[tuple[datetime, str]] = []
        """When which slot's page went out."""
        self.look_again_at: datetime | None = START

    def tick(self, now: datetime) -> None:
        decision = decide(self.engagement, list(self.pages.values()), now)
        if decision.ask_now:
            taken = asked(self.engagement, decision.ask_now, list(self.pages.values()), now)
            self.engagement = taken.engagement
            self.put(*taken.pages)
            decision = decide(self.engagement, list(self.pages.values()), now)
        for slot in decision.page_now:
            assert slot.name not in self.pages
            number = len(self.pages)
            self.pages[slot.name] = page_of(slot, self.engagement, f"{PREFIX}:page/x/{number}", f"{number:06d}", now)
        for page, times in decision.repeat_now:
            self.pages[page.slot] = asked_again(page, times)
        self.sent += [(now, slot.name) for slot in decision.page_now]
        self.sent += [(now, page.slot) for page, _ in decision.repeat_now]
        self.look_again_at = decision.look_again_at

    def stay_awake_until(self, end: datetime) -> None:
        """Look whenever the last look said so."""
        while self.look_again_at and self.look_again_at <= end:
            self.tick(self.look_again_at)

    def put(self, *pages: Page) -> None:
        self.pages.update({page.slot: page for page in pages})


PEOPLE = ("ana", "ben", "cleo")
_durations = st.integers(0, 6)


def _channel_targets(alias: str) -> st.SearchStrategy[ChannelTarget]:
    return st.builds(by, st.just(alias), st.integers(0, 2), st.none() | st.integers(1, 4))


def _people() -> st.SearchStrategy[tuple[Contact, ...]]:
    return st.tuples(
        *(
            st.lists(st.builds(stage, _durations, _channel_targets(alias), _channel_targets(alias)), max_size=3).map(
                lambda stages, alias=alias: replace(person(alias), stages=tuple(stages))
            )
            for alias in PEOPLE
        )
    )


def _stage_of_people(lasts: int, targets: list[ContactTarget]) -> Stage:
    return stage(lasts, *targets)


_target = st.builds(
    lambda alias, essential: whom(alias, essential=essential),
    st.sampled_from((*PEOPLE, "weekly", "nobody")),
    st.booleans(),
)
_targets = st.lists(_target, max_size=3)
_plans = st.lists(st.builds(_stage_of_people, _durations, _targets), max_size=4).map(lambda stages: plan(*stages))

engagements = st.one_of(
    st.builds(lambda people, escalation: engage(escalation, schedule(), *people), _people(), _plans),
    _people().map(lambda people: engage(people[0])),
    st.just(engage(schedule())),
)
