"""Which resource does a short name stand for?  Built where the ARN follows from the name, else looked up."""

from __future__ import annotations

import difflib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.slack.theirs import Theirs
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
from core.vocabulary.names import Name, expand, names_in, with_words
from core.vocabulary.understanding import Command, Misunderstood, shortened

SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")
SLACK_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")
MANY = Window(200)
CHOICES = 8

KINDS = {
    "contact": "contact",
    "contact-channel": "contact channel",
    "custom-action": "custom action",
    "engagement": "engagement",
    "incident-record": "incident",
    "page": "page",
    "replication-set": "replication set",
    "response-plan": "response plan",
    "rotation": "rotation",
    "slack-channel-configuration": "Slack channel configuration",
}


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


def kind_in_words(kind: str) -> str:
    """`a response plan`, `an incident`; nothing for no kind."""
    word = KINDS.get(kind, kind.replace("-", " "))
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}" if word else ""


class Naming:
    def __init__(self, registers: Registers, arns: Arns) -> None:
        self._in = registers
        self._arns = arns
        self._lookups: Mapping[str, Lookup] = {
            "contact": self._contact,
            "contact-channel": self._contact_channel,
            "incident-record": self._incident,
            "page": self._page,
            "replication-set": self._replication_set,
            "resource": self._resource,
            "rotation": self._rotation,
        }

    def built(self, command: Command) -> dict[str, object]:
        """The values with ARNs for the names from which one follows, be it there or not."""
        names = names_in(command.operation, command.params)
        arns = {name.path: expand(name.kind, name.word, self._arns) for name in names}
        return with_words(command.params, {path: arn for path, arn in arns.items() if arn})

    async def resolved(self, command: Command, theirs: Theirs) -> Mapping[str, object] | Misunderstood:
        """The values with ARNs for all short names, or what to choose from where a name is not clear.

        What is there and is not theirs is answered like what is not there.
        """
        words = {}
        for name in names_in(command.operation, command.params):
            found = await self._arn(name, theirs)
            if isinstance(found, Misunderstood):
                return found
            words[name.path] = found
        return with_words(command.params, words) if words else command.params

    async def nearest(self, name: Name, theirs: Theirs) -> list[str]:
        """Names that exist and look like one that does not; without a word, some to choose from."""
        names = await self._names(name.kind)
        known = list(dict.fromkeys(names[arn] for arn in await theirs.at(name.path, list(names))))
        return difflib.get_close_matches(name.word, known, 3, 0.5) or known[:CHOICES]

    async def exists(self, kind: str, name: str) -> bool:
        """Whether a plan, a contact or a custom action has this name."""
        match kind:
            case "contact":
                return await self._in.contacts.get(self._arns.contact(name)) is not None
            case "custom-action":
                return await self._in.custom_actions.get(self._arns.custom_action(name)) is not None
        return await self._in.plans.get(self._arns.response_plan(name)) is not None

    async def _names(self, kind: str) -> dict[str, str]:
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

    async def _arn(self, name: Name, theirs: Theirs) -> str | Misunderstood:
        if built := expand(name.kind, name.word, self._arns):
            return built

        async def sifted(found: Sequence[str]) -> list[str]:
            of_service = f"arn:aws:{theirs.operation.service}:" if name.kind == "resource" else ""
            return await theirs.at(name.path, [arn for arn in found if arn.startswith(of_service)])

        lookup = self._lookups.get(name.kind)
        found = await lookup(name.word, Sieve(sifted, theirs.seen)) if lookup else []
        return found[0] if len(found) == 1 else await self._unclear(name, found, theirs)

    async def _unclear(self, name: Name, found: list[str], theirs: Theirs) -> Misunderstood:
        kind, word = KINDS.get(name.kind, name.kind), shortened(name.word)
        if found:
            return Misunderstood(
                f"`{word}` may be several {kind}s; name one of them.",
                choices=tuple(_short(name.kind, arn) for arn in found[:CHOICES]),
            )
        near = await self.nearest(name, theirs)
        return Misunderstood(f"There is no {kind} called `{word}`; give its ARN or its name.", choices=tuple(near))

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
        if rest and kind in self._lookups and kind != "resource":
            return await self._lookups[kind](rest, sieve)
        plans = [self._arns.response_plan(word)] if await self.exists("response-plan", word) else []
        people = [self._arns.contact(word)] if await self.exists("contact", word) else await self._paged(word)
        actions = [self._arns.custom_action(word)] if await self.exists("custom-action", word) else []
        links = [one.arn for one in await self._in.chat_channels.all() if one.name == word]
        of_incidents = await sieve.theirs(plans) or await self._incident(word, sieve)
        others = await sieve.theirs(people), await self._rotation(word, sieve), await sieve.theirs([*actions, *links])
        return [*of_incidents, *chain(*others)]


def _short(kind: str, arn: str) -> str:
    """What to write for this ARN; of just any resource, with its kind before it."""
    return arn.split(":", 5)[-1] if kind == "resource" else name_of(arn)
