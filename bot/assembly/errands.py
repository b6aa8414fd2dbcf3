"""What the operator of this machine may ask for without a signature: by the control socket, or with Muster stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.assembly.alarm_errand import AlarmDoorErrand, Listens
from bot.assembly.audit_errand import AuditErrand
from bot.assembly.calendar_errand import CalendarErrand
from bot.assembly.house import House
from bot.assembly.houses import Houses
from bot.assembly.keys import keyring_errand
from bot.assembly.outbox_errand import OutboxErrand
from bot.assembly.outlook_errand import OutlookErrand, rosters_of
from bot.assembly.restoring import made_errand, restore_errand
from bot.assembly.simulating import SimulationErrand, simulating_of
from bot.http.control import Document, Errand
from bot.settings import Settings
from core.access_keys.access_key import AccessKey, AccessKeyUse
from core.access_keys.operations import AccessKeys
from core.audit.recording import Deed
from core.caller import Caller
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.moving.operations import Restoring
from core.policies.patterns import arn_fields
from core.vocabulary.catalog import catalog

KEYRING = ("add", "promote", "retire", "destroy", "check")


def root(settings: Settings) -> Caller:
    """Who may write Muster's files may do everything; AWS's name for such a one."""
    return Caller(arn=settings.arns.root(), standing="administrator", name="root")


def errands_of_all(houses: Houses, listens: Listens = lambda: "") -> dict[str, Errand]:
    """The same errands for all accounts: `account` says for which, and the configured one is meant where it does not.

    They are what only the operator may ask for, who may do everything in all of them.
    """
    rooms = {
        house.account: {
            **errands_of(house.settings, house.dispatcher, house.access_keys, house.restoring),
            "audit": AuditErrand(house, root(house.settings)).do,
            "policies": house.explaining.do,
            "alarm-doors": AlarmDoorErrand(house.alarm_doors, house.settings.public_url, listens).do,
            "calendars": CalendarErrand(house.calendars, root(house.settings), house.settings.public_url, listens).do,
            "outbox": OutboxErrand(house.outbox).do,
            "simulate": _simulation(house).do,
            "outlook": _outlook(house).do,
        }
        for house in houses.all
    }

    def of_account(name: str) -> Errand:
        async def do(asked: Document) -> Document:
            match asked:
                case {"account": str(account)}:
                    house = houses.named(account)
                case {"do": "explain", "principal": str(principal)} if fields := arn_fields(principal):
                    house = houses.named(fields.account)
                case {"do": "disable", "id": str(key_id)}:  # nobody who is in a hurry knows whose key it is
                    house = await houses.of_key(key_id)
                case _:
                    house = houses.first
            return await rooms[house.account][name](asked)

        return do

    return {name: of_account(name) for name in rooms[houses.first.account]} | {
        "keyring": recorded(keyring_errand(houses.upkeep), houses.first)
    }


def _outlook(house: House) -> OutlookErrand:
    settings = house.settings
    return OutlookErrand(rosters_of(house.storage), house.records, root(settings), settings.arns, house.clock)


def _simulation(house: House) -> SimulationErrand:
    settings = house.settings
    simulating = simulating_of(settings, house.storage, house.dispatcher)
    return SimulationErrand(simulating=simulating, settings=settings, operator=root(settings), clock=house.clock)


def recorded(keyring: Errand, house: House) -> Errand:
    """The errand, which leaves a record as every call does."""
    operator = root(house.settings)

    async def do(asked: Document) -> Document:
        verb = asked.get("do")
        action = f"muster:{verb.title()}KeyringKey" if verb in KEYRING else "muster:UnknownErrand"
        deed = Deed(operator, action, read_only=verb == "check")
        try:
            told = await keyring(asked)
        except Refusal as refusal:
            await house.records.record(replace(deed, refusal=refusal))
            raise
        await house.records.record(deed)
        return told

    return do


def errands_of(settings: Settings, dispatcher: Dispatcher, keys: AccessKeys, restoring: Restoring) -> dict[str, Errand]:
    """Every errand, by the name that it is asked for with."""
    operator = root(settings)

    async def call(asked: Document) -> Document:
        action, params = _text(asked, "action"), asked.get("params", {})
        if action not in catalog():
            raise Refusal("UnknownOperationException", f"There is no operation {action!r}.")
        return await dispatcher.call(operator, action, params)

    return {
        "call": call,
        "access-keys": AccessKeyErrand(keys).do,
        "restore": restore_errand(restoring, operator),
        "made": made_errand(restoring),
    }


class AccessKeyErrand:
    """`do`: `create`, with `user_name` and `standing`; `list`, perhaps with `user_name`; `disable`, with `id`."""

    def __init__(self, keys: AccessKeys) -> None:
        self._keys = keys

    async def do(self, asked: Document) -> Document:
        """A new key with its secret; all keys without theirs; or the key that is disabled now."""
        match asked:
            case {"do": "create", "user_name": str(name), "standing": "administrator" | "member" as standing}:
                key = await self._keys.create(name, standing)
                return {**_shown(key, None), "secret": key.secret}
            case {"do": "list"}:
                listed = await self._keys.listing(asked.get("user_name"))
                return {"access_keys": [_shown(key, use) for key, use in listed]}
            case {"do": "disable", "id": str(key_id)}:
                return _shown(await self._keys.disable(key_id), None)
        raise Refusal("ValidationException", "This is none of the errands that there are for access keys.")


def _shown(key: AccessKey, use: AccessKeyUse | None) -> Document:
    return {
        "id": key.id,
        "user_name": key.user_name,
        "standing": key.standing,
        "created_at": key.created_at,
        "disabled_at": key.disabled_at,
        "used_at": use and use.used_at,
        "used_for": use and use.service,
    }


def _text(asked: Document, name: str) -> str:
    value: Any = asked.get(name)
    if not isinstance(value, str):
        raise Refusal("ValidationException", f"{name!r} is missing, or no text.")
    return value
