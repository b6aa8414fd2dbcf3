"""Tags of whatever can have some: put on, taken off, listed.

Tags are no part of what a `get` or a timeline shows, so neither says anything of a change of them; AWS does not tell.
The audit record does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.arns import kind_of
from core.chat_channels.chat_channel import ChatChannel
from core.contacts.contact import Contact
from core.custom_actions.custom_action import CustomAction
from core.dispatcher import handles
from core.errors import Refusal, contact_resource_not_found, incident_resource_not_found, invalid, invalid_member
from core.incidents.incident import Incident
from core.replication_sets.replication_set import ReplicationSet
from core.response_plans.response_plan import ResponsePlan
from core.rotations.rotation import Rotation
from core.tags.ports import OfChatbot, OfContacts, OfIncidentManager
from core.tags.tagging import (
    TooManyTags,
    given,
    listed,
    merged,
    of_chatbot,
    too_many_on_chatbot_resource,
    too_many_on_contact_resource,
    too_many_on_incident_resource,
    without,
    written,
)
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class IncidentTags:
    """Of replication sets, response plans and incidents."""

    def __init__(self, around: OfIncidentManager) -> None:
        self._around = around

    @handles("ssm-incidents:ListTagsForResource")
    async def listing(
        self, _: Work, request: types.IncidentsListTagsForResourceInput
    ) -> types.IncidentsListTagsForResourceOutput:
        return {"tags": dict((await self._named(request["resourceArn"])).tags)}

    @handles("ssm-incidents:TagResource")
    async def tag(self, work: Work, request: types.IncidentsTagResourceInput) -> types.IncidentsTagResourceOutput:
        found = await self._named(request["resourceArn"])
        try:
            work.save(replace(found, tags=merged(found.tags, given(request["tags"]))))
        except TooManyTags:
            raise too_many_on_incident_resource(_type(found.arn), found.arn) from None
        return {}

    @handles("ssm-incidents:UntagResource")
    async def untag(self, work: Work, request: types.IncidentsUntagResourceInput) -> types.IncidentsUntagResourceOutput:
        found = await self._named(request["resourceArn"])
        work.save(replace(found, tags=without(found.tags, request["tagKeys"])))
        return {}

    async def _named(self, arn: str) -> ReplicationSet | ResponsePlan | Incident:
        found: ReplicationSet | ResponsePlan | Incident | None = None
        match kind_of(arn):
            case "replication-set":
                found = await self._around.replication_sets.current()
            case "response-plan":
                found = await self._around.response_plans.get(arn)
            case "incident-record":
                found = await self._around.incidents.get(arn)
            case _:
                raise invalid(
                    "Value at 'resourceArn' must be the ARN of a replication set, response plan or incident record."
                )
        if found is None or found.arn != arn:
            raise incident_resource_not_found(_type(arn), arn)
        return found


class ContactTags:
    """Of contacts of each type, and of rotations."""

    def __init__(self, around: OfContacts) -> None:
        self._around = around

    @handles("ssm-contacts:ListTagsForResource")
    async def listing(
        self, _: Work, request: types.ContactsListTagsForResourceInput
    ) -> types.ContactsListTagsForResourceOutput:
        return {"Tags": written((await self._named(request["ResourceARN"])).tags)}

    @handles("ssm-contacts:TagResource")
    async def tag(self, work: Work, request: types.ContactsTagResourceInput) -> types.ContactsTagResourceOutput:
        found = await self._named(request["ResourceARN"])
        try:
            work.save(replace(found, tags=merged(found.tags, listed(request["Tags"]))))
        except TooManyTags:
            raise too_many_on_contact_resource(_type(found.arn), found.arn) from None
        return {}

    @handles("ssm-contacts:UntagResource")
    async def untag(self, work: Work, request: types.ContactsUntagResourceInput) -> types.ContactsUntagResourceOutput:
        found = await self._named(request["ResourceARN"])
        work.save(replace(found, tags=without(found.tags, request["TagKeys"])))
        return {}

    async def _named(self, arn: str) -> Contact | Rotation:
        found: Contact | Rotation | None
        match kind_of(arn):
            case "contact":
                found = await self._around.contacts.get(arn)
            case "rotation":
                found = await self._around.rotations.get(arn)
            case _:
                raise invalid_member("ResourceARN", "it must be the ARN of a contact or rotation")
        if found is None:
            raise contact_resource_not_found(_type(arn), arn)
        return found


class ChatbotTags:
    """Of Slack channel configurations and custom actions."""

    def __init__(self, around: OfChatbot) -> None:
        self._around = around

    @handles("chatbot:ListTagsForResource")
    async def listing(
        self, _: Work, request: types.ChatbotListTagsForResourceInput
    ) -> types.ChatbotListTagsForResourceOutput:
        tags = (await self._named(request["ResourceARN"])).tags
        return {"Tags": [{"TagKey": key, "TagValue": value} for key, value in tags.items()]}

    @handles("chatbot:TagResource")
    async def tag(self, work: Work, request: types.ChatbotTagResourceInput) -> types.ChatbotTagResourceOutput:
        found = await self._named(request["ResourceARN"])
        added = of_chatbot(request["Tags"])
        try:
            work.save(replace(found, tags=merged(found.tags, added)))
        except TooManyTags:
            raise too_many_on_chatbot_resource(found.arn) from None
        return {}

    @handles("chatbot:UntagResource")
    async def untag(self, work: Work, request: types.ChatbotUntagResourceInput) -> types.ChatbotUntagResourceOutput:
        found = await self._named(request["ResourceARN"])
        work.save(replace(found, tags=without(found.tags, request["TagKeys"])))
        return {}

    async def _named(self, arn: str) -> ChatChannel | CustomAction:
        found = await self._around.chat_channels.get(arn) or await self._around.custom_actions.get(arn)
        if found is None:
            raise Refusal(
                "ResourceNotFoundException", f"There is no Slack channel configuration or custom action {arn}"
            )
        return found


def _type(arn: str) -> str:
    """As the services name the kinds of their resources in errors, such as `RESPONSE_PLAN`."""
    return kind_of(arn).replace("-", "_").upper()
