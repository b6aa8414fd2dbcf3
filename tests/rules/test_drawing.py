"""What an incident's card shows while people are paged, answer, or do not."""

from __future__ import annotations

from dataclasses import replace

from core.announcements.drawing import card_of, card_of_deleted, changes_at
from core.announcements.repeated import Repeated
from core.announcements.unanswered import off_duty, unanswered
from core.contacts.contact import Contact, ContactTarget, Stage
from core.engagements.engagement import Engagement, Found, FrozenContact
from core.engagements.resolving import with_found
from core.incidents.happenings import runbook_not_started, triggered
from core.incidents.opening import Trigger
from core.incidents.repetition import repetition, told
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from tests.rules.incidents import INCIDENT, escalation, facts, failed, paged
from tests.rules.plans import START, arn, by, engage, minutes, person, plan, schedule, stage, whom


def engaged_at(now, engagement=None, pages=None):
    engagement = engagement or escalation()
    pages = paged(engagement, now) if pages is None else pages
    return card_of(facts(engagement, pages), now).engaged[0]


def test_a_card_says_what_how_bad_and_since_when():
    card = card_of(facts(), START)
    assert (card.title, card.impact, card.since, card.response_plan) == ("Checkout is down", 1, START, "Checkout")
    assert card.engaged == card.warnings == card.moved_to == ()


def test_while_the_first_stage_lasts_its_person_is_waited_for_and_the_next_stage_is_announced():
    shown = engaged_at(START)
    assert (shown.state, shown.stage, shown.stages, shown.next_stage_at) == ("paging", 0, 2, START + minutes(5))
    assert [(person.name, person.state, person.at) for person in shown.people] == [("ana", "waiting", START)]


def test_the_next_stage_adds_its_person():
    shown = engaged_at(START + minutes(5))
    assert (shown.stage, shown.next_stage_at) == (1, None)
    assert [person.name for person in shown.people] == ["ana", "bo"]


def test_an_answer_shows_who_gave_it_and_relieves_the_others():
    now = START + minutes(6)
    ana, bo = paged(escalation(), now)
    pages = [replace(ana, closed_at=now), replace(bo, read_at=now, closed_at=now)]
    engagement = replace(escalation(), acknowledged_at=now, acknowledged_by=bo.contact_arn)
    shown = engaged_at(now + minutes(30), engagement, pages)
    assert shown.state == "acknowledged"
    assert shown.next_stage_at is None
    assert [(person.name, person.state) for person in shown.people] == [("ana", "superseded"), ("bo", "acknowledged")]
    assert shown.people[1].at == now


def test_a_plan_that_came_to_its_end_in_vain_is_exhausted_and_not_before():
    assert engaged_at(START + minutes(9.9)).state == "paging"
    assert engaged_at(START + minutes(10)).state == "exhausted"


def told_at_the_end(engagement, now, pages=None):
    pages = paged(engagement, now) if pages is None else pages
    return [line.text for line in unanswered([engagement], {engagement.arn: pages}, now)]


def test_the_thread_is_told_that_a_plan_has_come_to_its_end():
    assert told_at_the_end(escalation(), START + minutes(9.9)) == []
    told = "Nobody has answered, and plan has come to its end: nobody is left to page."
    assert told_at_the_end(escalation(), START + minutes(10)) == [told]
    assert told_at_the_end(replace(escalation(), acknowledged_at=START), START + minutes(10)) == []


def test_while_personal_plans_go_on_behind_the_end_nobody_is_told_that_none_is_left_to_page():
    ana = person("ana", stage(9, by("ana", every=4)))
    engagement = engage(plan(stage(5, whom("ana"))), ana)
    reminded = "Nobody has answered, and plan has come to its end: those who were paged are still reminded."
    assert told_at_the_end(engagement, START + minutes(5)) == [reminded]
    assert told_at_the_end(engagement, START + minutes(8))[0].endswith("nobody is left to page."), "the last one is out"
    silent = replace(engagement, skipped_slots=("0.0/0.0",))
    assert told_at_the_end(silent, START + minutes(5), [])[0].endswith("nobody is left to page.")


def test_an_answer_of_somebody_who_is_not_essential_is_not_told_as_none():
    ana = person("ana", stage(9, by("ana", every=4)))
    engagement = engage(plan(stage(5, whom("ana", essential=False))), ana)
    pages = [replace(page, read_at=START, closed_at=START) for page in paged(engagement, START)]
    told = "plan has come to its end, answered by ana: nobody else is left to page."
    assert told_at_the_end(engagement, START + minutes(5), pages) == [told]
    [line] = unanswered([engagement], {engagement.arn: pages}, START + minutes(5))
    assert line.icon != "trouble"
    late = [replace(page, read_at=START + minutes(6)) for page in pages]
    assert told_at_the_end(engagement, START + minutes(5), late)[0].startswith("Nobody has answered")


def test_a_last_stage_without_a_duration_leaves_time_to_answer():
    ana = person("ana", stage(0, by("ana")))
    engagement = engage(plan(stage(5, whom("ana")), stage(0, whom("ana"))), ana)
    assert engaged_at(START + minutes(5), engagement).state == "paging"
    assert engaged_at(START + minutes(10), engagement).state == "exhausted"


def test_an_answer_of_somebody_who_is_not_essential_counts_in_the_end():
    ana = person("ana", stage(1, by("ana")))
    engagement = engage(plan(stage(5, whom("ana", essential=False))), ana)
    pages = [replace(page, read_at=START, closed_at=START) for page in paged(engagement, START)]
    assert engaged_at(START + minutes(1), engagement, pages).state == "paging"
    assert engaged_at(START + minutes(5), engagement, pages).state == "acknowledged"


