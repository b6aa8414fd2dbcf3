"""How people say what they want to cover: the two forms, one after the other, and what was filled in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

from bot.slack.blocks.elements import Block, compact, section
from bot.slack.blocks.escape import mrkdwn, plain
from core.covers.choices import Choice, short
from core.covers.cover import Kind
from core.covers.looking.operations import Place

FIRST, SECOND = "cover", "cover-ask"
MOST_OPTIONS = 100
OPTION, LABEL, HINT = 75, 150, 500
KINDS: Mapping[Kind, str] = {
    "take": "Take over somebody's shift",
    "give": "Give one of mine away",
    "swap": "Swap one of mine for one of theirs",
}
TITLE = "Cover a shift"
View = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What travels with the forms, unseen."""

    user: str
    channel: str
    zone: str
    """The reader's, by its IANA name."""
    rotation: str = ""
    kind: Kind = "take"

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What there is to choose from in the second form."""

    mine: Sequence[Choice]
    theirs: Sequence[Choice]
    members: Mapping[str, str]
    """The names of who may take over, by ARN."""
    names: Mapping[str, str]
    may_decide: bool
    """Whether it need not be asked."""


def first(about: About, places: Sequence[Place]) -> View:
    """Where, and what."""
    options = [_option(place.called, place.rotation.arn) for place in places[:MOST_OPTIONS]]
    where = (
        section(f"In *{mrkdwn(places[0].called, 300)}*")
        if len(options) == 1
        else _input("rotation", "Where are you on call?", {"type": "static_select", "options": options})
    )
    kinds = [_option(label, kind) for kind, label in KINDS.items()]
    what = {"type": "radio_buttons", "options": kinds, "initial_option": kinds[0]}
    blocks = [where, _input("kind", "What would you like to do?", what)]
    return _form(FIRST, about, blocks, "Next")


def second(about: About, place: Place, offered: Offered) -> View:
    """Which shift, whose, and how much of it."""
    zone = about.time_zone
    blocks = [section(f"*{mrkdwn(place.called, 300)}* · {mrkdwn(KINDS[about.kind])}. Times are in {about.zone}.")]
    if about.kind != "take":
        blocks.append(_shifts("mine", "Which of your shifts?", offered.mine, {}, zone))
    if about.kind != "give":
        blocks.append(_shifts("theirs", "Whose shift?", offered.theirs, offered.names, zone))
    else:
        people = [_option(name, short(arn)) for arn, name in offered.members.items()]
        blocks.append(_input("to", "To whom?", {"type": "static_select", "options": people[:MOST_OPTIONS]}))
    if about.kind != "swap":
        whole = "Leave it empty for the whole shift, or for what is left of it."
        blocks.append(_input("from", "Only from", {"type": "datetimepicker"}, hint=whole, optional=True))
        blocks.append(_input("until", "Only until", {"type": "datetimepicker"}, optional=True))
    if offered.may_decide:
        boxes = {"type": "checkboxes", "options": [_option("They are told, and not asked", "told")]}
        hint = "You may make overrides yourself. Without this they are asked whether they agree."
        blocks.append(_input("decide", "Settle it now", boxes, hint=hint, optional=True))
    return _form(SECOND, about, blocks, "Send" if offered.may_decide else "Ask them")


def about_of(view: Mapping[str, Any]) -> About:
    """What went with a form."""
    return About(**json.loads(view.get("private_metadata") or "{}"))


def chosen(view: Mapping[str, Any], field: str) -> str:
    """The value of what was chosen; of several, of the first."""
    said = _said(view, field)
    one: Mapping[str, Any] = said.get("selected_option") or next(iter(said.get("selected_options") or []), {})
    return str(one.get("value") or "")


def kind_of(view: Mapping[str, Any]) -> Kind:
    """What they would like to do; a client that does not send what stood there at first means that."""
    said = chosen(view, "kind")
    return cast("Kind", said) if said in get_args(Kind) else "take"


def moment(view: Mapping[str, Any], field: str) -> datetime | None:
    """A moment that was picked."""
    picked = _said(view, field).get("selected_date_time")
    return datetime.fromtimestamp(int(picked), UTC) if picked else None


def unchosen(view: Mapping[str, Any]) -> dict[str, str]:
    """What has to be chosen and is not: Slack itself lets nobody send that, other clients do."""
    needed = (field for field in ("mine", "theirs", "to") if field in fields_of(view))
    return {field: "Choose one." for field in needed if not chosen(view, field)}


def fields_of(view: Mapping[str, Any]) -> list[str]:
    """The fields that a form has."""
    return [str(block["block_id"]) for block in view.get("blocks") or [] if block.get("type") == "input"]


def _said(view: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    values = (view.get("state") or {}).get("values") or {}
    return next(iter((values.get(field) or {}).values()), None) or {}


def _shifts(name: str, label: str, shifts: Iterable[Choice], names: Mapping[str, str], zone: ZoneInfo) -> Block:
    options = [_option(_spelled(one, names.get(one.contact_arn, ""), zone), one.key) for one in shifts]
    return _input(name, label, {"type": "static_select", "options": options[:MOST_OPTIONS]})


def _spelled(choice: Choice, name: str, zone: ZoneInfo) -> str:
    start, end = choice.shift.starts_at.astimezone(zone), choice.shift.ends_at.astimezone(zone)
    same_day = start.date() == end.date()
    lasts = f"{start:%a %d %b %H:%M} – {end:%H:%M}" if same_day else f"{start:%a %d %b %H:%M} – {end:%a %d %b %H:%M}"
    return f"{lasts} · {name}" if name else lasts


def _form(callback_id: str, about: About, blocks: Sequence[Block], submit: str) -> View:
    known = {name: getattr(about, name) for name in ("user", "channel", "zone", "rotation", "kind")}
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": compact(known),
        "title": _text(TITLE, 24),
        "submit": _text(submit, 24),
        "close": _text("Cancel", 24),
        "blocks": list(blocks),
    }


def _input(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    made: Block = {
        "type": "input",
        "block_id": name,
        "label": _text(label, LABEL),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return {**made, "hint": _text(hint, HINT)} if hint else made


def _option(label: str, value: str) -> Block:
    return {"text": _text(label, OPTION), "value": value}


def _text(words: str, limit: int) -> Block:
    return {"type": "plain_text", "text": plain(words, limit), "emoji": False}
