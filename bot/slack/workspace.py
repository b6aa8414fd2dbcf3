"""What Muster asks of Slack before it relies on a channel, and who it is there itself."""

from __future__ import annotations

from bot.slack.people import Ourselves
from bot.slack.web import SlackSays, SlackWeb
from core.engine.ports import TryLater


class SlackWorkspace:
    def __init__(self, web: SlackWeb, ourselves: Ourselves) -> None:
        self._web = web
        self._ourselves = ourselves

    async def introduce(self) -> bool:
        """Ask Slack who the bot is, unless it has said so; False while it cannot be asked."""
        if self._ourselves.user_id:
            return True
        try:
            told = await self._web.call("auth.test")
        except (SlackSays, TryLater):
            return False
        self._ourselves.user_id = str(told.get("user_id", ""))
        self._ourselves.team_id = str(told.get("team_id", ""))
        self._ourselves.team_name = str(told.get("team", ""))
        return True

    async def channel_name(self, channel_id: str) -> str | None:
        """The channel's name, or None where the bot cannot see such a channel."""
        try:
            told = await self._web.call("conversations.info", channel=channel_id)
        except (SlackSays, TryLater):
            return None
        return str((told.get("channel") or {}).get("name") or "") or None

    async def team(self) -> tuple[str, str] | None:
        """The workspace's id and name; None while there is no Slack."""
        if not await self.introduce():
            return None
        return self._ourselves.team_id, self._ourselves.team_name

    async def post_test_message(self, channel_id: str, text: str) -> str | None:
        """Try to post; the reason in Slack's word (`not_in_channel`) where that failed, else None."""
        try:
            await self._web.call("chat.postMessage", channel=channel_id, text=text)
        except SlackSays as no:
            return no.error
        except TryLater as wait:
            return wait.reason
        return None