def test_a_stopped_engagement_says_so():
    assert engaged_at(START, replace(escalation(), stopped_at=START)).state == "stopped"


def test_who_cannot_be_reached_is_said():
    pages = [failed(page) for page in paged(escalation(), START)]
    assert engaged_at(START, pages=pages).people[0].state == "unreachable"


def test_stages_that_reach_nobody_are_warned_of():
    ana = person("ana", stage(1, by("ana")))
    engagement = engage(plan(stage(1, whom("ana")), stage(1, whom("gone")), stage(1, ContactTarget())), ana)
    warnings = card_of(facts(engagement), START).warnings
    assert warnings == (
        "Stage 2 of plan pages nobody: gone does not exist any more.",
        "Stage 3 of plan pages nobody: it names nobody.",
    )


def test_a_stage_whose_channels_could_not_be_used_is_warned_of():
    engagement = replace(escalation(), skipped_slots=("0.0/0.0",))
    assert card_of(facts(engagement), START).warnings == ("Stage 1 of plan pages nobody: ana has no active channel.",)


def test_a_person_without_a_usable_channel_is_warned_of():
    [warning] = card_of(facts(engage(person("ana", stage(1)))), START).warnings
    assert "ana reaches nobody" in warning


def on_duty(*found: Found, engaged: Contact | None = None) -> Engagement:
    """Of two stages, the second a schedule's; or of a schedule itself."""
    ana = person("ana", stage(1, by("ana")))
    return with_found(engage(engaged or plan(stage(1, whom("ana")), stage(1, whom("weekly"))), ana, schedule()), found)


def someone(alias: str, *stages: Stage) -> FrozenContact:
    return FrozenContact(arn=arn(alias), type="PERSONAL", name=alias.title(), stages=stages)


def test_of_a_schedule_nothing_is_warned_before_the_plan_comes_to_it():
    assert card_of(facts(on_duty()), START).warnings == ()
    assert card_of(facts(on_duty(engaged=schedule())), START).warnings == ()


def test_that_nobody_was_on_call_is_warned_of_and_told_in_the_thread():
    engagement = on_duty(Found(place="1.0", at=START + minutes(1)))
    told = "Nobody was on call in weekly when stage 2 of plan began."
    assert card_of(facts(engagement), START + minutes(1)).warnings == (told,)
    assert [(line.text, line.at) for line in off_duty([engagement])] == [(told, START + minutes(1))]
    itself = on_duty(Found(place="", at=START), engaged=schedule())
    assert card_of(facts(itself), START).warnings == ("Nobody was on call in weekly when it was engaged.",)


def test_who_is_on_call_and_cannot_be_reached_is_warned_of():
    found = Found(place="1.0", at=START, people=(someone("bo"), someone("cleo")), missing=(arn("gone"),))
    assert card_of(facts(on_duty(found)), START).warnings == (
        "Stage 2 of plan pages nobody: Bo has no active channel, Cleo has no active channel, "
        "gone does not exist any more.",
    )
    assert off_duty([on_duty(found)]) == []
    gone = replace(found, people=())
    assert card_of(facts(on_duty(gone)), START).warnings == (
        "Stage 2 of plan pages nobody: gone does not exist any more.",
    )


def test_who_is_on_call_is_shown_by_the_name_that_they_had_then():
    found = Found(place="1.0", at=START + minutes(1), people=(someone("bo", stage(1, by("bo"))),))
    shown = engaged_at(START + minutes(1), on_duty(found))
    assert [person.name for person in shown.people] == ["ana", "Bo"]


def test_a_schedule_has_come_to_its_end_when_the_plans_of_those_on_call_have():
    found = Found(place="", at=START, people=(someone("bo", stage(4, by("bo"))), someone("cleo", stage(9, by("cleo")))))
    engagement = on_duty(found, engaged=schedule())
    assert engaged_at(START + minutes(8.9), engagement).state == "paging"
    assert engaged_at(START + minutes(9), engagement).state == "exhausted"
    assert changes_at([engagement], START) == START + minutes(9)


def test_a_runbook_that_did_not_start_is_warned_of():
    runbook = {"ssmAutomation": {"documentName": "Restart", "roleArn": "x"}}
    response_plan = ResponsePlan(
        arn="x", name="checkout", template=IncidentTemplate(title="x", impact=1), actions=(runbook,)
    )
    event = runbook_not_started("1", INCIDENT, response_plan)
    assert card_of(facts(events=[event]), START).warnings == (
        "The runbook Restart did not start. Runbooks are not offered yet.",
    )


def test_the_card_changes_by_itself_when_a_stage_begins_and_when_the_plan_ends():
    engagement = escalation()
    assert changes_at([engagement], START) == START + minutes(5)
    assert changes_at([engagement], START + minutes(5)) == START + minutes(10)
    assert changes_at([engagement], START + minutes(10)) is None
    assert changes_at([replace(engagement, stopped_at=START)], START) is None


def test_of_a_deleted_incident_nothing_is_left_that_it_said():
    assert "Checkout is down" not in str(card_of_deleted(INCIDENT.arn, START))


def trigger(after):
    return Trigger(source="grafana", at=START + minutes(after), by="door")


def taken_in(count, after):
    """The event for so many alarms, of which the last came then."""
    found = [repetition(str(number), INCIDENT, trigger(after - number / 100)) for number in range(count)]
    return told(f"after {after}", INCIDENT, found, START + minutes(after))


def test_a_card_says_how_often_the_trouble_came_again_and_when_last():
    first = triggered("0", INCIDENT, trigger(0), START, created=True)
    assert card_of(facts(events=[first]), START).repeated is None
    shown = card_of(facts(events=[first, taken_in(40, 9), taken_in(1, 3)]), START + minutes(30)).repeated
    assert shown == Repeated(times=41, last_at=START + minutes(9))
