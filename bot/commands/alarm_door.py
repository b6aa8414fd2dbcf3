"""`muster alarm-door`: make, list, rekey and delete the doors at which alarms start incidents."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot import setting_values
from bot.commands.columns import in_columns
from bot.commands.reached import url
from bot.commands.with_control import Telling, add_account, in_lines
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.control import Control

ERRAND = "alarm-doors"
OLD_FOR = "24h"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    parser = commands.add_parser("alarm-door", help="make, list and delete doors at which alarms start incidents")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    _describe_create(verbs.add_parser("create", help="make a door; show its address, and its key once"))

    listing = verbs.add_parser("list", help="show the doors, without their keys")
    _finish(listing, _list)

    rekey = verbs.add_parser("rekey", help="give a webhook another key, and show it once")
    rekey.add_argument("name", metavar="NAME")
    rekey.add_argument(
        "--old-for", type=_lasting, default=OLD_FOR, help=f"how long the key before still counts ({OLD_FOR})"
    )
    _finish(rekey, _rekey)

    delete = verbs.add_parser("delete", help="hear nobody at a door any more")
    delete.add_argument("name", metavar="NAME")
    _finish(delete, _delete)


def _describe_create(create: argparse.ArgumentParser) -> None:
    create.add_argument("name", metavar="NAME", help="the last part of its address, such as grafana")
    create.add_argument("--plan", required=True, metavar="PLAN", help="the response plan: its name or ARN")
    create.add_argument(
        "--sns", metavar="TOPIC_ARN", default="", help="listen to this SNS topic, instead of senders with a key"
    )
    create.add_argument(
        "--title", default="", help="what incidents are called, such as 'Checkout: {AlarmName}'; else as the alarm says"
    )
    create.add_argument("--impact", type=int, metavar="1-5", help="how bad they are; else as alarm or plan says")
    create.add_argument(
        "--dedupe",
        default="",
        help="alarms for which this comes out the same are one trouble, such as '{labels.service}'",
    )
    _finish(create, _create)


def _finish(parser: argparse.ArgumentParser, telling: Telling) -> None:
    add_account(parser)
    parser.set_defaults(run=in_lines(telling))


def _lasting(text: str) -> timedelta:
    try:
        return setting_values.lasting(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


async def _create(control: Control, asked: argparse.Namespace, settings: Settings) -> Iterable[str]:
    account = settings.arns if not asked.account else type(settings.arns)(asked.account, settings.region)
    plan = asked.plan if asked.plan.startswith("arn:") else account.response_plan(asked.plan)
    kind = "sns" if asked.sns else "webhook"
    wishes = {"topic_arn": asked.sns, "title": asked.title, "impact": asked.impact, "dedupe": asked.dedupe}
    door = await control.ask(
        ERRAND, {"do": "create", "name": asked.name, "kind": kind, "response_plan_arn": plan, **wishes}
    )
    return _told(door, settings)


async def _rekey(control: Control, asked: argparse.Namespace, settings: Settings) -> Iterable[str]:
    seconds = int(asked.old_for.total_seconds())
    door = await control.ask(ERRAND, {"do": "rekey", "name": asked.name, "old_for_seconds": seconds})
    return _told(door, settings)


async def _list(control: Control, _: argparse.Namespace, settings: Settings) -> Iterable[str]:
    doors = (await control.ask(ERRAND, {"do": "list"}))["alarm_doors"]
    if not doors:
        return ["There is no alarm door yet: `muster alarm-door create NAME --plan PLAN` makes one."]
    rows = [("NAME", "KIND", "PLAN", "ADDRESS", "LISTENS TO")]
    rows += [
        (
            door["name"],
            door["kind"],
            door["response_plan_arn"].rpartition("/")[2],
            url(door, settings),
            door["topic_arn"] or "whoever has its key",
        )
        for door in doors
    ]
    return in_columns(rows)


async def _delete(control: Control, asked: argparse.Namespace, _: Settings) -> Iterable[str]:
    door = await control.ask(ERRAND, {"do": "delete", "name": asked.name})
    return [f"Nobody is heard at {door['name']} any more."]


def _told(door: Mapping[str, Any], settings: Settings) -> Iterable[str]:
    address = url(door, settings)
    if door["kind"] == "sns":
        return [
            f"{door['name']} listens to {door['topic_arn']} at {address}",
            f"Subscribe it: aws sns subscribe --topic-arn {door['topic_arn']} --protocol https "
            f"--notification-endpoint {address}",
            "Have the topic sign with SHA256: aws sns set-topic-attributes --attribute-name SignatureVersion "
            f"--attribute-value 2 --topic-arn {door['topic_arn']}",
        ]
    return [
        f"{door['name']} listens at {address}",
        f"Its key, shown only this once: {door['key']}",
        f"Try it: curl -H 'Authorization: Bearer {door['key']}' -d '{{\"title\": \"A trial\"}}' {address}",
    ]
