"""Does Slack know us, with every scope that we need, and may we hear what people type?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp

from bot.checks.clocks import by_date_header
from bot.checks.finding import Finding, well, wrong
from bot.settings import Settings
from bot.slack.installing import SCOPES
from bot.slack.web import ANSWERS_WITHIN, NEVER
from core.clock import Clock


async def check_slack(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> AsyncIterator[Finding]:
    """By the configured tokens; those of installations by OAuth are looked after while Muster runs."""
    if settings.slack_bot_token:
        async for finding in _bot(settings, session, clock):
            yield finding
    if settings.slack_app_token:
        told, _ = await _asked(settings, session, "apps.connections.open", settings.slack_app_token)
        yield _socket_mode(told)


async def _bot(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> AsyncIterator[Finding]:
    told, headers = await _asked(settings, session, "auth.test", settings.slack_bot_token)
    if why := _refused(told):
        yield wrong(f"Slack does not take SLACK_BOT_TOKEN: {why}.")
        return
    yield well(f"Slack knows us as {told.get('user')} in the workspace {told.get('team')}.")
    granted = {one.strip() for one in headers.get("X-OAuth-Scopes", "").split(",") if one.strip()}
    if granted:
        yield _scopes(granted)
    if clocks := by_date_header(headers, "Slack's", clock.now()):
        yield clocks


def _scopes(granted: set[str]) -> Finding:
    if missing := sorted(set(SCOPES) - granted):
        return wrong(
            f"The Slack app lacks {len(missing)} of {len(SCOPES)} scopes: {', '.join(missing)}. See manifest.yml, add "
            "them, and install the app again."
        )
    return well(f"The Slack app has all {len(SCOPES)} scopes.")


def _socket_mode(told: Mapping[str, Any]) -> Finding:
    if why := _refused(told):
        return wrong(
            f"Socket Mode cannot be used: {why}. SLACK_APP_TOKEN is an app-level token with connections:write, and the "
            "app has to have Socket Mode enabled."
        )
    return well("Socket Mode can be used.")


async def _asked(
    settings: Settings, session: aiohttp.ClientSession, method: str, token: str
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    headers = {"Authorization": f"Bearer {token}"}
    url = settings.slack_api_url + method
    try:
        async with session.post(url, headers=headers, timeout=ANSWERS_WITHIN, allow_redirects=False) as answer:
            told = await answer.json(content_type=None)
            return (told if isinstance(told, dict) else {}), answer.headers
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as problem:
        return {"error": f"it cannot be reached ({type(problem).__name__})"}, {}


def _refused(told: Mapping[str, Any]) -> str:
    error = str(told.get("error") or "it did not say yes")
    return "" if told.get("ok") else NEVER.get(error, error)
