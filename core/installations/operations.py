"""Installations: taken, renewed and purged, each with its record.

No operations of the catalog: they hold tokens, and it is Slack who asks for them, not a principal.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.arns import Arns
from core.audit.recording import Deed, Recorder
from core.caller import Caller
from core.clock import Clock
from core.errors import Conflict
from core.installations.installation import Installation, is_older
from core.installations.ports import Installations as Stored
from core.work import Chance, Change, Delete, Save, Store


class Installations:
    def __init__(self, stored: Stored, store: Store, arns: Arns, clock: Clock, chance: Chance | None = None) -> None:
        self._stored = stored
        self._store = store
        self._arns = arns
        self._recorder = Recorder(arns, clock, chance or Chance())

    async def of(self, team_id: str) -> Installation | None:
        """The installation in this workspace; with no workspace named, the newest that there is."""
        if team_id:
            return await self._stored.get(team_id)
        return next(reversed(await self._stored.all()), None)

    async def take(self, new: Installation) -> Installation:
        """Keep it, in place of what was there of the same workspace."""
        while True:
            before = await self._stored.get(new.team_id)
            kept = replace(new, version=before.version if before else 0)
            try:
                await self._commit("muster:InstallSlackApp", kept, Save(kept))
            except Conflict:  # renewed, or removed, at this moment
                continue
            return kept

    async def renew(self, old: Installation, bot_token: str, refresh_token: str | None, expires_at: datetime) -> None:
        """Keep the next token, unless the app was installed anew or removed meanwhile."""
        new = replace(old, bot_token=bot_token, refresh_token=refresh_token, expires_at=expires_at)
        await self._commit("muster:RenewSlackToken", new, Save(new))

    async def purge(self, team_id: str, at: datetime) -> bool:
        """Forget the tokens of an installation that ended then; False where there is a newer one, or none."""
        while kept := await self._stored.get(team_id):
            if not is_older(kept, at):
                return False
            try:
                await self._commit("muster:RemoveSlackApp", kept, Delete(kept))
            except Conflict:  # renewed at this moment
                continue
            return True
        return False

    async def _commit(self, action: str, installation: Installation, change: Change) -> None:
        user_id = installation.installed_by
        somebody = Caller(arn=self._arns.slack_user(user_id), standing="member", user_id=user_id)
        record = self._recorder.of(Deed(somebody, action, {"teamId": installation.team_id}, read_only=False))
        await self._store.commit([change, Save(record)])
