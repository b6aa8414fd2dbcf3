"""What do people get who type a command, by mention, by slash and in a direct message?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.policies.files import attachments
from bot.slack import desk, web
from bot.slack.blocks import refusal
from bot.slack.blocks.plainly import plainly
from bot.slack.people import Unknown
from core.contact_channels.activating import NotActivated, activated
from core.contact_channels.operations import _not_activated
from core.engagements.acceptance import MOST_WRONG_CODES, WrongCode
from core.errors import Refusal, denied
from core.pages.answers import wrong_code
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example_params
from tests.policies.channels import linked
from tests.slack.world import (
    ANA,
    ARNS,
    AT,
    BEN,
    BOSS,
    CHANNEL,
    GUEST,
    INCIDENT,
    World,
    a_channel,
    a_contact,
    a_page,
    an_announcement,
    an_incident,
    shown,
    texts,
)

START, ACCEPT = "ssm-incidents:StartIncident", "ssm-contacts:AcceptPage"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world
        assert world.slack.problems == []
        assert world.slack.woken == []


def started(work: Any, request: dict[str, Any]) -> dict[str, Any]:
    return {"incidentRecordArn": INCIDENT}


async def test_a_mention_is_carried_out_once_and_answered_in_its_thread(world: World) -> None:
    world.operations[START] = started
    answer = await world.said('ssm-incidents start-incident --response-plan-arn checkout --title "Checkout is down"')
    assert INCIDENT in answer
    (request,) = world.asked(START)
    assert request == {"responsePlanArn": ARNS.response_plan("checkout"), "title": "Checkout is down"}
    (message,) = world.slack.said_in(CHANNEL)
    said = next(one for one in world.slack.workspace.channels[CHANNEL].messages.values() if one["user"] == BOSS)
    assert message["thread_ts"] == said["ts"]


async def test_a_slash_command_is_answered_for_its_writer_alone(world: World) -> None:
    world.operations[START] = started
    answer = await world.slack.somebody(ANA).commands(
        "ssm-incidents start-incident --response-plan-arn checkout", channel=CHANNEL
    )
    await world.settled()
    assert (answer.status, answer.body) == (200, "")
    (call,) = world.slack.called("response_url")
    assert call.arguments["response_type"] == "ephemeral"
    assert INCIDENT in shown(call.arguments)
    assert world.slack.said_in(CHANNEL) == []


async def test_a_direct_message_needs_no_mention(world: World) -> None:
    world.operations["ssm-incidents:ListIncidentRecords"] = lambda work, request: {"incidentRecordSummaries": []}
    await world.slack.somebody(ANA).says("ssm-incidents list-incident-records")
    await world.settled()
    assert "nothing found" in shown(world.slack.said_in(ANA)[-1])


async def test_the_caller_is_who_slack_says_and_not_what_the_text_says(world: World) -> None:
    world.operations[START] = started
    await world.said("ssm-incidents start-incident --response-plan-arn checkout", by=ANA)
    (caller, _, _) = world.calls[-1]
    assert (caller.arn, caller.standing, caller.name) == (ARNS.slack_user(ANA), "member", "Ana")


async def test_guests_may_do_nothing(world: World) -> None:
    world.operations[START] = started
    assert "not authorized" in await world.said("ssm-incidents start-incident --response-plan-arn checkout", by=GUEST)
    assert "full members" in await world.said("help", by=GUEST)
    assert world.calls == []


@pytest.mark.parametrize("standing", ["guest", "single-channel guest", "deactivated", "bot", "stranger"])
async def test_who_is_no_member_is_refused_though_named_as_administrator_and_the_log_says_so(
    world: World, standing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    world.slack.workspace.person(BOSS, "boss", standing)
    assert "full members" in await world.said("help")
    assert f"MUSTER_ADMINS names {BOSS}" in caplog.text
    assert (await world.side.people.caller(BOSS)).standing == "stranger"
    world.clock.ahead = timedelta(hours=2)
    world.slack.fail("users.info", "internal_error")
    with pytest.raises(Unknown):
        await world.side.people.caller(BOSS)


async def test_members_may_not_do_what_administrators_may(world: World) -> None:
    answer = await world.said("ssm-contacts delete-contact --contact-id ana", by=ANA)
    assert "AccessDeniedException" in answer
    assert world.calls == []


async def test_what_others_say_in_threads_is_none_of_our_business(world: World) -> None:
    await world.slack.somebody(ANA).says("I think it is the database", channel=CHANNEL, thread_ts="1.1")
    await world.slack.somebody(ANA).says("good morning", channel=CHANNEL)
    await world.settled()
    assert world.slack.said_in(CHANNEL) == []
    assert world.slack.called("users.info") == []


async def test_a_missing_value_is_asked_for_and_the_next_message_is_it(world: World) -> None:
    world.operations[START] = started
    question = await world.said("ssm-incidents start-incident --impact 2")
    assert "--response-plan-arn" in question
    thread = world.slack.said_in(CHANNEL)[-1]["thread_ts"]
    await world.slack.somebody(BEN).says("what is this?", channel=CHANNEL, thread_ts=thread)
    await world.slack.somebody(BOSS).says("checkout", channel=CHANNEL, thread_ts=thread)
    await world.settled()
    (request,) = world.asked(START)
    assert request == {"responsePlanArn": ARNS.response_plan("checkout"), "impact": 2}
    assert world.pending.commands == {}


async def test_a_question_can_be_cancelled(world: World) -> None:
    await world.said("ssm-incidents start-incident --impact 2")
    thread = world.slack.said_in(CHANNEL)[-1]["thread_ts"]
    await world.slack.somebody(BOSS).says("cancel", channel=CHANNEL, thread_ts=thread)
    await world.slack.somebody(BOSS).says("checkout", channel=CHANNEL, thread_ts=thread)
    await world.settled()
    assert world.calls == []


async def in_the_thread(world: World, text: str) -> str:
    """Say something where the last answer is; the newest answer then."""
    thread = world.slack.said_in(CHANNEL)[-1]["thread_ts"]
    if text.startswith("@aws "):
        return await world.said(text.removeprefix("@aws "), thread_ts=thread)
    await world.slack.somebody(BOSS).says(text, channel=CHANNEL, thread_ts=thread)
    await world.settled()
    return shown(world.slack.said_in(CHANNEL)[-1])


ADD_NOTE = f"ssm-incidents create-timeline-event --event-time now --event-type Note --incident-record-arn {INCIDENT}"
NOTE = "ssm-incidents:CreateTimelineEvent"


async def test_what_people_say_to_each_other_does_not_become_a_note(world: World) -> None:
    world.operations[NOTE] = lambda work, request: {"incidentRecordArn": INCIDENT, "eventId": "e"}
    question = await world.said(ADD_NOTE)
    assert "What should the note say?" in question
    assert "`@aws --event-data" in question
    assert await in_the_thread(world, "who has broken it this time?") == question
    assert world.calls == []
    await in_the_thread(world, '@aws --event-data "Rolled back"')
    assert [json.loads(request["eventData"]) for request in world.asked(NOTE)] == ["Rolled back"]


async def test_a_direct_message_answers_with_any_words(world: World) -> None:
    world.operations[NOTE] = lambda work, request: {"incidentRecordArn": INCIDENT, "eventId": "e"}
    await world.slack.somebody(ANA).says(ADD_NOTE)
    await world.settled()
    assert "Just write the value here" in shown(world.slack.said_in(ANA)[-1])
    await world.slack.somebody(ANA).says("Rolled back to 1.4.2")
    await world.settled()
    assert [json.loads(request["eventData"]) for request in world.asked(NOTE)] == ["Rolled back to 1.4.2"]


async def test_what_mentions_the_bot_is_a_command_and_no_value(world: World) -> None:
    await world.said("ssm-contacts create-contact --type PERSONAL --plan Stages=[]")
    assert "no service or operation" in await in_the_thread(world, "@aws jane")
    assert "ssm-contacts help" in await in_the_thread(world, "@aws help")
    assert world.calls == []


async def test_after_an_answer_that_did_not_fit_only_what_mentions_the_bot_is_another(world: World) -> None:
    world.operations["ssm-contacts:CreateContact"] = lambda work, request: {"ContactArn": ARNS.contact("jane")}
    await world.said("ssm-contacts create-contact --alias jane --plan Stages=[]")
    told = await in_the_thread(world, "robot")
    assert "PERSONAL" in told
    assert "@aws cancel" in told
    assert await in_the_thread(world, "personal reasons, I guess") == told
    assert await in_the_thread(world, "PERSONAL") == told
    assert ARNS.contact("jane") in await in_the_thread(world, "@aws --type PERSONAL")


async def test_a_question_waits_for_ten_minutes(world: World) -> None:
    await world.said("ssm-incidents start-incident --impact 2")
    ((key, asked),) = world.pending.commands.items()
    world.pending.commands[key] = replace(asked, asked_at=asked.asked_at - timedelta(minutes=10))
    await in_the_thread(world, "checkout")
    assert world.calls == []


async def test_a_question_can_be_cancelled_by_a_mention(world: World) -> None:
    await world.said("ssm-incidents start-incident --impact 2")
    assert "forgotten" in await in_the_thread(world, "@aws cancel")
    assert world.pending.commands == {}


async def test_a_slash_command_that_lacks_something_says_all_that_it_lacks(world: World) -> None:
    await world.slack.somebody(BOSS).commands("ssm-incidents create-timeline-event", channel=CHANNEL)
    await world.settled()
    (answer,) = world.whispers()
    assert "--incident-record-arn" in answer
    assert "--event-data" in answer
    assert world.pending.commands == {}


async def test_in_an_incidents_thread_the_incident_need_not_be_named(world: World) -> None:
    world.registry.announcements += [
        an_announcement("1.1"),
        an_announcement("2.2", key="o", incident_arn=INCIDENT.replace("11111111", "99999999")),
    ]
    world.operations["ssm-incidents:CreateTimelineEvent"] = lambda work, request: {
        "incidentRecordArn": INCIDENT,
        "eventId": "e",
    }
    await world.said(
        "ssm-incidents create-timeline-event --event-type Custom Event --event-time 2026-11-22T03:00:00Z"
        " --event-data rolled back",
        thread_ts="1.1",
    )
    (request,) = world.asked("ssm-incidents:CreateTimelineEvent")
    assert request["incidentRecordArn"] == INCIDENT
    assert json.loads(request["eventData"]) == "rolled back"
    assert request["eventTime"] == AT


async def test_where_a_channel_has_several_incidents_they_are_offered(world: World) -> None:
    other = INCIDENT.replace("11111111", "99999999")
    world.registry.announcements += [an_announcement("1.1"), an_announcement("2.2", key="o", incident_arn=other)]
    answer = await world.said("ssm-incidents list-timeline-events")
    assert INCIDENT in answer
    assert other in answer


async def test_a_call_for_help_is_filled_in_from_the_incident(world: World) -> None:
    world.registry.announcements.append(an_announcement())
    world.registry.incidents.append(an_incident(summary="All payments fail"))
    world.operations["ssm-contacts:StartEngagement"] = lambda work, request: {
        "EngagementArn": ARNS.engagement("ben", "e")
    }
    await world.said("ssm-contacts start-engagement --contact-id ben", by=ANA)
    (request,) = world.asked("ssm-contacts:StartEngagement")
    assert request == {
        "ContactId": ARNS.contact("ben"),
        "IncidentId": INCIDENT,
        "Sender": "Ana",
        "Subject": "Checkout is down",
        "Content": "All payments fail",
    }


async def test_a_person_in_slack_stands_for_their_contact(world: World) -> None:
    world.registry.channels.append(a_channel("ben", BEN))
    world.operations["ssm-contacts:GetContact"] = lambda work, request: {
        "ContactArn": request["ContactId"],
        "Alias": "ben",
    }
    assert ARNS.contact("ben") in await world.said(f"ssm-contacts get-contact --contact-id <@{BEN}>")


async def test_a_mistyped_name_is_told_the_right_one(world: World) -> None:
    world.registry.contacts += [a_contact("akua"), a_contact("ben")]

    def not_found(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise Refusal("ResourceNotFoundException", "Contact not found")

    world.operations["ssm-contacts:GetContact"] = not_found
    answer = await world.said("ssm-contacts get-contact --contact-id akau")
    assert "Contact not found" in answer
    assert "akua" in answer


async def test_an_unclear_name_gets_its_candidates(world: World) -> None:
    world.registry.incidents += [
        an_incident(),
        an_incident(arn=INCIDENT.replace("11111111", "99999999"), title="Checkout is slow"),
    ]
    answer = await world.said("ssm-incidents get-incident-record --arn checkout")
    assert "several incidents" in answer
    assert INCIDENT.partition("incident-record/")[2] in answer
    assert world.calls == []


async def test_a_wrong_command_is_told_the_nearest_right_one(world: World) -> None:
    answer = await world.said("ssm-incidents strat-incident --title x")
    assert "start-incident" in answer
    assert world.calls == []


async def test_a_deletion_asks_first(world: World) -> None:
    world.operations["ssm-contacts:DeleteContact"] = lambda work, request: {}
    await world.slack.somebody(BOSS).mentions("ssm-contacts delete-contact --contact-id ana", channel=CHANNEL)
    await world.settled()
    assert world.calls == []
    (question,) = world.slack.called("chat.postEphemeral")
    assert ARNS.contact("ana") in shown(question.arguments)
    assert question.arguments["user"] == BOSS


async def test_help_comes_from_the_model(world: World) -> None:
    assert "ssm-contacts help" in await world.said("help")
    assert "start-incident" in await world.said("ssm-incidents help")
    assert "--response-plan-arn" in await world.said("ssm-incidents start-incident help")


async def test_who_am_i(world: World) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    answer = await world.said("whoami", by=ANA)
    assert f"a member of the workspace: `{ARNS.slack_user(ANA)}`" in answer
    assert ARNS.contact("ana") in answer
    assert "`MusterResponderAccess` - the default" in answer
    assert "At most" not in answer
    assert "`MusterAdministratorAccess` - because you are an administrator" in await world.said("whoami", by=BOSS)


async def test_what_may_i_do_in_this_channel(world: World) -> None:
    top = {"groups": {"payments": {"members": [ANA], "policies": "MusterReadOnlyAccess"}},
           "roles": {"incidents": {"policies": "AdministratorAccess"}}}  # fmt: skip
    world.attachments = attachments({"attachments.json": json.dumps(top)}, ARNS.account)
    unknown = "arn:aws:iam::aws:policy/job-function/Unheard"
    world.registry.chat_channels = [linked(CHANNEL, "incidents"), linked(CHANNEL, "unheard-of", unknown)]
    answer = await world.said("whoami", by=ANA)
    assert "`MusterReadOnlyAccess` - group payments" in answer
    assert "`AdministratorAccess` - channel role incidents" in answer
    assert "At most" in answer
    assert f"muster policy explain --principal {ANA} --channel {CHANNEL} --account {ARNS.account} --action" in answer
    assert "role/unheard-of, is not among the roles that are known here" in answer
    assert f"{unknown} of {CHANNEL} is not among the policies that are known here: it allows nothing" in answer
    assert all(one.origin.channel_id == CHANNEL for one, *_ in world.calls)


async def test_who_am_i_can_be_asked_where_nobody_else_sees_the_answer(world: World) -> None:
    world.registry.chat_channels = [linked(CHANNEL, "unheard-of")]
    await world.slack.somebody(ANA).commands("whoami", channel=CHANNEL)
    await world.settled()
    (answer,) = world.whispers()
    assert ARNS.slack_user(ANA) in answer
    assert "role/unheard-of" in answer


async def test_a_guest_is_not_told_even_that(world: World) -> None:
    assert "MusterResponderAccess" not in await world.said("whoami", by=GUEST)


async def test_who_may_do_nothing_may_ask_why(world: World) -> None:
    world.attachments = attachments({"attachments.json": json.dumps({"users": {ANA: []}})}, ARNS.account)
    assert "nothing - attached to you" in await world.said("whoami", by=ANA)


async def test_a_call_says_where_it_was_typed(world: World) -> None:
    await world.said("ssm-incidents list-response-plans")
    ((caller, *_),) = world.calls
    assert (caller.origin.address, caller.origin.channel_id) == ("slack.com", CHANNEL)


async def test_long_answers_become_a_file(world: World) -> None:
    world.operations["ssm-incidents:ListResponsePlans"] = lambda work, request: {
        "responsePlanSummaries": [{"arn": ARNS.response_plan(f"plan-{n}"), "name": f"plan-{n}"} for n in range(100)]
    }
    await world.said("ssm-incidents list-response-plans --output json")
    (file,) = world.slack.workspace.files.values()
    assert len(json.loads(file["content"])["responsePlanSummaries"]) == 100


async def test_a_query_is_answered_with_what_it_finds(world: World) -> None:
    world.operations["ssm-incidents:GetIncidentRecord"] = lambda work, request: {
        "incidentRecord": {"arn": INCIDENT, "title": "Checkout is down", "creationTime": AT}
    }
    answer = await world.said(f"ssm-incidents get-incident-record --arn {INCIDENT} --query incidentRecord.title")
    assert "Checkout is down" in answer
    assert INCIDENT not in answer


async def test_the_same_message_delivered_again_does_nothing_again(world: World) -> None:
    world.operations[START] = started
    await world.said("ssm-incidents start-incident --response-plan-arn checkout")
    entry = next(iter(world.inbox.entries.values()))
    from tests.slack.deliveries import Delivery

    again = await world.slack.deliver(Delivery(kind="events_api", payload=entry.body), retry=1)
    await world.settled()
    assert again.status == 200
    assert len(world.asked(START)) == 1


async def test_while_slack_is_away_administrators_can_still_work(world: World) -> None:
    world.operations[START] = started
    world.slack.fail("users.info", "internal_error", times=None)
    assert INCIDENT in await world.said("ssm-incidents start-incident --response-plan-arn checkout", by=BOSS)


async def test_what_a_member_says_while_slack_is_away_is_done_when_it_is_back_and_they_are_told_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE", timedelta(milliseconds=1))
    monkeypatch.setattr(desk, "LONGEST_WAIT", timedelta(milliseconds=10))
    world.operations[START] = started
    world.slack.fail("users.info", "internal_error", times=desk.TRIES + 2)
    assert INCIDENT in await world.said("ssm-incidents start-incident --response-plan-arn checkout", by=ANA)
    (told,) = world.whispers()
    assert "keep trying" in told
    assert len(world.asked(START)) == 1


async def test_ones_own_page_is_accepted_by_command_while_slack_is_away(world: World) -> None:
    world.operations[ACCEPT] = lambda work, request: {}
    world.registry.channels.append(a_channel("ana", ANA))
    world.slack.fail("users.info", "internal_error", times=None)
    await world.said(
        f"ssm-contacts accept-page --page-id {ARNS.page('ana', 'p1')} --accept-type READ --accept-code 123456", by=ANA
    )
    ((caller, _, _),) = world.calls
    assert (caller.standing, caller.contact_arns) == ("member", {ARNS.contact("ana")})


async def test_an_answer_that_slack_limits_comes_later_and_the_work_is_not_done_again(world: World) -> None:
    world.operations[START] = started
    world.slack.limit("chat.postMessage", retry_after=1)
    answer = await world.said("ssm-incidents start-incident --response-plan-arn checkout")
    assert INCIDENT in answer
    assert world.done(START) == 1


async def test_the_apps_own_page_shows_what_is_open(world: World) -> None:
    record = {"arn": INCIDENT, "title": "Checkout <!channel> is down", "impact": 1, "creationTime": AT}
    world.operations["ssm-incidents:ListIncidentRecords"] = lambda work, request: {"incidentRecordSummaries": [record]}
    await world.slack.somebody(ANA).opens_home()
    await world.settled()
    page = "\n".join(texts(world.slack.workspace.homes[ANA]["blocks"]))
    assert "Checkout &lt;!channel&gt; is down" in page
    assert world.asked("ssm-incidents:ListIncidentRecords")[0]["filters"][0]["key"] == "status"


async def test_the_apps_own_page_shows_a_guest_nothing(world: World) -> None:
    await world.slack.somebody(GUEST).opens_home()
    await world.settled()
    assert "not authorized" in "\n".join(texts(world.slack.workspace.homes[GUEST]["blocks"]))
    assert world.calls == []


async def test_what_an_option_does_not_do_is_told(world: World) -> None:
    world.operations[START] = started
    answer = await world.said(
        "ssm-incidents start-incident --response-plan-arn checkout --region eu-west-1 --profile x"
    )
    assert INCIDENT in answer
    assert "--region` changed nothing" in answer
    assert "`--profile` only mean" in answer


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x7f", "\x9b"])
@pytest.mark.parametrize("begin", ["", "`", "```"])
async def test_what_nobody_can_see_is_named_and_nothing_is_changed(world: World, sign: str, begin: str) -> None:
    world.operations[START] = started
    told = await world.said(f'{begin}ssm-incidents start-incident --response-plan-arn x --title "a{sign}b"{begin}')
    assert f"U+{ord(sign):04X}" in told
    assert world.calls == []


async def test_lines_and_tabs_are_no_unseen_characters(world: World) -> None:
    world.operations[START] = started
    await world.said('ssm-incidents start-incident --response-plan-arn checkout --title "a\tb\r\nc"')
    assert len(world.asked(START)) == 1


async def test_the_thread_of_a_card_that_has_moved_is_still_about_its_incident_and_the_channel_is_not(
    world: World,
) -> None:
    world.operations["ssm-incidents:ListTimelineEvents"] = lambda work, request: {"eventSummaries": []}
    world.registry.announcements.append(an_announcement("1.1", moved_at=AT))
    await world.said("ssm-incidents list-timeline-events", thread_ts="1.1")
    (request,) = world.asked("ssm-incidents:ListTimelineEvents")
    assert request["incidentRecordArn"] == INCIDENT
    assert "--incident-record-arn" in await world.said("ssm-incidents list-timeline-events")


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("ssm-contacts create-contact --alias jane --display-name " + "x" * 300, "DisplayName"),
        ("ssm-contacts create-contact --plan Stages=[] --type ROBOT", "--type"),
        ("ssm-incidents start-incident --title " + "x" * 201, "title"),
        ("ssm-incidents create-timeline-event --incident-record-arn arn:aws:nonsense", "incidentRecordArn"),
        ("ssm-incidents create-timeline-event --incident-record-arn no-such-incident", "no incident"),
    ],
)
async def test_what_is_there_is_checked_before_anything_is_asked(world: World, command: str, wrong: str) -> None:
    told = await world.said(command)
    assert wrong in told
    assert "cancel" not in told
    assert world.pending.commands == {}


@pytest.mark.parametrize("action", sorted(catalog()))
def test_what_stands_in_for_missing_values_is_valid_itself(action: str) -> None:
    assert validate(catalog()[action], example_params(catalog()[action])) is not None


def a_plan(*engaged: str) -> ResponsePlan:
    template = IncidentTemplate(title="Checkout is down", impact=1)
    engagements = tuple(map(ARNS.contact, engaged))
    return ResponsePlan(arn=ARNS.response_plan("checkout"), name="checkout", template=template, engagements=engagements)


@pytest.mark.parametrize(
    ("engaged", "told"),
    [
        ((), "Nobody is being paged"),
        (("shop",), "*Shop on call* is being paged."),
        (("shop", "ben"), "*Shop on call* and *ben* are being paged."),
        (("shop", "ben", "ana"), "*Shop on call*, *ben* and *ana* are being paged."),
    ],
)
async def test_who_starts_an_incident_hears_what_it_is_and_who_is_called(
    world: World, engaged: tuple[str, ...], told: str
) -> None:
    world.registry.contacts.append(a_contact("shop", display_name="Shop on call"))
    world.registry.plans.append(a_plan(*engaged))

    def start(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        world.registry.incidents.append(an_incident(created_at=work.now))
        return {"incidentRecordArn": INCIDENT}

    world.operations[START] = start
    answer = await world.said("ssm-incidents start-incident --response-plan-arn checkout")
    assert f"Started: *Checkout is down* (critical impact). {told}" in answer
    assert f"`{INCIDENT}`" in answer


async def test_who_starts_what_an_open_incident_takes_in_hears_that_nobody_new_is_called(world: World) -> None:
    world.operations[START] = started
    world.registry.incidents.append(an_incident(title="one", impact=3, created_at=AT - timedelta(days=365)))
    answer = await world.said("ssm-incidents start-incident --response-plan-arn checkout --title two --impact 1")
    assert "No new incident: *one* (medium impact, open since <!date" in answer
    assert "Nobody new is paged" in answer
    assert "--impact 1`" in answer
    assert "Started" not in answer


async def test_who_asks_for_json_gets_awss_answer(world: World) -> None:
    world.operations[START] = started
    world.registry.incidents.append(an_incident())
    answer = await world.said("ssm-incidents start-incident --response-plan-arn checkout --output json")
    assert '"incidentRecordArn"' in answer


@pytest.mark.parametrize(
    ("word", "told"),
    [("ack", "press *Acknowledge*"), ("Acknowledge", "press *Acknowledge*"), ("resolve", "--status RESOLVED")],
)
async def test_what_people_say_first_is_answered_with_how(world: World, word: str, told: str) -> None:
    answer = await world.said(word)
    assert told in answer
    assert "no service" not in answer


async def test_who_may_not_is_told_plainly_who_may(world: World) -> None:
    answer = await world.said(f"ssm-incidents delete-incident-record --arn {INCIDENT}", by=ANA)
    told = "no policy of yours allows it. Ask an administrator; `@aws whoami` says what you may."
    assert answer.startswith(f"\N{WARNING SIGN} You may not delete incidents: {told}\n")
    assert "AccessDeniedException" in answer


@pytest.mark.parametrize(("left", "told"), [(4, "4 tries left"), (1, "1 try left"), (0, "Too many wrong codes")])
async def test_a_wrong_code_says_where_the_right_one_is(world: World, left: int, told: str) -> None:
    before = a_page(wrong_codes=MOST_WRONG_CODES - left - 1)

    def refuse(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise wrong_code(WrongCode(replace(before, wrong_codes=before.wrong_codes + 1)), before)

    world.operations[ACCEPT] = refuse
    world.registry.channels.append(a_channel("ana", ANA))
    answer = await world.said(
        f"ssm-contacts accept-page --page-id {before.arn} --accept-type READ --accept-code 000000", by=ANA
    )
    assert told in answer.splitlines()[0]
    assert "ValidationException" in answer


async def test_whose_page_it_is_not_is_told_so(world: World) -> None:
    def refuse(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise denied(work.caller.arn, ACCEPT, request["PageId"])

    world.operations[ACCEPT] = refuse
    answer = await world.said(
        f"ssm-contacts accept-page --page-id {ARNS.page('ana', 'p')} --accept-type READ --accept-code 000000", by=BEN
    )
    assert "This page is somebody else's" in answer.splitlines()[0]


def test_who_declined_and_activates_after_all_is_told_whom_to_ask() -> None:
    asked = replace(a_channel("ana", ANA, activated_at=None), activation=None)
    no = activated(asked, "123456", AT)
    assert isinstance(no, NotActivated)
    assert "You declined this" in refusal.refused(_not_activated(no.reason)).text


@pytest.mark.parametrize("action", sorted(catalog()))
def test_every_operation_can_be_denied_in_plain_words(action: str) -> None:
    assert plainly(denied("x", action, "*")) is not None
