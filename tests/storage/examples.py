"""Entities that say something, and places to keep them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.arns import Arns
from core.contacts.contact import Contact
from core.engagements.engagement import Engagement, FrozenContact, FrozenPlan, Page
from core.incidents.incident import Incident, Source
from core.replication_sets.replication_set import Region, ReplicationSet
from core.response_plans.response_plan import IncidentTemplate, ResponsePlan
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import Coverage, DayCoverage, Recurrence, Rotation, WeeklyHandOff
from core.timeline.event import TimelineEvent
from core.work import Save
from storage.account import Storage
from storage.migrate import migrate
from storage.opening import open_storage
from tests.databases import database_in

ACCOUNT = "111122223333"
NAMES = Arns(account=ACCOUNT, region="us-east-1")
SET = NAMES.replication_set("c4bcb603-4bf9-bb3f-413c-08df53673b57")
PLAN = NAMES.response_plan("checkout")
ANA = NAMES.contact("ana")
ENGINE = NAMES.engine()
NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


@dataclass
class StandingClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@lru_cache
def migrated() -> bytes:
    """An empty database; Alembic is slow, so it runs once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        migrate(path, ACCOUNT)
        return path.read_bytes()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Storage]:
    database = database_in(folder)
    if isinstance(database, Path) and not database.exists():
        database.write_bytes(migrated())
        database.chmod(0o600)
    storage = await open_storage(database, folder / "keyring.json", ACCOUNT, StandingClock())
    try:
        yield storage
    finally:
        await storage.close()


@asynccontextmanager
async def set_up(folder: Path) -> AsyncIterator[Storage]:
    """An installation that has its replication set."""
    async with opened(folder) as storage:
        await storage.keys.create(SET)
        await keep(storage, replication_set())
        yield storage


async def keep(storage: Storage, *entities: Any) -> None:
    await storage.store.commit([Save(entity) for entity in entities])


def replication_set() -> ReplicationSet:
    return ReplicationSet(
        arn=SET,
        regions={"us-east-1": Region(added_at=NOON)},
        created_at=NOON,
        created_by=ENGINE,
        last_modified_at=NOON,
        last_modified_by=ENGINE,
    )


def incident(uid: str = "one", **changes: Any) -> Incident:
    values: dict[str, Any] = {
        "arn": NAMES.incident_record("checkout", uid),
        "response_plan_arn": PLAN,
        "impact": 1,
        "title": "Checkout is down",
        "summary": "Nobody can pay.",
        "dedupe_string": f"dedupe-{uid}",
        "source": Source(created_by=ENGINE, source="aws.ssm-incidents.custom"),
        "created_at": NOON,
        "last_modified_at": NOON,
        "last_modified_by": ENGINE,
        "tags": {"team": "payments"},
    }
    return Incident(**{**values, **changes})


def event(uid: str = "event", **changes: Any) -> TimelineEvent:
    values: dict[str, Any] = {
        "event_id": uid,
        "incident_arn": NAMES.incident_record("checkout", "one"),
        "event_at": NOON,
        "updated_at": NOON,
        "event_type": "Custom Event",
        "data": '"rolled back"',
    }
    return TimelineEvent(**{**values, **changes})


def response_plan(name: str = "checkout", **changes: Any) -> ResponsePlan:
    template = IncidentTemplate(title="Checkout is down", impact=1, summary="Nobody can pay.")
    return ResponsePlan(**{"arn": NAMES.response_plan(name), "name": name, "template": template, **changes})


def contact(alias: str = "ana", **changes: Any) -> Contact:
    return Contact(**{"arn": NAMES.contact(alias), "alias": alias, "type": "PERSONAL", **changes})


def rotation(uid: str = "one", **changes: Any) -> Rotation:
    values: dict[str, Any] = {
        "arn": NAMES.rotation(uid),
        "name": "primary",
        "contact_arns": (ANA,),
        "time_zone": "Europe/Berlin",
        "start_at": NOON,
        "recurrence": Recurrence(
            weekly=(WeeklyHandOff("WED", time(17, 30)), WeeklyHandOff("FRI", time(9))),
            multiplier=2,
            number_of_on_calls=1,
            shift_coverages=(DayCoverage("MON", (Coverage(time(22), time(6)),)), DayCoverage("SUN", ())),
        ),
        "created_at": NOON,
        "tags": {"team": "payments"},
    }
    return Rotation(**{**values, **changes})


def rotation_override(uid: str = "one", **changes: Any) -> RotationOverride:
    values: dict[str, Any] = {
        "id": uid,
        "rotation_arn": NAMES.rotation("one"),
        "starts_at": NOON,
        "ends_at": NOON + minutes(60),
        "contact_arns": (ANA,),
        "created_at": NOON,
    }
    return RotationOverride(**{**values, **changes})


def engagement(uid: str = "one", **changes: Any) -> Engagement:
    values: dict[str, Any] = {
        "arn": NAMES.engagement("ana", uid),
        "contact_arn": ANA,
        "incident_id": NAMES.incident_record("checkout", "one"),
        "sender": "monitoring",
        "subject": "Checkout is down",
        "content": "Please look.",
        "started_at": NOON,
        "started_by": ENGINE,
        "plan": FrozenPlan(engaged=FrozenContact(arn=ANA, type="PERSONAL", name="Ana")),
    }
    return Engagement(**{**values, **changes})


def page(uid: str = "one", **changes: Any) -> Page:
    values: dict[str, Any] = {
        "arn": NAMES.page("ana", uid),
        "engagement_arn": NAMES.engagement("ana", "one"),
        "contact_arn": ANA,
        "channel_arn": NAMES.contact_channel("ana", "slack"),
        "slot": f"slot {uid}",
        "created_at": NOON,
        "code": "271828",
    }
    return Page(**{**values, **changes})
