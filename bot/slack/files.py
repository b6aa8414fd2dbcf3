"""Sends what is too long for a message as a file."""

from __future__ import annotations

from bot.slack.conversation import Place
from bot.slack.web import SlackWeb


class Files:
    def __init__(self, web: SlackWeb) -> None:
        self._web = web

    async def send(self, place: Place, name: str, content: str | bytes) -> None:
        """In the conversation; what was answered to one person alone goes to their direct messages."""
        raw = content if isinstance(content, bytes) else content.encode()
        told = await self._web.call("files.getUploadURLExternal", filename=name, length=len(raw))
        await self._web.upload(str(told["upload_url"]), raw)
        is_public = place.how == "said"
        channel = place.channel if is_public or place.direct else await self._direct_message(place.user)
        await self._web.call(
            "files.completeUploadExternal",
            files=[{"id": told["file_id"], "title": name}],
            channel_id=channel,
            thread_ts=(place.answer_ts or None) if is_public else None,
        )

    async def _direct_message(self, user_id: str) -> str:
        opened = await self._web.call("conversations.open", users=user_id)
        return str(opened["channel"]["id"])
