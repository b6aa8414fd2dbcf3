"""Does a plan page whom it says, when it says?"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given

from core.engagements.engagement import Engagement, Found, FrozenContact
from core.engagements.resolving import with_found
from core.engagements.timetable import questions, timetable
from tests.rules.plans import START, arn, by, channel, engage, engagements, minutes, person, plan, schedule, stage, whom


def due(engagement: Engagement) -> list[tuple[timedelta, str]]:
    return [(slot.due_at - START, slot.name) for slot in timetable(engagement)]


def test_the_first_stage_begins_at_once_and_each_other_when_those_before_it_are_over():
    engagement = engage(person("ana", stage(5, by("ana")), stage(10, by("ana", 1)), stage(0, by("ana", 2))))
    assert due(engagement) == [(minutes(0), "0.0"), (minutes(5), "1.0"), (minutes(15), "2.0")]


def test_a_page_is_repeated_until_its_stage_ends():
    [slot] = timetable(engage(person("ana", stage(6, by("ana", every=2)))))
    assert slot.repeats_at == (START + minutes(2), START + minutes(4))


def test_a_person_under_an_escalation_plan_is_paged_by_their_own_plan_from_the_moment_of_their_stage():
    ana = person("ana", stage(3, by("ana")), stage(0, by("ana", 1)))
    engagement = engage(plan(stage(5, whom("ben")), stage(0, whom("ana", essential=False))), ana, person("ben"))
    assert due(engagement) == [(minutes(0), "0.0/0.0"), (minutes(5), "1.0/0.0"), (minutes(8), "1.0/1.0")]
    assert [slot.is_essential for slot in timetable(engagement)] == [True, False, False]


def test_the_path_of_a_page_leads_from_the_plan_to_the_person_and_names_the_stage():
    engagement = engage(plan(stage(5, whom("ben")), stage(0, whom("ana"))), person("ana"), person("ben"))
    path = timetable(engagement)[1].path
    assert [(step.type, step.contact_arn, step.stage_index) for step in path] == [
        ("ESCALATION", arn("plan"), None),
        ("PERSONAL", arn("ana"), 1),
    ]


def test_the_targets_of_one_stage_are_paged_together_in_their_order():
    engagement = engage(person("ana", stage(5, by("ana", 2), by("ana", 0))))
    assert [slot.channel_arn for slot in timetable(engagement)] == [channel("ana", 2), channel("ana", 0)]


def test_whoever_has_been_deleted_is_left_out_and_the_plan_goes_on():
    engagement = engage(plan(stage(5, whom("gone")), stage(0, whom("ana"))), person("ana"))
    assert due(engagement) == [(minutes(5), "1.0/0.0")]


def test_a_schedule_reaches_nobody_before_it_is_known_who_is_on_call_and_that_is_asked_when_its_stage_begins():
    engagement = engage(plan(stage(5), stage(5, whom("ana"), whom("weekly")), stage(1, whom("weekly"))), schedule())
    assert timetable(engagement) == timetable(engage(schedule())) == ()
    assert [(one.place, one.due_at - START) for one in questions(engagement)] == [
        ("1.1", minutes(5)),
        ("2.0", minutes(10)),
    ]
    assert [(one.place, one.due_at) for one in questions(engage(schedule()))] == [("", START)]


def test_who_was_on_call_is_paged_by_their_own_plan_and_asked_for_no_more():
    engagement = engage(plan(stage(5), stage(5, whom("weekly", essential=False))), schedule())
    ana, ben = (
        FrozenContact(arn=arn("ana"), type="PERSONAL", name="ana", stages=(stage(2, by("ana")),) * 2),
        (FrozenContact(arn=arn("ben"), type="PERSONAL", name="ben", stages=(stage(0, by("ben")),))),
    )
    engagement = with_found(engagement, [Found(place="1.0", at=START + minutes(6), people=(ana, ben))])
    assert questions(engagement) == ()
    assert due(engagement) == [(minutes(5), "1.0/0/0.0"), (minutes(5), "1.0/1/0.0"), (minutes(7), "1.0/0/1.0")]
    [first, *_] = timetable(engagement)
    assert not first.is_essential
    assert [(step.type, step.contact_arn, step.stage_index) for step in first.path] == [
        ("ESCALATION", arn("plan"), None),
        ("ONCALL_SCHEDULE", arn("weekly"), 1),
        ("PERSONAL", arn("ana"), None),
    ]


def test_where_a_schedule_is_engaged_itself_the_path_begins_with_it():
    person = FrozenContact(arn=arn("ana"), type="PERSONAL", name="ana", stages=(stage(2, by("ana")),))
    engagement = with_found(engage(schedule()), [Found(place="", at=START, people=(person,))])
    [slot] = timetable(engagement)
    assert (slot.name, slot.is_essential) == ("0/0.0", True)
    assert [step.type for step in slot.path] == ["ONCALL_SCHEDULE", "PERSONAL"]


def test_short_minutes_shorten_stages_and_repetitions_alike():
    ana = person("ana", stage(3, by("ana", every=1)), stage(0, by("ana", 1)))
    first, second = timetable(engage(ana, minute=timedelta(seconds=1)))
    assert first.repeats_at == (START + timedelta(seconds=1), START + timedelta(seconds=2))
    assert second.due_at == START + timedelta(seconds=3)


def test_editing_a_contact_does_not_move_what_has_started():
    ana = person("ana")
    engagement = engage(plan(stage(0, whom("ana"))), ana)
    assert engagement.plan.people[ana.arn].stages == ana.stages


@given(engagements)
def test_the_timetable_says_what_somebody_with_a_watch_would_do(engagement):
    expected = minute_by_minute(engagement)
    slots = timetable(engagement)
    assert len({slot.name for slot in slots}) == len(slots)
    assert sorted((at - START, slot.channel_arn) for slot in slots for at in (slot.due_at, *slot.repeats_at)) == (
        sorted((minutes(minute), channel_arn) for minute, channel_arn in expected)
    )


def minute_by_minute(engagement: Engagement) -> list[tuple[int, str]]:
    """An oracle that knows no arithmetic: it looks at its watch every minute."""
    engaged = engagement.plan.engaged
    if engaged.type == "PERSONAL":
        return walk_person(engaged, 0)
    sends: list[tuple[int, str]] = []
    for minute, begun in stages_by_watch(engaged):
        for target in engaged.stages[begun].contacts:
            if target.contact_arn in engagement.plan.people:
                sends += walk_person(engagement.plan.people[target.contact_arn], minute)
    return sends


def stages_by_watch(contact: FrozenContact) -> list[tuple[int, int]]:
    """The minute in which each stage begins."""
    begun, watch, left = [], 0, 0
    for number, this in enumerate(contact.stages):
        while left:
            watch, left = watch + 1, left - 1
        begun.append((watch, number))
        left = round(this.lasts / minutes(1))
    return begun


def walk_person(contact: FrozenContact, from_minute: int) -> list[tuple[int, str]]:
    sends = []
    for minute, number in stages_by_watch(contact):
        this = contact.stages[number]
        for target in this.channels:
            sends.append((from_minute + minute, target.channel_arn))
            waited = 0
            for later in range(1, round(this.lasts / minutes(1))):
                waited += 1
                if target.retry_every and minutes(waited) == target.retry_every:
                    sends.append((from_minute + minute + later, target.channel_arn))
                    waited = 0
    return sends
