"""Moving in: what arrives becomes resources of this installation."""

from __future__ import annotations

from bot.http.control import Document, Errand
from bot.settings import Settings
from core.caller import Caller
from core.clock import Clock
from core.moving import document
from core.moving.operations import Restoring
from core.moving.ports import Stored
from core.work import Chance, Store
from storage.account import Storage


def restoring_of(
    settings: Settings, storage: Storage, store: Store, clock: Clock, chance: Chance | None = None
) -> Restoring:
    """Whoever stores what arrives; changes go into `store`."""
    stored = Stored(
        replication_sets=storage.replication_sets,
        contacts=storage.contacts,
        contact_channels=storage.contact_channels,
        rotations=storage.rotations,
        rotation_overrides=storage.rotation_overrides,
        custom_actions=storage.custom_actions,
        chat_channels=storage.chat_channels,
        response_plans=storage.response_plans,
        resource_policies=storage.resource_policies,
        incidents=storage.incidents,
        timeline=storage.timeline,
        related_items=storage.related_items,
        keys=storage.keys,
        sightings=storage.sightings,
    )
    return Restoring(stored, store, settings.arns, clock, chance)


def restore_errand(restoring: Restoring, operator: Caller) -> Errand:
    """`{"resource": …}`: what became of it, and of each thing that belongs to it."""

    async def restore(asked: Document) -> Document:
        resource = document.read(asked.get("resource"))
        outcomes = await restoring.restore(operator, resource)
        return {"outcomes": [document.outcome(one) for one in outcomes]}

    return restore


def made_errand(restoring: Restoring) -> Errand:
    """`{"arn": …}`: when that rotation was made."""

    async def made(asked: Document) -> Document:
        return {"made_at": await restoring.made_at(str(asked.get("arn")))}

    return made
