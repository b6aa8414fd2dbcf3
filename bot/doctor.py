"""What the configuration says, what is missing in it, and what to do about that."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from bot import environment, setting_values
from bot.accounts_told import accounts_in_words, problems_of_accounts
from bot.assembly.keys import place_of
from bot.assembly.policies import organization_of, wrong_files
from bot.http.control import NAME as SOCKET
from bot.http.control import unusable
from bot.http.tls import certificate_of
from bot.misspelt import misspelt
from bot.named_secrets import names_in
from bot.settings import Settings
from bot.variables import WrongSetting
from bot.ways_told import left_out, problems_of_ways
from core.clock import SystemClock
from core.organization.organization import Organization
from storage.database import StorageFailed
from storage.keys.entries import KeyringRefused
from storage.keys.keyring import Place
from storage.peek import anything_sealed, is_there, wraps_by_key


def report(env: Mapping[str, str]) -> int:
    """Print every variable, every problem and what is left out; 0 where there is no problem, else 1."""
    notes: list[str] = []
    for one in fields(Settings):
        variable = one.metadata["variable"]
        print(f"{variable:<26} {_shown(one, env):<34} {one.metadata['meaning']}")
    print()
    try:
        settings = environment.read(env)
        print(_second_door(settings), end="\n\n")
        organization = _organization(settings)
        for line in accounts_in_words(settings, organization):
            print(line)
        problems = [*problems_of(settings), *problems_of_accounts(settings, organization)]
        notes += left_out(settings)
    except WrongSetting as wrong:
        problems = [str(wrong)]
    problems += misspelt(env)
    told = [f"! {problem}" for problem in problems] + [f"~ {note}" for note in notes]
    print("\n".join(told or ["Nothing is missing."]))
    return 1 if problems else 0


def examine(env: Mapping[str, str], send: str = "") -> int:
    """The same, and then try out what there is; `send`: whom to send a test to."""
    from bot.checks.everything import report as tried_out

    status = report(env)
    try:
        settings = environment.read(env)
    except WrongSetting:
        return status
    print()
    return max(status, asyncio.run(tried_out(settings, SystemClock(), send)))


def _second_door(settings: Settings) -> str:
    scheme = "https" if settings.tls_certificate else "http"
    return (
        f"The AWS CLI, SDKs and Terraform find Muster at --endpoint-url {scheme}://{settings.bind}:{settings.port}, "
        f"Region {settings.region}; `muster access-key create NAME` makes a key for them."
    )


def _organization(settings: Settings) -> Organization:
    """What the file says; where it cannot be used, `wrong_files` tells."""
    with suppress(WrongSetting):
        return organization_of(settings, SystemClock()).value
    return Organization()


def problems_of(settings: Settings) -> Iterator[str]:
    """What keeps Muster from starting, or from paging somebody; one sentence each, with what to do."""
    yield from problems_of_ways(settings)
    try:
        if certificate := certificate_of(settings):
            certificate.context()
    except WrongSetting as wrong:
        yield str(wrong)
    yield from wrong_files(settings, SystemClock())
    if settings.minute != setting_values.lasting("1m"):
        yield "MUSTER_MINUTE is shortened: escalations run faster than their plans say. Only a drill wants that."
    if why := unusable(settings.data_dir / SOCKET):
        yield why
    if (place := settings.audit_directory) and place.exists() and not os.access(place, os.W_OK):
        yield f"MUSTER_AUDIT_DIRECTORY={place} cannot be written by this user: nothing of the audit is delivered."
    yield from _files(settings)


def _files(settings: Settings) -> Iterator[str]:
    directory = settings.data_dir
    if directory.exists() and not os.access(directory, os.W_OK):
        yield f"MUSTER_DATA_DIR={directory} cannot be written by this user."
    try:
        database = settings.database
    except WrongSetting as wrong:
        yield str(wrong)
        return
    try:
        yield from _keys(settings, database)
    except StorageFailed as failed:
        yield str(failed)


def _keys(settings: Settings, database: Path | str) -> Iterator[str]:
    place = place_of(settings)
    if is_there(database) and not place.exists() and anything_sealed(database):
        yield (
            f"{settings.database_name} is there but {place.name} is not: bring the keyring back, or "
            "nothing can be read."
        )
    try:
        if place.exists():
            yield from _closed(place, database)
    except KeyringRefused as refused:
        yield str(refused)
    if settings.keyring and settings.keyring_file.exists():
        yield f"MUSTER_KEYRING is set, so {settings.keyring_file} is not read: one of the two is too many."
    if settings.kms_endpoint:
        yield "MUSTER_KMS_ENDPOINT is set: AWS KMS itself is not asked. Only a test wants that."


def _closed(place: Place, database: Path | str) -> Iterator[str]:
    """What the database needs of the keyring and does not find; `muster keyring check` tries those that are there."""
    entries = place.load()
    for key_id, wraps in wraps_by_key(database).items() if is_there(database) else ():
        if key_id not in entries or entries[key_id].key is None:
            yield (
                f"{place.name} has no key {key_id}, under which {wraps} wraps of data keys are: bring back the keyring "
                "that has it, or delete that replication set. `muster keyring check` tries all keys."
            )


def _shown(one: Field[Any], env: Mapping[str, str]) -> str:
    """The value, or of a secret where it comes from."""
    value = env.get(one.metadata["variable"], "")
    if not value:
        return f"({one.metadata['default'] or 'not set'})"
    if not one.metadata["secret"]:
        return value
    names = names_in(value)
    return f"from {' and '.join(names)}" if names else "set in the environment"
