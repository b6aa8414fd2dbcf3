"""Does the validator take what Slack takes and refuse what Slack refuses?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack.blockkit import Surface, broadcasts, problems


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Checkout is down", **members: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **members}


def button(label: str = "Acknowledge", **members: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": "ssm-contacts:AcceptPage", "value": "{}", **members}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "1", label: str = "Critical", **members: Any) -> dict[str, Any]:
    return {"text": plain(label), "value": value, **members}


def options(count: int) -> list[dict[str, Any]]:
    return [option(str(number), f"Choice {number}") for number in range(count)]


def select(**members: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "impact", **members}


def field(element: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": "title", "label": plain("Title"), "element": element, **members}


def typed(**members: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "title", **members}


def message(*blocks: Any, **members: Any) -> tuple[Surface, dict[str, Any]]:
    return "message", {"channel": "C1", "text": "Checkout is down", "blocks": list(blocks), **members}


def modal(*blocks: Any, **members: Any) -> tuple[Surface, dict[str, Any]]:
    view = {"type": "modal", "title": plain("Get prepared"), "submit": plain("Next"), "blocks": list(blocks), **members}
    return "modal", {name: value for name, value in view.items() if value is not None}


def home(*blocks: Any, **members: Any) -> tuple[Surface, dict[str, Any]]:
    return "home", {"type": "home", "blocks": list(blocks), **members}


CONFIRM = {"title": plain("Delete?"), "text": mrkdwn("*All* of it."), "confirm": plain("Delete"), "deny": plain("Keep")}
RICH_TEXT = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "list"}]}],
}

GOOD = {
    "text alone": ("message", {"channel": "C1", "text": "Checkout is down"}),
    "a section": message(section()),
    "fields": message({"type": "section", "fields": [mrkdwn("*Impact*\n1"), plain("Since 12:00")]}),
    "header, divider, context": message(
        {"type": "header", "text": plain("Incident")},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("since <!date^1^{time}|12:00>"), plain("UTC")]},
    ),
    "buttons": message(actions(button(style="primary", confirm=CONFIRM), button(action_id="resolve", style="danger"))),
    "a link button": message(actions(button(url="https://example.com/incident"))),
    "an accessory": message(section(accessory={"type": "overflow", "action_id": "more", "options": options(5)})),
    "a menu": message(actions(select(options=options(100), placeholder=plain("Impact"), initial_option=options(2)[1]))),
    "groups": message(actions(select(option_groups=[{"label": plain("Team"), "options": options(3)}]))),
    "an image": message({"type": "image", "image_url": "https://example.com/a.png", "alt_text": "graph"}),
    "rich text": message(RICH_TEXT),
    "markdown": message({"type": "markdown", "text": "**bold**"}),
    "50 blocks": message(*[section() for _ in range(50)]),
    "the longest section": message(section("x" * 3000)),
    "ids for machines": message(section(), metadata={"event_type": "page", "event_payload": {"id": "1"}}),
    "an attachment": message(attachments=[{"color": "#d00", "blocks": [section()]}]),
    "a modal": modal(field(typed(multiline=True, max_length=200, initial_value="", placeholder=plain("What?")))),
    "a modal that only tells": modal(section(), submit=None),
    "people and conversations": modal(
        field({"type": "multi_users_select", "action_id": "people", "placeholder": plain("Who?")}),
        {"type": "section", "text": plain("Where?"), "accessory": {"type": "conversations_select", "action_id": "c"}},
    ),
    "boxes": modal(field({"type": "checkboxes", "action_id": "b", "options": [{"text": mrkdwn("*a*"), "value": "a"}]})),
    "dates": modal(field({"type": "datepicker", "action_id": "d", "initial_date": "2026-11-22"}, optional=True)),
    "a number": modal(field({"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "1"})),
    "a home": home(section(), actions(button()), callback_id="home", private_metadata="{}"),
    "100 blocks at home": home(*[section() for _ in range(100)]),
}

BAD = {
    "no text beside blocks": (message(section(), text=""), "text: missing"),
    "text that Slack cuts": (message(text="x" * 40_001), "40000"),
    "51 blocks": (message(*[section() for _ in range(51)]), "51 items"),
    "101 blocks in a modal": (modal(*[section() for _ in range(101)]), "101 items"),
    "a modal with nothing in it": (modal(submit=None), "0 items"),
    "an unknown block": (message({"type": "sektion", "text": mrkdwn("x")}), "sektion"),
    "no type": (message({"text": mrkdwn("x")}), "no place here"),
    "a block that is no object": (message("section"), "no place here"),
    "an unknown member": (message(section(colour="red")), "colour"),
    "an empty section": (message({"type": "section"}), "text or fields"),
    "a section without words": (message(section("")), "0 characters"),
    "a long section": (message(section("x" * 3001)), "3001"),
    "a bare string as text": (message({"type": "section", "text": "x"}), "mrkdwn text"),
    "a text of no kind": (message({"type": "section", "text": {"text": "x"}}), "mrkdwn text"),
    "emoji on mrkdwn": (message(section() | {"text": mrkdwn("x") | {"emoji": True}}), "emoji"),
    "11 fields": (message({"type": "section", "fields": [mrkdwn("x")] * 11}), "11 items"),
    "a long field": (message({"type": "section", "fields": [mrkdwn("x" * 2001)]}), "2001"),
    "no fields": (message({"type": "section", "fields": []}), "0 items"),
    "a formatted header": (message({"type": "header", "text": mrkdwn("x")}), "plain_text"),
    "a long header": (message({"type": "header", "text": plain("x" * 151)}), "151"),
    "an empty context": (message({"type": "context", "elements": []}), "0 items"),
    "11 in a context": (message({"type": "context", "elements": [mrkdwn("x")] * 11}), "11 items"),
    "a button in a context": (message({"type": "context", "elements": [button()]}), "no place here"),
    "no actions": (message(actions()), "0 items"),
    "26 actions": (message(actions(*[button(action_id=str(n)) for n in range(26)])), "26 items"),
    "a text field among buttons": (message(actions(typed())), "no place here"),
    "one action twice": (message(actions(button(), button())), "twice"),
    "one block twice": (message(section(block_id="a"), section(block_id="a")), "twice"),
    "a long block_id": (message(section(block_id="x" * 256)), "256"),
    "a long action_id": (message(actions(button(action_id="x" * 256))), "256"),
    "a long label": (message(actions(button("x" * 76))), "76"),
    "a formatted label": (message(actions(button() | {"text": mrkdwn("x")})), "plain_text"),
    "a long value": (message(actions(button(value="x" * 2001))), "2001"),
    "a value that is no string": (message(actions(button(value={"a": 1}))), "must be a string"),
    "a style of one's own": (message(actions(button(style="warning"))), "warning"),
    "a long url": (message(actions(button(url="https://e.com/" + "x" * 3000))), "3014"),
    "a confirmation without a way back": (
        message(actions(button(confirm={k: v for k, v in CONFIRM.items() if k != "deny"}))),
        "deny: missing",
    ),
    "a long confirmation": (message(actions(button(confirm=CONFIRM | {"text": plain("x" * 301)}))), "301"),
    "no options": (message(actions(select(options=[]))), "0 items"),
    "101 options": (message(actions(select(options=options(101)))), "101 items"),
    "options and groups": (
        message(actions(select(options=options(1), option_groups=[{"label": plain("a"), "options": options(1)}]))),
        "exactly one of",
    ),
    "neither options nor groups": (message(actions(select())), "exactly one of"),
    "a long option": (message(actions(select(options=[option(label="x" * 76)]))), "76"),
    "a long option value": (message(actions(select(options=[option("x" * 151)]))), "151"),
    "a choice that is not offered": (
        message(actions(select(options=options(2), initial_option=option("9")))),
        "offered",
    ),
    "a value offered twice": (message(actions(select(options=[option(), option()]))), "twice"),
    "6 in an overflow": (
        message(section(accessory={"type": "overflow", "action_id": "o", "options": options(6)})),
        "6 items",
    ),
    "11 boxes": (modal(field({"type": "checkboxes", "action_id": "b", "options": options(11)})), "11 items"),
    "a picture without words": (message({"type": "image", "image_url": "https://e.com/a.png"}), "alt_text: missing"),
    "metadata without a type": (message(section(), metadata={"event_payload": {}}), "event_type: missing"),
    "a bad block in an attachment": (message(attachments=[{"blocks": [section("")]}]), "attachments"),
    "two tables": (message({"type": "table", "rows": [[{}]]}, {"type": "table", "rows": [[{}]]}), "one table"),
    "a modal without a title": (modal(section(), title=None), "title: missing"),
    "a long title": (modal(section(), title=plain("x" * 25)), "25"),
    "a formatted title": (modal(section(), title=mrkdwn("x")), "plain_text"),
    "a long submit": (modal(section(), submit=plain("x" * 25)), "25"),
    "a field and nothing to send it": (modal(field(typed()), submit=None), "submit: missing"),
    "much private metadata": (modal(section(), private_metadata="x" * 3001), "3001"),
    "a long callback_id": (modal(section(), callback_id="x" * 256), "256"),
    "markdown in a modal": (modal({"type": "markdown", "text": "x"}), "no place here"),
    "a table in a modal": (modal({"type": "table", "rows": [[{}]]}), "no place here"),
    "a field without a label": (modal({"type": "input", "element": typed()}), "label: missing"),
    "a button to fill in": (modal(field(button())), "no place here"),
    "a field that is too long": (modal(field(typed(max_length=3001))), "3000"),
    "a long placeholder": (modal(field(typed(placeholder=plain("x" * 151)))), "151"),
    "more at least than at most": (modal(field(typed(min_length=9, max_length=3))), "min_length"),
    "two that want the cursor": (
        modal(field(typed(focus_on_load=True)), field(typed(focus_on_load=True), block_id="b")),
        "focus_on_load",
    ),
    "a date of another country": (
        modal(field({"type": "datepicker", "action_id": "d", "initial_date": "22.11.2026"})),
        "22.11.2026",
    ),
    "an empty home": (home(), "0 items"),
    "a home with a title": (home(section(), title=plain("Muster")), "title"),
    "a message as a home": (("home", message(section())[1]), "missing"),
    "a huge modal": (modal(*[section("x" * 2900, block_id=str(n)) for n in range(100)]), "longer than"),
}


@pytest.mark.parametrize(("surface", "payload"), GOOD.values(), ids=GOOD)
def test_what_slack_takes_is_taken(surface, payload):
    assert problems(payload, surface) == []


@pytest.mark.parametrize(("given", "expected"), BAD.values(), ids=BAD)
def test_what_slack_refuses_is_refused_and_says_why(given, expected):
    surface, payload = given
    found = problems(payload, surface)
    assert found
    assert expected in "\n".join(found)


def test_a_word_that_wakes_everybody_is_found_wherever_it_hides():
    _, payload = message(section("All good"), actions(button("<!here>")))
    assert broadcasts(payload) == ["<!here>"]
    assert broadcasts(message(section("&lt;!channel&gt; @here"))[1]) == []
