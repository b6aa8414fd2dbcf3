"""Somebody at a keyboard in the fake Slack: what they do becomes the deliveries that Slack would send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.slack.deliveries import action_of, command, event, home_opened, interaction, said
from tests.slack.workspace import APP_ID, BOT_USER, Channel, Person

if TYPE_CHECKING:
    from tests.slack.fake_slack import Answer, FakeSlack

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who writes, presses and fills in."""

    slack: FakeSlack
    person: Person

    async def says(self, text: str, *, channel: str | None = None, thread_ts: str | None = None) -> list[Answer]:
        """Write a message, to the bot itself when no channel is named; a mention makes two deliveries, as in Slack."""
        where = self._where(channel)
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        message = self.slack.workspace.post(where, self.person.id, text, **thread)
        kind = {"public": "channel", "private": "group", "im": "im"}[where.kind]
        events = [said(message, where.id, kind)]
        if f"<@{BOT_USER}>" in text and where.kind != "im":
            events.append({**said(message, where.id, kind), "type": "app_mention"})
            del events[-1]["channel_type"]
        return [await self.slack.deliver(event(one)) for one in events]

    async def mentions(self, text: str, *, channel: str, thread_ts: str | None = None) -> list[Answer]:
        """Write a message that begins with the bot's name."""
        return await self.says(f"<@{BOT_USER}> {text}", channel=channel, thread_ts=thread_ts)

    async def commands(self, text: str, *, channel: str | None = None, name: str = "/aws") -> Answer:
        """Type `/aws`, or another command, and this."""
        where, url = self._where(channel).id, self.slack.response_url(self._where(channel).id)
        trigger = self.slack.workspace.trigger()
        typed = command(text, user=self.person.id, channel=where, trigger=trigger, response_url=url, name=name)
        return await self.slack.deliver(typed)

    async def opens_home(self) -> Answer:
        """Look at the app's own page."""
        return await self.slack.deliver(home_opened(self.person.id))

    async def presses(self, button: str, message: Message) -> Answer:
        """Press a button of a message, by its label or its action_id."""
        where = next(one for one in self.slack.workspace.channels.values() if message["ts"] in one.messages)
        block_id, element = find(message, button)
        place = {"type": "message", "message_ts": message["ts"], "channel_id": where.id, "is_ephemeral": False}
        pressed = interaction(
            "block_actions",
            user=self.person.id,
            trigger=self.slack.workspace.trigger(),
            container=place,
            channel={"id": where.id, "name": where.name or "directmessage"},
            message=message,
            response_url=self.slack.response_url(where.id, message["ts"]),
            actions=[action_of(element, block_id)],
            state={"values": {}},
        )
        return await self.slack.deliver(pressed)

    async def chooses(self, action: str, view: Message, **chosen: Any) -> Answer:
        """Press or choose something in a modal or on the app's page, e.g. `selected_user="U2"`."""
        block_id, element = find(view, action)
        pressed = interaction(
            "block_actions",
            user=self.person.id,
            trigger=self.slack.workspace.trigger(),
            container={"type": "view", "view_id": view["id"]},
            view=view,
            actions=[action_of(element, block_id, **chosen)],
        )
        return await self.slack.deliver(pressed)

    async def submits(self, view: Message, **typed: Any) -> Answer:
        """Fill in a modal, by action_id or block_id, and send it; an updated or further view in the answer is kept."""
        workspace = self.slack.workspace
        state = {"values": dict(filled(view, typed))}
        sent = interaction(
            "view_submission",
            user=self.person.id,
            trigger=workspace.trigger(),
            view={**view, "state": state, "app_id": APP_ID},
            response_urls=[],
        )
        answer = await self.slack.deliver(sent)
        if isinstance(answer.body, dict) and "view" in answer.body:
            self.slack.examine("views.update", answer.body)
            id = view["id"] if answer.body["response_action"] == "update" else f"V{workspace.number()}"
            workspace.views[id] = {**answer.body["view"], "id": id, "hash": str(workspace.number())}
        return answer

    async def closes(self, view: Message) -> Answer:
        """Leave a modal."""
        trigger = self.slack.workspace.trigger()
        left = interaction("view_closed", user=self.person.id, trigger=trigger, view=view, is_cleared=False)
        return await self.slack.deliver(left)

    def _where(self, channel: str | None) -> Channel:
        workspace = self.slack.workspace
        return workspace.conversation(channel) if channel else workspace.direct(self.person.id)


def find(shown: Message, wanted: str) -> tuple[str, dict[str, Any]]:
    """The element with this label or action_id, and its block's id; pressing what is not there is an error."""
    for block in shown.get("blocks") or []:
        for element in elements_of(block):
            label = element.get("text")  # a string in a context block, which has nothing to press
            if isinstance(label, dict) and wanted in (element.get("action_id"), label.get("text")):
                return block.get("block_id", ""), element
    raise AssertionError(f"nothing to press that is called {wanted!r} in {shown.get('blocks')}")


def elements_of(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a block offers to press or fill in."""
    yield from block.get("elements") or []
    yield from (block[name] for name in ("accessory", "element") if name in block)


def filled(view: Message, typed: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The state of a modal's fields after somebody filled them in."""
    unknown = set(typed)
    for block in view["blocks"]:
        for element in elements_of(block) if block["type"] == "input" else []:
            name = element["action_id"] if element["action_id"] in typed else block["block_id"]
            unknown.discard(name)
            value = {"type": element["type"], **value_of(element, typed.get(name))}
            yield block["block_id"], {element["action_id"]: value}
    assert not unknown, f"the modal has no field {', '.join(unknown)}"


def value_of(element: dict[str, Any], typed: Any) -> dict[str, Any]:
    """What one field says; untouched, it says what it said at first."""
    options = {one["value"]: one for one in element.get("options") or []}
    match element["type"]:
        case "static_select" | "radio_buttons":
            return {"selected_option": options[typed] if typed is not None else element.get("initial_option")}
        case "checkboxes" | "multi_static_select":
            chosen = [options[one] for one in typed] if typed is not None else element.get("initial_options", [])
            return {"selected_options": chosen}
        case "users_select" | "conversations_select" | "channels_select" as kind:
            word = kind.removesuffix("s_select")
            return {f"selected_{word}": typed if typed is not None else element.get(f"initial_{word}")}
        case "multi_users_select" | "multi_conversations_select" | "multi_channels_select" as kind:
            word = kind.removeprefix("multi_").removesuffix("_select")
            return {f"selected_{word}": typed if typed is not None else element.get(f"initial_{word}", [])}
        case "datetimepicker":
            return {"selected_date_time": typed if typed is not None else element.get("initial_date_time")}
        case "datepicker" | "timepicker" as kind:
            word = kind.removesuffix("picker")
            return {f"selected_{word}": typed if typed is not None else element.get(f"initial_{word}")}
    return {"value": typed if typed is not None else element.get("initial_value")}
