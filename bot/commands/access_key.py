"""`muster access-key`: make, list and disable the keys that programs sign their requests with."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bot.commands import credentials_file
from bot.commands.columns import in_columns
from bot.commands.credentials_file import CredentialsRefused
from bot.commands.credentials_text import KEY_ID
from bot.commands.with_control import add_account, in_lines
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control

RIGHTS = {"administrator": "administrator", "member": "responder"}
AS = {"administrator": "an administrator", "member": "a responder"}
"""The words that people read."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("access-key", help="make, list and disable keys for the AWS CLI, SDKs and Terraform")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    create = verbs.add_parser("create", help="make a key; show its secret, once, or put it where the AWS CLI finds it")
    create.add_argument("name", metavar="NAME", help="whose key it is: the user in `arn:aws:iam::…:user/NAME`")
    create.add_argument("--administrator", action="store_true", help="may do everything, not only what responders may")
    create.add_argument(
        "--profile",
        metavar="PROFILE",
        help="put it into the AWS credentials file as this profile, in place of a key that Muster made before, "
        "and show no secret; AWS_SHARED_CREDENTIALS_FILE names another file than ~/.aws/credentials",
    )
    add_account(create)
    create.set_defaults(run=in_lines(_create, may_make=True))

    listing = verbs.add_parser("list", help="show the keys, without their secrets")
    listing.add_argument("name", metavar="NAME", nargs="?", help="of this user only")
    add_account(listing)
    listing.set_defaults(run=in_lines(_list))

    disable = verbs.add_parser("disable", help="let nothing count any more that a key signs; there is no way back")
    disable.add_argument("key_id", metavar="KEY_ID", help="such as AKIAIOSFODNN7EXAMPLE")
    add_account(disable)
    disable.set_defaults(run=in_lines(_disable))


async def _create(control: Control, asked: argparse.Namespace, settings: Settings) -> Iterable[str]:
    standing = "administrator" if asked.administrator else "member"
    if asked.profile is not None:
        return await _into_file(control, asked, standing, settings.region)
    key = await control.create_access_key(asked.name, standing)
    about = f"Access key of {asked.name}, {AS[standing]}. The secret is shown only this once."
    # The empty line ends whatever line comes before, where somebody appends this to a file.
    hint = "# `--profile` puts a key into the AWS credentials file, in place of the one before."
    return ["", hint, *profile(key, about, asked.name, settings.region)]


async def _into_file(control: Control, asked: argparse.Namespace, standing: str, region: str) -> Iterable[str]:
    """The file is looked at first: a key whose secret nobody got would be in the way of the next."""
    file = credentials_file.of(os.environ)
    replaced = (file.profile(asked.profile) or {}).get(KEY_ID)
    if replaced and replaced not in {key["id"] for key in await control.access_keys()}:
        raise CredentialsRefused(
            f"The profile {asked.profile} in {file.path} has the key {replaced}, which is none of this Muster's. "
            "Choose another name with --profile, or take that one out first."
        )
    key = await control.create_access_key(asked.name, standing)
    try:
        file.put(asked.profile, _settings(key), {"region": region})
    except BaseException:
        await control.disable_access_key(key["id"])
        raise
    told = [
        f"{key['id']} of {asked.name}, {AS[standing]}, is the profile {asked.profile} in {file.path}.",
        f"For a shell: export AWS_PROFILE={asked.profile}",
    ]
    return [*told, f"It takes the place of {replaced}: `muster access-key disable {replaced}`."] if replaced else told


def profile(key: Mapping[str, Any], about: str, name: str, region: str) -> list[str]:
    """A section of an AWS credentials file; everything else is a comment."""
    return [
        f"# {about}",
        f"[{name}]",
        *(f"{setting} = {value}" for setting, value in {**_settings(key), "region": region}.items()),
        "# The same for a shell:",
        f"#   export AWS_ACCESS_KEY_ID={key['id']}",
        f"#   export AWS_SECRET_ACCESS_KEY={key['secret']}",
        f"#   export AWS_REGION={region} AWS_DEFAULT_REGION={region}",
    ]


def _settings(key: Mapping[str, Any]) -> dict[str, str]:
    return {KEY_ID: key["id"], "aws_secret_access_key": key["secret"]}


async def _list(control: Control, asked: argparse.Namespace, _: Settings) -> Iterable[str]:
    keys = await control.access_keys(asked.name)
    if not keys:
        nobody = f"The user {asked.name} has no access key" if asked.name else "There is no access key yet"
        return [f"{nobody}: `muster access-key create {asked.name or 'NAME'}` makes one."]
    rows = [("KEY ID", "USER", "RIGHTS", "CREATED", "LAST USED", "STATE")]
    rows += [
        (
            key["id"],
            key["user_name"],
            RIGHTS[key["standing"]],
            _day(key["created_at"]),
            _minute(key["used_at"]),
            f"disabled {_day(key['disabled_at'])}" if key["disabled_at"] else "enabled",
        )
        for key in keys
    ]
    return in_columns(rows)


def _day(at: str) -> str:
    return at[:10]


def _minute(at: str | None) -> str:
    return f"{at[:16].replace('T', ' ')} UTC" if at else "never"


async def _disable(control: Control, asked: argparse.Namespace, _: Settings) -> Iterable[str]:
    key = await control.disable_access_key(asked.key_id)
    return [f"{key['id']} of {key['user_name']} is disabled: what it signs is refused from now on."]
