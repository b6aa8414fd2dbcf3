"""An SNS topic starts incidents: only the one that was named, only what SNS signed, and each message once."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.assembly.alarms import alarm_routes
from bot.bodies import Bodies
from bot.http.server import Server
from tests.alarm_doors.knocking import Doors, Heard
from tests.alarm_doors.signing import ALARM, CONFIRM, PEM, TOPIC, Sns, notification, signed, state_change


class Topic:
    """Muster's routes, with an SNS behind them that can be asked."""

    def __init__(self, doors: Doors, sns: Sns, url: str) -> None:
        self.doors, self.sns = doors, sns
        self._address = urlsplit(url)

    def post(self, body: bytes, name: str = "aws") -> Heard:
        connection = http.client.HTTPConnection(str(self._address.hostname), self._address.port, timeout=10)
        try:
            connection.request("POST", f"/alarms/sns/{name}", body, {"Content-Type": "text/plain; charset=UTF-8"})
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        return Heard(answer.status, json.loads(text) if text else None, dict(answer.headers))

    def message(self, said: object, **members: str) -> dict[str, str]:
        return notification(said, self.doors.api.clock.now(), **members)

    def says(self, said: object, **members: str) -> Heard:
        """Have SNS deliver this."""
        return self.post(signed(self.message(said, **members)))


@pytest.fixture
def topic(doors: Doors) -> Iterator[Topic]:
    sns, muster = Sns(), doors.api.muster
    routes = alarm_routes(muster.houses, Bodies(), doors.api.clock, sns)
    server = Server(routes, "127.0.0.1", 0)
    doors.api.run(server.start())
    doors.open("aws", kind="sns", topic_arn=TOPIC)
    yield Topic(doors, sns, server.url)
    doors.api.run(server.stop())


def test_an_alarm_of_cloudwatch_starts_an_incident(topic: Topic) -> None:
    arn = topic.says(state_change()).incident
    record = topic.doors.record(arn)
    source = record["incidentRecordSource"]
    assert (source["source"], source["resourceArn"]) == ("aws.cloudwatch", ALARM)
    assert (record["title"], record["dedupeString"]) == ("checkout-errors", ALARM)
    assert "More than one in a hundred" in record["summary"]


def test_the_timeline_has_the_alarm_where_runbooks_look_for_it(topic: Topic) -> None:
    arn = topic.says(state_change()).incident
    [data] = [data for type_, data in topic.doors.events(arn) if type_ == "SSM Incident Trigger"]
    metric = json.loads(data["rawData"])["detail"]["configuration"]["metrics"][0]["metricStat"]["metric"]
    assert (data["triggerArn"], metric["dimensions"]) == (ALARM, {"FunctionName": "checkout"})
    [item] = topic.doors.incidents.list_related_items(incidentRecordArn=arn)["relatedItems"]
    assert item["identifier"]["type"] == "METRIC"


def test_the_same_alarm_starts_no_second_incident_and_its_end_is_noted(topic: Topic) -> None:
    arn = topic.says(state_change()).incident
    assert topic.says(state_change()).incident == arn
    assert topic.says(state_change("OK")).incident == arn
    notes = [data for type_, data in topic.doors.events(arn) if type_ == "Note"]
    assert len(notes) == 1 and notes[0].startswith("checkout-errors is over.")
    assert topic.doors.record(arn)["status"] == "OPEN"


def test_an_alarm_that_ends_and_was_never_told_of_starts_nothing(topic: Topic) -> None:
    assert topic.says(state_change("OK")).told == {"incidentRecordArn": None}
    assert topic.doors.count() == 0


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("The disk is full\non web-1", "ALARM"),
        ({"detail-type": "AWS Health Event", "source": "aws.health", "resources": [ALARM]}, "AWS Health Event"),
        (state_change(Trigger={}, AlarmArn="no arn", StateChangeTime="yesterday"), "checkout-errors"),
        (state_change(Trigger=None, AlarmRule="ALARM(a) OR ALARM(b)", AlarmArn=7), "checkout-errors"),
        ({"resources": [["a"]], "source": 5}, "ALARM"),
        ("[1, 2]", "ALARM"),
    ],
)
def test_whatever_a_topic_says_starts_an_incident(topic: Topic, said: Any, title: str) -> None:
    assert topic.doors.record(topic.says(said).incident)["title"] == title


