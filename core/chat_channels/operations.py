"""Slack channel configurations: made, changed, shown, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.arns import Arns
from core.authorization.passing import Passing
from core.chat_channels.chat_channel import ChatChannel
from core.chat_channels.members import hands_on_role, linked, updated, written
from core.chat_channels.ports import ChatChannels as Stored
from core.chat_channels.ports import Workspace
from core.dispatcher import handles
from core.errors import Refusal
from core.incidents.ports import IncidentFilter, Incidents
from core.listing import Window, part_of
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types

MOST_OPEN = 1000
"""So many open incidents are looked at when a link changes; nobody has more."""


class ChatChannels:
    def __init__(
        self, stored: Stored, workspace: Workspace, incidents: Incidents, arns: Arns, passing: Passing
    ) -> None:
        self._stored = stored
        self._passing = passing
        self._workspace = workspace
        self._incidents = incidents
        self._arns = arns

    @handles("chatbot:CreateSlackChannelConfiguration")
    async def create(
        self, work: Work, request: types.CreateSlackChannelConfigurationInput
    ) -> types.CreateSlackChannelConfigurationOutput:
        arn = self._arns.slack_channel_configuration(request["ConfigurationName"])
        if await self._stored.get(arn):
            raise Refusal(
                "ConflictException", f"There is a configuration named '{request['ConfigurationName']}' already."
            )
        await self._refuse_other_team(request["SlackTeamId"])
        made = linked(arn, request, await self._visible(request["SlackChannelId"]))
        work.save(made)
        await self._announce_again(work)
        return {"ChannelConfiguration": await self._written(made)}

    @handles("chatbot:UpdateSlackChannelConfiguration")
    async def update(
        self, work: Work, request: types.UpdateSlackChannelConfigurationInput
    ) -> types.UpdateSlackChannelConfigurationOutput:
        kept = await self._named(request["ChatConfigurationArn"])
        changed = updated(kept, request, await self._visible(request["SlackChannelId"]))
        if hands_on_role(kept, changed):
            await self._passing.refuse_role(work, changed.iam_role_arn, "chatbot:UpdateSlackChannelConfiguration")
        work.save(changed)
        await self._announce_again(work)
        return {"ChannelConfiguration": await self._written(changed)}

    @handles("chatbot:DescribeSlackChannelConfigurations")
    async def describe(
        self, _: Work, request: types.DescribeSlackChannelConfigurationsInput
    ) -> types.DescribeSlackChannelConfigurationsOutput:
        arn = request.get("ChatConfigurationArn")
        kept = [one for one in await self._stored.all() if arn in (None, one.arn)]
        found = part_of(kept, lambda one: one.name, pages.window(request))
        answer: types.DescribeSlackChannelConfigurationsOutput = {
            "SlackChannelConfigurations": [await self._written(one) for one in found.items]
        }
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("chatbot:DeleteSlackChannelConfiguration")
    async def delete(
        self, work: Work, request: types.DeleteSlackChannelConfigurationInput
    ) -> types.DeleteSlackChannelConfigurationOutput:
        work.delete(await self._named(request["ChatConfigurationArn"]))
        await self._announce_again(work)
        return {}

    async def _named(self, arn: str) -> ChatChannel:
        kept = await self._stored.get(arn)
        if kept is None:
            raise Refusal("ResourceNotFoundException", f"There is no such Slack channel configuration: {arn}")
        return kept

    async def _refuse_other_team(self, team_id: str) -> None:
        team = await self._workspace.team()
        if team and team[0] != team_id:
            raise Refusal(
                "InvalidParameterException", f"The bot is at home in the Slack workspace {team[0]}, not in {team_id}."
            )

    async def _visible(self, channel_id: str) -> str | None:
        """The channel's name; None while there is no Slack to ask."""
        if await self._workspace.team() is None:
            return None
        name = await self._workspace.channel_name(channel_id)
        if name is None:
            raise Refusal(
                "InvalidParameterException",
                f"The bot cannot see a Slack channel {channel_id}: invite it there first, then try again.",
            )
        return name

    async def _announce_again(self, work: Work) -> None:
        """Have every open incident look whether its channels are others now."""
        open_ones = await self._incidents.listing(IncidentFilter(statuses=("OPEN",)), Window(MOST_OPEN))
        for incident in open_ones.items:
            if incident.chat_topics:
                work.schedule("announce", incident.arn)

    async def _written(self, kept: ChatChannel) -> types.SlackChannelConfiguration:
        team = await self._workspace.team()
        return written(kept, team[1] if team else kept.slack_team_id)
