"""`muster access-key`: make, list and disable the keys that programs sign their requests with."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from bot import settings as environment
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("access-key", help="make, list and disable keys for the AWS CLI, SDKs and Terraform")
    verbs = parser.add_subparsers(metavar="VERB", required=True)

    create = verbs.add_parser("create", help="make a key and show its secret, once")
    create.add_argument("name", metavar="NAME", help="whose key it is: the user in `arn:aws:iam::…:user/NAME`")
    create.add_argument("--administrator", action="store_true", help="may do everything, not only what responders may")
    create.set_defaults(run=_command(_create))

    listing = verbs.add_parser("list", help="show the keys, without their secrets")
    listing.add_argument("name", metavar="NAME", nargs="?", help="of this user only")
    listing.set_defaults(run=_command(_list))

    disable = verbs.add_parser("disable", help="let nothing count any more that a key signs; there is no way back")
    disable.add_argument("key_id", metavar="KEY_ID", help="such as AKIAIOSFODNN7EXAMPLE")
    disable.set_defaults(run=_command(_disable))


def _command(carry_out: Any) -> Any:
    async def with_control(asked: argparse.Namespace, settings: Settings) -> int:
        # Only now: whoever asks for help must not wait for the whole program.
        from bot.control import opened
        from core.clock import SystemClock

        async with opened(settings, SystemClock()) as control:
            sys.stdout.writelines(f"{line}\n" for line in await carry_out(control, asked, settings))
        return 0

    return lambda asked: asyncio.run(with_control(asked, environment.read(os.environ)))


async def _create(control: Control, asked: argparse.Namespace, settings: Settings) -> Iterable[str]:
    standing = "administrator" if asked.administrator else "member"
    key = await control.create_access_key(asked.name, standing)
    rights = "an administrator" if asked.administrator else "a responder"
    about = f"Access key of {asked.name}, {rights}. The secret is shown only this once."
    return profile(key, about, asked.name, settings.region)


def profile(key: Mapping[str, Any], about: str, name: str, region: str) -> list[str]:
    """A section of an AWS credentials file: everything else is a comment, so that it can be appended as it is."""
    return [
        f"# {about}",
        f"[{name}]",
        f"aws_access_key_id = {key['id']}",
        f"aws_secret_access_key = {key['secret']}",
        f"region = {region}",
        "# The same for a shell:",
        f"#   export AWS_ACCESS_KEY_ID={key['id']}",
        f"#   export AWS_SECRET_ACCESS_KEY={key['secret']}",
        f"#   export AWS_REGION={region} AWS_DEFAULT_REGION={region}",
    ]


async def _list(control: Control, asked: argparse.Namespace, _: Settings) -> Iterable[str]:
    keys = await control.access_keys(asked.name)
    if not keys:
        return ["There is no access key yet: `muster access-key create NAME` makes one."]
    rows = [("KEY ID", "USER", "RIGHTS", "CREATED", "LAST USED", "STATE")]
    rows += [
        (
            key["id"],
            key["user_name"],
            key["standing"],
            _day(key["created_at"]),
            _minute(key["used_at"]),
            f"disabled {_day(key['disabled_at'])}" if key["disabled_at"] else "enabled",
        )
        for key in keys
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _day(at: str) -> str:
    return at[:10]


def _minute(at: str | None) -> str:
    return f"{at[:16].replace('T', ' ')} UTC" if at else "never"


async def _disable(control: Control, asked: argparse.Namespace, _: Settings) -> Iterable[str]:
    key = await control.disable_access_key(asked.key_id)
    return [f"{key['id']} of {key['user_name']} is disabled: what it signs is refused from now on."]
