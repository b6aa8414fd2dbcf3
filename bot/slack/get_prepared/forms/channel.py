"""Step 4: a Slack channel that tells of incidents, linked to the topic that response plans name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks.elements import Message
from bot.slack.get_prepared.fields import UNCHOSEN, Values, View, choice, form, notice
from bot.slack.get_prepared.names import short_name
from bot.slack.get_prepared.progress import Found, Named
from bot.slack.get_prepared.submission import CONFLICT, Submission
from bot.slack.people import Ourselves
from bot.slack.web import SlackWeb
from core.arns import Arns
from core.caller import Caller
from core.errors import Refusal

CREATE, DESCRIBE = "chatbot:CreateSlackChannelConfiguration", "chatbot:DescribeSlackChannelConfigurations"
PAGES, A_PAGE = 10, 500
"""So many pages of so many channels are looked through for those that the bot is in."""
HINT = "I list the channels that I am in. To have another one here, write /invite @aws in it and open this again."
HOW_TO_INVITE = (
    "Open the channel in Slack, write `/invite @aws` there, and send it."
    " Then come back and press *Link a channel* again."
)


@dataclass(frozen=True, slots=True)
class ChannelForm:
    web: SlackWeb
    ourselves: Ourselves
    arns: Arns
    asks_slack = True

    async def view(self, caller: Caller, found: Found, about: Mapping[str, str]) -> View:  # noqa: ARG002 - as every form
        """A menu of the channels that the bot is in, or how to invite it."""
        channels = await self._channels()
        if not channels:
            return notice("Link a channel", "I am in no channel yet.", HOW_TO_INVITE)
        return form(
            "get-prepared-channel",
            "Link a channel",
            about,
            [choice("channel", "Channel", channels, hint=HINT)],
            "Link",
        )

    def problems(self, values: Values) -> dict[str, str]:
        return {} if values.get("channel") else {"channel": UNCHOSEN}

    async def carry_out(self, submission: Submission) -> Message | None:
        request = self._request(submission)
        try:
            await submission.call(CREATE, request)
        except Refusal as no:
            if no.code != CONFLICT:
                raise
            if not await _is_linked(submission, request["SlackChannelId"]):
                # Another channel has the name: some are told apart by signs that are none in a short name.
                distinct = f"{request['ConfigurationName']}-{request['SlackChannelId'].lower()}"
                await submission.call(CREATE, {**request, "ConfigurationName": distinct})
        return None

    def _request(self, submission: Submission) -> dict[str, Any]:
        channel_id, _, name = submission.values["channel"].partition(" ")
        short = short_name(name) or channel_id.lower()
        request = {
            "ConfigurationName": short,
            "SlackTeamId": self.ourselves.team_id or submission.team_id,
            "SlackChannelId": channel_id,
            "SnsTopicArns": [f"arn:aws:sns:{self.arns.region}:{self.arns.account}:{short}"],
            "IamRoleArn": f"arn:aws:iam::{self.arns.account}:role/muster-slack",
        }
        return {**request, "SlackChannelName": name} if name else request

    async def _channels(self) -> tuple[Named, ...]:
        """By name; a private one is seen by those who set Muster up, which is why the bot was invited there."""
        found, cursor = [], ""
        for _ in range(PAGES):
            told = await self.web.call(
                "conversations.list",
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=A_PAGE,
                cursor=cursor or None,
            )
            found += [one for one in told.get("channels") or [] if one.get("is_member", True)]
            cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return tuple(_named(one) for one in sorted(found, key=lambda one: str(one.get("name", ""))))


def _named(channel: Mapping[str, Any]) -> Named:
    name = str(channel.get("name", ""))
    return Named(f"{channel['id']} {name}", f"#{name}")


async def _is_linked(submission: Submission, channel_id: str) -> bool:
    kept = (await submission.call(DESCRIBE, {}))["SlackChannelConfigurations"]
    return any(one["SlackChannelId"] == channel_id for one in kept)
