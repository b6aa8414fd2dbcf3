"""What happens when somebody presses a button, or fills in a form?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.slack.blocks import incident as incident_looks
from bot.slack.blocks import page as page_looks
from bot.slack.blocks.elements import Message
from bot.slack.blocks.plainly import MEMBERS_ONLY
from bot.slack.people import Unknown
from core.announcements.card import Card, Engaged
from core.audit.event import AuditEvent
from core.engine.ports import ActivationMessage
from core.errors import Refusal
from tests.slack.test_looks import a_page_message
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
    an_engagement,
    an_incident,
)

ACCEPT = "ssm-contacts:AcceptPage"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        world.operations[ACCEPT] = lambda work, request: {}
        yield world
        assert world.slack.problems == []


def post(world: World, looks: Message, channel: str = CHANNEL) -> dict[str, Any]:
    workspace = world.slack.workspace
    where = workspace.direct(channel) if channel in workspace.people else workspace.conversation(channel)
    return workspace.post(where, "U0BOT", looks.text, blocks=list(looks.blocks))


def card(world: World) -> dict[str, Any]:
    looks = incident_looks.card(
        Card(
            incident_arn=INCIDENT,
            title="Checkout is down",
            impact=1,
            status="OPEN",
            since=AT,
            response_plan="checkout",
            engaged=(Engaged(name="oncall", state="paging"),),
        )
    )
    return post(world, looks)


async def press(world: World, by: str, button: str, message: dict[str, Any]) -> str:
    """The last thing that only this person was told."""
    answer = await world.slack.somebody(by).presses(button, message)
    assert answer.status == 200
    await world.settled()
    return world.whispers()[-1] if world.whispers() else ""


async def test_a_pages_button_accepts_it_in_the_name_of_who_pressed(world: World) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    message = post(world, page_looks.page(a_page_message()), ANA)
    await press(world, ANA, "Acknowledge", message)
    ((caller, _, request),) = world.calls
    assert request == {"PageId": ARNS.page("ana", "p1"), "AcceptType": "READ", "AcceptCode": "123456"}
    assert caller.contact_arns == {ARNS.contact("ana")}
    assert caller.user_id == ANA


@pytest.mark.parametrize("on", ["page", "card"])
async def test_a_page_is_acknowledged_while_slack_cannot_be_asked_who_pressed(world: World, on: str) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    world.registry.engagements.append(an_engagement())
    world.registry.pages.append(a_page())
    world.slack.limit("users.info", retry_after=600, times=None)
    await press(
        world, ANA, "Acknowledge", card(world) if on == "card" else post(world, page_looks.page(a_page_message()), ANA)
    )
    ((caller, _, _),) = world.calls
    assert (caller.user_id, caller.contact_arns) == (ANA, {ARNS.contact("ana")})
    assert (caller.origin.channel_id == CHANNEL) is (on == "card")


async def test_who_is_known_to_be_no_member_owns_nothing_while_slack_is_away(world: World) -> None:
    world.registry.channels.append(a_channel("ana", GUEST))
    await world.side.people.owner(GUEST)
    world.clock.ahead = timedelta(hours=2)
    world.slack.fail("users.info", "internal_error")
    with pytest.raises(Unknown):
        await world.side.people.owner(GUEST)


async def test_who_presses_too_late_is_told_who_has_it(world: World) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    world.registry.contacts.append(a_contact("ben", display_name="Ben Okri"))
    world.registry.engagements.append(an_engagement(acknowledged_at=AT, acknowledged_by=ARNS.contact("ben")))
    world.registry.pages.append(a_page(closed_at=AT))
    told = await press(world, ANA, "Acknowledge", post(world, page_looks.page(a_page_message()), ANA))
    assert "Already acknowledged by *Ben Okri*" in told
    assert world.calls == []


async def test_the_cards_button_accepts_all_of_ones_own_pages_and_no_others(world: World) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    world.registry.engagements.append(an_engagement())
    other = INCIDENT.replace("1111", "9999")
    world.registry.pages += [
        a_page(),
        a_page(arn=ARNS.page("ana", "p2"), code="222222"),
        a_page(arn=ARNS.page("ana", "p3"), incident_id=other),
        a_page("ben", arn=ARNS.page("ben", "p4")),
    ]
    told = await press(world, ANA, "Acknowledge", card(world))
    assert [request["AcceptCode"] for request in world.asked(ACCEPT)] == ["123456", "222222"]
    assert "Acknowledged" in told


async def test_who_was_not_paged_is_told_who_is(world: World) -> None:
    world.registry.contacts.append(a_contact("ana", display_name="Ana Lee"))
    world.registry.engagements.append(an_engagement())
    world.registry.pages.append(a_page())
    told = await press(world, BEN, "Acknowledge", card(world))
    assert "not been paged" in told
    assert "Ana Lee" in told
    assert world.calls == []


SEALED = ("Resolve *Checkout is down*", "Ana Lee")


@pytest.mark.parametrize("standing", ["guest", "single-channel guest", "stranger", "deactivated", "bot"])
@pytest.mark.parametrize(
    ("button", "action"),
    [
        ("Acknowledge", "ssm-incidents:GetIncidentRecord"),
        ("Add note", "ssm-incidents:CreateTimelineEvent"),
        ("Resolve", "ssm-incidents:UpdateIncidentRecord"),
        ("a page's", ACCEPT),
    ],
)
async def test_whoever_is_no_member_sees_nothing_by_pressing_and_is_on_record(
    world: World, standing: Any, button: str, action: str
) -> None:
    world.slack.workspace.person("U9NINE", "nine", standing)
    world.registry.contacts.append(a_contact("ana", display_name="Ana Lee"))
    world.registry.incidents.append(an_incident())
    world.registry.engagements.append(an_engagement(acknowledged_at=AT, acknowledged_by=ARNS.contact("ana")))
    world.registry.pages.append(a_page(read_at=AT, closed_at=AT))
    on = post(world, page_looks.page(a_page_message())) if button == "a page's" else card(world)
    told = await press(world, "U9NINE", "Acknowledge" if button == "a page's" else button, on)
    assert MEMBERS_ONLY in told
    assert not any(sealed in told for sealed in SEALED)
    assert not world.slack.workspace.views
    assert refusals_on_record(world) == [(action, ARNS.slack_user("U9NINE"))]


@pytest.mark.parametrize("button", ["Acknowledge", "Add note", "Resolve"])
async def test_a_member_who_may_not_is_shown_nothing_and_is_on_record(world: World, button: str) -> None:
    world.attachments = replace(world.attachments, users={ANA: ()})
    world.registry.contacts.append(a_contact("ana", display_name="Ana Lee"))
    world.registry.incidents.append(an_incident())
    world.registry.engagements.append(an_engagement())
    world.registry.pages.append(a_page())
    told = await press(world, ANA, button, card(world))
    assert "no policy of yours allows it" in told
    assert not any(sealed in told for sealed in SEALED)
    assert not world.slack.workspace.views
    assert len(refusals_on_record(world)) == 1


def refusals_on_record(world: World) -> list[tuple[str, str]]:
    entities = [getattr(change, "entity", None) for change in world.store.changes]
    events = [one for one in entities if isinstance(one, AuditEvent) and one.outcome == "AccessDeniedException"]
    return [(one.action, str(one.identity["arn"])) for one in events]


async def test_a_note_is_typed_into_a_form_and_refers_to_the_incident(world: World) -> None:
    world.operations["ssm-incidents:CreateTimelineEvent"] = lambda work, request: {
        "incidentRecordArn": INCIDENT,
        "eventId": "e1",
    }
    await press(world, ANA, "Add note", card(world))
    (view,) = world.slack.workspace.views.values()
    answer = await world.slack.somebody(ANA).submits(view, text="Rolled back <!channel>")
    assert answer.body in ("", {})
    await world.settled()
    (request,) = world.asked("ssm-incidents:CreateTimelineEvent")
    assert json.loads(request["eventData"]) == "Rolled back <!channel>"
    assert request["eventType"] == "Note"
    assert request["eventReferences"] == [{"resource": INCIDENT}]
    assert request["incidentRecordArn"] == INCIDENT
    ((caller, *_),) = world.calls
    assert caller.origin.channel_id == CHANNEL


async def test_resolving_asks_first(world: World) -> None:
    world.registry.incidents.append(an_incident())
    world.operations["ssm-incidents:UpdateIncidentRecord"] = lambda work, request: {}
    assert "Resolve *Checkout is down*?" in await press(world, ANA, "Resolve", card(world))
    assert world.calls == []
    (question,) = world.slack.called("response_url")
    asked = post(world, Message(question.arguments["text"], tuple(question.arguments["blocks"])))
    await press(world, ANA, "Resolve", asked)
    assert world.asked("ssm-incidents:UpdateIncidentRecord") == [{"arn": INCIDENT, "status": "RESOLVED"}]
    assert [caller.origin.channel_id for caller, *_ in world.calls] == [CHANNEL]


async def test_a_resolved_incident_is_not_asked_about(world: World) -> None:
    world.registry.incidents.append(an_incident(status="RESOLVED"))
    assert "already resolved" in await press(world, ANA, "Resolve", card(world))


async def test_a_deletion_is_done_when_it_was_confirmed_and_not_when_it_was_not(world: World) -> None:
    world.operations["ssm-contacts:DeleteContact"] = lambda work, request: {}
    await world.slack.somebody(BOSS).mentions("ssm-contacts delete-contact --contact-id ana", channel=CHANNEL)
    await world.settled()
    (question,) = world.slack.called("chat.postEphemeral")
    asked = post(world, Message(question.arguments["text"], tuple(question.arguments["blocks"])))
    await press(world, BOSS, "Keep it", asked)
    assert world.calls == []
    asked = post(world, Message(question.arguments["text"], tuple(question.arguments["blocks"])))
    await press(world, BOSS, "Delete", asked)
    assert world.asked("ssm-contacts:DeleteContact") == [{"ContactId": ARNS.contact("ana")}]


async def test_a_button_gives_nobody_a_right(world: World) -> None:
    world.operations["ssm-contacts:DeleteContact"] = lambda work, request: {}
    await world.slack.somebody(BOSS).mentions("ssm-contacts delete-contact --contact-id ana", channel=CHANNEL)
    await world.settled()
    (question,) = world.slack.called("chat.postEphemeral")
    asked = post(world, Message(question.arguments["text"], tuple(question.arguments["blocks"])))
    for person in (ANA, GUEST):
        assert "not authorized" in await press(world, person, "Delete", asked)
    assert world.calls == []


async def test_being_paged_can_be_agreed_to_or_declined(world: World) -> None:
    world.registry.channels.append(a_channel("ana", ANA, activated_at=None))
    world.operations["ssm-contacts:ActivateContactChannel"] = lambda work, request: {}
    world.operations["ssm-contacts:DeactivateContactChannel"] = lambda work, request: {}
    request = ActivationMessage(
        contact_channel_arn=ARNS.contact_channel("ana", "c1"),
        channel_type="SLACK",
        address=ANA,
        channel_name="Slack",
        contact_name="Ana",
        code="654321",
        asked_by="Boss",
    )
    told = await press(world, ANA, "Activate", post(world, page_looks.activation(request), ANA))
    assert "Activated" in told
    await press(world, ANA, "Decline", post(world, page_looks.activation(request), ANA))
    assert [asked for _, asked, _ in world.calls] == [
        "ssm-contacts:ActivateContactChannel",
        "ssm-contacts:DeactivateContactChannel",
    ]
    assert world.calls[0][2]["ActivationCode"] == "654321"


async def test_more_of_a_list_is_behind_a_button(world: World) -> None:
    def plans(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        start = int(request.get("nextToken") or 0)
        rows = [{"arn": ARNS.response_plan(f"p-{n}"), "name": f"p-{n}"} for n in range(start, start + 20)]
        return {"responsePlanSummaries": rows, "nextToken": str(start + 20)}

    world.operations["ssm-incidents:ListResponsePlans"] = plans
    await world.said("ssm-incidents list-response-plans")
    assert world.asked("ssm-incidents:ListResponsePlans") == [{"maxResults": 20}]
    told = await press(world, BOSS, "Show more", world.slack.said_in(CHANNEL)[-1])
    assert "p-20" in told
    assert "p-19" not in told


async def test_a_refusal_behind_a_button_is_told(world: World) -> None:
    def refuse(work: Any, request: dict[str, Any]) -> dict[str, Any]:
        raise Refusal("ValidationException", "The code is wrong.")

    world.operations[ACCEPT] = refuse
    world.registry.channels.append(a_channel("ana", ANA))
    assert "The code is wrong" in await press(
        world, ANA, "Acknowledge", post(world, page_looks.page(a_page_message()), ANA)
    )


async def test_pressing_twice_in_one_delivery_accepts_once(world: World) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    message = post(world, page_looks.page(a_page_message()), ANA)
    await press(world, ANA, "Acknowledge", message)
    (entry,) = world.inbox.entries.values()
    world.side.desk.accept(entry)  # as a restart would
    await world.settled()
    assert world.done(ACCEPT) == 1


@pytest.mark.parametrize("outcome", [None, "You acknowledged this page; 2 more that came with it still ask"])
async def test_one_press_takes_everything_of_a_message_that_still_asks(world: World, outcome: str | None) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    lead = ARNS.page("ana", "p1")
    world.registry.pages += [
        a_page(lead=lead, leads=3, closed_at=AT if outcome else None),
        a_page(arn=ARNS.page("ana", "p2"), lead=lead, code="222222"),
        a_page(arn=ARNS.page("ana", "p3"), lead=lead, code="333333"),
        a_page(arn=ARNS.page("ana", "p4"), lead=lead, code="444444", closed_at=AT),
        a_page(arn=ARNS.page("ana", "p5"), code="555555"),
        a_page("ben", arn=ARNS.page("ben", "p6"), lead=lead),
    ]
    looks = page_looks.page(a_page_message(others=2, outcome=outcome, outcome_at=AT if outcome else None))
    button = "Acknowledge the other 2" if outcome else "Acknowledge all 3"
    told = await press(world, ANA, button, post(world, looks, ANA))
    taken = ["222222", "333333"] if outcome else ["123456", "222222", "333333"]
    assert [request["AcceptCode"] for request in world.asked(ACCEPT)] == taken
    assert f"Acknowledged all {len(taken)}" in told


async def test_who_presses_for_all_when_all_is_done_hears_so(world: World) -> None:
    world.registry.channels.append(a_channel("ana", ANA))
    world.registry.pages.append(a_page(lead=ARNS.page("ana", "p1"), closed_at=AT))
    told = await press(world, ANA, "Acknowledge all 3", post(world, page_looks.page(a_page_message(others=2)), ANA))
    assert "Nothing in this message asks you" in told
    assert world.calls == []
