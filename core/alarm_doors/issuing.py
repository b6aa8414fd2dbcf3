"""May there be such a door, and what is its key?"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from core.alarm_doors.alarm_door import AlarmDoor, Key, Kind
from core.alarm_doors.templates import refuse_unfit
from core.errors import Refusal, invalid

NAME = re.compile(r"[A-Za-z0-9_-]{2,64}", re.ASCII)
RESERVED = frozenset({"sns"})
"""What an address has in the same place."""
TOPIC = re.compile(
    r"arn:(aws|aws-cn|aws-us-gov):sns:[a-z]{2}(?:-[a-z]+)+-[0-9]:[0-9]{12}:[\w-]{1,256}(?:\.fifo)?", re.ASCII
)
PREFIX = "mk_"
"""By which scanners, and people, know a key of Muster's where they find one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the operator asks for."""

    name: str
    kind: str
    response_plan_arn: str
    topic_arn: str = ""
    title: str = ""
    impact: int | None = None
    dedupe: str = ""


def made(wanted: Wanted, key: str | None, now: datetime) -> AlarmDoor:
    """The door; `Refusal` where there can be none like that."""
    _refuse_wrong(wanted)
    return AlarmDoor(
        name=wanted.name,
        kind=_kind(wanted.kind),
        response_plan_arn=wanted.response_plan_arn,
        topic_arn=wanted.topic_arn or None,
        keys=(Key(digest=digest_of(key)),) if key else (),
        title=wanted.title,
        impact=wanted.impact,
        dedupe=wanted.dedupe,
        created_at=now,
    )


def with_key(door: AlarmDoor, key: str, now: datetime, old_for: timedelta) -> AlarmDoor:
    """The door with another key; the one before counts for a while."""
    if door.kind != "webhook":
        raise invalid(f"{door.name} is a door for SNS, which has no key: its messages are signed.")
    until = now + old_for
    kept = [replace(one, ends_at=min(one.ends_at or until, until)) for one in live(door.keys, now)]
    return replace(door, keys=(Key(digest=digest_of(key)), *kept))


def opens(door: AlarmDoor, given: str, now: datetime) -> bool:
    """Whether it is a key of this door; every one is compared, and not even a length shows."""
    digest = digest_of(given)
    found = False
    for key in live(door.keys, now):
        found |= hmac.compare_digest(key.digest, digest)
    return found


def live(keys: Iterable[Key], now: datetime) -> list[Key]:
    """Those that count at this moment."""
    return [key for key in keys if key.ends_at is None or now < key.ends_at]


def new_key(draw: Callable[[int], bytes]) -> str:
    """As nobody can guess it."""
    return PREFIX + base64.urlsafe_b64encode(draw(30)).decode()


def digest_of(key: str) -> str:
    """A key is drawn by lot, so that plain SHA-256 cannot be guessed backwards."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def no_such_door(name: str) -> Refusal:
    """And where to look."""
    return Refusal(
        "ResourceNotFoundException",
        f"There is no alarm door {name!r}. `muster alarm-door list` shows those that there are.",
    )


def _kind(text: str) -> Kind:
    for kind in get_args(Kind):
        if kind == text:
            return kind  # type: ignore[no-any-return]
    raise invalid(f"{text!r} is no kind of alarm door: expected webhook, or sns with the ARN of a topic.")


def _refuse_wrong(wanted: Wanted) -> None:
    if not NAME.fullmatch(wanted.name) or wanted.name in RESERVED:
        raise invalid(
            "The name of the alarm door is not valid. It has 2 to 64 letters, digits, _ and -, for example grafana; "
            "`sns` alone is taken."
        )
    if _kind(wanted.kind) == "sns" and not TOPIC.fullmatch(wanted.topic_arn):
        raise invalid(
            "A door for SNS listens to one topic: give its ARN, such as "
            "--sns arn:aws:sns:us-east-1:111122223333:alarms."
        )
    if wanted.impact is not None and not 1 <= wanted.impact <= 5:
        raise invalid("The impact is a whole number from 1 (critical) to 5 (none).")
    refuse_unfit("title", wanted.title)
    refuse_unfit("dedupe string", wanted.dedupe)
