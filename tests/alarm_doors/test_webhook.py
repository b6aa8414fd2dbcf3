"""A program with a key starts an incident, whatever its message looks like; nobody else does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.alarm_doors.knocking import Doors


def test_an_alarm_starts_an_incident_by_the_doors_plan(doors: Doors) -> None:
    key = doors.open()
    heard = doors.alarm(key, title="Disk full on web-1", summary="97 % used", impact=1)
    record = doors.record(heard.incident)
    assert (record["title"], record["impact"], record["summary"]) == ("Disk full on web-1", 1, "97 % used")
    assert record["incidentRecordSource"]["createdBy"].endswith(":assumed-role/muster-alarm-door/grafana")
    assert f":incident-record/{doors.usual_plan}/" in heard.incident


def test_what_the_alarm_does_not_say_the_plan_does(doors: Doors) -> None:
    record = doors.record(doors.alarm(doors.open(), title="Disk full").incident)
    assert record["impact"] == 2


def test_the_message_is_kept_as_it_came(doors: Doors) -> None:
    arn = doors.alarm(doors.open(), title="Disk full", labels={"host": "web-1"}, source="zabbix").incident
    [data] = [data for type_, data in doors.events(arn) if type_ == "SSM Incident Trigger"]
    assert (data["createdIncident"], data["incidentSource"]) == (True, "zabbix")
    assert json.loads(data["rawData"])["labels"] == {"host": "web-1"}


def test_a_door_says_how_its_incidents_are_called_and_how_bad_they_are(doors: Doors) -> None:
    key = doors.open(title="Checkout: {labels.service} {nothing}", impact=3)
    record = doors.record(doors.alarm(key, title="x", impact=1, labels={"service": "cart"}).incident)
    assert (record["title"], record["impact"]) == ("Checkout: cart", 3)


def test_the_same_trouble_starts_no_second_incident_while_one_is_open(doors: Doors) -> None:
    key = doors.open()
    first = doors.alarm(key, title="Disk full", dedupe="disk").incident
    assert doors.alarm(key, title="Disk fuller", dedupe="disk").incident == first
    assert doors.alarm(key, title="Disk full", dedupe="another").incident != first
    doors.incidents.update_incident_record(arn=first, status="RESOLVED")
    assert doors.alarm(key, title="Disk full", dedupe="disk").incident != first


def test_the_same_word_at_two_doors_is_not_the_same_trouble(doors: Doors) -> None:
    ours, theirs = doors.open("ours"), doors.open("theirs")
    assert doors.alarm(ours, "ours", dedupe="disk").incident != doors.alarm(theirs, "theirs", dedupe="disk").incident


def test_the_same_message_twice_is_answered_twice_and_taken_once(doors: Doors) -> None:
    key = doors.open()
    first = doors.alarm(key, id="m-1", title="Disk full", dedupe="a")
    doors.incidents.update_incident_record(arn=first.incident, status="RESOLVED")
    assert doors.alarm(key, id="m-1", title="Disk full", dedupe="a").incident == first.incident
    assert doors.count() == 1


def test_a_trouble_that_is_over_is_noted_and_resolves_nothing(doors: Doors) -> None:
    key = doors.open()
    arn = doors.alarm(key, title="Disk full", dedupe="disk").incident
    assert doors.alarm(key, title="Disk full", dedupe="disk", status="resolved").incident == arn
    assert doors.record(arn)["status"] == "OPEN"
    assert ("Note", "Disk full is over.") in doors.events(arn)


def test_the_end_of_a_trouble_that_nobody_knows_starts_nothing(doors: Doors) -> None:
    heard = doors.alarm(doors.open(), title="Disk full", status="ok")
    assert (heard.status, heard.told) == (200, {"incidentRecordArn": None})
    assert doors.count() == 0


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"title": None, "impact": "catastrophic", "timestamp": "yesterday"},
        {"title": ["a"], "impact": 0, "timestamp": 1e300},
        {"title": "x" * 5000, "summary": "y" * 50_000},
        {"title": "see https://ops:hunter2@example.com/", "summary": "https://example.com/?token=abc"},
        {"title": "a\nb\x00c‮", "source": "aws.cloudwatch", "dedupe": "d" * 3000, "id": "i" * 500},
        {"title": "\ud800", "details": "\udfff"},
        {"details": "ü\"\\" * 20_000},
    ],
)  # fmt: skip
def test_no_alarm_is_refused_for_its_looks(doors: Doors, message: dict[str, object]) -> None:
    record = doors.record(doors.alarm(doors.open(), **message).incident)
    assert not set(record["title"]) & set("\x00\u202e\n")
    assert "hunter2" not in record["title"]
    assert record["incidentRecordSource"]["source"] == "webhook"


def test_a_sender_hears_what_of_a_message_could_not_be_used(doors: Doors) -> None:
    told = doors.alarm(doors.open(), title="Disk full", impact=9).told
    assert told["ignored"] == ["impact: expected a whole number from 1 (critical) to 5 (none)"]


SECRET = "https://ops:hunter2@db.example/orders"


def test_of_an_address_with_a_password_the_host_is_shown_and_the_sender_hears_of_it(doors: Doors) -> None:
    link = "https://grafana.example/d/abc?token=hunter2"
    heard = doors.alarm(doors.open(), title=f"{SECRET} is down", summary=f"97 % errors. See {link} for more")
    record = doors.record(heard.incident)
    assert record["title"] == "db.example (secret left out) is down"
    assert record["summary"] == "97 % errors. See grafana.example (secret left out) for more"
    assert "hunter2" not in record["dedupeString"]
    only = "of an address with a password or token in it, only the host is shown"
    assert heard.told["ignored"] == [f"title: {only}", f"summary: {only}"]


def test_what_is_left_out_of_a_title_still_tells_one_trouble_from_another(doors: Doors) -> None:
    key = doors.open()
    first = doors.alarm(key, title=f"{SECRET} is down").incident
    assert doors.alarm(key, title=f"{SECRET} is down").incident == first
    assert doors.alarm(key, title=f"{SECRET}/archive is down").incident != first


def test_a_sender_hears_what_was_cut(doors: Doors) -> None:
    told = doors.alarm(doors.open(), title="x" * 201, summary="y" * 2000, dedupe="z" * 1001).told
    assert told["ignored"] == ["title: cut after 200 characters", "dedupe: cut after 1000 characters"]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b'{"title": "CPU high", "value": NaN, "limit": -Infinity, "load": 1e999}', "CPU high"),
        (b'{"title": "Disk full", "labels": {"host": 1, "host": 2}}', "Disk full"),
        (b'{"title": "Ger\xe4t kaputt"}', "Ger\ufffdt kaputt"),
        (b'{"title": "Disk\nfull"}', "Disk full"),
        (b'{"title": "Queue", "impact": ' + b"9" * 5000 + b"}", "Queue"),
    ],
)  # fmt: skip
def test_nor_for_how_it_is_written(doors: Doors, body: bytes, title: str) -> None:
    heard = doors.post("/alarms/grafana", body, Authorization=f"Bearer {doors.open()}")
    assert doors.record(heard.incident)["title"] == title


def test_operators_hear_of_an_alarm_that_cannot_be_read_until_one_can(doors: Doors) -> None:
    key, operators = doors.open(), doors.api.muster.houses.operators
    assert doors.post("/alarms/grafana", b"Disk full", Authorization=f"Bearer {key}").status == 400
    state = doors.api.run(operators.state())
    assert "An alarm at the door grafana started nothing, since it could not be read." in state
    assert "Disk" not in state
    doors.alarm(key, title="Disk full")
    doors.api.clock.ahead += timedelta(hours=1)
    operators.look()
    assert doors.api.run(operators.state()) == "ok"


@pytest.mark.parametrize("body", [b"", b"[]", b"not json", b"[" * 100_000, b'{"a": NaN', b"\xff"])
def test_what_is_no_json_object_is_refused_and_says_so(doors: Doors, body: bytes) -> None:
    key = doors.open()
    heard = doors.post("/alarms/grafana", body, Authorization=f"Bearer {key}")
    assert heard.status == (200 if body == b"" else 400)


def test_a_wrong_key_and_a_door_that_is_not_there_look_the_same(doors: Doors) -> None:
    doors.open()
    wrong, nowhere = doors.alarm("mk_wrong"), doors.alarm("mk_wrong", "nowhere")
    assert (wrong.status, wrong.told) == (nowhere.status, nowhere.told) == (401, None)
    assert doors.count() == 0


def test_a_key_may_come_in_the_header_that_simple_senders_have(doors: Doors) -> None:
    key = doors.open()
    assert doors.post("/alarms/grafana", {"title": "x"}, **{"X-Api-Key": key}).status == 200


def test_another_key_lets_the_old_one_count_for_a_while(doors: Doors) -> None:
    old = doors.open()
    made = doors.api.muster.houses.first.alarm_doors
    _, new = doors.api.run(made.rekey("grafana", timedelta(hours=1)))
    assert [doors.alarm(key, title="x").status for key in (old, new)] == [200, 200]
    doors.api.clock.ahead = timedelta(hours=2)
    assert [doors.alarm(key, title="x").status for key in (old, new)] == [401, 200]


def test_nobody_is_heard_at_a_door_that_was_deleted(doors: Doors) -> None:
    key = doors.open()
    doors.api.run(doors.api.muster.houses.first.alarm_doors.delete("grafana"))
    assert doors.alarm(key, title="x").status == 401


def test_a_body_that_is_too_large_is_not_read(doors: Doors) -> None:
    assert doors.alarm(doors.open(), title="x" * 300_000).status == 413


def test_the_key_is_in_no_row_and_in_no_list(doors: Doors) -> None:
    key = doors.open()
    folder = doors.api.muster.settings.data_dir
    assert not any(key.encode() in path.read_bytes() for path in folder.glob("muster.db*"))
    assert key not in repr(doors.api.run(doors.api.muster.houses.first.alarm_doors.listing()))
