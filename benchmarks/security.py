"""What do sealing, permissions, signatures and the record of a call cost?  By hand, with nothing else to do:

    python -m benchmarks.security

Everything runs in this process, in turns, beside bare AES-GCM and Fernet.  A figure is the best of several series of
a round, since disturbance only adds; what is reported is the median of the rounds, and ratios hold within a round.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.calls_measured import Calls
from benchmarks.machine import WORST_SHARE, Others, quiet
from benchmarks.rounds import Spread
from core.policies.evaluation import Asking, PolicySets, decide
from core.policies.managed import managed
from storage.sealing import DataKey, Place, open_sealed, seal

SERIES, LASTS = 5, 0.02
"""Series of a round, and seconds that one lasts at least."""
DOCUMENT = os.urandom(512).hex().encode()
PLACE = Place("111122223333", "incident", ("arn:aws:ssm-incidents::111122223333:incident-record/checkout/1",), 3)
SEAL, OPEN = "seal 1 kB", "open 1 kB"
BARE_SEAL, BARE_OPEN = "bare AES-256-GCM, encrypt 1 kB", "bare AES-256-GCM, decrypt 1 kB"
FERNET_SEAL, FERNET_OPEN = "Fernet, encrypt 1 kB", "Fernet, decrypt 1 kB"
DECIDE, SIGV4 = "policy decision", "SigV4 verification"
APPEND, GUARDED = "audit append", "authorization and audit of a call"
AIMS = {DECIDE: 60.0, GUARDED: 120.0}
"""Microseconds, at most."""
SEALING_AIM = 8.0
"""Times bare AES-GCM, at most."""

Doing = Callable[[], object]


@dataclass(slots=True)
class Measured:
    """Microseconds of each thing, in the order of the rounds."""

    kept: dict[str, list[float]] = field(default_factory=dict)
    disturbed: int = 0
    """Rounds in which others used more than a twentieth of the processors."""

    def keep(self, name: str, microseconds: float) -> None:
        self.kept.setdefault(name, []).append(microseconds)

    def cost(self, name: str) -> Spread:
        return Spread.of(self.kept[name])

    def ratio(self, names: tuple[str, ...], to: tuple[str, ...]) -> Spread:
        """The sum of these to the sum of those, round by round."""
        sums = [[sum(row) for row in zip(*(self.kept[one] for one in side), strict=True)] for side in (names, to)]
        return Spread.of([ours / theirs for ours, theirs in zip(*sums, strict=True)])


def sealing() -> Iterator[tuple[str, Doing]]:
    """Ours, and what others would take for the same kilobyte."""
    data_key, bare, fernet = (
        DataKey(os.urandom(16), os.urandom(32)),
        AESGCM(os.urandom(32)),
        Fernet(Fernet.generate_key()),
    )
    sealed, nonce, about = seal(DOCUMENT, PLACE, data_key), os.urandom(12), PLACE.encoded()
    encrypted, token = bare.encrypt(nonce, DOCUMENT, about), fernet.encrypt(DOCUMENT)
    yield BARE_SEAL, lambda: bare.encrypt(os.urandom(12), DOCUMENT, about)
    yield BARE_OPEN, lambda: bare.decrypt(nonce, encrypted, about)
    yield FERNET_SEAL, lambda: fernet.encrypt(DOCUMENT)
    yield FERNET_OPEN, lambda: fernet.decrypt(token)
    yield SEAL, lambda: seal(DOCUMENT, PLACE, data_key)
    yield OPEN, lambda: open_sealed(sealed, PLACE, data_key)


def deciding() -> Iterator[tuple[str, Doing]]:
    """The slowest of the shipped policies, for what it allows and for what none of it mentions."""
    sets = [PolicySets(identity=(policy,)) for policy in managed().values()]
    everything = PolicySets(identity=tuple(managed().values()), guardrails=tuple(managed().values()))
    for one in [*sets, everything]:
        for action in ("ssm-incidents:GetIncidentRecord", "ssm-contacts:PutContactPolicy"):
            yield DECIDE, _decision(action, one)


def _decision(action: str, sets: PolicySets) -> Doing:
    asking = Asking(
        arn="arn:aws:sts::111122223333:assumed-role/MusterResponder/U1",
        account="111122223333",
        action=action,
        resource="arn:aws:ssm-incidents::111122223333:incident-record/checkout/1",
        context={"aws:sourceip": ("203.0.113.7",), "aws:securetransport": ("true",)},
    )
    return lambda: decide(asking, sets)


def microseconds(doing: Doing) -> float:
    """Of one time, in the quickest of several series."""
    number = _how_many(lambda number: _seconds(doing, number))
    return min(_seconds(doing, number) for _ in range(SERIES)) / number * 1e6


def _seconds(doing: Doing, number: int) -> float:
    began = time.perf_counter()
    for _ in range(number):
        doing()
    return time.perf_counter() - began


async def microseconds_awaited(doing: Callable[[], Awaitable[object]]) -> float:
    """The same of what has to be awaited."""
    number = 1
    while await _seconds_awaited(doing, number) < LASTS:
        number *= 2
    return min([await _seconds_awaited(doing, number) for _ in range(SERIES)]) / number * 1e6


async def _seconds_awaited(doing: Callable[[], Awaitable[object]], number: int) -> float:
    began = time.perf_counter()
    for _ in range(number):
        await doing()
    return time.perf_counter() - began


def _how_many(seconds: Callable[[int], float]) -> int:
    number = 1
    while seconds(number) < LASTS:
        number *= 2
    return number


async def measured(rounds: int, patience: float) -> Measured:
    """Everything, in turns; each round waits for a quiet machine, but not for ever."""
    found = Measured()
    async with Calls.opened() as calls:
        for _ in range(rounds):
            await quiet(patience)
            others = Others(ours=lambda: 0.0)
            for name, doing in sealing():
                found.keep(name, microseconds(doing))
            found.keep(DECIDE, max(microseconds(doing) for _, doing in deciding()))
            found.keep(SIGV4, microseconds(calls.signature_checked))
            found.keep(APPEND, await microseconds_awaited(calls.recorded))
            found.keep(GUARDED, await microseconds_awaited(calls.guarded))
            found.disturbed += others.share() > WORST_SHARE
    return found


def markdown(found: Measured, setting: str) -> str:
    """The section of the report."""
    lines = [
        "# What security costs",
        "",
        f"{setting} Figures are the median of the rounds (least to most). Others used more than a twentieth of the "
        f"processors in {found.disturbed} of them.",
        "",
        "| figure | reached | aim | |",
        "| --- | --- | --- | --- |",
    ]
    for name in found.kept:
        cost = found.cost(name)
        lines.append(_row(name, f"{_text(cost)} µs", AIMS.get(name), cost.middle, "µs"))
    ours, bare, fernet = (SEAL, OPEN), (BARE_SEAL, BARE_OPEN), (FERNET_SEAL, FERNET_OPEN)
    ratio = found.ratio(ours, bare)
    lines.append(_row("seal and open ÷ bare AES-256-GCM", f"{_text(ratio)} ×", SEALING_AIM, ratio.middle, "×"))
    ratio = found.ratio(ours, fernet)
    lines.append(_row("seal and open ÷ Fernet", f"{_text(ratio)} ×", None, ratio.middle, "×"))
    for name in (DECIDE, SIGV4, APPEND, GUARDED):
        ratio = found.ratio((name,), (BARE_SEAL,))
        lines.append(_row(f"{name} ÷ bare AES-256-GCM, encrypt", f"{_text(ratio)} ×", None, ratio.middle, "×"))
    return "\n".join([*lines, ""])


def _row(name: str, reached: str, aim: float | None, middle: float, unit: str) -> str:
    verdict = "" if aim is None else "met" if middle <= aim else "**missed**"
    return f"| {name} | {reached} | {'' if aim is None else f'under {aim:g} {unit}'} | {verdict} |"


def _text(spread: Spread) -> str:
    return f"{spread.middle:.1f} ({spread.least:.1f} to {spread.most:.1f})"


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--patience", type=float, default=60, help="seconds that a round waits for a quiet machine")
    wishes = asked.parse_args()
    about = f"{wishes.rounds} rounds, Python {platform.python_version()}, {platform.machine()}."
    print(markdown(asyncio.run(measured(wishes.rounds, wishes.patience)), about))
