"""The pieces of a form, and what was filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.blocks.elements import Block, compact, section
from bot.slack.blocks.escape import plain
from bot.slack.get_prepared.progress import Named

View = dict[str, Any]
Values = Mapping[str, str]
"""What was filled in, by field; what was left empty is an empty text."""

LABEL, HINT, OPTION = 150, 500, 75
MOST_OPTIONS, LONGEST_VALUE = 100, 150
LONGEST_TEXT = 3000
MISSING, UNCHOSEN = "Fill this in.", "Choose one."


def form(
    callback_id: str, title: str, about: Mapping[str, str], blocks: Sequence[Block | None], submit: str = "Save"
) -> View:
    """A modal; `about` comes back with what was filled in."""
    known = {"callback_id": callback_id, "private_metadata": compact(about), "submit": _text(submit, 24)}
    return {**_modal(title, [block for block in blocks if block]), **known}


def notice(title: str, *paragraphs: str) -> View:
    """A modal with nothing to fill in."""
    return _modal(title, [section(paragraph) for paragraph in paragraphs])


def text(
    name: str, label: str, *, hint: str = "", initial: str = "", optional: bool = False, longest: int = LONGEST_TEXT
) -> Block:
    """A field to type into."""
    element: Block = {"type": "plain_text_input", "action_id": name, "max_length": longest}
    if initial:
        element["initial_value"] = initial[:longest]
    return _input(name, label, element, hint=hint, optional=optional)


def paragraph(name: str, label: str, *, hint: str = "", longest: int = LONGEST_TEXT) -> Block:
    """A field for several lines, which may stay empty."""
    field = text(name, label, hint=hint, optional=True, longest=longest)
    field["element"]["multiline"] = True
    return field


def choice(
    name: str, label: str, options: Sequence[Named], *, hint: str = "", initial: Named | None = None,
    optional: bool = False,
) -> Block | None:  # fmt: skip
    """A menu; what does not fit into one is left out, and so is one without choices."""
    each_once = {one.arn: one for one in options if len(one.arn) <= LONGEST_VALUE}  # two links can have one topic
    shown = list(each_once.values())[:MOST_OPTIONS]
    if not shown:
        return None
    element: Block = {"type": "static_select", "action_id": name, "options": [_option(one) for one in shown]}
    if initial is not None and initial in shown:
        element["initial_option"] = _option(initial)
    return _input(name, label, element, hint=hint, optional=optional)


def person(name: str, label: str, *, hint: str = "", initial: str = "") -> Block:
    """Somebody of the workspace."""
    element: Block = {"type": "users_select", "action_id": name}
    if initial:
        element["initial_user"] = initial
    return _input(name, label, element, hint=hint, optional=False)


def agreement(name: str, label: str, sentence: str) -> Block:
    """A box to tick."""
    element: Block = {"type": "checkboxes", "action_id": name, "options": [_option(Named("yes", sentence))]}
    return _input(name, label, element, hint="", optional=False)


def filled_in(view: Mapping[str, Any]) -> dict[str, str]:
    """What a submitted form says."""
    values = (view.get("state") or {}).get("values") or {}
    said = {name: _said(next(iter(block.values()), {})) for name, block in values.items()}
    return {**said, **{name: offered for name, offered in _offered(view).items() if said.get(name) == ""}}


def about(view: Mapping[str, Any]) -> dict[str, str]:
    """What went with the form, unseen."""
    kept = json.loads(view.get("private_metadata") or "{}")
    return {name: str(value) for name, value in kept.items()}


def _said(element: Mapping[str, Any]) -> str:
    chosen: Mapping[str, Any] = element.get("selected_option") or next(iter(element.get("selected_options") or []), {})
    return str(element.get("value") or element.get("selected_user") or chosen.get("value") or "").strip()


def _offered(view: Mapping[str, Any]) -> dict[str, str]:
    """What stood in the required fields at first.

    Slack never sends one of them empty; a client that does has not sent what its user left untouched.
    """
    inputs = [block for block in view.get("blocks") or [] if block.get("type") == "input" and not block.get("optional")]
    return {block["block_id"]: _initial(block["element"]) for block in inputs}


def _initial(element: Mapping[str, Any]) -> str:
    return str(element.get("initial_value") or (element.get("initial_option") or {}).get("value") or "")


def _modal(title: str, blocks: Sequence[Block]) -> View:
    return {"type": "modal", "title": _text(title, 24), "close": _text("Close", 24), "blocks": list(blocks)}


def _input(name: str, label: str, element: Block, *, hint: str, optional: bool) -> Block:
    made: Block = {"type": "input", "block_id": name, "label": _text(label, LABEL), "element": element}
    if hint:
        made["hint"] = _text(hint, HINT)
    return {**made, "optional": True} if optional else made


def _option(one: Named) -> Block:
    return {"text": _text(one.label, OPTION), "value": one.arn}


def _text(words: str, limit: int) -> Block:
    return {"type": "plain_text", "text": plain(words, limit), "emoji": False}
