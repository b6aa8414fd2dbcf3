"""What may stand in which Block Kit object, and how long may it be?  Slack's published limits, as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The members of one kind of object."""

    required: dict[str, Check] = field(default_factory=dict)
    optional: dict[str, Check] = field(default_factory=dict)
    exactly_one_of: tuple[str, ...] = ()

    def __call__(self, value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: must be an object"
            return
        members = {**self.optional, **self.required}
        yield from (f"{path}.{name}: missing" for name in self.required if value.get(name) is None)
        yield from (f"{path}.{name}: not a member of this object" for name in value if name not in members)
        if self.exactly_one_of and sum(name in value for name in self.exactly_one_of) != 1:
            yield f"{path}: needs exactly one of {', '.join(self.exactly_one_of)}"
        for name, check in members.items():
            if value.get(name) is not None:
                yield from check(value[name], f"{path}.{name}")


def string(longest: int, shortest: int = 1, pattern: str = r"(?s).*") -> Check:
    """A string between two lengths that matches a pattern as a whole."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path}: must be a string"
        elif not shortest <= len(value) <= longest:
            yield f"{path}: {len(value)} characters, allowed are {shortest} to {longest}"
        elif not re.fullmatch(pattern, value):
            yield f"{path}: {value!r} is not of the form {pattern}"

    return check


def number(lowest: int, highest: int) -> Check:
    """A whole number in a range."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            yield f"{path}: must be a whole number from {lowest} to {highest}"

    return check


def boolean(value: Any, path: str) -> Iterator[str]:
    """True or false, and not a word for it."""
    if not isinstance(value, bool):
        yield f"{path}: must be true or false"


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, path: str) -> Iterator[str]:
        if value not in allowed:
            yield f"{path}: {value!r} is not one of {', '.join(allowed)}"

    return check


