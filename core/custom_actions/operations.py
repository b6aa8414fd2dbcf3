"""Custom actions: made, changed, shown, deleted, and offered in Slack channels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.arns import Arns
from core.chat_channels.chat_channel import ChatChannel
from core.chat_channels.ports import ChatChannels
from core.custom_actions.custom_action import CustomAction
from core.custom_actions.members import defined, updated, written
from core.custom_actions.ports import CustomActions as Stored
from core.dispatcher import handles
from core.errors import Refusal
from core.listing import part_of
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class CustomActions:
    def __init__(self, stored: Stored, chat_channels: ChatChannels, arns: Arns) -> None:
        self._stored = stored
        self._chat_channels = chat_channels
        self._arns = arns

    @handles("chatbot:CreateCustomAction")
    async def create(self, work: Work, request: types.CreateCustomActionInput) -> types.CreateCustomActionOutput:
        made = defined(self._arns.custom_action(request["ActionName"]), request)
        if await self._stored.get(made.arn):
            raise Refusal("ConflictException", f"There is a custom action named '{made.name}' already.")
        work.save(made)
        return {"CustomActionArn": made.arn}

    @handles("chatbot:GetCustomAction")
    async def get(self, _: Work, request: types.GetCustomActionInput) -> types.GetCustomActionOutput:
        return {"CustomAction": written(await self._named(request["CustomActionArn"]))}

    @handles("chatbot:ListCustomActions")
    async def listing(self, _: Work, request: types.ListCustomActionsInput) -> types.ListCustomActionsOutput:
        found = await self._stored.listing(pages.window(request))
        answer: types.ListCustomActionsOutput = {"CustomActions": [one.arn for one in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("chatbot:UpdateCustomAction")
    async def update(self, work: Work, request: types.UpdateCustomActionInput) -> types.UpdateCustomActionOutput:
        changed = updated(await self._named(request["CustomActionArn"]), request)
        work.save(changed)
        return {"CustomActionArn": changed.arn}

    @handles("chatbot:DeleteCustomAction")
    async def delete(self, work: Work, request: types.DeleteCustomActionInput) -> types.DeleteCustomActionOutput:
        kept = await self._named(request["CustomActionArn"])
        work.save(*(_without(one, kept.arn) for one in await self._chat_channels.all() if _offers(one, kept.arn)))
        work.delete(kept)
        return {}

    @handles("chatbot:AssociateToConfiguration")
    async def associate(
        self, work: Work, request: types.AssociateToConfigurationInput
    ) -> types.AssociateToConfigurationOutput:
        channel, arn = await self._channel(request["ChatConfiguration"]), request["Resource"]
        offered = await self._named(arn)
        if not _offers(channel, arn):
            # The action is saved as it is, so that whoever deletes it at this moment has to look at the channels again.
            work.save(offered, replace(channel, custom_action_arns=(*channel.custom_action_arns, arn)))
        return {}

    @handles("chatbot:DisassociateFromConfiguration")
    async def disassociate(
        self, work: Work, request: types.DisassociateFromConfigurationInput
    ) -> types.DisassociateFromConfigurationOutput:
        channel, arn = await self._channel(request["ChatConfiguration"]), request["Resource"]
        if _offers(channel, arn):
            work.save(_without(channel, arn))
        return {}

    @handles("chatbot:ListAssociations")
    async def associations(self, _: Work, request: types.ListAssociationsInput) -> types.ListAssociationsOutput:
        offered = sorted((await self._channel(request["ChatConfiguration"])).custom_action_arns)
        found = part_of(offered, lambda arn: arn, pages.window(request))
        answer: types.ListAssociationsOutput = {"Associations": [{"Resource": arn} for arn in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    async def _named(self, arn: str) -> CustomAction:
        kept = await self._stored.get(arn)
        if kept is None:
            raise Refusal("ResourceNotFoundException", f"There is no such custom action: {arn}")
        return kept

    async def _channel(self, arn: str) -> ChatChannel:
        kept = await self._chat_channels.get(arn)
        if kept is None:
            raise Refusal("ResourceNotFoundException", f"There is no such Slack channel configuration: {arn}")
        return kept


def _offers(channel: ChatChannel, arn: str) -> bool:
    return arn in channel.custom_action_arns


def _without(channel: ChatChannel, arn: str) -> ChatChannel:
    return replace(channel, custom_action_arns=tuple(one for one in channel.custom_action_arns if one != arn))
