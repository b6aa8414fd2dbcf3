"""An incident's timeline as people tell it: one sentence for each event, with names in place of ARNs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from core.announcements.card import StoryLine
from core.announcements.trouble import data_of, trouble
from core.arns import alias_of
from core.engagements.engagement import Engagement
from core.incidents.impact import IMPACTS, sentence
from core.incidents.opening import BY_HAND
from core.timeline.event import (
    ACKNOWLEDGEMENT,
    PAGE,
    RECORD_UPDATE,
    RUNBOOK_START_FAILURE,
    START,
    TRIGGER,
    WRITTEN_BY_CALLERS,
    TimelineEvent,
)

Icon = Literal["start", "page", "acknowledge", "update", "note", "resolve", "trouble"]
Names = Mapping[str, str]
Data = dict[str, Any]

SLACK_ROLE = ":assumed-role/muster-slack/"
"""What the ARN of a Slack user has before the user's id."""

DOOR_ROLE = ":assumed-role/muster-alarm-door/"


def story_of(events: Iterable[TimelineEvent], names: Names) -> list[StoryLine]:
    """The whole story, in the order of `events`; `names` are of contacts, by ARN."""
    return [_line(event, names) for event in events]


def names_of(engagements: Iterable[Engagement]) -> dict[str, str]:
    """Everybody whom these engagements know, by ARN, as they were called when it began."""
    return {one.arn: one.name for engagement in engagements for one in engagement.known.values()}


def _line(event: TimelineEvent, names: Names) -> StoryLine:
    icon, text = _told(event, names)
    author = _slack_user(event.author)
    return StoryLine(
        event_id=event.event_id,
        at=event.event_at,
        icon=icon,
        text=text if author or not event.author else _signed(icon, text, event.author),
        author=author,
    )


def _signed(icon: Icon, text: str, author: str) -> str:
    """With who it was, where that is no person in Slack: inside the sentence that Muster made of it."""
    name = author.rpartition("/")[2]
    by = f" (alarm door {name})" if DOOR_ROLE in author else f" (by {name})"
    return f"{text.removesuffix('.')}{by}." if text.endswith(".") and icon != "note" else f"{text}{by}"


def _told(event: TimelineEvent, names: Names) -> tuple[Icon, str]:
    if event.event_type in WRITTEN_BY_CALLERS:
        return "note", _written(event.data)
    data = data_of(event)
    icon, tell = _TOLD.get(event.event_type, ("update", lambda _data, _names: event.event_type))
    if data.get("modifiedAttributes") == [{"attributeName": "status", "newValue": "RESOLVED"}]:
        icon = "resolve"
    return icon, tell(data, names)


def _written(data: str) -> str:
    """What a caller wrote: usually a JSON string."""
    meant = json.loads(data)
    return meant if isinstance(meant, str) else json.dumps(meant, ensure_ascii=False)


def _trigger(data: Data, _: Names) -> str:
    by_hand = data["incidentSource"] == BY_HAND
    if data["createdIncident"]:
        return "Started by hand." if by_hand else f"Triggered by {data['incidentSource']}."
    times = data.get("repetitions", 1)
    how_often = "once more" if times == 1 else f"{times} times more"
    again = f"Started by hand {how_often}" if by_hand else f"Triggered by {data['incidentSource']} {how_often}"
    return f"{again}{_asked_for(data)}: this open incident takes {'it' if times == 1 else 'them'} in."


def _asked_for(data: Data) -> str:
    """The title and impact that a taken-in start was to have; raw data of a caller's own are theirs to read."""
    try:
        match json.loads(data.get("rawData", "{}")):
            case {"title": str(title), "impact": int(impact), **others} if impact in IMPACTS and not others:
                return f', as "{title}" ({_impact(impact)})'
            case {"title": str(title), **others} if not others:
                return f', as "{title}"'
            case {"impact": int(impact), **others} if impact in IMPACTS and not others:
                return f", with {_impact(impact)}"
    except ValueError:
        pass
    return ""


def _impact(impact: int) -> str:
    return sentence(impact).rstrip(".").lower()


def _start(data: Data, _: Names) -> str:
    engaged = ", ".join(one["contactName"] for one in data["contactsEngage"])
    sentences = [
        f"The incident is open: {data['incidentTitle']}.",
        f"Engaged: {engaged}." if engaged else "Nobody is engaged.",
        trouble(START, data),
    ]
    return " ".join(filter(None, sentences))


def _update(data: Data, _: Names) -> str:
    return " ".join(_attribute(one["attributeName"], one["newValue"]) for one in data["modifiedAttributes"])


def _page(data: Data, names: Names) -> str:
    return f"{_name(data['contactArn'], names)} is paged."


def _acknowledgement(data: Data, names: Names) -> str:
    return f"{_name(data['contactArn'], names)} acknowledged."


def _attribute(name: str, value: str) -> str:
    if name == "impact":
        return f"The impact is now {value} ({IMPACTS.get(int(value), 'unknown')})."
    if name == "relatedItems":
        return _related(json.loads(value))
    sentence = _ATTRIBUTES.get((name, value)) or _ATTRIBUTES.get((name, ANYTHING), "{name} was changed.")
    return sentence.format(name=name, value=value)


def _related(update: Data) -> str:
    added = update.get("itemToAdd")
    if added is None:
        return f"A related item was taken away: {_value(update['itemToRemove']['value'])}."
    value = _value(added["identifier"]["value"])
    return (
        f"A related item was added: {added['title']}, {value}"
        if added.get("title")
        else f"A related item was added: {value}"
    )


def _value(value: Data) -> str:
    shown = next(iter(value.values()))
    return shown if isinstance(shown, str) else str(shown.get("id", ""))


def _name(contact_arn: str, names: Names) -> str:
    return names.get(contact_arn) or alias_of(contact_arn)


def _slack_user(principal: str) -> str:
    return principal.partition(SLACK_ROLE)[2]


ANYTHING = "\N{HORIZONTAL ELLIPSIS}"
_ATTRIBUTES = {
    ("title", ANYTHING): "The title is now: {value}.",
    ("status", "RESOLVED"): "The incident is resolved.",
    ("status", "OPEN"): "The incident is open again.",
    ("summary", ""): "The summary was taken away.",
    ("summary", ANYTHING): "The summary is now: {value}",
    ("chatChannel", ANYTHING): "The incident has other chat channels now.",
    ("notificationTargets", ANYTHING): "The incident has other notification targets now.",
}

_TOLD: dict[str, tuple[Icon, Callable[[Data, Names], str]]] = {
    TRIGGER: ("start", _trigger),
    START: ("start", _start),
    RECORD_UPDATE: ("update", _update),
    PAGE: ("page", _page),
    ACKNOWLEDGEMENT: ("acknowledge", _acknowledgement),
    RUNBOOK_START_FAILURE: ("trouble", lambda data, _: trouble(RUNBOOK_START_FAILURE, data) or ""),
}
