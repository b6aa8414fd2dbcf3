"""Is everybody paged who should be, once, in order, whatever the engine went through?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.engagements.escalation import decide
from core.engagements.stopping import stop
from core.engagements.timetable import questions, timetable
from tests.rules.plans import START, Engine, by, engage, engagements, minutes, person, plan, stage, whom

END = START + minutes(1000)
moments = st.integers(0, 40).map(lambda count: START + minutes(count))


def test_the_second_stage_is_paged_when_nobody_answers_the_first():
    engine = Engine(engage(plan(stage(15, whom("ana")), stage(15, whom("ben"))), person("ana"), person("ben")))
    engine.stay_awake_until(END)
    assert engine.sent == [(START, "0.0/0.0"), (START + minutes(15), "1.0/0.0")]


def test_a_repetition_is_the_same_page():
    engine = Engine(engage(person("ana", stage(5, by("ana", every=2)))))
    engine.tick(START)
    first = engine.pages["0.0"]
    engine.stay_awake_until(END)
    assert [slot for _, slot in engine.sent] == ["0.0"] * 3
    assert (engine.pages["0.0"].arn, engine.pages["0.0"].code) == (first.arn, first.code)


def test_missed_repetitions_become_one():
    engine = Engine(engage(person("ana", stage(30, by("ana", every=1)))))
    engine.tick(START)
    engine.tick(START + minutes(20))
    engine.tick(START + minutes(20))
    assert [slot for _, slot in engine.sent] == ["0.0"] * 2


def test_a_page_that_is_late_is_not_repeated_at_once():
    engine = Engine(engage(person("ana", stage(30, by("ana", every=1)))))
    engine.tick(START + minutes(20))
    engine.tick(START + minutes(20))
    assert [slot for _, slot in engine.sent] == ["0.0"]
    assert engine.look_again_at == START + minutes(21)


def test_what_was_skipped_is_not_made_up_for():
    engagement = replace(engage(person("ana", stage(5, by("ana"), by("ana", 1)))), skipped_slots=("0.0",))
    assert [slot.name for slot in decide(engagement, [], START).page_now] == ["0.1"]


def test_a_plan_without_stages_is_finished_at_once():
    assert decide(engage(plan()), [], START).finished


@given(engagements)
def test_an_engine_that_is_awake_pages_everybody_on_time(engagement):
    engine = Engine(engagement)
    engine.stay_awake_until(END)
    wanted = [(at, slot.name) for slot in timetable(engine.engagement) for at in (slot.due_at, *slot.repeats_at)]
    assert questions(engine.engagement) == ()
    assert sorted(engine.sent) == sorted(wanted)


@given(engagements, st.lists(moments, max_size=8))
def test_an_engine_that_slept_makes_the_same_pages_each_once(engagement, awake_at):
    sleeper, awake = Engine(engagement), Engine(engagement)
    for moment in sorted(awake_at):
        sleeper.tick(moment)
    sleeper.tick(END)
    awake.stay_awake_until(END)
    assert sleeper.pages.keys() == awake.pages.keys()
    sends, wanted = Counter(slot for _, slot in sleeper.sent), Counter(slot for _, slot in awake.sent)
    assert sends <= wanted


@given(engagements, st.lists(moments, max_size=8))
def test_nobody_is_paged_before_their_time_or_before_an_earlier_stage(engagement, awake_at):
    engine = Engine(engagement)
    for moment in sorted(awake_at):
        engine.tick(moment)
    due = {slot.name: slot.due_at for slot in timetable(engine.engagement)}
    firsts = list(dict.fromkeys(slot for _, slot in engine.sent))
    assert all(at >= due[slot] for at, slot in engine.sent)
    assert [due[slot] for slot in firsts] == sorted(due[slot] for slot in firsts)


@given(engagements, moments, moments)
def test_nobody_is_paged_after_a_stop(engagement, until, later):
    engine = Engine(engagement)
    engine.stay_awake_until(until)
    sent = list(engine.sent)
    engine.engagement, closed = stop(engine.engagement, engine.pages.values(), "solved", until)
    engine.put(*closed)
    engine.tick(max(until, later))
    engine.tick(END)
    assert engine.sent == sent
    assert all(page.closed_at for page in engine.pages.values())


@given(engagements, moments)
def test_a_look_that_does_nothing_says_when_to_look_again(engagement, now):
    engine = Engine(engagement)
    engine.tick(now)
    moments = [at for slot in timetable(engine.engagement) for at in (slot.due_at, *slot.repeats_at)]
    ahead = [at for at in (*moments, *(one.due_at for one in questions(engine.engagement))) if at > now]
    assert engine.look_again_at == min(ahead, default=None)
