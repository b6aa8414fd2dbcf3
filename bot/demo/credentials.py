"""The demo's own access key, in a file that the AWS CLI, the SDKs and Terraform can be pointed at."""

from __future__ import annotations

import configparser
from pathlib import Path

from bot.commands.access_key import profile
from bot.commands.credentials_file import replace
from core.access_keys.access_key import AccessKey
from core.access_keys.operations import AccessKeys
from core.errors import Refusal

NAME = "aws-credentials"
USER = "demo"


async def write_credentials(keys: AccessKeys, folder: Path, region: str) -> Path:
    """The file, with a key that counts: that of an earlier demo in this folder, or else a new one."""
    file = folder / NAME
    if not await _still_counts(keys, file):
        _write(file, await _new_key(keys), region)
    return file


async def _still_counts(keys: AccessKeys, file: Path) -> bool:
    found = configparser.RawConfigParser()
    try:
        found.read(file)
    except (configparser.Error, UnicodeDecodeError):
        return False
    written = found["default"] if found.has_section("default") else {}
    key = await keys.of(written.get("aws_access_key_id", ""))
    return key is not None and key.secret == written.get("aws_secret_access_key")


async def _new_key(keys: AccessKeys) -> AccessKey:
    """Where the demo has its two keys already, and lost their secrets, the older one makes room."""
    try:
        return await keys.create(USER, "administrator")
    except Refusal as refusal:
        if refusal.code != "LimitExceededException":
            raise
    oldest = next(key for key, _ in await keys.listing(USER) if key.disabled_at is None)
    await keys.disable(oldest.id)
    return await keys.create(USER, "administrator")


def _write(file: Path, key: AccessKey, region: str) -> None:
    about = "Written by `muster demo`: an administrator's key, good for this demo only."
    text = "\n".join([*profile({"id": key.id, "secret": key.secret}, about, "default", region), ""])
    replace(file, text)
