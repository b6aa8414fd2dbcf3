"""What is prepared, and what comes next?  Follows from what exists and from nothing else, so it is true at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

StepName = Literal["replication-set", "contact", "escalation-plan", "channel", "response-plan", "test"]
FormName = Literal["replication-set", "contact", "colleague", "escalation-plan", "channel", "response-plan", "test"]
SHOWN = 4
"""So many names stand behind a step that is done."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that exists, and what people call it."""

    arn: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What exists, seen by one person."""

    sealed_with: str | None = None
    """Where the replication set is and under which key; None while there is none."""
    mine: Named | None = None
    """The contact that pages this very person in Slack."""
    people: tuple[Named, ...] = ()
    escalation_plans: tuple[Named, ...] = ()
    channels: tuple[Named, ...] = ()
    """Linked Slack channels; the ARN is that of their topic."""
    response_plans: tuple[Named, ...] = ()
    tested: bool = False
    """Whether this person has tried it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: StepName
    title: str
    purpose: str
    begin: str
    """The button while it is still to be done."""
    again: tuple[str, FormName] | None
    """The button once it is done, and what it opens."""
    optional: bool = False
    have: Callable[[Found], tuple[str, ...]]
    """The names of what it has brought about; none while it is still to be done."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A button."""

    label: str
    opens: FormName
    is_next: bool = False


STEPS = (
    Step(
        name="replication-set",
        title="Region and key",
        purpose="where your records belong, and the key that seals them",
        begin="Choose Region and key",
        again=None,
        have=lambda found: (found.sealed_with,) if found.sealed_with else (),
    ),
    Step(
        name="contact",
        title="Contacts",
        purpose="you first, so that an incident can page you here",
        begin="Add yourself",
        again=("Add a colleague", "colleague"),
        have=lambda found: _names(found.people, found.mine) if found.mine else (),
    ),
    Step(
        name="escalation-plan",
        title="Escalation plan",
        purpose="who is paged next when nobody answers",
        begin="Make an escalation plan",
        again=("Another escalation plan", "escalation-plan"),
        optional=True,
        have=lambda found: _names(found.escalation_plans),
    ),
    Step(
        name="channel",
        title="Channel",
        purpose="where everybody can follow an incident",
        begin="Link a channel",
        again=("Another channel", "channel"),
        optional=True,
        have=lambda found: _names(found.channels),
    ),
    Step(
        name="response-plan",
        title="Response plan",
        purpose="what to do about one kind of incident: whom to page, where to tell of it",
        begin="Make a response plan",
        again=("Another response plan", "response-plan"),
        have=lambda found: _names(found.response_plans),
    ),
    Step(
        name="test",
        title="Test",
        purpose="an incident that pages you and nobody else",
        begin="Page me as a test",
        again=("Test again", "test"),
        have=lambda found: ("You have tried it",) if found.tested else (),
    ),
)


def next_step(found: Found) -> Step | None:
    """The first that is still to be done; None when everything is there."""
    return next((step for step in STEPS if not step.have(found)), None)


def offers(found: Found) -> tuple[Offer, ...]:
    """What can be done now: the next step, those behind it that may come first, and what can be done again."""
    return (*_to_do(found), *_again(found))


def may_open(found: Found, form: FormName) -> bool:
    """Whether a form is of use now; an old message may show the button of a step that is done since."""
    return any(offer.opens == form for offer in offers(found))


def _to_do(found: Found) -> Iterator[Offer]:
    first = True
    for step in STEPS:
        if step.have(found):
            continue
        yield Offer(step.begin, step.name, is_next=first)
        first = False
        if not step.optional:
            return


def _again(found: Found) -> Iterator[Offer]:
    for step in STEPS:
        if step.again and step.have(found):
            yield Offer(*step.again)


def _names(named: tuple[Named, ...], first: Named | None = None) -> tuple[str, ...]:
    """What a step has brought about, one's own first, and how many there are beyond what is shown."""
    ordered = [*([first] if first else []), *(one for one in named if first is None or one.arn != first.arn)]
    labels = [one.label for one in ordered[:SHOWN]]
    more = len(ordered) - SHOWN
    return (*labels, f"{more} more") if more > 0 else tuple(labels)
