"""Which simulation does somebody ask for?  `checkout`, `tomorrow 9:00` and `ana@+5m`, read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.arns import Arns, kind_of
from core.errors import Refusal, invalid
from core.simulation.acknowledgement import Acknowledgement
from core.vocabulary.names import expand
from core.vocabulary.spoken_moments import expected, spoken
from core.vocabulary.understanding import shortened

EXAMPLE = "simulate --response-plan-arn checkout --at +2h --ack ana@+5m"
MOST_ACKNOWLEDGEMENTS = 50
FARTHEST = timedelta(days=3660)
"""Who is on call later than in ten years, nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """As it was typed."""

    plan: str
    at: str = ""
    acknowledgements: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    plan_arn: str
    at: datetime
    acknowledgements: tuple[Acknowledgement, ...] = ()


def read(words: Words, arns: Arns, now: datetime, zone: ZoneInfo) -> Asked:
    """What is meant, or a `Refusal` that says what to type; times without a zone are in `zone`."""
    at = spoken(words.at, now, zone) if words.at else now
    if at is None:
        raise _no(f"--at: `{shortened(words.at)}` is no time; give {expected(words.at)}")
    if abs(at - now) > FARTHEST:
        raise _no(f"--at: that is more than ten years {'ago' if at < now else 'away'}")
    if len(words.acknowledgements) > MOST_ACKNOWLEDGEMENTS:
        raise _no(f"--ack: no more than {MOST_ACKNOWLEDGEMENTS} of them")
    at = at.replace(microsecond=0)
    answers = (_acknowledgement(one, arns, at, zone) for one in words.acknowledgements)
    return Asked(plan_arn=_plan(words.plan, arns), at=at, acknowledgements=tuple(dict.fromkeys(answers)))


def _plan(word: str, arns: Arns) -> str:
    if not word:
        raise _no("--response-plan-arn: name a response plan, or give its ARN")
    arn = word if kind_of(word) == "response-plan" else expand("response-plan", word, arns)
    if arn is None:
        raise _no(f"--response-plan-arn: `{shortened(word)}` is no name or ARN of a response plan")
    return arn


def _acknowledgement(word: str, arns: Arns, at: datetime, zone: ZoneInfo) -> Acknowledgement:
    """`ana@+5m`, `ana@5m`, or with a time on the wall."""
    who, _, when = word.rpartition("@")
    then = spoken(f"+{when}", at, zone) or spoken(when, at, zone)
    arn = who if kind_of(who) == "contact" else expand("contact", who.lower(), arns)
    if not arn or then is None:
        raise _no(f"--ack: `{shortened(word)}` is not who acknowledges when; write ana@+5m")
    if not at <= then <= at + FARTHEST:
        raise _no(f"--ack: `{shortened(word)}` is before the incident starts, or years after it")
    return Acknowledgement(contact_arn=arn, at=then)


def _no(problem: str) -> Refusal:
    return invalid(f"{problem}. For example: {EXAMPLE}")
