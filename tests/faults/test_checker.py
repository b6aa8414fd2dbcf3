"""Does the checker notice?  A true history passes; each of these falsehoods is what a broken engine would do."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.checker import violations
from tests.faults.history import Ending, History, Sending, Trouble
from tests.faults.running import Doing, Scenario
from tests.faults.test_every_await import PLAN
from tests.faults.test_several_ways import PLAN as SEVERAL
from tests.faults.theatre import Theatre

LATER = timedelta(minutes=1)


@pytest.fixture(scope="module")
def true(stage: Theatre) -> History:
    """Ana (twice) and Ben, then Cleo; she answers, and Dora is spared."""
    return stage.run(Scenario(plan=PLAN, doings=(Doing(after=timedelta(minutes=6), alias="cleo"),))).history


def sendings(history: History, alias: str) -> list[Sending]:
    return [event for event in history.events if isinstance(event, Sending) and event.alias == alias]


def without(history: History, *gone: object) -> History:
    return replace(history, events=[event for event in history.events if event not in gone])


def changed(history: History, old: Sending, **members: object) -> History:
    return replace(history, events=[replace(old, **members) if one is old else one for one in history.events])


def receipts(history: History, alias: str, change: Callable[[list[str]], list[str]]) -> History:
    told = {arn: page for arn, page in history.pages.items() if page.alias == alias}
    [(arn, page)] = told.items()
    types = change([type_ for type_, _ in page.receipts])
    return replace(
        history, pages={**history.pages, arn: replace(page, receipts=tuple((one, history.ended_at) for one in types))}
    )


def a_contact_is_skipped(true: History) -> History:
    return without(true, *sendings(true, "ben"))


def a_step_is_lost_and_the_escalation_ends_there(true: History) -> History:
    endings = [event for event in true.events if isinstance(event, Ending)]
    return without(true, *sendings(true, "cleo"), *endings)


def a_repetition_is_lost(true: History) -> History:
    return without(true, sendings(true, "ana")[1])


def a_page_is_too_late(true: History) -> History:
    return changed(true, sendings(true, "ben")[0], at=true.started_at + LATER)


def a_page_is_too_early(true: History) -> History:
    return changed(true, sendings(true, "cleo")[0], at=true.started_at + LATER)


def the_order_is_wrong(true: History) -> History:
    [cleo] = sendings(true, "cleo")
    late = without(true, cleo)
    return replace(late, events=[cleo, *late.events])


def somebody_is_paged_after_the_answer(true: History) -> History:
    [cleo] = sendings(true, "cleo")
    dora = replace(cleo, at=true.started_at + 10 * LATER, alias="dora", page="page/dora")
    return replace(true, events=[*true.events, dora])


def the_one_who_answered_is_paged_again(true: History) -> History:
    [cleo] = sendings(true, "cleo")
    return replace(true, events=[*true.events, replace(cleo, at=true.started_at + 9 * LATER, attempt=2)])


def something_arrives_twice_without_a_reason(true: History) -> History:
    return replace(true, events=[sendings(true, "ana")[0], *true.events])


def something_arrives_again_as_another_page(true: History) -> History:
    again = replace(sendings(true, "ana")[0], page="page/ana/another")
    return replace(true, events=[*true.events[:1], again, *true.events[1:]])


def the_code_changes(true: History) -> History:
    return changed(true, sendings(true, "ana")[1], code="000000")


def a_page_is_repeated_too_often(true: History) -> History:
    second = sendings(true, "ana")[1]
    place = true.events.index(second)
    third = replace(second, at=second.at + LATER, attempt=3)
    return replace(true, events=[*true.events[: place + 1], third, *true.events[place + 1 :]])


def a_page_reaches_somebody_else(true: History) -> History:
    return changed(true, sendings(true, "ben")[0], alias="dora")


def a_receipt_is_missing(true: History) -> History:
    return receipts(true, "ana", lambda types: [one for one in types if one != "SENT"])


def a_receipt_is_a_lie(true: History) -> History:
    return receipts(true, "ben", lambda types: [*types, "SENT"])


def the_answer_is_forgotten(true: History) -> History:
    return receipts(true, "cleo", lambda types: [one for one in types if one != "READ"])


def somebody_is_still_asked(true: History) -> History:
    return receipts(true, "ben", lambda types: [one for one in types if one != "STOP"])


def a_page_is_not_listed(true: History) -> History:
    page = sendings(true, "ben")[0].page
    return replace(true, pages={arn: told for arn, told in true.pages.items() if arn != page})


FALSEHOODS = {
    a_contact_is_skipped: "ben by SLACK was never paged",
    a_step_is_lost_and_the_escalation_ends_there: "cleo by SLACK was never paged",
    a_repetition_is_lost: "ana by SLACK was not paged again",
    a_page_is_too_late: "too late",
    a_page_is_too_early: "before it was due",
    the_order_is_wrong: "cleo was paged before ana",
    somebody_is_paged_after_the_answer: "after it was over",
    the_one_who_answered_is_paged_again: "after it was over",
    something_arrives_twice_without_a_reason: "arrived 2 times, with 0 reasons",
    something_arrives_again_as_another_page: "the API does not know it",
    the_code_changes: "different codes",
    a_page_is_repeated_too_often: "too often",
    a_page_reaches_somebody_else: "the API says ben",
    a_receipt_is_missing: "has 0 receipts",
    a_receipt_is_a_lie: "receipts of sendings, and arrived 1 times",
    the_answer_is_forgotten: "says nothing of it",
    somebody_is_still_asked: "still asks",
    a_page_is_not_listed: "the API does not know it",
}


def test_a_true_history_passes(true: History) -> None:
    reached = [one.alias for one in true.events if isinstance(one, Sending)]
    assert (set(reached[:2]), reached[2:]) == ({"ana", "ben"}, ["ana", "cleo"])  # of the first two, either may be first
    assert violations(true) == []


@pytest.mark.parametrize("falsehood", FALSEHOODS, ids=lambda one: one.__name__)
def test_it_is_noticed_when(true: History, falsehood: Callable[[History], History]) -> None:
    found = violations(falsehood(true))
    assert any(FALSEHOODS[falsehood] in one for one in found), found


def test_what_is_broken_excuses_a_delay_only_while_it_is(true: History) -> None:
    late = changed(true, sendings(true, "ben")[0], at=true.started_at + LATER)
    broken = Trouble(at=true.started_at, until=true.started_at + LATER, patience=timedelta())
    assert violations(replace(late, events=[broken, *late.events])) == []
    soon_well = replace(broken, until=true.started_at + LATER / 2)
    assert violations(replace(late, events=[soon_well, *late.events])) != []


def test_what_was_on_its_way_may_arrive_after_the_answer(true: History) -> None:
    [cleo] = sendings(true, "cleo")
    confirmed = next(event for event in true.events if isinstance(event, Ending) and event.confirmed)
    again = replace(cleo, at=confirmed.at)
    twice = replace(cleo, at=confirmed.at + timedelta(seconds=1))
    excuse = Trouble(at=cleo.at, until=cleo.at, patience=timedelta(), doubles=True)
    busy = replace(confirmed, busy=True)
    events = [excuse, *(busy if one is confirmed else one for one in true.events)]
    assert violations(replace(true, events=[*events, again])) == []
    assert violations(replace(true, events=[*events, twice])) != []
    assert violations(replace(true, events=[excuse, *true.events, again])) != []


@pytest.mark.parametrize("file", ["checker.py", "history.py", "plans.py", "timetable.py"])
def test_the_checker_knows_nothing_of_muster(file: str) -> None:
    tree = ast.parse((Path(__file__).parent / file).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not {name.split(".")[0] for name in names} & {"bot", "core", "storage"}


NOBODY_ELSE = "no other was asked"
OF_SEVERAL = {
    "a failing one": ("failed", True),
    "a lost one": ("lost", True),
    "a silent one": ("taken", False),
}


@pytest.fixture(scope="module")
def several(stage: Theatre) -> History:
    """Ana by Slack, mail and text, Ben by mail, and nobody answers."""
    return stage.run(Scenario(plan=SEVERAL, doings=())).history


@pytest.mark.parametrize("what", OF_SEVERAL)
def test_somebody_else_has_to_be_asked_after(several: History, what: str) -> None:
    outcome, is_reported = OF_SEVERAL[what]
    assert violations(several) == []
    text = next(one for one in sendings(several, "ana") if one.medium == "SMS")
    without_it = changed(several, text, outcome=outcome, is_reported=is_reported)
    assert any(NOBODY_ELSE in one for one in violations(without_it))
    second = replace(text, provider="b", at=text.at + timedelta(seconds=1))
    excuse = Trouble(at=text.at, until=text.at, patience=timedelta(seconds=2), doubles=True)
    assert not any(
        NOBODY_ELSE in one for one in violations(replace(without_it, events=[excuse, *without_it.events, second]))
    )


def test_the_same_one_may_be_asked_by_whoever_does_not_know_that_it_was(several: History) -> None:
    text = next(one for one in sendings(several, "ana") if one.medium == "SMS")
    died = Trouble(at=text.at, until=text.at + timedelta(seconds=1), patience=timedelta(), doubles=True)
    unheard = Trouble(at=text.at, until=text.at, patience=timedelta(), doubles=True, delays=False, disorders=False)

    def found(trouble: Trouble, after: timedelta, *, is_reported: bool) -> bool:
        silent = changed(several, text, is_reported=False)
        again = replace(text, at=text.at + after, is_reported=is_reported)
        history = replace(silent, events=[trouble, *silent.events, again])
        return any(NOBODY_ELSE in one for one in violations(history))

    assert not found(died, timedelta(seconds=1), is_reported=True)
    assert found(died, timedelta(seconds=1), is_reported=False)
    assert found(died, timedelta(minutes=2), is_reported=True)
    assert found(unheard, timedelta(seconds=61), is_reported=True)


def test_who_has_it_need_not_get_it_by_another_when_it_is_lost_the_second_time(several: History) -> None:
    text = next(one for one in sendings(several, "ana") if one.medium == "SMS")
    died = Trouble(at=text.at, until=text.at, patience=timedelta(), doubles=True)
    lost = replace(text, outcome="lost", at=text.at + timedelta(seconds=1))
    twice = replace(several, events=[died, *several.events, lost])
    assert not any(NOBODY_ELSE in one for one in violations(twice))
    assert any(NOBODY_ELSE in one for one in violations(changed(twice, text, is_reported=False)))


def test_whoever_was_looked_for_earlier_because_of_another_engagement_was_not_paged_too_early_in_this_one(
    true: History,
) -> None:
    [cleo] = sendings(true, "cleo")
    earlier = replace(cleo, page=None, outcome="failed", at=true.started_at - LATER)
    assert violations(replace(true, events=[earlier, *true.events])) == []


@pytest.mark.parametrize(
    ("medium", "doubles", "is_excused"), [("EMAIL", True, True), ("EMAIL", False, False), ("SLACK", True, False)]
)
def test_what_went_out_unheard_has_no_receipt_where_it_was_over_before_it_could_be_sent_again(
    several: History, medium: str, doubles: bool, is_excused: bool
) -> None:
    page = next(one for one in sendings(several, "ana") if one.medium == medium)
    told = replace(several.pages[str(page.page)], receipts=(("STOP", page.at),))
    broken = Trouble(at=page.at, until=page.at, patience=timedelta(seconds=10), doubles=doubles)
    stopped = Ending(at=page.at + timedelta(seconds=1), alias=None)
    history = replace(several, events=[broken, page, stopped], pages={str(page.page): told})
    assert any("has 0 receipts" in one for one in violations(history)) is not is_excused
    assert any("has 0 receipts" in one for one in violations(without(history, stopped)))


def test_what_went_out_unheard_has_no_receipt_where_its_repetition_was_due_when_somebody_looked(true: History) -> None:
    first, second = sendings(true, "ana")
    died = Trouble(at=first.at, until=second.at, patience=timedelta(), doubles=True)
    once = receipts(true, "ana", lambda types: [one for one in types if one != "SENT"] + ["SENT"])
    place = once.events.index(first) + 1
    broken = replace(once, events=[*once.events[:place], died, *once.events[place:]])
    assert any("has 1 receipts" in one for one in violations(once))
    assert not any("receipts" in one for one in violations(broken))
    assert any("has 0 receipts" in one for one in violations(receipts(broken, "ana", lambda _: ["STOP"])))


def test_a_receipt_may_be_missing_only_where_we_stopped_looking_while_it_was_broken(true: History) -> None:
    [cleo] = sendings(true, "cleo")
    told = replace(true.pages[str(cleo.page)], medium=None, receipts=())
    broken = Trouble(at=cleo.at, until=cleo.at, patience=timedelta(seconds=10), doubles=True)
    history = replace(true, events=[broken, *sendings(true, "ana"), cleo], pages={**true.pages, str(cleo.page): told})

    def found(until: timedelta) -> bool:
        return any(str(cleo.page) in one for one in violations(replace(history, ended_at=cleo.at + until)))

    assert not found(timedelta(seconds=5))
    assert found(timedelta(seconds=15))


def test_a_page_that_arrives_by_another_way_than_is_told_is_noticed(true: History) -> None:
    wrong = changed(true, sendings(true, "ben")[0], medium="EMAIL")
    assert any("by EMAIL, and the API says ben by SLACK" in one for one in violations(wrong))


def test_a_mail_that_comes_under_another_name_is_too_much(several: History) -> None:
    mail = next(one for one in sendings(several, "ben") if one.medium == "EMAIL")
    again = replace(mail, attempt=mail.attempt + 1)
    excuse = Trouble(at=mail.at, until=mail.at, patience=timedelta(), doubles=True)
    found = violations(replace(several, events=[excuse, *several.events, again]))
    assert any("too often" in one for one in found)
    same = replace(several, events=[excuse, *several.events, mail])
    assert violations(same) == []
