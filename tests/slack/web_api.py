"""What does Slack answer to a call of its Web API?  The methods that a bot like ours needs, on one workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.slack.blockkit import Surface, problems
from tests.slack.workspace import APP_ID, BOT_ID, BOT_USER, TEAM, Channel, SlackError, Workspace

Arguments = dict[str, Any]
Handler = Callable[["Session", Arguments], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Session:
    """What a call may look at: the workspace, the token's scopes, and where the fake can be reached."""

    workspace: Workspace
    scopes: frozenset[str]
    host: str

    def need(self, scope: str) -> None:
        """Refuse a token without this scope."""
        if scope not in self.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def readable(self, arguments: Arguments, verb: str) -> Channel:
        """The channel of the call, where the token may read that kind of channel and the bot is in a private one."""
        channel = self.workspace.conversation(arguments.get("channel"))
        self.need(f"{channel.scope}:{verb}")
        if BOT_USER not in channel.members:
            if channel.kind == "private":
                raise SlackError("channel_not_found")
            if verb == "history":
                raise SlackError("not_in_channel")
        return channel


METHODS: dict[str, tuple[str | None, Handler]] = {}


def method(name: str, scope: str | None = None) -> Callable[[Handler], Handler]:
    """Answer this method, to tokens with this scope."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = (scope, handler)
        return handler

    return register


def answer(session: Session, name: str, arguments: Arguments) -> dict[str, Any]:
    """Slack's answer, refusals included."""
    if name not in METHODS:
        return {"ok": False, "error": "unknown_method"}
    scope, handler = METHODS[name]
    try:
        if scope:
            session.need(scope)
        return {"ok": True, **handler(session, arguments)}
    except SlackError as refusal:
        return refusal.answer


def payload_problems(name: str, arguments: Arguments) -> list[str]:
    """What Slack would not like about the message or view of a call, if it has one."""
    if name in ("chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"):
        if name == "response_url" and arguments.get("delete_original") and not arguments.get("blocks"):
            return []
        return problems(arguments, "message")
    if name.startswith("views."):
        view = arguments.get("view")
        surface: Surface = "home" if name == "views.publish" else "modal"
        return problems(view, surface) if isinstance(view, dict) else ["view: missing"]
    return []


def refuse_bad_blocks(name: str, arguments: Arguments) -> None:
    """As Slack does: nothing is posted, and the reasons come along."""
    found = payload_problems(name, arguments)
    if name.startswith("chat.") and not arguments.get("text") and not arguments.get("blocks"):
        raise SlackError("no_text")
    if any(not one.startswith("message.text") for one in found):
        error = "invalid_blocks" if name.startswith("chat.") else "invalid_arguments"
        raise SlackError(error, response_metadata={"messages": found})


@method("auth.test")
def auth_test(session: Session, arguments: Arguments) -> dict[str, Any]:
    return {
        "url": "https://example.slack.com/",
        "team": "Example",
        "user": "aws",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("team.info", "team:read")
def team_info(session: Session, arguments: Arguments) -> dict[str, Any]:
    return {"team": {"id": TEAM, "name": "Example", "domain": "example"}}


@method("users.info", "users:read")
def users_info(session: Session, arguments: Arguments) -> dict[str, Any]:
    person = session.workspace.user(arguments.get("user"))
    return {"user": person.as_slack_tells(with_email="users:read.email" in session.scopes)}


@method("users.list", "users:read")
def users_list(session: Session, arguments: Arguments) -> dict[str, Any]:
    with_email = "users:read.email" in session.scopes
    members = [person.as_slack_tells(with_email) for person in session.workspace.people.values()]
    return {"members": members, "response_metadata": {"next_cursor": ""}}


@method("users.lookupByEmail", "users:read.email")
def users_lookup_by_email(session: Session, arguments: Arguments) -> dict[str, Any]:
    name = str(arguments.get("email", "")).removesuffix("@example.com")
    found = (person for person in session.workspace.people.values() if person.name == name)
    person = next(found, None)
    if person is None:
        raise SlackError("users_not_found")
    return {"user": person.as_slack_tells(with_email=True)}


@method("chat.postMessage", "chat:write")
def post_message(session: Session, arguments: Arguments) -> dict[str, Any]:
    refuse_bad_blocks("chat.postMessage", arguments)
    channel = session.workspace.writable(arguments.get("channel"))
    kept = {name: arguments[name] for name in ("blocks", "attachments", "thread_ts", "metadata") if arguments.get(name)}
    message = session.workspace.post(channel, BOT_USER, arguments.get("text") or "", **kept)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


@method("chat.update", "chat:write")
def update(session: Session, arguments: Arguments) -> dict[str, Any]:
    """An update without blocks leaves the earlier blocks standing; an empty list removes them."""
    refuse_bad_blocks("chat.update", arguments)
    channel = session.workspace.conversation(arguments.get("channel"))
    message = channel.messages.get(str(arguments.get("ts")))
    if message is None:
        raise SlackError("message_not_found")
    if message["user"] != BOT_USER:
        raise SlackError("cant_update_message")
    changed = {name: arguments[name] for name in ("text", "blocks", "attachments") if arguments.get(name) is not None}
    message |= {**session.workspace.named_blocks(changed), "edited": {"user": BOT_USER, "ts": session.workspace.ts()}}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message}


