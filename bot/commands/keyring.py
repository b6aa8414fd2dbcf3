"""`muster keyring`: make the keys, give each a new version, and see whether all of them open what they have wrapped."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import suppress
from typing import Any

from bot import environment
from bot.commands.columns import in_columns
from bot.commands.with_control import say
from bot.settings import Settings

DEMO = "Nothing is lost while the version before is kept: `muster keyring retire` ends that."


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("keyring", help="make, renew and check the keys that everything is sealed under")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for name, run, told in (
        ("create", _create, "make the first keyring; `serve` does it, too. With --variable, for MUSTER_KEYRING"),
        ("add", _add, "add a new version of each key, known from now on and not used yet"),
        ("promote", _promote, "use the new versions: wrap every data key anew, and touch no document"),
        ("retire", _retire, "destroy the versions before, when nothing is wrapped under them any more"),
        ("destroy", _destroy, "print MUSTER_KEYRING without a key, as DeleteReplicationSet asks for it"),
        ("check", _check, "open something with each key; exit status 1 where one does not"),
    ):
        verb = verbs.add_parser(name, help=told)
        verb.set_defaults(run=_command(run))
        if name == "destroy":
            verb.add_argument("name", metavar="NAME", help="as DeleteReplicationSet says it")
        if name == "create":
            verb.add_argument(
                "--variable", action="store_true", help="print what to set MUSTER_KEYRING to, and keep none"
            )


def _command(carry_out: Any) -> Any:
    return lambda asked: asyncio.run(carry_out(asked, environment.read(os.environ)))


async def _create(asked: argparse.Namespace, settings: Settings) -> int:
    from bot.assembly.keys import place_of
    from core.clock import SystemClock
    from storage.keys import beginning
    from storage.peek import anything_sealed, is_there

    if asked.variable:
        return say([beginning.for_variable(settings.account_id, SystemClock())])
    place = place_of(settings)
    held = is_there(settings.database) and anything_sealed(settings.database)
    beginning.make(place, SystemClock(), expected=held)
    return say(
        [f"{place.name} is made. Keep a copy of it apart from the database's: without it nobody reads anything."]
    )


async def _add(_: argparse.Namespace, settings: Settings) -> int:
    from core.clock import SystemClock
    from storage.keys import beginning

    if settings.keyring:
        value = beginning.with_new_versions(settings.keyring, settings.account_id, SystemClock())
        return await _print_value(settings, "add", value)
    told = await _asked(settings, "add")
    return say([*(f"{key_id} is added." for key_id in told["added"]), "Next: muster keyring promote"])


async def _promote(_: argparse.Namespace, settings: Settings) -> int:
    from storage.keys import beginning

    if settings.keyring:
        return await _print_value(settings, "promote", beginning.with_new_versions_used(settings.keyring))
    told = await _asked(settings, "promote")
    return say([f"The new versions are in use; {told['wrapped']} wraps of data keys were made anew.", DEMO])


async def _retire(_: argparse.Namespace, settings: Settings) -> int:
    from storage.keys import beginning

    if settings.keyring:
        keys = (await _checked(settings))["keys"]
        value = beginning.without_former(settings.keyring, {key["id"] for key in keys if key["wraps"]})
        return await _print_value(settings, "retire", value)
    told = await _asked(settings, "retire")
    return say(f"{key_id}, which was in use before, is destroyed." for key_id in told["retired"])


async def _destroy(asked: argparse.Namespace, settings: Settings) -> int:
    from storage.keys import beginning
    from storage.keys.entries import KeyringRefused

    if not settings.keyring:
        raise KeyringRefused("The keyring is a file, not in MUSTER_KEYRING: `DeleteReplicationSet` destroys the key.")
    return await _print_value(settings, "destroy", beginning.without(settings.keyring, asked.name))


async def _print_value(settings: Settings, verb: str, value: str) -> int:
    """Print what to set the variable to, once that is on record; before there is an installation, nothing records."""
    from bot.installation import NoMuster

    with suppress(NoMuster):
        await _asked(settings, verb, printed=True)
    return say([value])


async def _check(_: argparse.Namespace, settings: Settings) -> int:
    keys = (await _checked(settings))["keys"]
    if settings.keyring:
        sys.stderr.write("muster: this is MUSTER_KEYRING as it is set here, and not what a running Muster has.\n")
    rows = [("KEY", "STATE", "CREATED", "DATA KEYS WRAPPED", "OPENS THEM")]
    rows += [(key["id"], key["state"], key["created"][:10], str(key["wraps"]), OPENS[key["opens"]]) for key in keys]
    say(in_columns(rows))
    return 1 if any(key["opens"] is False for key in keys) else 0


async def _checked(settings: Settings) -> dict[str, Any]:
    if not settings.keyring:
        return await _asked(settings, "check")
    from bot.assembly.keys import checked_alone
    from bot.installation import refuse_missing
    from core.clock import SystemClock
    from storage.peek import is_there
    from storage.process_lock import AnotherProcess

    refuse_missing(settings, is_there=is_there(settings.database))
    try:
        return await checked_alone(settings, SystemClock())
    except AnotherProcess:
        return await _asked(settings, "check", keyring=settings.keyring)


OPENS = {True: "yes", False: "NO", None: "-"}


async def _asked(settings: Settings, errand: str, **more: Any) -> dict[str, Any]:
    # Only now: whoever asks for help must not wait for the whole program.
    from bot.control import opened
    from core.clock import SystemClock

    async with opened(settings, SystemClock()) as control:
        return await control.ask("keyring", {"do": errand, **more})
