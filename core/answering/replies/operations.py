"""A text message came in: what it means is done in the sender's own name, and every message is answered."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from core.answering import sentences
from core.answering.agreement.operations import Agreement
from core.answering.grammar import Ack, All, Code, Help, Numbers, Said, Start, Stop, Unclear, understood
from core.answering.matter import Matter, ended, label, one_of_each
from core.answering.offer import MOST_LINES, Offer, lines_of
from core.answering.operations import Answering
from core.answering.owners import How
from core.answering.ports import Offers
from core.answering.sender import Sender, ways_to
from core.codes.ports import Guessers
from core.codes.wrong_codes import noted, silent_until, wrong
from core.contact_channels.contact_channel import ChannelType
from core.contact_channels.ports import ContactChannels
from core.engagements.engagement import Page
from core.engine.ledger import Ledger
from core.listing import Window
from core.once import Answered, AnsweredCalls, answered_key
from core.work import Work

RECENT = Window(50)
"""So many of a person's last pages are looked at for a code."""
LATELY = timedelta(hours=12)
"""Who says `ack` when nothing is open means something that was open then."""
BY: How = "sms"
TO_STRANGERS: dict[type[Said], str] = {Help: sentences.STRANGER_HELP, Stop: sentences.STRANGER_STOPPED}
REPLY = "muster:Reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is looked at beside pages."""

    contact_channels: ContactChannels
    guessers: Guessers
    offers: Offers
    answered: AnsweredCalls


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    answering: Answering
    agreement: Agreement
    around: Around
    ledger: Ledger

    async def by_text(self, type_: ChannelType, address: str, text: str, message_id: str = "") -> str:
        """Do what this means; what to say back, which is nothing once somebody has gone on and on being wrong.

        A message that comes twice, because its carrier did not hear our answer, does nothing the second time: the same
        `ack` could mean another page by then.
        """
        if not message_id:
            return await self._meant(type_, address, text)
        key = answered_key(BY, REPLY, message_id)
        if earlier := await self.around.answered.get(key):
            return str(earlier.answer.get("said", ""))
        said = await self._meant(type_, address, text)

        async def follow(work: Work) -> None:
            if await self.around.answered.get(key) is None:
                work.save(Answered(key=key, digest="", answer={"said": said}, at=work.now))

        await self.ledger.note(follow)
        return said

    async def _meant(self, type_: ChannelType, address: str, text: str) -> str:
        sender = await self._sender(type_, address)
        said = understood(text)
        if not sender.channels:
            return await self._in_vain(sender, TO_STRANGERS.get(type(said), sentences.UNKNOWN))
        match said:
            case Help():
                return sentences.HELP if sender.in_use else sentences.NOT_YET_HELP
            case Stop():
                return await self.agreement.stop(sender)
            case Start():
                return await self.agreement.start(sender)
            case Code(code):
                return await self._code(sender, code)
            case Unclear():
                return await self._in_vain(sender, sentences.UNCLEAR)
        return await (self._pages(sender, said) if sender.in_use else self._in_vain(sender, sentences.NOT_IN_USE))

    async def concern(self, type_: ChannelType, address: str) -> int:
        """How much this sender has to do with this account: has open pages, is paged, is known, is not."""
        sender = await self._sender(type_, address)
        if sender.in_use:
            return 3 if await self._asking(sender) else 2
        return 1 if sender.channels else 0

    async def _sender(self, type_: ChannelType, address: str) -> Sender:
        found = [await self.around.contact_channels.with_address(way, address) for way in ways_to(type_)]
        return Sender(type_, address, tuple(chain(*found)))

    # Pages

    async def _pages(self, sender: Sender, said: Said) -> str:
        asking = await self._asking(sender)
        match said:
            case Numbers(numbers):
                return await self._numbered(sender, numbers, asking)
            case All():
                # What has not gone out yet nobody can have meant.
                return await self._take(sender, [one for one in asking if one.page.sent_at])
            case Ack() if len(asking) > 1:
                return await self._offer(sender, asking)
        return await self._take(sender, asking)

    async def _take(self, sender: Sender, matters: Sequence[Matter]) -> str:
        if not matters:
            return await self._nothing_open(sender)
        said = [
            await self.answering.of_pages(theirs, sender.channel_of(contact), BY)
            for contact in sender.contact_arns
            if (theirs := [one for one in matters if one.page.contact_arn == contact])
        ]
        return "\n".join(said)

    async def _nothing_open(self, sender: Sender) -> str:
        """What was open lately, and who was faster."""
        now = self.answering.clock.now()
        last = await self._last(sender)
        matter = await self.answering.matter(last.arn) if last and now - last.created_at < LATELY else None
        what = ended(matter) if matter else None
        return sentences.over(what, label(matter), now) if matter and what else sentences.NOTHING_OPEN

    async def _last(self, sender: Sender) -> Page | None:
        """Of what asked last, the page that the sender has the code of."""
        recent = sorted(await self._recent(sender), key=lambda page: page.created_at)
        here = {channel.arn for channel in sender.written_to}
        same = [page for page in recent if page.engagement_arn == recent[-1].engagement_arn]
        return max(same, key=lambda page: (page.channel_arn in here, page.created_at), default=None)

    async def _offer(self, sender: Sender, asking: Sequence[Matter]) -> str:
        shown = asking[:MOST_LINES]
        arns = tuple(one.page.arn for one in shown)

        async def follow(work: Work) -> None:
            before = await self.around.offers.get(sender.name)
            version = before.version if before else 0
            work.save(Offer(reader=sender.name, page_arns=arns, at=work.now, version=version))

        await self.ledger.note(follow)
        return sentences.offered([label(one) for one in shown], len(asking) - len(shown))

    async def _numbered(self, sender: Sender, numbers: Sequence[int], asking: Sequence[Matter]) -> str:
        offer = await self.around.offers.get(sender.name)
        arns = lines_of(offer, [one.page.arn for one in asking], self.answering.clock.now())
        if not arns:
            return await self._nothing_open(sender)
        if max(numbers) > len(arns):
            return await self._in_vain(sender, sentences.no_such_line(len(arns)))
        matters = [one for number in numbers if (one := await self.answering.matter(arns[number - 1]))]
        over = [one for one in matters if not one.asks]
        said = [await self.answering.of_page(one.page.arn, None, None, BY) for one in over]
        if still := [one for one in matters if one.asks]:
            said.insert(0, await self._take(sender, still))
        return "\n".join(said) or sentences.NO_SUCH_PAGE

    async def _asking(self, sender: Sender) -> tuple[Matter, ...]:
        pages = [
            page for contact in sender.contact_arns for page in await self.answering.pages.open_of_contact(contact)
        ]
        found = [await self.answering.matter(page.arn) for page in pages]
        here = {channel.arn for channel in sender.written_to}
        return one_of_each([one for one in found if one and one.asks], here)

    async def _recent(self, sender: Sender) -> list[Page]:
        return [
            page
            for contact in sender.contact_arns
            for page in (await self.answering.pages.by_contact(contact, RECENT)).items
        ]

    # Codes

    async def _code(self, sender: Sender, code: str) -> str:
        if await self._is_silenced(sender):
            return ""
        matching = [page for page in await self._recent(sender) if hmac.compare_digest(page.code, code)]
        if matching:
            page = min(matching, key=lambda page: (page.closed_at is not None, -page.created_at.timestamp()))
            return await self.answering.of_page(page.arn, code, sender.channel_of(page.contact_arn), BY)
        if said := await self.agreement.code(sender, code):
            return said
        return await self._in_vain(sender, sentences.NO_SUCH_CODE if sender.in_use else sentences.NOT_IN_USE)

    async def _is_silenced(self, sender: Sender) -> bool:
        now = self.answering.clock.now()
        return silent_until(noted(await self.around.guessers.get(sender.name), sender.name, now)) is not None

    async def _in_vain(self, sender: Sender, said: str) -> str:
        """Count it, so that neither a guesser nor a machine that answers machines goes on for ever."""
        said_at_last = [said]

        async def follow(work: Work) -> None:
            before = noted(await self.around.guessers.get(sender.name), sender.name, work.now)
            counted = wrong(before)
            until = silent_until(counted)
            too_many = sentences.too_many(until) if until and sender.channels else said
            said_at_last[0] = "" if silent_until(before) else too_many
            work.save(counted)

        await self.ledger.note(follow)
        return said_at_last[0]