@method("chat.delete", "chat:write")
def delete(session: Session, arguments: Arguments) -> dict[str, Any]:
    channel = session.workspace.conversation(arguments.get("channel"))
    if channel.messages.pop(str(arguments.get("ts")), None) is None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "ts": arguments["ts"]}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(session: Session, arguments: Arguments) -> dict[str, Any]:
    refuse_bad_blocks("chat.postEphemeral", arguments)
    channel = session.workspace.writable(arguments.get("channel"))
    if arguments.get("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    return {"message_ts": session.workspace.ts()}


@method("chat.getPermalink")
def get_permalink(session: Session, arguments: Arguments) -> dict[str, Any]:
    channel = session.workspace.conversation(arguments.get("channel"))
    ts = str(arguments.get("message_ts"))
    if ts not in channel.messages:
        raise SlackError("message_not_found")
    link = f"https://example.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


@method("conversations.open", "im:write")
def conversations_open(session: Session, arguments: Arguments) -> dict[str, Any]:
    users = str(arguments.get("users") or "").split(",")
    return {"channel": {"id": session.workspace.direct(users[0]).id}}


@method("conversations.info")
def conversations_info(session: Session, arguments: Arguments) -> dict[str, Any]:
    return {"channel": session.readable(arguments, "read").as_slack_tells()}


@method("conversations.members")
def conversations_members(session: Session, arguments: Arguments) -> dict[str, Any]:
    members = sorted(session.readable(arguments, "read").members)
    return {"members": members, "response_metadata": {"next_cursor": ""}}


@method("conversations.list", "channels:read")
def conversations_list(session: Session, arguments: Arguments) -> dict[str, Any]:
    wanted = str(arguments.get("types") or "public_channel")
    kinds = {kind for kind, word in (("public", "public"), ("private", "private"), ("im", "im")) if word in wanted}
    channels = [channel for channel in session.workspace.channels.values() if channel.kind in kinds]
    seen = [channel for channel in channels if channel.kind == "public" or BOT_USER in channel.members]
    return {"channels": [one.as_slack_tells() for one in seen], "response_metadata": {"next_cursor": ""}}


@method("conversations.history")
def conversations_history(session: Session, arguments: Arguments) -> dict[str, Any]:
    messages = session.readable(arguments, "history").messages.values()
    top = [one for one in messages if one.get("thread_ts") in (None, one["ts"])][::-1]
    begin = int(arguments.get("cursor") or 0)
    end = begin + int(arguments.get("limit") or 100)
    following = str(end) if end < len(top) else ""
    return {
        "messages": top[begin:end],
        "has_more": bool(following),
        "response_metadata": {"next_cursor": following},
    }


@method("conversations.replies")
def conversations_replies(session: Session, arguments: Arguments) -> dict[str, Any]:
    messages = session.readable(arguments, "history").messages.values()
    thread = [one for one in messages if arguments.get("ts") in (one["ts"], one.get("thread_ts"))]
    if not thread:
        raise SlackError("thread_not_found")
    return {"messages": thread, "has_more": False}


@method("usergroups.list", "usergroups:read")
def usergroups_list(session: Session, arguments: Arguments) -> dict[str, Any]:
    groups = session.workspace.groups
    return {"usergroups": [{"id": id, "handle": handle, "name": handle} for id, (handle, _) in groups.items()]}


@method("usergroups.users.update", "usergroups:write")
def usergroups_users_update(session: Session, arguments: Arguments) -> dict[str, Any]:
    """Takes no empty list: whoever wants nobody in a group has to disable it."""
    id, users = str(arguments.get("usergroup")), [one for one in str(arguments.get("users") or "").split(",") if one]
    if id not in session.workspace.groups:
        raise SlackError("no_such_subteam")
    if not users:
        raise SlackError("no_users_provided")
    if any(session.workspace.user(one).standing != "member" for one in users):
        raise SlackError("invalid_users")
    handle, _ = session.workspace.groups[id]
    session.workspace.groups[id] = (handle, tuple(users))
    return {"usergroup": {"id": id, "handle": handle, "users": users}}


def keep_view(session: Session, view: Arguments, id: str | None = None) -> dict[str, Any]:
    """Remember a view under a new hash and show it as Slack does."""
    id = id or f"V{session.workspace.number()}"
    kept = {"private_metadata": "", "callback_id": "", "state": {"values": {}}, **session.workspace.named_blocks(view)}
    known = {"id": id, "team_id": TEAM, "app_id": APP_ID, "bot_id": BOT_ID, "hash": str(session.workspace.number())}
    session.workspace.views[id] = {**kept, **known}
    return {"view": session.workspace.views[id]}


@method("views.open")
def views_open(session: Session, arguments: Arguments) -> dict[str, Any]:
    refuse_bad_blocks("views.open", arguments)
    session.workspace.exchange(arguments.get("trigger_id"))
    return keep_view(session, arguments["view"])


@method("views.push")
def views_push(session: Session, arguments: Arguments) -> dict[str, Any]:
    refuse_bad_blocks("views.push", arguments)
    session.workspace.exchange(arguments.get("trigger_id"))
    return keep_view(session, arguments["view"])


@method("views.update")
def views_update(session: Session, arguments: Arguments) -> dict[str, Any]:
    refuse_bad_blocks("views.update", arguments)
    views = session.workspace.views
    by_external_id = (id for id, view in views.items() if view.get("external_id") == arguments.get("external_id"))
    id = arguments.get("view_id") or next(by_external_id, None)
    if id not in views:
        raise SlackError("not_found")
    if arguments.get("hash") not in (None, views[id]["hash"]):
        raise SlackError("hash_conflict")
    return keep_view(session, arguments["view"], id=id)


@method("views.publish")
def views_publish(session: Session, arguments: Arguments) -> dict[str, Any]:
    refuse_bad_blocks("views.publish", arguments)
    user = session.workspace.user(arguments.get("user_id")).id
    before = session.workspace.homes.get(user)
    if before and arguments.get("hash") not in (None, before["hash"]):
        raise SlackError("hash_conflict")
    published = keep_view(session, arguments["view"], id=before and before["id"])
    session.workspace.homes[user] = published["view"]
    return published


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(session: Session, arguments: Arguments) -> dict[str, Any]:
    if not arguments.get("filename") or int(arguments.get("length") or 0) < 1:
        raise SlackError("invalid_arguments")
    id = f"F{session.workspace.number()}"
    session.workspace.files[id] = {"name": arguments["filename"], "length": int(arguments["length"])}
    return {"upload_url": f"{session.host}/upload/{id}", "file_id": id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(session: Session, arguments: Arguments) -> dict[str, Any]:
    files = []
    for named in arguments.get("files") or []:
        file = session.workspace.files.get(named["id"])
        if file is None or "content" not in file:
            raise SlackError("file_not_found")
        files.append({"id": named["id"], "title": named.get("title") or file["name"], "name": file["name"]})
    channel = arguments.get("channel_id") or arguments.get("channels")
    if channel:
        # chat:write is not needed for a file's own message
        where = session.workspace.writable(str(channel))
        thread = {"thread_ts": arguments["thread_ts"]} if arguments.get("thread_ts") else {}
        session.workspace.post(where, BOT_USER, arguments.get("initial_comment") or "", files=files, **thread)
    return {"files": files}


@method("apps.connections.open")
def connections_open(session: Session, arguments: Arguments) -> dict[str, Any]:
    ticket = session.workspace.number()
    return {"url": f"{session.host.replace('http', 'ws', 1)}/link?ticket={ticket}"}
