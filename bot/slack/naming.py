"""Which resource does a short name stand for?  Built where the ARN follows from the name, else looked up."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from bot.slack.lookups import Lookups, Registers, Sieve
from bot.slack.theirs import Theirs
from core.arns import Arns, name_of
from core.vocabulary.names import Name, expand, names_in, with_words
from core.vocabulary.understanding import Command, Misunderstood, shortened

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


def kind_in_words(kind: str) -> str:
    """`a response plan`, `an incident`; nothing for no kind."""
    word = KINDS.get(kind, kind.replace("-", " "))
    return f"{'an' if word[:1] in 'aeiou' else 'a'} {word}" if word else ""


class Naming:
    def __init__(self, registers: Registers, arns: Arns) -> None:
        self._arns = arns
        self._lookups = Lookups(registers, arns)

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
        names = await self._lookups.names(name.kind)
        known = list(dict.fromkeys(names[arn] for arn in await theirs.at(name.path, list(names))))
        return difflib.get_close_matches(name.word, known, 3, 0.5) or known[:CHOICES]

    async def exists(self, kind: str, name: str) -> bool:
        """Whether a plan, a contact or a custom action has this name."""
        return await self._lookups.exists(kind, name)

    async def _arn(self, name: Name, theirs: Theirs) -> str | Misunderstood:
        if built := expand(name.kind, name.word, self._arns):
            return built

        async def sifted(found: Sequence[str]) -> list[str]:
            of_service = f"arn:aws:{theirs.operation.service}:" if name.kind == "resource" else ""
            return await theirs.at(name.path, [arn for arn in found if arn.startswith(of_service)])

        lookup = self._lookups.by_kind.get(name.kind)
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


def _short(kind: str, arn: str) -> str:
    """What to write for this ARN; of just any resource, with its kind before it."""
    return arn.split(":", 5)[-1] if kind == "resource" else name_of(arn)
