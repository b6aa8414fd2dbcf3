"""What would files decide that no Muster has read yet?  Of what Muster has stored, nothing is looked at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from bot.assembly.accounts import accounts_of, settings_of
from bot.assembly.policies import explaining_of, organization_of, rule_of
from bot.http.control import Document
from bot.settings import Settings
from bot.variables import WrongSetting
from core.authorization.standing import Alone
from core.clock import Clock
from core.policies.patterns import arn_fields
from storage.account import Storage

REMARK = (
    "Nothing that Muster has stored was looked at: which keys are administrators', the configurations of Slack "
    "channels, and the policies of response plans and contacts."
)


async def ask_files(settings: Settings, policies: Path, asked: Document, clock: Clock) -> Document:
    """What `Explaining.do` would answer if these were the files; raises `WrongSetting` where they cannot be used."""
    if asked.get("channel"):
        raise WrongSetting("--channel cannot be asked about with --policies: what a channel adds is stored in Muster.")
    organization = organization_of(settings, clock)
    fields = arn_fields(str(asked.get("principal") or ""))
    wanted = asked.get("account") or (fields and fields.account) or settings.account_id
    served = {account.id: account for account in accounts_of(settings, organization.value)}
    if wanted not in served:
        raise WrongSetting(f"There is no account {wanted}; MUSTER_ACCOUNT_ID and MUSTER_ORGANIZATION name them.")
    own = replace(settings_of(settings, served[wanted]), policies=policies)
    nothing = cast("Storage", Nothing())
    rule = rule_of(own, nothing, organization, Alone(), clock, is_recorded=False)
    told = await explaining_of(own, nothing, rule, clock).do(asked)
    return {**told, "accounts": list(served), "remarks": [*told["remarks"], REMARK]}


class Nothing:
    """A storage in which nothing is, as far as decisions look into it."""

    def __getattr__(self, _: str) -> Any:
        return Nothing()

    async def get(self, *_: object) -> None:
        """There is none."""

    async def _none(self, *_: object) -> list[Any]:
        return []

    all = all_of = everything = with_address = permanent = _none
