"""What could be meant by a short name from which no ARN follows?  Looked up among all that there are of its kind."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from core.announcements.ports import Announcements
from core.arns import Arns, name_of, plan_arn_of
from core.chat_channels.ports import ChatChannels
from core.contact_channels.ports import ContactChannels
from core.contacts.ports import Contacts
from core.custom_actions.ports import CustomActions
from core.engagements.ports import Pages
from core.incidents.ports import IncidentFilter, Incidents
from core.listing import Window
from core.replication_sets.ports import ReplicationSets
from core.response_plans.ports import ResponsePlans
from core.rotations.ports import Rotations

SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")
SLACK_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
MANY = Window(200)

Sifting = Callable[[Sequence[str]], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Sieve:
    """What one caller is to be told of what is found."""

    theirs: Sifting
    """What they may do it to."""
    seen: Sifting
    """What they may look at."""


Lookup = Callable[[str, Sieve], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Where names are looked up."""

    announcements: Announcements
    channels: ContactChannels
    chat_channels: ChatChannels
    contacts: Contacts
    custom_actions: CustomActions
    incidents: Incidents
    pages: Pages
    plans: ResponsePlans
    replication_sets: ReplicationSets
    rotations: Rotations


class Lookups:
    def __init__(self, registers: Registers, arns: Arns) -> None:
        self._in = registers
        self._arns = arns
        self.by_kind: Mapping[str, Lookup] = {
            "contact": self._contact,
            "contact-channel": self._contact_channel,
            "incident-record": self._incident,
            "page": self._page,
            "replication-set": self._replication_set,
            "resource": self._resource,
            "rotation": self._rotation,
        }

    async def exists(self, kind: str, name: str) -> bool:
        """Whether a plan, a contact or a custom action has this name."""
        match kind:
            case "contact":
                return await self._in.contacts.get(self._arns.contact(name)) is not None
            case "custom-action":
                return await self._in.custom_actions.get(self._arns.custom_action(name)) is not None
        return await self._in.plans.get(self._arns.response_plan(name)) is not None

    async def names(self, kind: str) -> dict[str, str]:
        """By ARN."""
        match kind:
            case "response-plan":
                return {plan.arn: plan.name for plan in (await self._in.plans.listing(MANY)).items}
            case "contact":
                return {
                    contact.arn: contact.alias for contact in (await self._in.contacts.listing("", None, MANY)).items
                }
            case "custom-action":
                return {action.arn: action.name for action in (await self._in.custom_actions.listing(MANY)).items}
            case "slack-channel-configuration":
                return {linked.arn: linked.name for linked in await self._in.chat_channels.all()}
            case "rotation":
                return {rotation.arn: rotation.name for rotation in (await self._in.rotations.listing("", MANY)).items}
        return {}

    async def _contact(self, word: str, sieve: Sieve) -> list[str]:
        """A person in Slack stands for the contact that is paged there."""
        return await sieve.theirs(await self._paged(word))

    async def _paged(self, word: str) -> list[str]:
        if not SLACK_USER.fullmatch(word):
            return []
        return list(dict.fromkeys(one.contact_arn for one in await self._in.channels.with_address("SLACK", word)))

    async def _contact_channel(self, word: str, sieve: Sieve) -> list[str]:
        """`akua` where she has one only, else `akua/phone` by the channel's name."""
        alias, _, name = word.partition("/")
        listing = await self._in.channels.of_contact(self._arns.contact(alias), MANY)
        wanted = name.casefold()
        fitting = (one for one in listing.items if not name or wanted in (one.name.casefold(), one.type.casefold()))
        return await sieve.theirs([one.arn for one in fitting])

    async def _incident(self, word: str, sieve: Sieve) -> list[str]:
        """By the end of its ARN, by a channel that tells of it, or by its plan or title among the open ones."""
        if SLACK_CHANNEL.fullmatch(word):
            told = await self._in.announcements.at(word, None)
            return await sieve.theirs(list(dict.fromkeys(one.incident_arn for one in told)))
        if by_uid := await sieve.theirs([incident.arn for incident in await self._in.incidents.with_uid(word)]):
            return by_uid
        wanted = word.casefold()
        still_open = (await self._in.incidents.listing(IncidentFilter(statuses=("OPEN",)), MANY)).items
        of_plan = [one.arn for one in still_open if name_of(plan_arn_of(one.arn)).casefold() == wanted]
        titled = [one.arn for one in still_open if wanted in one.title.casefold()]
        return await sieve.theirs(of_plan) or await sieve.theirs(await sieve.seen(titled))

    async def _page(self, word: str, sieve: Sieve) -> list[str]:
        """The page that still asks this contact for an answer."""
        contact = next(iter(await self._paged(word)), self._arns.contact(word))
        return await sieve.theirs([page.arn for page in await self._in.pages.open_of_contact(contact)])

    async def _replication_set(self, _: str, sieve: Sieve) -> list[str]:
        """There is one at most, so any name will do."""
        current = await self._in.replication_sets.current()
        return await sieve.theirs([current.arn] if current else [])

    async def _rotation(self, word: str, sieve: Sieve) -> list[str]:
        """By its name, which several may have."""
        named = await self._in.rotations.named(word.removeprefix("rotation/"))
        return await sieve.theirs([rotation.arn for rotation in named])

    async def _resource(self, word: str, sieve: Sieve) -> list[str]:
        """`rotation/primary` says its kind itself; a bare name may be that of anything that has one."""
        kind, _, rest = word.partition("/")
        if rest and kind in self.by_kind and kind != "resource":
            return await self.by_kind[kind](rest, sieve)
        plans = [self._arns.response_plan(word)] if await self.exists("response-plan", word) else []
        people = [self._arns.contact(word)] if await self.exists("contact", word) else await self._paged(word)
        actions = [self._arns.custom_action(word)] if await self.exists("custom-action", word) else []
        links = [one.arn for one in await self._in.chat_channels.all() if one.name == word]
        of_incidents = await sieve.theirs(plans) or await self._incident(word, sieve)
        others = await sieve.theirs(people), await self._rotation(word, sieve), await sieve.theirs([*actions, *links])
        return [*of_incidents, *chain(*others)]
