"""Contact channels: set up, agreed to by whoever reads the address, changed, put out of use, deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.arns import Arns
from core.codes.ports import Guessers
from core.codes.wrong_codes import WrongCodes, actor_of, tried
from core.codes.wrong_codes import wrong as one_more
from core.contact_channels.activating import (
    NotActivated,
    TooSoon,
    activated,
    agreed,
    asked,
    is_own,
    withdrawn,
)
from core.contact_channels.addresses import refuse_foreign
from core.contact_channels.contact_channel import ContactChannel, Former
from core.contact_channels.members import summarized, written
from core.contact_channels.ports import ContactChannels as Stored
from core.contacts.contact import Contact
from core.contacts.ports import Contacts
from core.dispatcher import handles
from core.errors import Refusal, contact_resource_not_found, invalid
from core.vocabulary import pages
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class ContactChannels:
    def __init__(self, stored: Stored, contacts: Contacts, guessers: Guessers, arns: Arns) -> None:
        self._stored = stored
        self._guessers = guessers
        self._contacts = contacts
        self._arns = arns

    @handles("ssm-contacts:CreateContactChannel")
    async def create(self, work: Work, request: types.CreateContactChannelInput) -> types.CreateContactChannelOutput:
        contact = await self._person(request["ContactId"])
        address = request["DeliveryAddress"].get("SimpleAddress", "")
        refuse_foreign(request["Type"], address)
        channel = ContactChannel(
            arn=self._arns.contact_channel(contact.alias, work.new_id()),
            contact_arn=contact.arn,
            name=request["Name"],
            type=request["Type"],
            address=address,
            created_at=work.now,
        )
        self._set_up(work, channel, ask=not request.get("DeferActivation"))
        return {"ContactChannelArn": channel.arn}

    @handles("ssm-contacts:GetContactChannel")
    async def get(self, _: Work, request: types.GetContactChannelInput) -> types.GetContactChannelOutput:
        return written(await self._named(request["ContactChannelId"]))

    @handles("ssm-contacts:ListContactChannels")
    async def listing(self, _: Work, request: types.ListContactChannelsInput) -> types.ListContactChannelsOutput:
        if await self._contacts.get(request["ContactId"]) is None:
            raise contact_resource_not_found("CONTACT", request["ContactId"])
        found = await self._stored.of_contact(request["ContactId"], pages.window(request))
        answer: types.ListContactChannelsOutput = {"ContactChannels": [summarized(each) for each in found.items]}
        if found.next:
            answer["NextToken"] = pages.encode(found.next)
        return answer

    @handles("ssm-contacts:UpdateContactChannel")
    async def update(self, work: Work, request: types.UpdateContactChannelInput) -> types.UpdateContactChannelOutput:
        channel = await self._named(request["ContactChannelId"])
        renamed = replace(channel, name=request.get("Name", channel.name))
        address = request.get("DeliveryAddress", {}).get("SimpleAddress", channel.address)
        if address == channel.address:
            work.save(renamed)
            return {}
        refuse_foreign(channel.type, address)
        # Who reads the new address has not agreed; they are asked where the old one had been.
        was_asked = bool(channel.activated_at or channel.activation)
        moved = replace(withdrawn(renamed), address=address)
        if channel.activated_at:
            # Who reads the old address would otherwise learn of it from the pages that do not come.
            former = Former(address=channel.address, until=work.now, changed_by=work.caller.told_as)
            moved = replace(moved, former=former)
            work.schedule("farewell", channel.arn)
        self._set_up(work, moved, ask=was_asked)
        return {}

    @handles("ssm-contacts:DeleteContactChannel")
    async def delete(self, work: Work, request: types.DeleteContactChannelInput) -> types.DeleteContactChannelOutput:
        work.delete(await self._named(request["ContactChannelId"]))
        return {}

    @handles("ssm-contacts:SendActivationCode")
    async def send_activation_code(
        self, work: Work, request: types.SendActivationCodeInput
    ) -> types.SendActivationCodeOutput:
        self._ask(work, await self._named(request["ContactChannelId"]))
        return {}

    @handles("ssm-contacts:ActivateContactChannel")
    async def activate(
        self, work: Work, request: types.ActivateContactChannelInput
    ) -> types.ActivateContactChannelOutput:
        channel = await self._named(request["ContactChannelId"])
        attempts = await self._attempts(work, channel)
        match activated(channel, request["ActivationCode"], work.now):
            case NotActivated(reason, attempted):
                refusal = _not_activated(reason)
                raise refusal.keeping(attempted, *map(one_more, attempts)) if attempted else refusal
            case in_use:
                work.save(in_use, *attempts)
        return {}

    @handles("ssm-contacts:DeactivateContactChannel")
    async def deactivate(
        self, work: Work, request: types.DeactivateContactChannelInput
    ) -> types.DeactivateContactChannelOutput:
        channel = await self._named(request["ContactChannelId"])
        work.save(withdrawn(channel))
        work.cancel("activate", channel.arn)
        return {}

    async def _attempts(self, work: Work, channel: ContactChannel) -> tuple[WrongCodes, ...]:
        """What this caller has got wrong so far; nothing where it is their own address and nobody needs to guess."""
        if channel.type == "SLACK" and is_own(channel, work.caller):
            return ()
        return (tried(await self._guessers.get(actor_of(work.caller)), work.caller, work.now),)

    def _set_up(self, work: Work, channel: ContactChannel, *, ask: bool) -> None:
        """People who add themselves have agreed by that; anybody else is asked, unless that is to wait."""
        if channel.type == "SLACK" and is_own(channel, work.caller):
            work.save(agreed(channel, work.now))
        elif ask:
            self._ask(work, channel)
        else:
            work.save(channel)

    def _ask(self, work: Work, channel: ContactChannel) -> None:
        match asked(channel, work.code(), work.caller.told_as, work.now):
            case TooSoon(until):
                raise Refusal(
                    "ServiceQuotaExceededException",
                    "The first code to a contact channel can be followed by another at once, and then there is one a "
                    f"minute; try again at {until:%H:%M:%S} UTC.",
                    ResourceId=channel.arn,
                    ResourceType="CONTACT_CHANNEL",
                    QuotaCode="activation-codes-per-minute",
                    ServiceCode="ssm-contacts",
                )
            case ContactChannel() as waiting:
                work.save(waiting)
                work.schedule("activate", waiting.arn)

    async def _named(self, arn: str) -> ContactChannel:
        channel = await self._stored.get(arn)
        if channel is None:
            raise contact_resource_not_found("CONTACT_CHANNEL", arn)
        return channel

    async def _person(self, arn: str) -> Contact:
        contact = await self._contacts.get(arn)
        if contact is None:
            raise invalid(f"Invalid value provided - ContactId: there is no contact {arn}.", Reason="OTHER")
        if contact.type != "PERSONAL":
            raise invalid(
                "Invalid value provided - ContactId: only PERSONAL contacts have contact channels, "
                f"this one is {contact.type}.",
                Reason="OTHER",
            )
        return contact


_SAID = {
    "active already": "the contact channel is active already",
    "no code": "no code has been sent to this contact channel; send one with `ssm-contacts send-activation-code`",
    "expired": "the code is more than 15 minutes old; send another with `ssm-contacts send-activation-code`",
    "too many attempts": "there were too many wrong codes; send another with `ssm-contacts send-activation-code`",
    "wrong code": "that is not the code that was sent to this contact channel last",
}


def _not_activated(reason: str) -> Refusal:
    return invalid(f"Invalid value provided - ActivationCode: {_SAID[reason]}.", Reason="OTHER")
