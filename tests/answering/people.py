"""People with telephones, their open pages, and what they write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.assembly.engine import ledger_of
from bot.environment import read
from core.answering.agreement.operations import Agreement
from core.answering.operations import Answering
from core.answering.replies.operations import Around, Replies
from core.engagements.engagement import Page
from tests.engine.world import World
from tests.operations.muster import ARNS

NUMBERS = {"ana": "+12065550101", "ben": "+12065550102"}
CARD = "https://muster.example.com/contact.vcf"


@dataclass
class People:
    world: World
    plans: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        world, storage = self.world, self.world.storage
        self.answering = Answering(
            dispatcher=world.muster.dispatcher,
            pages=storage.pages,
            engagements=storage.engagements,
            arns=ARNS,
            clock=world.clock,
        )
        self.agreement = Agreement(
            dispatcher=world.muster.dispatcher,
            contacts=storage.contacts,
            contact_channels=storage.contact_channels,
            arns=ARNS,
            clock=world.clock,
            card=CARD,
        )
        around = Around(
            contact_channels=storage.contact_channels,
            guessers=storage.guessers,
            offers=storage.offers,
            answered=storage.answered_calls,
        )
        ledger = ledger_of(read({}), storage.store, world.clock)
        self.replies = Replies(answering=self.answering, agreement=self.agreement, around=around, ledger=ledger)

    async def join(self, alias: str, type_: str = "SMS", *, agree: bool = True) -> str:
        """Somebody who is paged by telephone, and has agreed to that; the ARN of the channel."""
        contact = await self.world._contact(alias, "PERSONAL", {"Stages": []})
        address = {"SimpleAddress": NUMBERS[alias]}
        channel = await self.world.channel(alias, Type=type_, Name="Phone", DeliveryAddress=address)
        target = {"ChannelTargetInfo": {"ContactChannelId": channel}}
        stages = [{"DurationInMinutes": 30, "Targets": [target]}]
        await self.world.muster.contacts("UpdateContact", ContactId=contact, Plan={"Stages": stages})
        await self.world.settle()
        if agree:
            code = self.world.telephones.activations[-1].code
            await self.world.muster.contacts("ActivateContactChannel", ContactChannelId=channel, ActivationCode=code)
        return channel

    async def page(self, *aliases: str, **members: Any) -> list[Page]:
        """Page them all at once by one engagement; their pages."""
        name = f"plan{next(self.plans)}"
        plan = await self.world.escalation(tuple(aliases), alias=name)
        engagement = await self.world.engage(plan, **{"PublicSubject": "Checkout is down"} | members)
        await self.world.settle()
        pages = {page.contact_arn: page for page in await self.world.pages(engagement)}
        return [pages[ARNS.contact(alias)] for alias in aliases]

    async def write(self, alias: str, text: str, message_id: str = "") -> str:
        """Send a text message; what comes back."""
        return await self.replies.by_text("SMS", NUMBERS.get(alias, alias), text, message_id)

    async def is_taken(self, page: Page) -> bool:
        """Whether somebody has it."""
        found = await self.world.storage.pages.get(page.arn)
        return found is not None and found.read_at is not None

    async def status(self, channel_arn: str) -> str:
        answer = await self.world.muster.contacts("GetContactChannel", ContactChannelId=channel_arn)
        return str(answer["ActivationStatus"])
