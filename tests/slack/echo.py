"""The smallest app that uses everything a Slack app can be told; the fakes are tested with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def greeting(text: str) -> list[dict[str, Any]]:
    button = {"type": "button", "text": plain("Acknowledge"), "action_id": "echo:Acknowledge", "value": "7"}
    ask = {"type": "button", "text": plain("Ask me"), "action_id": "echo:Ask", "style": "primary"}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return [section, {"type": "actions", "elements": [button, ask]}]


def question() -> dict[str, Any]:
    field = {"type": "plain_text_input", "action_id": "title"}
    impacts = [{"text": plain(label), "value": str(number)} for number, label in enumerate(("Critical", "High"), 1)]
    menu = {"type": "static_select", "action_id": "impact", "options": impacts, "initial_option": impacts[1]}
    blocks = [
        {"type": "input", "block_id": "title", "label": plain("Title"), "element": field},
        {"type": "input", "block_id": "impact", "label": plain("Impact"), "element": menu},
    ]
    title, submit = plain("A question"), plain("Answer")
    return {"type": "modal", "callback_id": "echo", "title": title, "submit": submit, "blocks": blocks}


def echo_app(api_url: str, bot_token: str, signing_secret: str) -> AsyncApp:
    client = AsyncWebClient(token=bot_token, base_url=api_url)
    app = AsyncApp(client=client, signing_secret=signing_secret)
    listen_to_words(app, client)
    listen_to_presses(app, client)
    return app


def listen_to_words(app: AsyncApp, client: AsyncWebClient) -> None:
    @app.event("app_mention")
    async def on_mention(event: dict[str, Any]) -> None:
        text = f"mention: {event['text'].partition('>')[2].strip()}"
        thread = event.get("thread_ts")
        await client.chat_postMessage(channel=event["channel"], text=text, blocks=greeting(text), thread_ts=thread)

    @app.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        if event.get("channel_type") == "im" and not event.get("bot_id") and not event.get("subtype"):
            await client.chat_postMessage(channel=event["channel"], text=f"direct: {event['text']}")

    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any]) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": greeting("home")})

    @app.command("/aws")
    async def on_command(ack: Any, command: dict[str, Any]) -> None:
        await ack()
        text = f"command: {command['text']}"
        await client.chat_postMessage(channel=command["channel_id"], text=text, blocks=greeting(text))


def listen_to_presses(app: AsyncApp, client: AsyncWebClient) -> None:
    @app.action("echo:Acknowledge")
    async def on_button(ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        text = f"button: {action['value']} by {body['user']['id']}"
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**where, text=text, blocks=greeting(text))

    @app.action("echo:Ask")
    async def on_ask(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=question())

    @app.view("echo")
    async def on_submission(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        title, impact = values["title"]["title"]["value"], values["impact"]["impact"]["selected_option"]["value"]
        if title == "wrong":
            await ack(response_action="errors", errors={"title": "Say it better"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"submission: {title}, impact {impact}")


@asynccontextmanager
async def served(app: AsyncApp, port: int = 0) -> AsyncIterator[str]:
    """The app on loopback over HTTP; gives its request URL."""

    async def answer(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", answer)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def connected(app: AsyncApp, api_url: str, app_token: str) -> AsyncIterator[None]:
    """The app on a Socket Mode connection."""
    handler = AsyncSocketModeHandler(app, app_token, web_client=AsyncWebClient(token=app_token, base_url=api_url))
    await handler.connect_async()
    try:
        yield
    finally:
        await handler.close_async()
