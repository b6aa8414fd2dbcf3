"""Which resource does a short name stand for?  Built where the ARN follows from the name, else looked up."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

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
        self._lookups = {
            "contact": self._contact,
            "contact-channel": self._contact_channel,
            "incident-record": self._incident,
            "page": self._page,
            "replication-set": self._replication_set,
            "resource": self._resource,
            "rotation": self._rotation,
        }

    async def resolved(self, command: Command) -> Mapping[str, object] | Misunderstood:
        """The values with ARNs for all short names, or what to choose from where a name is not clear."""
        words = {}
        for name in names_in(command.operation, command.params):
            found = await self._arn(name, command.operation.service)
            if isinstance(found, Misunderstood):
                return found
            words[name.path] = found
        return with_words(command.params, words) if words else command.params

    async def known(self, kind: str) -> list[str]:
        """Some names of this kind, to choose from."""
        return await self.nearest(kind, "")

    async def nearest(self, kind: str, name: str) -> list[str]:
        """Names that exist and look like one that does not."""
        known = await self._names(kind)
        return difflib.get_close_matches(name, known, 3, 0.5) or known[:CHOICES]

    async def exists(self, kind: str, name: str) -> bool:
        """Whether a plan, a contact or a custom action has this name."""
        match kind:
            case "contact":
                return await self._in.contacts.get(self._arns.contact(name)) is not None
            case "custom-action":
                return await self._in.custom_actions.get(self._arns.custom_action(name)) is not None
        return await self._in.plans.get(self._arns.response_plan(name)) is not None

    async def _names(self, kind: str) -> list[str]:
        match kind:
            case "response-plan":
                return [plan.name for plan in (await self._in.plans.listing(MANY)).items]
            case "contact":
                return [contact.alias for contact in (await self._in.contacts.listing("", None, MANY)).items]
            case "custom-action":
                return [action.name for action in (await self._in.custom_actions.listing(MANY)).items]
            case "slack-channel-configuration":
                return [linked.name for linked in await self._in.chat_channels.all()]
            case "rotation":
                listed = (await self._in.rotations.listing("", MANY)).items
                return list(dict.fromkeys(rotation.name for rotation in listed))
        return []

    async def _arn(self, name: Name, service: str) -> str | Misunderstood:
        if built := expand(name.kind, name.word, self._arns):
            return built
        lookup = self._lookups.get(name.kind)
        found = await lookup(name.word) if lookup else []
        if name.kind == "resource":
            found = [arn for arn in found if arn.startswith(f"arn:aws:{service}:")]
        if len(found) == 1:
            return found[0]
        return await self._unclear(name, found)

    async def _unclear(self, name: Name, found: list[str]) -> Misunderstood:
        kind, word = KINDS.get(name.kind, name.kind), shortened(name.word)
        if found:
            return Misunderstood(
                f"`{word}` may be several {kind}s; name one of them.",
                choices=tuple(_short(name.kind, arn) for arn in found[:CHOICES]),
            )
        near = await self.nearest(name.kind, name.word)
        return Misunderstood(f"There is no {kind} called `{word}`; give its ARN or its name.", choices=tuple(near))

    async def _contact(self, word: str) -> list[str]:
        """A person in Slack stands for the contact that is paged there."""
        if not SLACK_USER.fullmatch(word):
            return []
        return list(dict.fromkeys(one.contact_arn for one in await self._in.channels.with_address("SLACK", word)))

    async def _contact_channel(self, word: str) -> list[str]:
        """`akua` where she has one only, else `akua/phone` by the channel's name."""
        alias, _, name = word.partition("/")
        listing = await self._in.channels.of_contact(self._arns.contact(alias), MANY)
        wanted = name.casefold()
        return [one.arn for one in listing.items if not name or wanted in (one.name.casefold(), one.type.casefold())]

    async def _incident(self, word: str) -> list[str]:
        """By the end of its ARN, by a channel that tells of it, or by its plan or title among the open ones."""
        if SLACK_CHANNEL.fullmatch(word):
            return list(dict.fromkeys(one.incident_arn for one in await self._in.announcements.at(word, None)))
        if by_uid := await self._in.incidents.with_uid(word):
            return [incident.arn for incident in by_uid]
        wanted = word.casefold()
        still_open = (await self._in.incidents.listing(IncidentFilter(statuses=("OPEN",)), MANY)).items
        by_plan = [one.arn for one in still_open if name_of(plan_arn_of(one.arn)).casefold() == wanted]
        return by_plan or [one.arn for one in still_open if wanted in one.title.casefold()]

    async def _page(self, word: str) -> list[str]:
        """The page that still asks this contact for an answer."""
        contact = self._arns.contact(word)
        if SLACK_USER.fullmatch(word):
            contact = next(iter(await self._contact(word)), contact)
        return [page.arn for page in await self._in.pages.open_of_contact(contact)]

    async def _replication_set(self, _: str) -> list[str]:
        """There is one at most, so any name will do."""
        current = await self._in.replication_sets.current()
        return [current.arn] if current else []

    async def _rotation(self, word: str) -> list[str]:
        """By its name, which several may have."""
        return [rotation.arn for rotation in await self._in.rotations.named(word.removeprefix("rotation/"))]

    async def _resource(self, word: str) -> list[str]:
        """`rotation/primary` says its kind itself; a bare name may be that of anything that has one."""
        kind, _, rest = word.partition("/")
        if rest and kind in self._lookups and kind != "resource":
            return await self._lookups[kind](rest)
        plans = [self._arns.response_plan(word)] if await self.exists("response-plan", word) else []
        people = [self._arns.contact(word)] if await self.exists("contact", word) else await self._contact(word)
        actions = [self._arns.custom_action(word)] if await self.exists("custom-action", word) else []
        links = [one.arn for one in await self._in.chat_channels.all() if one.name == word]
        return [*(plans or await self._incident(word)), *people, *await self._rotation(word), *actions, *links]


def _short(kind: str, arn: str) -> str:
    """What to write for this ARN; of just any resource, with its kind before it."""
    return arn.split(":", 5)[-1] if kind == "resource" else name_of(arn)
