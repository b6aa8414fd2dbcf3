"""Would Slack take this payload?  slack_sdk's own checks, Slack's published limits, and the rules between blocks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.slack.blockkit_shapes import Shape, anything, boolean, one_of, plain, several, string, typed

Surface = Literal["message", "modal", "home"]

EVERYWHERE = ("divider", "header", "section", "context", "actions", "input", "image", "rich_text")
BLOCKS = {
    "message": several(typed(*EVERYWHERE, "markdown", "table"), 0, 50),
    "modal": several(typed(*EVERYWHERE), 1, 100),
    "home": several(typed(*EVERYWHERE), 1, 100),
}
VIEW = {"callback_id": string(255, 0), "external_id": string(255), "private_metadata": string(3000, 0)}
VIEWS = {
    "modal": Shape(
        required={"type": one_of("modal"), "title": plain(24), "blocks": BLOCKS["modal"]},
        optional={
            **VIEW,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": Shape(required={"type": one_of("home"), "blocks": BLOCKS["home"]}, optional=VIEW),
}
METADATA = Shape(required={"event_type": string(255), "event_payload": anything})
LONGEST_VIEW = 250_000
LONGEST_TEXT = 40_000
BROADCASTS = ("<!channel", "<!here", "<!everyone", "<!subteam")


def problems(payload: dict[str, Any], surface: Surface) -> list[str]:
    """Everything about this payload that Slack would refuse, or cut off; nothing when it is fine."""
    payload = json.loads(json.dumps(payload))
    found = message_problems(payload) if surface == "message" else view_problems(payload, surface)
    return list(dict.fromkeys(found))


def broadcasts(payload: Any) -> list[str]:
    """Strings anywhere in this payload that would wake a whole channel."""
    return [one for one in strings(payload) if any(word in one for word in BROADCASTS)]


def message_problems(message: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the arguments of chat.postMessage and its kin."""
    blocks = message.get("blocks") or []
    attached = [one for attachment in message.get("attachments") or [] for one in attachment.get("blocks") or []]
    if not isinstance(message.get("text") or "", str):
        yield "message.text: must be a string"
    elif not message.get("text"):
        yield "message.text: missing; with blocks it is what notifications and screen readers say"
    elif len(message["text"]) > LONGEST_TEXT:
        yield f"message.text: {len(message['text'])} characters, Slack cuts it at {LONGEST_TEXT}"
    if "metadata" in message:
        yield from METADATA(message["metadata"], "message.metadata")
    for name, several_blocks in (("blocks", blocks), ("attachments.blocks", attached)):
        yield from BLOCKS["message"](several_blocks, f"message.{name}")
        yield from rules_between(several_blocks, f"message.{name}")
        yield from sdk_problems(several_blocks)


def view_problems(view: dict[str, Any], surface: Surface) -> Iterator[str]:
    """What is wrong with a modal or an App Home."""
    yield from VIEWS[surface](view, surface)
    blocks = view.get("blocks") or []
    yield from rules_between(blocks, f"{surface}.blocks")
    yield from sdk_problems(blocks)
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if surface == "modal" and "input" in kinds and "submit" not in view:
        yield "modal.submit: missing, and there is something to fill in"
    if sum(element.get("focus_on_load") is True for element in elements(blocks)) > 1:
        yield f"{surface}: focus_on_load on more than one element"
    if len(json.dumps(view)) > LONGEST_VIEW:
        yield f"{surface}: longer than {LONGEST_VIEW} bytes"
    try:
        yield from sdk_walk(View(**view))
    except (TypeError, KeyError, AttributeError, SlackObjectFormationError) as problem:
        yield f"{surface}: {problem}"


def rules_between(blocks: Any, path: str) -> Iterator[str]:
    """What no single member shows: ids used twice, choices that are not offered, a section that says nothing."""
    blocks = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    yield from (f"{path}: block_id {one!r} twice" for one in twice(block.get("block_id") for block in blocks))
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield f"{path}: more than one table"
    if sum(len(str(block.get("text"))) for block in blocks if block.get("type") == "markdown") > 12_000:
        yield f"{path}: more than 12000 characters of markdown"
    for index, block in enumerate(blocks):
        if block.get("type") == "section" and not block.get("text") and not block.get("fields"):
            yield f"{path}[{index}]: a section needs text or fields"
        inside = list(elements(block))
        for one in twice(element.get("action_id") for element in inside):
            yield f"{path}[{index}]: action_id {one!r} twice"
        for element in inside:
            yield from choice_problems(element, f"{path}[{index}]")


def choice_problems(element: dict[str, Any], path: str) -> Iterator[str]:
    """What is wrong with how a menu's options go together."""
    groups = element.get("option_groups") or []
    options = element.get("options") or [one for group in groups for one in group.get("options") or []]
    chosen = [*(element.get("initial_options") or []), *filter(None, [element.get("initial_option")])]
    if options:
        yield from (
            f"{path}: initial option {one.get('value')!r} is not offered" for one in chosen if one not in options
        )
        yield from (f"{path}: option value {one!r} twice" for one in twice(option.get("value") for option in options))
    if element.get("type") == "plain_text_input" and element.get("min_length", 0) > element.get("max_length", 3000):
        yield f"{path}: min_length above max_length"


def sdk_problems(blocks: Any) -> Iterator[str]:
    """What slack_sdk's own models refuse."""
    for block in blocks if isinstance(blocks, list) else []:
        try:
            parsed = Block.parse(block)
            yield from [f"slack_sdk does not know {block.get('type')!r}"] if parsed is None else sdk_walk(parsed)
        except (TypeError, KeyError, AttributeError, SlackObjectFormationError) as problem:
            yield f"slack_sdk: {problem}"


def sdk_walk(value: Any) -> Iterator[str]:
    """Validate a slack_sdk object and every one inside it; parsing alone checks nothing."""
    if isinstance(value, JsonObject):
        try:
            value.validate_json()
        except SlackObjectFormationError as problem:
            yield f"slack_sdk: {problem}"
        for name in value.attributes:
            yield from sdk_walk(getattr(value, name, None))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from sdk_walk(one)


def elements(value: Any) -> Iterator[dict[str, Any]]:
    """Everything to press, choose or fill in, however deep."""
    if isinstance(value, dict):
        if "action_id" in value or "focus_on_load" in value or "options" in value or "option_groups" in value:
            yield value
        for member in value.values():
            yield from elements(member)
    elif isinstance(value, list):
        for one in value:
            yield from elements(one)


def strings(value: Any) -> Iterator[str]:
    """Every string, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def twice(ids: Any) -> list[str]:
    """The ids that occur more than once."""
    return [one for one, count in Counter(filter(None, ids)).items() if count > 1]
