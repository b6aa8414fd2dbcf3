"""Commands as people and AWS's own documentation write them, and what each is taken for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.slack.commands import understand, understand_reply
from bot.slack.typed_text import plain
from core.vocabulary import queries
from core.vocabulary.arguments import filled
from core.vocabulary.catalog import catalog
from core.vocabulary.understanding import Command, Friendly, HelpWanted, Misunderstood
from tests.commands.shapes import NOW

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/test-response-plan-chat"
RECORD = "arn:aws:ssm-incidents::111122223333:incident-record/MyResponsePlanChat/98c397e6-7c10-aa10-9b86-f199aEXAMPLE"


def received(raw: str) -> Any:
    return understand(plain(raw, "U0BOT"), NOW, catalog())


def command(raw: str) -> tuple[str, dict[str, object]]:
    understood = received(raw)
    assert isinstance(understood, Command), understood
    return understood.operation.action, dict(understood.params)


def waiting(raw: str) -> Command:
    understood = received(raw)
    assert isinstance(understood, Command)
    return understood


def test_the_documentation_of_aws_chatbot_is_understood_as_printed() -> None:
    asked = waiting(f"@aws ssm-incidents start-incident --response-plan-arn {PLAN} --region us-east-2")
    assert (asked.params, asked.region) == ({"responsePlanArn": PLAN}, "us-east-2")


def test_its_second_example_too_with_spaces_in_values_and_odd_quotes() -> None:
    assert command(
        '@aws ssm-incidents create-timeline-event --event-data "\\"example timeline event\\"" --event-time 2023-03-31 '
        f"T20:30:00.000  --event-type Custom Event --incident-record-arn {RECORD}"
    ) == (
        "ssm-incidents:CreateTimelineEvent",
        {
            "eventData": '"example timeline event"',
            "eventTime": datetime(2023, 3, 31, 20, 30, tzinfo=UTC),
            "eventType": "Custom Event",
            "incidentRecordArn": RECORD,
        },
    )


START = "ssm-incidents:StartIncident"
EVENT = "ssm-incidents:CreateTimelineEvent"


@pytest.mark.parametrize(
    ("raw", "action", "params"),
    [
        ("@aws ssm-incidents list-response-plan", "ssm-incidents:ListResponsePlans", {}),
        ("list-incident-record", "ssm-incidents:ListIncidentRecords", {}),
        ("List Incident Records", "ssm-incidents:ListIncidentRecords", {}),
        (
            "ssm incidents list timeline events RECORD",
            "ssm-incidents:ListTimelineEvents",
            {"incidentRecordArn": "RECORD"},
        ),
        ("SSM_INCIDENTS START_INCIDENT --RESPONSE_PLAN_ARN a", START, {"responsePlanArn": "a"}),
        ("ssm-incidents:StartIncident --responsePlanArn a", START, {"responsePlanArn": "a"}),
        ("start-incident checkout -impact 2", START, {"responsePlanArn": "checkout", "impact": 2}),
        ("start-incident —title It’s down — again —impact=2", START, {"title": "It's down — again", "impact": 2}),
        ('start-incident --title 5" disk is full --impact 3', START, {"title": '5" disk is full', "impact": 3}),
        ('start-incident --title "Checkout is down --impact 1', START, {"title": "Checkout is down", "impact": 1}),
        (
            "start-incident --title “The “new” shop is down” --impact 1",
            START,
            {"title": 'The "new" shop is down', "impact": 1},
        ),
        ("start-incident --title 'The users' shop' is down", START, {"title": "'The users' shop' is down"}),
        ("start-incident --title 'tis down --impact 1", START, {"title": "'tis down", "impact": 1}),
        ("start-incident --title [EU down --impact 1", START, {"title": "[EU down", "impact": 1}),
        (
            'start-incident --title "[EU] down" --client-token "[x]"',
            START,
            {"title": "[EU] down", "clientToken": "[x]"},
        ),
        ('start-incident --title "we ran it with --impact 1"', START, {"title": "we ran it with --impact 1"}),
        (
            'start-incident --title "see --verbose output --impact 1',
            START,
            {"title": "see --verbose output", "impact": 1},
        ),
        ("start-incident --title [EU down --client-token x]", START, {"title": "[EU down", "clientToken": "x]"}),
        (
            'create-timeline-event --event-data {"a": "ran --event-type x"} --event-type Note',
            EVENT,
            {"eventData": '{"a": "ran --event-type x"}', "eventType": "Note"},
        ),
        (
            'ssm-contacts tag-resource --tags Key=a,Value="x Key=b --resource-arn y"',
            "ssm-contacts:TagResource",
            {"Tags": [{"Key": "a", "Value": "x Key=b --resource-arn y"}]},
        ),
        (
            'list-incident-records --filters {"key": "a", "condition": {"equals": {"stringValues": ["b", "c"]}}} '
            '{"key": "d"}',
            "ssm-incidents:ListIncidentRecords",
            {"filters": [{"key": "a", "condition": {"equals": {"stringValues": ["b", "c"]}}}, {"key": "d"}]},
        ),
        (
            "list-incident-records --filters key=a, condition={equals={integerValues=[1, 2]}} key=d",
            "ssm-incidents:ListIncidentRecords",
            {"filters": [{"key": "a", "condition": {"equals": {"integerValues": [1, 2]}}}, {"key": "d"}]},
        ),
        ('start-incident --title "a \\\nb" --impact 1', START, {"title": "a b", "impact": 1}),
        ('start-incident --impact 3 --cli-input-json {"impact": 2}', START, {"impact": 3}),
        ('start-incident --title "" --impact 1', START, {"title": "", "impact": 1}),
        ("start-incident --title down\n--impact 1\n", START, {"title": "down", "impact": 1}),
        ("start-incident --title one\ntwo  three", START, {"title": "one\ntwo three"}),
        ("start-incident \\\n  --title a \\\n  --impact 1", START, {"title": "a", "impact": 1}),
        ("start-incident --title=a=b --impact=1", START, {"title": "a=b", "impact": 1}),
        (
            "create-timeline-event --event-time -15m --event-type a",
            EVENT,
            {"eventTime": NOW - timedelta(minutes=15), "eventType": "a"},
        ),
        ("create-timeline-event --event-time=now", EVENT, {"eventTime": NOW}),
        (
            'create-timeline-event --event-data {"a": "b c"} --event-type a',
            EVENT,
            {"eventData": '{"a": "b c"}', "eventType": "a"},
        ),
        (
            'create-timeline-event --event-data "{"a": "b"}" --event-type a',
            EVENT,
            {"eventData": '{"a": "b"}', "eventType": "a"},
        ),
        ("update-incident-record --status resolved", "ssm-incidents:UpdateIncidentRecord", {"status": "RESOLVED"}),
        (
            "update-deletion-protection --no-deletion-protected",
            "ssm-incidents:UpdateDeletionProtection",
            {"deletionProtected": False},
        ),
        (
            "update-deletion-protection --deletion-protected false",
            "ssm-incidents:UpdateDeletionProtection",
            {"deletionProtected": False},
        ),
        (
            "update-deletion-protection --no-deletion-protected false",
            "ssm-incidents:UpdateDeletionProtection",
            {"deletionProtected": True},
        ),
        (
            'ssm-contacts untag-resource --tag-keys a, b,c "d,e"',
            "ssm-contacts:UntagResource",
            {"TagKeys": ["a", "b", "c", "d,e"]},
        ),
        ("ssm-contacts untag-resource --tag-keys [a, b]", "ssm-contacts:UntagResource", {"TagKeys": ["a", "b"]}),
        (
            'ssm-contacts tag-resource --tags Key=team,Value=on call Key=tier,Value="1, 2"',
            "ssm-contacts:TagResource",
            {"Tags": [{"Key": "team", "Value": "on call"}, {"Key": "tier", "Value": "1, 2"}]},
        ),
        (
            "ssm-contacts tag-resource --tags Key=team, Value=payments",
            "ssm-contacts:TagResource",
            {"Tags": [{"Key": "team", "Value": "payments"}]},
        ),
        (
            "ssm-contacts tag-resource --tags {“key”: “team”, “value”: “it’s”}",
            "ssm-contacts:TagResource",
            {"Tags": [{"Key": "team", "Value": "it's"}]},
        ),
        (
            "ssm-incidents tag-resource --tags team=payments, tier=1",
            "ssm-incidents:TagResource",
            {"tags": {"team": "payments", "tier": "1"}},
        ),
        (
            "list-incident-records --max-items 5 --profile x --no-cli-pager",
            "ssm-incidents:ListIncidentRecords",
            {"maxResults": 5},
        ),
        ("get-contact <@U123>", "ssm-contacts:GetContact", {"ContactId": "U123"}),
        (
            "create-contact-channel --type slack --delivery-address SimpleAddress=<@U1>",
            "ssm-contacts:CreateContactChannel",
            {"Type": "SLACK", "DeliveryAddress": {"SimpleAddress": "U1"}},
        ),
        (
            "create-contact-channel --delivery-address SimpleAddress=<mailto:a@b.org|a@b.org>",
            "ssm-contacts:CreateContactChannel",
            {"DeliveryAddress": {"SimpleAddress": "a@b.org"}},
        ),
        ('start-incident --cli-input-json {"title": "a", "impact": 2} --impact 3', START, {"title": "a", "impact": 3}),
    ],
)
def test_a_command_as_people_write_it(raw: str, action: str, params: dict[str, object]) -> None:
    assert command(raw) == (action, params)


@pytest.mark.parametrize(
    ("raw", "service", "operation"),
    [
        ("", None, None),
        ("<@U0BOT>", None, None),
        ("help", None, None),
        ("@aws help", None, None),
        ("?", None, None),
        ("--help", None, None),
        ("ssm-incidents", "ssm-incidents", None),
        ("ssm-incidents help", "ssm-incidents", None),
        ("help ssm_contacts", "ssm-contacts", None),
        ("ssm-contacts --help", "ssm-contacts", None),
        ("ssm-incidents start-incident help", "ssm-incidents", "StartIncident"),
        ("ssm-incidents start-incident --title x --help", "ssm-incidents", "StartIncident"),
        ("help start-incident", "ssm-incidents", "StartIncident"),
        ("help ssm-incidents start incident", "ssm-incidents", "StartIncident"),
    ],
)
def test_help_is_asked_for_in_many_ways(raw: str, service: str | None, operation: str | None) -> None:
    wanted = received(raw)
    assert isinstance(wanted, HelpWanted), wanted
    assert (wanted.service, wanted.operation and wanted.operation.name) == (service, operation)


def test_a_friendly_command_keeps_what_follows_it() -> None:
    assert received("<@U0BOT> Get-Prepared now") == Friendly("get-prepared", "now")
    assert received("whoami") == Friendly("whoami", "")


def test_what_is_required_and_was_not_said_is_listed_in_the_order_of_the_model() -> None:
    asked = waiting("create-timeline-event --event-type Note")
    assert asked.missing == ("eventData", "eventTime", "incidentRecordArn")
    assert filled(asked, {"incidentRecordArn": RECORD, "eventType": "other"}).missing == ("eventData", "eventTime")
    assert filled(asked, {"eventType": "other"}).params == {"eventType": "Note"}


@pytest.mark.parametrize(
    ("answer", "params"),
    [
        ("checkout", {"ContactId": "checkout"}),
        ("The API is down", {"ContactId": "The API is down"}),
        ("“It's down”", {"ContactId": "It's down"}),
        ("--subject x --sender y", {"Subject": "x", "Sender": "y"}),
        ("jane --subject x", {"ContactId": "jane", "Subject": "x"}),
        ("contact-id jane", {"ContactId": "jane"}),
        ("@aws contact-id jane", {"ContactId": "jane"}),
        ("--content b", {"Content": "b"}),
        ("AWS is down", {"ContactId": "AWS is down"}),
        ("List contacts is broken", {"ContactId": "List contacts is broken"}),
    ],
)
def test_the_next_message_completes_a_command(answer: str, params: dict[str, str]) -> None:
    completed = understand_reply(waiting("start-engagement --content a"), plain(answer, "U0BOT"), NOW, catalog())
    assert isinstance(completed, Command), completed
    assert completed.params == {"Content": "a"} | params
    assert not set(params) & set(completed.missing)


def test_a_command_is_completed_message_by_message() -> None:
    asked: Any = waiting("create-contact --query Arn")
    for answer in ("jane", "personal", '{"Stages": []}'):
        asked = understand_reply(asked, answer, NOW, catalog())
        assert isinstance(asked, Command)
    assert asked.params == {"Alias": "jane", "Type": "PERSONAL", "Plan": {"Stages": []}}
    assert (asked.missing, asked.query) == ((), "Arn")


def test_a_new_command_takes_the_place_of_one_that_waits() -> None:
    reply = understand_reply(waiting("get-contact"), "@aws ssm-contacts list-contacts", NOW, catalog())
    assert isinstance(reply, Command)
    assert reply.operation.name == "ListContacts"


def test_a_command_that_waits_can_be_cancelled_or_explained() -> None:
    asked = waiting("get-contact")
    assert understand_reply(asked, "Never mind.", NOW, catalog()) == Friendly("cancel")
    assert understand_reply(asked, "help", NOW, catalog()) == HelpWanted("ssm-contacts", asked.operation)


def test_a_wrong_answer_is_answered_and_says_what_fits() -> None:
    asked = waiting("create-contact --alias jane")
    reply = understand_reply(asked, "robot", NOW, catalog())
    assert isinstance(reply, Misunderstood)
    assert "PERSONAL, ESCALATION or ONCALL_SCHEDULE" in reply.problem


def test_a_query_picks_out_of_an_answer_as_the_aws_cli_does() -> None:
    asked = waiting("list-incident-records --query incidentRecordSummaries[?status==`OPEN`].{t: title} --output json")
    assert asked.query is not None
    answer = {"incidentRecordSummaries": [{"status": "OPEN", "title": "a"}, {"status": "RESOLVED", "title": "b"}]}
    assert queries.pick(asked.query, answer) == [{"t": "a"}]
    assert asked.output == "json"


def test_a_query_that_does_not_suit_the_answer_says_so() -> None:
    with pytest.raises(ValueError, match="length"):
        queries.pick("length(title)", {"title": 5})
