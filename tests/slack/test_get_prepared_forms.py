"""What each form of `get-prepared` says to wrong input, while it is open; and that Slack takes all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.get_prepared.board import board
from bot.slack.get_prepared.fields import about, filled_in
from bot.slack.get_prepared.forms.contact import ContactForm
from bot.slack.get_prepared.forms.escalation_plan import EscalationPlanForm
from bot.slack.get_prepared.forms.replication_set import ReplicationSetForm
from bot.slack.get_prepared.forms.response_plan import ResponsePlanForm
from bot.slack.get_prepared.progress import Found, Named
from core.caller import Caller
from tests.slack.blockkit import problems
from tests.slack.empty_workspace import ANA, BEN, EmptyWorkspace
from tests.slack.world import ARNS

PERSON = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/"
CALLER = Caller(arn="arn", standing="administrator", user_id="U1", name="Ana")
STANDS_AT = {"channel": "D1", "ts": "1.2", "thread": ""}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[EmptyWorkspace]:
    async with EmptyWorkspace(tmp_path) as world:
        await world.types()
        yield world
        assert world.slack.problems == []


async def errors(world: EmptyWorkspace, button: str, **typed: Any) -> dict[str, str]:
    """What stands under the fields after a form was sent; nothing may have come of it."""
    before = len(world.slack.said_in(ANA))
    view = await world.opens(button, world.slack.said_in(ANA)[-1])
    assert view is not None
    answer = await world.sends(view, **typed)
    assert answer.status == 200
    if not answer.body:
        return {}
    assert answer.body["response_action"] == "errors"
    assert set(answer.body["errors"]) <= {block["block_id"] for block in view["blocks"]}
    assert len(world.slack.said_in(ANA)) == before
    return dict(answer.body["errors"])


async def test_nothing_is_set_up_without_agreement(world: EmptyWorkspace) -> None:
    assert set(await errors(world, "Choose Region and key")) == {"agree"}
    assert (await world.call("ssm-incidents:ListReplicationSets"))["replicationSetArns"] == []


async def test_a_key_that_is_no_arn_is_shown_what_one_looks_like(world: EmptyWorkspace) -> None:
    said = await errors(world, "Choose Region and key", key="my key", agree=["yes"])
    assert "arn:aws:kms:us-east-1:" in said["key"]


async def test_wrong_input_about_oneself_is_answered_with_what_would_be_right(world: EmptyWorkspace) -> None:
    await world.does("Choose Region and key", agree=["yes"])
    assert "try ana-moreira" in (await errors(world, "Add yourself", alias="Ana Moreira"))["alias"]
    assert "try OBrien" in (await errors(world, "Add yourself", name="O'Brien"))["name"]
    assert set(await errors(world, "Add yourself", alias="?", name="@")) == {"alias", "name"}
    assert await errors(world, "Add yourself", alias="Ana") == {}, "a telephone begins with a capital by itself"


async def test_wrong_input_about_a_colleague_stays_in_the_form(world: EmptyWorkspace) -> None:
    await world.does("Choose Region and key", agree=["yes"])
    await world.does("Add yourself")
    assert set(await errors(world, "Add a colleague", person=BEN, alias="b e n", name="<b>")) == {"alias", "name"}
    assert await errors(world, "Add a colleague", person=BEN) == {}


async def test_nobody_stands_in_an_escalation_plan_twice(world: EmptyWorkspace) -> None:
    await world.does("Choose Region and key", agree=["yes"])
    await world.does("Add yourself")
    ana = f"{PERSON}ana"
    for alias in ("ben", "chloe"):
        await world.call("ssm-contacts:CreateContact", Alias=alias, Type="PERSONAL", Plan={"Stages": []})
    said = await errors(world, "Make an escalation plan", name="!!", first=ana, second=ana, third=ana)
    assert set(said) == {"name", "second", "third"}
    assert (await world.call("ssm-contacts:ListContacts", Type="ESCALATION"))["Contacts"] == []


async def test_a_channel_has_to_be_chosen(world: EmptyWorkspace) -> None:
    await world.does("Choose Region and key", agree=["yes"])
    await world.does("Add yourself")
    assert await errors(world, "Link a channel") == {"channel": "Choose one."}


async def test_wrong_input_about_a_response_plan_stays_in_the_form(world: EmptyWorkspace) -> None:
    await world.does("Choose Region and key", agree=["yes"])
    await world.does("Add yourself")
    right = {"name": "Checkout", "title": "Down", "impact": "1"}
    assert set(await errors(world, "Make a response plan")) == {"name", "title", "impact"}
    told = await errors(world, "Make a response plan", **{**right, "summary": "see https://me:secret@wiki.example/a"})
    assert "password" in told["summary"]
    told = await errors(world, "Make a response plan", **{**right, "title": "t" * 201, "dedupe": "d" * 1001})
    assert told == {"title": "This is too long.", "dedupe": "This is too long."}
    assert (await world.call("ssm-incidents:ListResponsePlans"))["responsePlanSummaries"] == []
    assert await errors(world, "Make a response plan", **right) == {}


async def test_no_error_stands_under_a_field_that_the_form_does_not_have(world: EmptyWorkspace) -> None:
    """Slack would show none of them."""
    view = await world.opens("Choose Region and key", world.slack.said_in(ANA)[-1])
    assert view is not None
    older = {**view, "blocks": [block for block in view["blocks"] if block.get("block_id") != "agree"]}
    answer = await world.sends(older, key="my key")
    assert set(answer.body["errors"]) == {"key"}


async def test_wrong_input_is_answered_while_the_form_is_open_in_any_case(world: EmptyWorkspace) -> None:
    """Slack waits three seconds for it, so that nothing is looked up."""
    view = await world.opens("Choose Region and key", world.slack.said_in(ANA)[-1])
    assert view is not None
    asked = len(world.slack.calls)
    answer = await world.slack.somebody(ANA).submits(view)
    assert answer.body["response_action"] == "errors"
    assert len(world.slack.calls) == asked


words = st.text(max_size=300)
named = st.builds(
    Named, st.text(alphabet="abc-_", min_size=1, max_size=255).map(lambda alias: f"{PERSON}{alias}"), words
)
many = st.lists(named, max_size=4).map(tuple)
everything = st.builds(
    Found,
    sealed_with=st.none() | words,
    mine=st.none() | named,
    people=many,
    escalation_plans=many,
    channels=many,
    response_plans=many,
    tested=st.booleans(),
)
people = st.builds(Caller, arn=st.just("arn"), standing=st.just("administrator"), user_id=st.just("U1"), name=words)


@given(found=everything)
def test_slack_takes_the_list_of_steps_whatever_exists(found: Found) -> None:
    assert problems(board(found).payload, "message") == []


@given(found=everything, caller=people)
async def test_slack_takes_every_form_whatever_exists(found: Found, caller: Caller) -> None:
    for form in (ReplicationSetForm("us-east-1"), ContactForm(ARNS), EscalationPlanForm(), ResponsePlanForm()):
        assert problems(await form.view(caller, found, STANDS_AT), "modal") == []


async def test_of_more_than_a_menu_takes_the_first_hundred_are_offered() -> None:
    crowd = tuple(Named(f"{PERSON}{number}", "x") for number in range(120))
    view = await EscalationPlanForm().view(CALLER, Found(people=crowd, mine=crowd[110]), STANDS_AT)
    assert problems(view, "modal") == []
    (first,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "first"]
    assert len(first["options"]) == 100


@given(found=everything, caller=people)
async def test_what_a_profile_suggests_is_never_wrong(found: Found, caller: Caller) -> None:
    form = ContactForm(ARNS)
    view = await form.view(caller, found, STANDS_AT)
    suggested = {
        block["block_id"]: block["element"].get("initial_value", "") for block in view["blocks"] if "element" in block
    }
    assert form.problems(suggested) == {}


def test_a_field_is_read_whatever_kind_it_is_of() -> None:
    view = {
        "private_metadata": '{"channel":"C1"}',
        "blocks": [
            {"type": "input", "block_id": "empty", "optional": True, "element": {"initial_value": "cleared"}},
            {"type": "input", "block_id": "typed", "element": {"initial_value": "before"}},
            {"type": "input", "block_id": "untouched", "element": {"initial_value": "suggested"}},
            {"type": "input", "block_id": "unchosen", "element": {"initial_option": {"value": "offered"}}},
            {"type": "input", "block_id": "unticked", "element": {}},
        ],
        "state": {
            "values": {
                "typed": {"a": {"type": "plain_text_input", "value": " x "}},
                "empty": {"a": {"type": "plain_text_input", "value": None}},
                "untouched": {"a": {"type": "plain_text_input", "value": None}},
                "chosen": {"a": {"type": "static_select", "selected_option": {"value": "v"}}},
                "unchosen": {"a": {"type": "static_select", "selected_option": None}},
                "ticked": {"a": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}},
                "unticked": {"a": {"type": "checkboxes", "selected_options": []}},
                "somebody": {"a": {"type": "users_select", "selected_user": "U1"}},
                "nobody": {"a": {"type": "users_select", "selected_option": None}},
            }
        },
    }
    assert filled_in(view) == {
        "typed": "x", "empty": "", "untouched": "suggested", "chosen": "v",
        "unchosen": "offered", "ticked": "yes", "unticked": "", "somebody": "U1",
        "nobody": "",
    }  # fmt: skip
    assert about(view) == {"channel": "C1"}


@pytest.mark.parametrize(
    ("how_many", "places"), [(1, ["first"]), (2, ["first", "second"]), (5, ["first", "second", "third"])]
)
async def test_an_escalation_plan_asks_for_no_more_people_than_there_are(how_many: int, places: list[str]) -> None:
    crowd = tuple(Named(f"{PERSON}{number}", "x") for number in range(how_many))
    view = await EscalationPlanForm().view(CALLER, Found(people=crowd, mine=crowd[0]), STANDS_AT)
    assert [
        block["block_id"]
        for block in view["blocks"]
        if block.get("label", {}).get("text") in ("First", "Second", "Third")
    ] == places
