"""Contacts: made, read, listed, changed, deleted with their channels."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.arns import Arns
from core.authorization.shares import Shares
from core.calendars.calendar_feed import CalendarFeed
from core.contact_channels.contact_channel import ContactChannel
from core.contact_channels.ports import ContactChannels
from core.contacts.contact import Contact
from core.contacts.members import described, summarized, updated, written
from core.contacts.planning import Known, channels_named_by, refuse_misshapen, refuse_unfit, refuse_while_on_call
from core.contacts.ports import Contacts as Stored
from core.dispatcher import handles
from core.engagements.starting import people_named_by
from core.errors import Refusal, contact_resource_not_found
from core.listing import chained
from core.resource_policies.resource_policy import ResourcePolicy
from core.rotations.ports import Rotations
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class Contacts:
    def __init__(
        self, stored: Stored, channels: ContactChannels, rotations: Rotations, shares: Shares, arns: Arns
    ) -> None:
        self._stored = stored
        self._channels = channels
        self._rotations = rotations
        self._shares = shares
        self._arns = arns

    @handles("ssm-contacts:CreateContact")
    async def create(self, work: Work, request: types.CreateContactInput) -> types.CreateContactOutput:
        contact = described(self._arns.contact(request["Alias"]), request)
        await self._refuse_unfit(work, contact, request["Plan"])
        if await self._stored.get(contact.arn):
            raise Refusal(
                "ConflictException",
                f"A contact with the alias {contact.alias} exists already.",
                ResourceId=contact.arn,
                ResourceType="CONTACT",
            )
        work.save(contact)
        return {"ContactArn": contact.arn}

    @handles("ssm-contacts:GetContact")
    async def get(self, _: Work, request: types.GetContactInput) -> types.GetContactOutput:
        return written(await self._named(request["ContactId"]))

    @handles("ssm-contacts:ListContacts")
    async def listing(self, work: Work, request: types.ListContactsInput) -> types.ListContactsOutput:
        prefix, type_ = request.get("AliasPrefix", ""), request.get("Type")
        own = partial(self._stored.listing, prefix, type_)
        found = await chained(pages.window(request), own, partial(self._shares.contacts, work, prefix, type_))
        answer: types.ListContactsOutput = {"Contacts": [summarized(contact) for contact in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-contacts:UpdateContact")
    async def update(self, work: Work, request: types.UpdateContactInput) -> types.UpdateContactOutput:
        before = await self._named(request["ContactId"])
        contact = updated(before, request)
        if "Plan" in request:
            await self._refuse_unfit(work, contact, request["Plan"], before)
        work.save(contact)
        return {}

    @handles("ssm-contacts:DeleteContact")
    async def delete(self, work: Work, request: types.DeleteContactInput) -> types.DeleteContactOutput:
        contact = await self._named(request["ContactId"])
        refuse_while_on_call(contact, await self._rotations.with_member(contact.arn))
        work.delete(contact)
        work.delete_all(ContactChannel, contact_arn=contact.arn)
        work.delete_all(ResourcePolicy, resource_arn=contact.arn)
        work.delete_all(CalendarFeed, contact_arn=contact.arn)
        return {}

    async def _refuse_unfit(
        self, work: Work, contact: Contact, plan: types.Plan, before: Contact | None = None
    ) -> None:
        refuse_misshapen(plan.get("Stages", []))
        rotations = await self._rotations.many(contact.rotation_arns)
        named = [await self._channels.get(arn) for arn in channels_named_by(contact)]
        refuse_unfit(
            contact,
            Known(
                channels={channel.arn: channel.contact_arn for channel in named if channel},
                contacts=await self._stored.many(people_named_by([contact])),
                rotations=rotations,
            ),
            before,
        )
        # Saved as they are: whoever deletes one of them in this moment has to look again, and finds this schedule.
        work.save(*rotations.values())

    async def _named(self, arn: str) -> Contact:
        contact = await self._stored.get(arn)
        if contact is None:
            raise contact_resource_not_found("CONTACT", arn)
        return contact
