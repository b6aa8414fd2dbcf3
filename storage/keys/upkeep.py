"""What an operator does with the keyring: of every key, what it wraps; and what is wrapped under which version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select, update

from core.unreadable import KeyOutOfReach, Unreadable
from storage.database import Database, Row, Statement
from storage.keys.entries import KeyringRefused
from storage.keys.envelope import Purpose, Wrap
from storage.keys.holders import Holders
from storage.keys.keyring import Keyring, Place, former, promoted, with_pending
from storage.statements import compiled
from storage.tables.data_key import DataKeyRow, DataKeyWrapRow
from storage.tenancy import is_of_tenant

BATCH = 500

_keys = DataKeyRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_wraps = DataKeyWrapRow.__table__  # type: ignore[attr-defined]


def _with_purpose() -> Select[Any]:
    """A wrap, and all that has to be known to open it; in the order of `_opening`."""
    both = _wraps.join(_keys, (_keys.c.tenant == _wraps.c.tenant) & (_keys.c.id == _wraps.c.data_key_id))
    wrap = (_wraps.c.region, _wraps.c.kek_id, _wraps.c.kms_key, _wraps.c.wrapped)
    return select(_keys.c.id, _keys.c.tenant, _keys.c.kek_id, _keys.c.owner, *wrap).select_from(both)


_tenants = compiled(select(_keys.c.tenant).distinct())
_counts = compiled(select(_wraps.c.kek_id, func.count()).group_by(_wraps.c.kek_id))
_kms_counts = compiled(
    select(_wraps.c.kms_key, func.count()).where(_wraps.c.kms_key.is_not(None)).group_by(_wraps.c.kms_key)
)
_under = compiled(
    _with_purpose().where(is_of_tenant(_wraps), _wraps.c.kek_id == bindparam("kek_id")).limit(bindparam("most"))
)
_one_under = compiled(_with_purpose().where(_wraps.c.kek_id == bindparam("kek_id")).limit(1))
_one_of_kms = compiled(_with_purpose().where(_wraps.c.kms_key == bindparam("kms_key")).limit(1))
_rewrap = compiled(
    update(_wraps)
    .where(is_of_tenant(_wraps), _wraps.c.data_key_id == bindparam("key_id"), _wraps.c.region == bindparam("of_region"))
    .where(_wraps.c.wrapped == bindparam("was"))
    .values(kek_id=bindparam("kek_id"), wrapped=bindparam("wrapped"))
)


@dataclass(frozen=True, slots=True)
class KeyReport:
    """One key, as `muster keyring check` shows it."""

    id: str
    state: str
    created: str
    wraps: int
    opens: bool | None
    """None: there is nothing that it has wrapped."""


class Upkeep:
    """For all accounts at once: they share the keyring."""

    def __init__(self, everybodys: Database, holders: Holders) -> None:
        self._database, self._holders = everybodys, holders

    def trying(self, place: Place) -> Upkeep:
        """The same with the keyring that lies there, to see what it would open."""
        keyring = Keyring(place, place.load(), self._holders.keyring.clock)
        return Upkeep(self._database, Holders(keyring, self._holders.kms, self._holders.region))

    async def begin(self) -> None:
        """At the start: what cannot work is refused, and what was interrupted is finished."""
        self.tidy()
        if self._holders.kms is None and (wrapped := await self._database.read(_kms_counts, {})):
            raise KeyringRefused(
                f"{wrapped[0][0]} in AWS KMS wraps data keys here, and MUSTER_KMS is not set: set MUSTER_KMS=aws, "
                "with the credentials of somebody who may use that key."
            )
        await self.rewrap()

    def tidy(self) -> None:
        """See `Place`."""
        self._holders.keyring.place.tidy()

    async def add(self) -> list[str]:
        """A new version of each key: every process has to know it before the first one uses it."""
        keyring = self._holders.keyring
        keyring.look_again()
        before = keyring.entries
        keyring.put(with_pending(before, keyring.clock))
        return [key_id for key_id in keyring.entries if key_id not in before]

    async def promote(self) -> int:
        """Begin to use the new versions, and wrap every data key anew; how many wraps that were."""
        keyring = self._holders.keyring
        keyring.look_again()
        keyring.put(promoted(keyring.entries))
        return await self.rewrap()

    async def retire(self) -> list[str]:
        """Destroy the versions before; never while anything is wrapped under one."""
        keyring = self._holders.keyring
        keyring.look_again()
        going = former(keyring.entries)
        if not going:
            raise KeyringRefused("There is no former version of a key to retire.")
        counts = await self._wraps_by_version()
        if keyring.is_wrapping or any(key_id in counts for key_id in going):
            in_use = ", ".join(f"{counts[key_id]} under {key_id}" for key_id in going if key_id in counts)
            raise KeyringRefused(
                f"Data keys are wrapped under a former version still ({in_use or 'one is being made'}): "
                "nothing was destroyed. Start Muster, which wraps them anew, and repeat this."
            )
        keyring.forget(going)
        return going

    async def rewrap(self) -> int:
        """Wrap under the active versions what is not; no document is touched, and nobody waits for it."""
        done = 0
        for key_id, _ in await self._database.read(_counts, {}):
            if self._is_behind(key_id):
                for (tenant,) in await self._database.read(_tenants, {}):
                    done += await self._rewrap(tenant, key_id)
        return done

    def _is_behind(self, key_id: str) -> bool:
        entry = self._holders.keyring.entries.get(key_id)
        return entry is not None and entry.state == "former"

    async def _rewrap(self, tenant: str, key_id: str) -> int:
        done = 0
        asked = {"tenant": tenant, "kek_id": key_id, "most": BATCH}
        while rows := await self._database.read(_under, asked):
            written = await self._database.write([self._rewrapped(row) for row in rows])
            done += sum(one.touched for one in written)
        return done

    def _rewrapped(self, row: Row) -> Statement:
        """In the place of exactly what was read: somebody may have wrapped it for another key in AWS KMS meanwhile."""
        key_id, purpose, wrap = _opening(row)
        anew = self._holders.envelope.under_the_newest(key_id, purpose, wrap)
        return Statement(
            _rewrap,
            {
                "tenant": purpose.tenant,
                "key_id": key_id,
                "of_region": wrap.region,
                "was": wrap.wrapped,
                "kek_id": anew.kek_id,
                "wrapped": anew.wrapped,
            },
        )

    async def check(self) -> list[KeyReport]:
        """Every key, and whether it opens something that it has wrapped."""
        counts = await self._wraps_by_version()
        entries = self._holders.keyring.entries
        reports = [
            KeyReport(key_id, entry.state, entry.created, counts.pop(key_id, 0), await self._opens(_one_under, key_id))
            for key_id, entry in entries.items()
        ]
        reports += [KeyReport(key_id, "missing", "", count, opens=False) for key_id, count in counts.items()]
        for kms_key, count in await self._database.read(_kms_counts, {}):
            reports.append(KeyReport(kms_key, "AWS KMS", "", count, await self._opens(_one_of_kms, kms_key)))
        return reports

    async def _wraps_by_version(self) -> dict[str, int]:
        return {key_id: count for key_id, count in await self._database.read(_counts, {})}

    async def _opens(self, sample: Any, key: str) -> bool | None:
        name = "kms_key" if sample is _one_of_kms else "kek_id"
        rows = await self._database.read(sample, {name: key})
        if not rows:
            return None
        key_id, purpose, wrap = _opening(rows[0])
        try:
            if name == "kms_key":
                await self._holders.envelope.opened(key_id, purpose, wrap)
            else:
                self._holders.envelope.under_the_keyring(key_id, purpose, wrap)
        except (KeyringRefused, KeyOutOfReach, Unreadable):
            return False
        return True


def _opening(row: Row) -> tuple[bytes, Purpose, Wrap]:
    return row[0], Purpose(*row[1:4]), Wrap(*row[4:])
