"""Does every message keep Slack's rules and do nothing but say what it says, whatever people have written into it?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.blocks import (
    acknowledgement,
    asking,
    confirm,
    incident,
    note,
    page,
    refusal,
    rights,
    simulation,
    started,
    warning,
)
from bot.slack.blocks.answer import show
from bot.slack.blocks.elements import Message
from bot.slack.blocks.escape import code, code_block, mrkdwn, plain
from bot.slack.blocks.help import help_for
from bot.slack.commands import understand
from core.announcements.card import Card, Engaged, Paged, PagedState, StoryLine
from core.announcements.posting import LEFT
from core.announcements.repeated import Repeated
from core.caller import Caller
from core.engine.ports import ActivationMessage, PageMessage, WarningMessage
from core.errors import Refusal
from core.policies.document import Document
from core.policies.policy import Policy
from core.principals.channel import Channel, Link
from core.principals.rights import Grant, Rights
from core.simulation.happening import Happening
from core.simulation.simulation import Simulation
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example_params
from core.vocabulary.understanding import Command, HelpWanted, Misunderstood
from tests.slack.blockkit import broadcasts, problems
from tests.slack.world import ARNS, AT, INCIDENT, an_incident, shown

HOSTILE = [
    "<!channel> everything is fine",
    "<@U1BOSS> <#C1> <!subteam^S1|@ops> @here @channel",
    "see <https://evil.example|https://good.example> or https://evil.example/?a=1&b=<x>",
    "invoice\u202etxt.exe",
    "&" * 200,
    "*bold* _it_ ~no~ `code` ```block``` & < >",
    "line\nline\r\nline\u2028line\x00\x07\ud800",
    "`" * 300,
    "x" * 10_000,
    "\u200b\u200b",
    "日本語" * 2000,
    "https://x.example/" + "&" * 3500,
]
hostile = st.one_of(st.sampled_from(HOSTILE), st.text(alphabet="<>&`*_|!@#^ \nax:/.\u202e", max_size=400), st.text())


def a_page_message(**members: Any) -> PageMessage:
    said = {
        "page_arn": ARNS.page("ana", "p1"),
        "contact_channel_arn": ARNS.contact_channel("ana", "c1"),
        "channel_type": "SLACK",
        "address": "U2ANA",
        "contact_name": "Ana",
        "sender": "Muster",
        "subject": "Checkout is down",
        "content": "All payments fail",
        "public_subject": None,
        "public_content": None,
        "code": "123456",
        "incident_arn": INCIDENT,
        "title": "Checkout is down",
        "impact": 1,
        "since": AT,
        "stage": 0,
        "stages": 3,
        "attempt": 1,
        "reference": None,
        **members,
    }
    return PageMessage(**said)


def a_card(text: str = "Checkout is down", **members: Any) -> Card:
    people = tuple(Paged(name=text, state=state, at=AT) for state in get_args(PagedState))
    engaged = tuple(
        Engaged(name=text, state=state, stage=0, stages=3, next_stage_at=AT, people=people)
        for state in ("paging", "acknowledged", "stopped", "exhausted")
    )
    shown = {
        "incident_arn": INCIDENT,
        "title": text,
        "impact": 1,
        "status": "OPEN",
        "since": AT,
        "summary": text,
        "response_plan": text,
        "engaged": engaged,
        "warnings": (text,),
        **members,
    }
    return Card(**shown)


def an_activation(text: str) -> ActivationMessage:
    return ActivationMessage(
        contact_channel_arn=ARNS.contact_channel("ana", "c1"),
        channel_type="SLACK",
        address="U2ANA",
        channel_name=text,
        contact_name=text,
        code="654321",
        asked_by=text,
    )


def a_warning(text: str) -> WarningMessage:
    return WarningMessage(
        address="U2ANA",
        action="ssm-contacts:AcceptPage",
        resource_arn=ARNS.page("ana", "p1"),
        actor_arn=ARNS.slack_user(text),
        tried_at=AT,
    )


def looks(text: str) -> Iterator[Message]:
    """Everything that can be sent, with this text wherever somebody may have written something."""
    yield incident.card(a_card(text))
    yield warning.warning(a_warning(text))
    yield incident.card(a_card(text, status="RESOLVED", resolved_at=AT))
    yield incident.card(a_card(text, moved_to=("C1", "C2")))
    yield incident.card(a_card(text, deleted_at=AT))
    yield incident.card(a_card(text, warnings=(text, LEFT)))
    yield incident.story([StoryLine(event_id=str(n), at=AT, icon="note", text=text, author="U1") for n in range(60)])
    yield page.page(a_page_message(title=text, subject=text, content=text, sender=text))
    yield page.page(a_page_message(title=None, impact=None, subject=text, content=text, sender=text))
    yield page.page(a_page_message(title=text, outcome=text, outcome_at=AT))
    yield page.activation(an_activation(text))
    yield from (started.new(an_incident(title=text), [text] * 8), started.taken_in(an_incident(title=text, impact=3)))
    yield acknowledgement.already(text, AT)
    yield acknowledgement.not_asked([text] * 30)
    yield refusal.refused(Refusal("ValidationException", text), catalog()["ssm-incidents:StartIncident"])
    yield refusal.misunderstood(Misunderstood(text, text, text, (text,) * 30))
    yield refusal.sorry(text)
    yield confirm.deletion(catalog()["ssm-contacts:DeleteContact"], {"ContactId": text})
    yield confirm.resolution(INCIDENT, text)
    yield from who_they_are(text)
    yield from answers(text)
    yield from (what_if(text, 3), what_if(text, 100))


def who_they_are(text: str) -> Iterator[Message]:
    arn = f"arn:aws:sts::111122223333:assumed-role/muster-slack/{text}"
    somebody = Caller(arn=arn, standing="member", user_id=text, contact_arns=frozenset({text}))
    policies = (Policy(arn=text, document=Document(version="2012-10-17", statements=())),) * 30
    link = Link(configuration=text, role_arn=text, guardrail_arns=(text,))
    here = Channel(link=link, outcome="adds", role=policies, guardrails=policies)
    unknown = Channel(link=link, outcome="unknown", guardrails=(), unknown_guardrails=(text,) * 3)
    known = Rights(grants=(Grant(text, policies),) * 9, boundary=policies, limits=policies, channels=(here, unknown))
    yield rights.whoami(somebody, known, in_channel=True)
    yield rights.whoami(somebody, Rights(), in_channel=False)


def what_if(text: str, moments: int) -> Message:
    told = [Happening(at=AT + timedelta(minutes=n), kind="paged", text=text) for n in range(moments)]
    remarks = (text,) * 30
    return simulation.simulation(
        Simulation(plan=text, starts_at=AT, minute=timedelta(1), happenings=tuple(told), remarks=remarks)
    )


def answers(text: str) -> Iterator[Message]:
    record = {"arn": INCIDENT, "title": text, "summary": text, "creationTime": AT, "impact": 1, "tags": {text: text}}
    get = catalog()["ssm-incidents:GetIncidentRecord"]
    for output in (None, "json"):
        yield show(get, {"arn": INCIDENT}, {"incidentRecord": record}, output=output).message
    yield show(get, {"arn": INCIDENT}, {"incidentRecord": record}, query="incidentRecord.title").message
    rows = {"incidentRecordSummaries": [record] * 25, "nextToken": text}
    yield show(catalog()["ssm-incidents:ListIncidentRecords"], {"maxResults": 20}, rows).message


@given(hostile)
def test_no_message_breaks_slacks_rules_or_wakes_anybody(text: str) -> None:
    for message in looks(text):
        payload = {"channel": "C1", **message.payload}
        assert problems(payload, "message") == []
        assert broadcasts(payload) == []


@given(hostile)
def test_no_text_of_anybody_hides_where_a_link_leads_or_mentions_somebody(text: str) -> None:
    for message in looks(text):
        everything = shown(message.payload)
        for token in re.findall(r"<([^<>\n]*)>", everything):
            is_ours = token.startswith("!date^") or re.fullmatch(r"[#@][A-Z0-9]+", token)
            is_plain_link = token.startswith(("https://", "http://")) and "|" not in token
            assert is_ours or is_plain_link or token_is_in_plain_text(message, token)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08]", everything)


def token_is_in_plain_text(message: Message, token: str) -> bool:
    """`plain_text` objects show everything as it is, angle brackets too."""
    plain_texts = [block["text"]["text"] for block in message.blocks if block["type"] == "header"]
    return any(f"<{token}>" in text for text in plain_texts)


@example("&", 10)  # not even the first sign fits
@given(hostile, st.integers(10, 3000))
def test_escaped_text_fits_and_no_entity_is_cut_in_two(text: str, limit: int) -> None:
    for safe in (mrkdwn(text, limit), code(text, limit), code_block(text, limit)):
        assert 0 < len(safe) <= limit
        assert re.sub(r"&(amp|lt|gt);", "", safe).count("&") == 0
    assert 0 < len(plain(text, limit)) <= limit


@pytest.mark.parametrize("action", sorted(catalog()))
def test_help_about_every_operation_fits(action: str) -> None:
    operation = catalog()[action]
    for message in (help_for(HelpWanted(operation.service, operation), {action}),):
        assert problems({"channel": "C1", **message.payload}, "message") == []
        assert broadcasts(message.payload) == []


@pytest.mark.parametrize("service", [None, *catalog().services])
@pytest.mark.parametrize("offered", [frozenset(), frozenset(catalog())])
def test_help_about_every_service_fits(service: str | None, offered: frozenset[str]) -> None:
    message = help_for(HelpWanted(service), offered)
    assert problems({"channel": "C1", **message.payload}, "message") == []


@pytest.mark.parametrize("action", sorted(catalog()))
def test_whatever_an_operation_lacks_can_be_asked_for(action: str) -> None:
    operation = catalog()[action]
    needed = [name for name in operation.input_shape.members if name in operation.input_shape.required_members]
    for start in range(len(needed)):
        message = asking.missing_value(Command(operation, {}, missing=tuple(needed[start:])), "a thing", ("a", "b"))
        assert problems({"channel": "C1", **message.payload}, "message") == []
    if needed:
        message = asking.incomplete(Command(operation, {}, missing=tuple(needed)))
        assert problems({"channel": "C1", **message.payload}, "message") == []


@pytest.mark.parametrize("action", sorted(one for one in catalog() if catalog()[one].destructive))
def test_every_deletion_says_what_it_destroys(action: str) -> None:
    operation = catalog()[action]
    params = example_params(operation)
    message = confirm.deletion(operation, params)
    assert problems({"channel": "C1", **message.payload}, "message") == []
    for value in params.values():
        assert not isinstance(value, str) or value in shown(message.payload)


def test_the_note_form_is_one_that_slack_takes() -> None:
    assert problems(note.modal(INCIDENT, "C1", "1.1"), "modal") == []


def test_a_card_says_what_and_how_bad_first() -> None:
    message = incident.card(a_card())
    assert message.text == "\N{LARGE RED CIRCLE} Critical impact: Checkout is down"
    assert message.blocks[0]["text"]["text"] == "\N{LARGE RED CIRCLE} Checkout is down"
    assert message.blocks[1]["text"]["text"].startswith("*Critical impact* · open since <!date^")


@pytest.mark.parametrize(
    ("times", "said"), [(1, "Repeated once <!date^1795305600^"), (41, "Repeated 41 times, last <!date^1795305600^")]
)
@pytest.mark.parametrize("status", ["OPEN", "RESOLVED"])
def test_a_card_says_that_the_alarm_has_come_again(times: int, said: str, status: str) -> None:
    again = Repeated(times=times, last_at=datetime(2026, 11, 22, tzinfo=UTC))
    message = incident.card(a_card(repeated=again, status=status))
    assert said in message.blocks[2]["text"]["text"]
    assert problems({"channel": "C1", **message.payload}, "message") == []
    assert "Repeated" not in shown(incident.card(a_card(status=status)).payload)


def test_a_page_says_what_and_how_bad_first_and_has_one_button_and_its_code() -> None:
    message = page.page(a_page_message())
    assert message.text == "\N{LARGE RED CIRCLE} Critical impact: Checkout is down"
    buttons = [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]
    assert [button["action_id"] for button in buttons] == ["ssm-contacts:AcceptPage"]
    assert "`123456`" in shown(message.payload)
    assert "stage 1 of 3" in shown(message.payload)


@pytest.mark.parametrize(
    ("covers_for", "said"),
    [
        ((), "You are on call in Payments &amp; more."),
        (("Ben",), "You are on call in Payments &amp; more, for Ben."),
        (("Ben", "<!here>"), "You are on call in Payments &amp; more, for Ben and &lt;!here&gt;."),
        (("a", "b", "c", "d", "e"), "You are on call in Payments &amp; more, for a, b, c and 2 more."),
    ],
)
def test_a_page_to_somebody_found_by_a_schedule_says_why(covers_for: tuple[str, ...], said: str) -> None:
    message = page.page(a_page_message(schedule="Payments & more", covers_for=covers_for))
    assert said in shown(message.payload)
    assert "on call" not in shown(page.page(a_page_message()).payload)


@given(hostile, st.lists(hostile, max_size=6))
def test_whatever_a_schedule_and_its_people_are_called_a_page_can_be_posted(name: str, covered: list[str]) -> None:
    message = page.page(a_page_message(schedule=name, covers_for=tuple(covered)))
    assert problems({"channel": "C1", **message.payload}, "message") == []
    assert broadcasts(message.payload) == []


def test_a_page_that_needs_no_answer_any_more_has_no_button() -> None:
    message = page.page(a_page_message(outcome="Acknowledged by Ben", outcome_at=AT))
    assert not [block for block in message.blocks if block["type"] == "actions"]
    assert message.text.startswith("Acknowledged by Ben")
    assert "arn:" not in shown(message.payload)


def test_the_command_of_a_page_and_of_an_activation_is_one_that_is_heard_anywhere() -> None:
    for message in (page.page(a_page_message()), page.activation(an_activation("Slack"))):
        (command,) = re.findall("`(.*ssm-contacts .*)`", shown(message.payload))
        assert command.startswith("@aws ")
        assert isinstance(understand(command, AT, catalog()), Command)


def test_a_resolved_card_offers_neither_to_acknowledge_nor_to_resolve() -> None:
    message = incident.card(a_card(status="RESOLVED", resolved_at=AT))
    labels = [
        one["text"]["text"] for block in message.blocks for one in block.get("elements", []) if "action_id" in one
    ]
    assert labels == ["Add note"]


def test_values_stay_as_the_api_spells_them() -> None:
    event = {"eventType": "SSM Incident Trigger", "incidentRecordArn": INCIDENT, "eventTime": AT + timedelta(hours=1)}
    answer = show(catalog()["ssm-incidents:ListTimelineEvents"], {}, {"eventSummaries": [event]})
    text = shown(answer.message.payload)
    assert "SSM Incident Trigger" in text
    assert f"`{INCIDENT}`" in text
    assert f"<!date^{int(datetime(2026, 11, 22, 4, tzinfo=UTC).timestamp())}^" in text


def test_what_happened_several_times_in_a_row_is_told_once() -> None:
    said = [("1", "Ana is paged."), ("2", "Ana is paged."), ("3", "Ben is paged."), ("4", "Ana is paged.")]
    lines = [StoryLine(event_id=id_, at=AT, icon="page", text=text) for id_, text in said]
    told = [block["text"]["text"].rpartition("> ")[2] for block in incident.story(lines).blocks]
    assert told == ["Ana is paged.", "Ben is paged.", "Ana is paged."]


def test_a_deleted_incident_offers_nothing_to_press() -> None:
    looks = str(incident.card(a_card("This incident was deleted", deleted_at=AT)).payload)
    assert "This incident was deleted" in looks
    assert "button" not in looks
    assert "impact" not in looks


def test_a_page_leads_to_where_the_incident_is_followed() -> None:
    assert "<#C1CHECKOUT>" in str(page.page(a_page_message(told_in=("C1CHECKOUT",))).payload)


def test_a_timeline_tells_when_first_and_the_incident_once() -> None:
    def event(n: int, changed: timedelta) -> dict[str, Any]:
        at = AT + timedelta(minutes=n)
        kind = "SSM Contacts Page Acknowledgement for Incident"
        return {
            "incidentRecordArn": INCIDENT,
            "eventId": f"e{n}",
            "eventType": kind,
            "eventTime": at,
            "eventUpdatedTime": at + changed,
        }

    events = [event(1, timedelta()), event(2, timedelta(minutes=5))]
    answer = show(catalog()["ssm-incidents:ListTimelineEvents"], {}, {"eventSummaries": events})
    text = shown(answer.message.payload)
    assert text.count(INCIDENT) == 1
    first, second = [line for line in text.splitlines() if "Acknowledgement" in line]
    assert re.fullmatch(r"<!date\^[^>]*> \*SSM Contacts Page Acknowledgement for Incident\*", first)
    assert second.count("<!date^") == 2
    assert "eventUpdatedTime" not in text


def test_a_record_begins_with_what_and_how_bad_and_its_parts_are_read_without_json() -> None:
    record = {
        "arn": INCIDENT,
        "chatChannel": {"chatbotSns": ["arn:aws:sns:us-east-1:111122223333:checkout"]},
        "creationTime": AT,
        "impact": 1,
        "incidentRecordSource": {"createdBy": "arn:aws:sts::111122223333:x", "source": "aws.ssm-incidents.custom"},
        "status": "OPEN",
        "title": "Checkout is down",
    }
    answer = show(catalog()["ssm-incidents:GetIncidentRecord"], {}, {"incidentRecord": record})
    text = shown({"blocks": list(answer.message.blocks)})
    places = [text.index(f"*{name}*") for name in ("title", "status", "impact", "creationTime", "arn")]
    assert places == sorted(places)
    assert "createdBy: `arn:aws:sts::111122223333:x`\nsource: aws.ssm-incidents.custom" in text
    assert "chatbotSns: `arn:aws:sns:us-east-1:111122223333:checkout`" in text
    assert "{" not in re.sub("<!date[^>]*>", "", text)


def test_no_chat_channel_is_read_without_json() -> None:
    record = {"title": "Checkout is down", "chatChannel": {"empty": {}}}
    answer = show(catalog()["ssm-incidents:GetIncidentRecord"], {}, {"incidentRecord": record})
    assert "*chatChannel*\nempty" in shown(answer.message.payload)


def test_a_card_that_is_left_behind_says_so_and_offers_nothing() -> None:
    message = incident.card(a_card(warnings=(LEFT,)))
    assert "*No longer followed here.*" in shown(message.payload)
    assert not [block for block in message.blocks if block["type"] == "actions"]


def test_a_wrong_chat_channel_is_told_both_ways_to_write_one() -> None:
    operation = catalog()["ssm-incidents:UpdateIncidentRecord"]
    with pytest.raises(Refusal) as no:
        validate(operation, {"arn": INCIDENT, "chatChannel": {}})
    told = shown(refusal.refused(no.value, operation).payload)
    for way in ("--chat-channel chatbotSns=TOPIC-ARN", "--chat-channel empty={}"):
        assert f"`{way}`" in told
        command = understand(f"ssm-incidents update-incident-record --arn x {way}", AT, catalog())
        assert isinstance(command, Command)


def look(action: str, answer: dict[str, Any]) -> str:
    """An answer as it can be read, after checking that Slack takes it."""
    message = show(catalog()[action], {}, answer).message
    assert problems({"channel": "C1", **message.payload}, "message") == []
    return shown({"blocks": list(message.blocks)}) if message.blocks else message.text


RECURRENCE = {
    "NumberOfOnCalls": 1,
    "RecurrenceMultiplier": 1,
    "WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}],
}
ROTATION = {
    "RotationArn": f"{ARNS.contact('x').rpartition(':')[0]}:rotation/0a1b2c3d",
    "Name": "primary",
    "ContactIds": [ARNS.contact("ana"), ARNS.contact("ben")],
    "StartTime": AT,
    "TimeZoneId": "Europe/Berlin",
    "Recurrence": RECURRENCE,
}
POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*"}]}'


def test_a_rotation_tells_who_and_keeps_what_belongs_together_on_a_line() -> None:
    text = look("ssm-contacts:GetRotation", ROTATION)
    assert f"*ContactIds*\n`{ARNS.contact('ana')}`\n`{ARNS.contact('ben')}`" in text
    hand_off = '"WeeklySettings": [{"DayOfWeek": "MON", "HandOffTime": {"HourOfDay": 9, "MinuteOfHour": 0}}]'
    assert hand_off in text
    assert json.loads(text.partition("*Recurrence*\n```\n")[2].partition("\n```")[0]) == RECURRENCE


def test_rotations_are_read_by_name_and_time_zone() -> None:
    text = look("ssm-contacts:ListRotations", {"Rotations": [ROTATION]})
    assert re.search(r"\*primary\* · StartTime <[^>]*> · TimeZoneId Europe/Berlin", text)


def test_an_override_tells_first_when() -> None:
    override = {"RotationOverrideId": "o1", "NewContactIds": [ARNS.contact("ben")], "StartTime": AT, "EndTime": AT}
    text = look("ssm-contacts:ListRotationOverrides", {"RotationOverrides": [override]})
    assert re.search(r"\*StartTime <[^>]*>\* · EndTime <[^>]*>", text)
    assert "`o1`" in text


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("ssm-contacts:ListTagsForResource", {"Tags": [{"Key": "team", "Value": "payments"}]}),
        ("ssm-incidents:ListTagsForResource", {"tags": {"team": "payments"}}),
    ],
)
def test_tags_of_both_services_are_read_without_json(action: str, answer: dict[str, Any]) -> None:
    assert re.search(r"\*team\*[\n:] ?payments", look(action, answer))


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("ssm-contacts:ListTagsForResource", {"Tags": []}),
        ("ssm-incidents:ListTagsForResource", {"tags": {}}),
        ("ssm-incidents:BatchGetIncidentFindings", {"findings": [], "errors": []}),
        ("ssm-incidents:GetResourcePolicies", {"resourcePolicies": []}),
        ("chatbot:ListAssociations", {"Associations": []}),
    ],
)
def test_an_answer_with_nothing_in_it_says_so(action: str, answer: dict[str, Any]) -> None:
    assert "nothing found" in look(action, answer)


def test_a_policy_can_be_copied_to_the_letter() -> None:
    alone = look("ssm-contacts:GetContactPolicy", {"ContactArn": ARNS.contact("ana"), "Policy": POLICY})
    assert f"*Policy*\n```\n{POLICY}\n```" in alone
    policy = {"policyDocument": POLICY, "policyId": "p", "ramResourceShareRegion": "us-east-1"}
    assert f"`{POLICY}` · ramResource" in look("ssm-incidents:GetResourcePolicies", {"resourcePolicies": [policy]})


def test_custom_actions_are_read_by_what_they_do() -> None:
    arn = ARNS.custom_action("restart")
    action = {"CustomActionArn": arn, "ActionName": "restart", "Definition": {"CommandText": "lambda invoke"}}
    assert "CommandText: lambda invoke" in look("chatbot:GetCustomAction", {"CustomAction": action})
    assert f"`{arn}`" in look("chatbot:ListCustomActions", {"CustomActions": [arn]})
    assert f"`{arn}`" in look("chatbot:ListAssociations", {"Associations": [{"Resource": arn}]})