def several(check_item: Check, lowest: int, highest: int) -> Check:
    """A list of a certain length, each item checked."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: must be a list"
            return
        if not lowest <= len(value) <= highest:
            yield f"{path}: {len(value)} items, allowed are {lowest} to {highest}"
        for index, item in enumerate(value):
            yield from check_item(item, f"{path}[{index}]")

    return check


def typed(*allowed: str) -> Check:
    """An object whose `type` is one of these, checked against that type's shape."""

    def check(value: Any, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in allowed:
            yield f"{path}: {kind!r} has no place here"
        else:
            yield from SHAPES[kind](value, path)

    return check


def text(longest: int, *kinds: str) -> Check:
    """A text object of one of these kinds (both, when none is named)."""
    of_kind = {
        "plain_text": Shape(required={"type": anything, "text": string(longest)}, optional={"emoji": boolean}),
        "mrkdwn": Shape(required={"type": anything, "text": string(longest)}, optional={"verbatim": boolean}),
    }

    def check(value: Any, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in (kinds or of_kind):
            yield f"{path}: must be {' or '.join(kinds or of_kind)} text"
        else:
            yield from of_kind[kind](value, path)

    return check


def anything(value: Any, path: str) -> Iterator[str]:
    """What somebody else checks."""
    yield from ()


def plain(longest: int) -> Check:
    """Text without formatting."""
    return text(longest, "plain_text")


def option(*kinds: str, url: bool = False) -> Shape:
    """One choice of a menu, a group of boxes or an overflow."""
    further = {"url": string(3000)} if url else {}
    described = {"description": text(75, *kinds), **further}
    return Shape(required={"text": text(75, *kinds), "value": string(150)}, optional=described)


CONFIRM = Shape(
    required={"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    optional={"style": one_of("primary", "danger")},
)
CHOICE = option("plain_text")
BOX = option("plain_text", "mrkdwn")
CHOICES = several(CHOICE, 1, 100)
GROUPS = several(Shape(required={"label": plain(75), "options": CHOICES}), 1, 100)
DATE = string(10, 10, r"\d{4}-\d\d-\d\d")
TIME = string(5, 5, r"([01]\d|2[0-3]):[0-5]\d")
FILTER = Shape(
    optional={
        "include": several(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)


def element(required: dict[str, Check] | None = None, only: tuple[str, ...] = (), **optional: Check) -> Shape:
    """Something to press or fill in; every one may carry an action_id."""
    return Shape(
        required={"type": anything, **(required or {})},
        optional={"action_id": string(255), **optional},
        exactly_one_of=only,
    )


def menu(required: dict[str, Check] | None = None, only: tuple[str, ...] = (), **optional: Check) -> Shape:
    """Something to choose from."""
    return element(required, only, placeholder=plain(150), confirm=CONFIRM, focus_on_load=boolean, **optional)


def several_menus(required: dict[str, Check] | None = None, only: tuple[str, ...] = (), **optional: Check) -> Shape:
    """Something to choose more than one thing from."""
    return menu(required, only, max_selected_items=number(1, 100), **optional)


def field_to_type(**optional: Check) -> Shape:
    """Something to type into."""
    common = {"placeholder": plain(150), "focus_on_load": boolean, "dispatch_action_config": anything}
    return element(None, initial_value=string(3000, 0), **{**common, **optional})


SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = tuple(f"multi_{name}" for name in SELECTS)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
BOXES = ("checkboxes", "radio_buttons")
FIELDS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
IDS = several(string(255), 1, 100)

SHAPES: dict[str, Check] = {
    # elements
    "button": element(
        {"text": plain(75)},
        url=string(3000),
        value=string(2000, 0),
        style=one_of("primary", "danger"),
        confirm=CONFIRM,
        accessibility_label=string(75),
    ),
    "overflow": element({"options": several(option("plain_text", url=True), 1, 5)}, confirm=CONFIRM),
    "checkboxes": element(
        {"options": several(BOX, 1, 10)}, initial_options=several(BOX, 1, 10), confirm=CONFIRM, focus_on_load=boolean
    ),
    "radio_buttons": element(
        {"options": several(BOX, 1, 10)}, initial_option=BOX, confirm=CONFIRM, focus_on_load=boolean
    ),
    "static_select": menu(
        None, ("options", "option_groups"), options=CHOICES, option_groups=GROUPS, initial_option=CHOICE
    ),
    "external_select": menu(initial_option=CHOICE, min_query_length=number(0, 100)),
    "users_select": menu(initial_user=string(255)),
    "conversations_select": menu(
        initial_conversation=string(255),
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=FILTER,
    ),
    "channels_select": menu(initial_channel=string(255), response_url_enabled=boolean),
    "multi_static_select": several_menus(
        None, ("options", "option_groups"), options=CHOICES, option_groups=GROUPS, initial_options=CHOICES
    ),
    "multi_external_select": several_menus(initial_options=CHOICES, min_query_length=number(0, 100)),
    "multi_users_select": several_menus(initial_users=IDS),
    "multi_conversations_select": several_menus(
        initial_conversations=IDS, default_to_current_conversation=boolean, filter=FILTER
    ),
    "multi_channels_select": several_menus(initial_channels=IDS),
    "datepicker": menu(initial_date=DATE),
    "timepicker": menu(initial_time=TIME, timezone=string(255)),
    "datetimepicker": element(
        None, initial_date_time=number(10**9, 10**10 - 1), confirm=CONFIRM, focus_on_load=boolean
    ),
    "plain_text_input": field_to_type(multiline=boolean, min_length=number(0, 3000), max_length=number(1, 3000)),
    "email_text_input": field_to_type(),
    "url_text_input": field_to_type(),
    "number_input": element(
        {"is_decimal_allowed": boolean},
        initial_value=string(255),
        min_value=string(255),
        max_value=string(255),
        placeholder=plain(150),
        focus_on_load=boolean,
        dispatch_action_config=anything,
    ),
    # an image has the same members as an element, and two more as a block
    "image": Shape(
        required={"type": anything, "alt_text": string(2000)},
        optional={"image_url": string(3000), "slack_file": anything, "title": plain(2000), "block_id": string(255)},
        exactly_one_of=("image_url", "slack_file"),
    ),
    "plain_text": plain(3000),
    "mrkdwn": text(3000, "mrkdwn"),
}


def block(required: dict[str, Check] | None = None, **optional: Check) -> Shape:
    """One block; every one may carry a block_id."""
    return Shape(required={"type": anything, **(required or {})}, optional={"block_id": string(255), **optional})


SHAPES |= {
    "divider": block(),
    "header": block({"text": plain(150)}),
    "section": block(
        text=text(3000),
        fields=several(text(2000), 1, 10),
        accessory=typed("button", "overflow", "image", *SELECTS, *MULTI_SELECTS, *PICKERS, *BOXES),
        expand=boolean,
    ),
    "context": block({"elements": several(typed("image", "plain_text", "mrkdwn"), 1, 10)}),
    "actions": block(
        {"elements": several(typed("button", "overflow", *SELECTS, *MULTI_SELECTS, *PICKERS, *BOXES), 1, 25)}
    ),
    "input": block(
        {"label": plain(2000), "element": typed(*SELECTS, *MULTI_SELECTS, *PICKERS, *BOXES, *FIELDS)},
        hint=plain(2000),
        optional=boolean,
        dispatch_action=boolean,
    ),
    "markdown": block({"text": string(12_000)}),
    "rich_text": block({"elements": several(anything, 1, 100)}),
    "table": block({"rows": several(several(anything, 1, 20), 1, 100)}, column_settings=several(anything, 1, 20)),
}