def test_a_message_that_comes_again_is_refused_although_muster_was_started_anew(topic: Topic) -> None:
    body = signed(topic.message(state_change()))
    assert topic.post(body).status == 200
    again = Topic(topic.doors, Sns(), topic._address.geturl())
    assert again.post(body).status == 403
    ended = signed(topic.message(state_change("OK", AlarmName="other", AlarmArn=ALARM + "2")))
    assert [topic.post(ended).status, topic.post(ended).status] == [200, 403]


def test_a_certificate_is_fetched_once(topic: Topic) -> None:
    for _ in range(3):
        topic.says(state_change())
    assert topic.sns.asked == [PEM]
    topic.doors.api.clock.ahead = timedelta(days=1)
    topic.says(state_change())
    assert topic.sns.asked == [PEM, PEM]


def test_what_a_stranger_sends_has_no_certificate_fetched_anew(topic: Topic) -> None:
    topic.says(state_change())
    message = json.loads(signed(topic.message(state_change())))
    for body in (b"[]", json.dumps({**message, "Message": "{}"}).encode()):
        assert topic.post(body).status == 403
    topic.says(state_change())
    assert topic.sns.asked == [PEM]


def test_operators_hear_of_a_topic_that_is_unsubscribed_until_it_is_subscribed_again(topic: Topic) -> None:
    operators = topic.doors.api.muster.houses.operators
    members = {"Token": "t0k", "SubscribeURL": CONFIRM}
    assert topic.says("You have unsubscribed.", Type="UnsubscribeConfirmation", **members).status == 200
    assert "no alarm comes from there now" in topic.doors.api.run(operators.state())
    assert topic.says("You have chosen to subscribe.", Type="SubscriptionConfirmation", **members).status == 200
    assert "no alarm comes from there now" not in topic.doors.api.run(operators.state())


def test_a_subscription_to_the_doors_topic_is_confirmed(topic: Topic) -> None:
    members = {"Type": "SubscriptionConfirmation", "Token": "t0k", "SubscribeURL": CONFIRM}
    assert topic.says("You have chosen to subscribe.", **members).status == 200
    assert topic.sns.asked == [PEM, CONFIRM]


def test_a_subscription_that_cannot_be_confirmed_now_may_come_again(topic: Topic) -> None:
    topic.says(state_change())
    topic.sns.is_down = True
    members = {"Type": "SubscriptionConfirmation", "Token": "t0k", "SubscribeURL": CONFIRM}
    body = signed(topic.message("You have chosen to subscribe.", **members))
    assert topic.post(body).status == 503
    topic.sns.is_down = False
    assert topic.post(body).status == 200


@pytest.mark.parametrize(
    "members",
    [
        {"TopicArn": TOPIC + "2"},
        {"SigningCertURL": PEM.replace("amazonaws.com", "example.com")},
        {"Timestamp": "2026-03-01T00:00:00.000Z"},
        {"SignatureVersion": "1"},
        {"Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": CONFIRM.replace("Confirm", "Delete")},
    ],
)
def test_what_is_not_sns_s_own_is_refused_without_asking_anybody(topic: Topic, members: dict[str, str]) -> None:
    heard = topic.post(signed(topic.message(state_change(), **members)))
    assert (heard.status, heard.told, topic.sns.asked, topic.doors.count()) == (403, None, [], 0)


def test_a_message_that_was_changed_is_refused(topic: Topic) -> None:
    message = json.loads(signed(topic.message(state_change())))
    assert topic.post(json.dumps({**message, "Message": "{}"}).encode()).status == 403
    assert topic.doors.count() == 0


def test_a_door_of_another_kind_hears_no_topic(topic: Topic) -> None:
    topic.doors.open("grafana")
    assert topic.post(signed(topic.message(state_change())), "grafana").status == 403
    assert topic.post(signed(topic.message(state_change())), "nowhere").status == 403


def test_while_sns_cannot_be_asked_messages_may_come_again(topic: Topic) -> None:
    topic.sns.is_down = True
    heard = topic.says(state_change())
    assert (heard.status, heard.headers["Retry-After"]) == (503, "1")


def test_an_alarm_whose_plan_is_gone_is_told_to_operators(topic: Topic) -> None:
    doors = topic.doors
    doors.incidents.delete_response_plan(arn=doors.api.muster.settings.arns.response_plan(doors.usual_plan))
    assert topic.says(state_change()).status == 404
    assert "An alarm at the door aws" in doors.api.run(doors.api.muster.houses.operators.state())
