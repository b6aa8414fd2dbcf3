"""One sentence for each event of a timeline, with names in place of ARNs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.announcements.story import names_of, story_of
from core.incidents.happenings import as_json, record_updated, started, triggered
from core.incidents.opening import BY_HAND, Trigger
from core.incidents.repetition import repetition
from core.incidents.repetition import told as all_told
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.timeline.event import ACKNOWLEDGEMENT, NOTE, PAGE, TimelineEvent, automatic
from tests.rules.incidents import ANA_IN_SLACK, INCIDENT, SCRIPT, escalation
from tests.rules.plans import START, arn, person

PLAN = ResponsePlan(
    arn=INCIDENT.response_plan_arn,
    name="checkout",
    template=IncidentTemplate(title="x", impact=1),
    engagements=(arn("ana"), arn("gone")),
)


def line(event):
    [told] = story_of([event], names_of([escalation()]))
    return told


DOOR = "arn:aws:sts::111122223333:assumed-role/muster-alarm-door/grafana"


def trigger(source=BY_HAND, by=ANA_IN_SLACK):
    return Trigger(source=source, at=START, by=by)


def test_a_start_by_hand_is_its_authors():
    told = line(triggered("1", INCIDENT, trigger(), START, created=True))
    assert (told.icon, told.text, told.author) == ("start", "Started by hand.", "UANA")


def test_a_trigger_names_its_source_and_a_principal_outside_slack():
    told = line(triggered("1", INCIDENT, trigger("prometheus", SCRIPT), START, created=True))
    assert (told.text, told.author) == ("Triggered by prometheus (by deploy-script).", "")


def test_a_trigger_that_was_taken_in_says_so():
    told = line(triggered("1", INCIDENT, trigger("prometheus"), START, created=False))
    assert told.text == "Triggered by prometheus once more: this open incident takes it in."


def test_alarms_that_were_taken_in_are_counted_and_name_their_door():
    came = [repetition(str(number), INCIDENT, trigger("webhook", DOOR)) for number in range(3)]
    assert line(all_told("1", INCIDENT, came, START)).text == (
        "Triggered by webhook 3 times more: this open incident takes them in (alarm door grafana)."
    )


def test_a_program_s_note_stays_as_it_was_written():
    note = TimelineEvent(
        event_id="1", incident_arn=INCIDENT.arn, event_type=NOTE, data='"Disk swapped."', event_at=START,
        updated_at=START, author=SCRIPT,
    )  # fmt: skip
    assert line(note).text == "Disk swapped. (by deploy-script)"


@pytest.mark.parametrize(
    ("raw_data", "as_what"),
    [
        ('{"title":"TOTALLY different","impact":1}', ', as "TOTALLY different" (critical impact)'),
        ('{"title":"TOTALLY different"}', ', as "TOTALLY different"'),
        ('{"impact":5}', ", with no impact"),
        ('{"impact":7}', ""),
        ('{"title":"x","job":"web"}', ""),
        ("not JSON", ""),
        ("[1]", ""),
        (None, ""),
    ],
)
def test_a_start_by_hand_that_was_taken_in_says_what_was_asked_for(raw_data, as_what):
    asked = replace(trigger(), raw_data=raw_data)
    told = line(triggered("1", INCIDENT, asked, START, created=False))
    assert told.text == f"Started by hand once more{as_what}: this open incident takes it in."


def test_the_start_names_who_is_engaged_and_who_is_missing():
    told = line(started("1", INCIDENT, PLAN, trigger(), [replace(person("ana"), display_name="Ana Lima")]))
    assert told.text.startswith("The incident is open: Checkout is down. Engaged: Ana Lima.")
    assert "not engaged: gone" in told.text


@pytest.mark.parametrize(
    ("attribute", "value", "sentence"),
    [
        ("title", "Cards {fail}", "The title is now: Cards {fail}."),
        ("impact", "2", "The impact is now 2 (High)."),
        ("status", "RESOLVED", "The incident is resolved."),
        ("status", "OPEN", "The incident is open again."),
        ("summary", "", "The summary was taken away."),
        ("summary", "Nobody can pay.", "The summary is now: Nobody can pay."),
        ("chatChannel", '{"empty":{}}', "The incident has other chat channels now."),
        (
            "relatedItems",
            as_json({"itemToAdd": {"identifier": {"type": "OTHER", "value": {"url": "https://a.example"}}}}),
            "A related item was added: https://a.example",
        ),
        (
            "relatedItems",
            as_json({"itemToRemove": {"type": "INCIDENT", "value": {"pagerDutyIncidentDetail": {"id": "P1"}}}}),
            "A related item was taken away: P1.",
        ),
    ],
)
def test_every_change_is_a_sentence_of_its_author(attribute, value, sentence):
    told = line(record_updated("1", INCIDENT, ((attribute, value),)))
    assert (told.text, told.author) == (sentence, "UANA")


def test_several_changes_are_told_together_and_a_resolve_stands_out():
    both = line(record_updated("1", INCIDENT, (("impact", "3"), ("status", "OPEN"))))
    assert both.text == "The impact is now 3 (Medium). The incident is open again."
    assert (both.icon, line(record_updated("1", INCIDENT, (("status", "RESOLVED"),))).icon) == ("update", "resolve")


@pytest.mark.parametrize(
    ("kind", "alias", "icon", "sentence"),
    [
        (PAGE, "ana", "page", "ana is paged."),
        (ACKNOWLEDGEMENT, "bo", "acknowledge", "bo acknowledged."),
        (ACKNOWLEDGEMENT, "somebody-else", "acknowledge", "somebody-else acknowledged."),
    ],
)
def test_pages_and_answers_name_the_person(kind, alias, icon, sentence):
    event = automatic("1", INCIDENT.arn, kind, {"contactArn": arn(alias), "engagementArn": "x"}, START)
    assert (line(event).icon, line(event).text) == (icon, sentence)


@pytest.mark.parametrize(
    ("data", "text"),
    [("Restarted <!channel>", "Restarted <!channel>"), ({"step": "ü"}, '{"step": "ü"}'), (None, "null")],
)
def test_a_note_is_told_in_its_own_words(data, text):
    event = TimelineEvent(
        event_id="1",
        incident_arn=INCIDENT.arn,
        event_at=START,
        updated_at=START,
        event_type=NOTE,
        data=json.dumps(data),
        author=ANA_IN_SLACK,
    )
    assert (line(event).icon, line(event).text, line(event).author) == ("note", text, "UANA")


def test_an_event_of_a_type_that_nobody_foresaw_is_told_by_its_name():
    assert line(automatic("1", INCIDENT.arn, "Something New", {}, START)).text == "Something New"
