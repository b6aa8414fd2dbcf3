"""`muster import rotation-script`: the on-call rotation of AWS's user guide, as a rotation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.moving.plain import plain
from bot.settings import Settings
from core.arns import Arns, alias_of

if TYPE_CHECKING:
    from bot.moving.run import ThisHouse

REHEARSED = "Nothing was changed: this is what would become of it (--dry-run)."
AFTERWARDS = (
    "The script has nothing to do any more: delete its CloudFormation stack, so that it no longer changes the plan."
)


def describe(parser: argparse.ArgumentParser, command: Callable[[Any], Any]) -> None:
    """Its options are the parameters of the tutorial's stack; `command` makes a command of an errand."""
    parser.add_argument("--contacts", required=True, metavar="ARN,ARN…", help="ContactRotation: who takes turns")
    parser.add_argument("--cron", required=True, help="CronExpression: when, in GMT, such as '00 17 ? * THU *'")
    parser.add_argument(
        "--escalation-plan", required=True, metavar="ARN", help="EscalationPlanArn: whose first contact"
    )
    parser.add_argument(
        "--name", help="of the rotation and its schedule; the plan's with -on-call where it is not given"
    )
    parser.set_defaults(run=command(_import), may_make=False)


async def _import(asked: argparse.Namespace, settings: Settings, house: ThisHouse) -> int:
    from bot.moving.rotation_script import Carrying
    from core.moving.cron import recurrence
    from core.moving.rotation_script import Script

    plan_arn = _arn(asked.escalation_plan, settings.arns)
    script = Script(
        contact_arns=tuple(_arn(text, settings.arns) for text in asked.contacts.split(",") if text.strip()),
        recurrence=recurrence(asked.cron),
        plan_arn=plan_arn,
        name=asked.name or f"{alias_of(plan_arn)}-on-call",
    )
    lines = await Carrying(house, script, settings.arns.contact(script.name)).carry()
    shown = [REHEARSED, *lines] if asked.dry_run else [*lines, AFTERWARDS]
    sys.stdout.writelines(f"{plain(line)}\n" for line in shown)
    return 0


def _arn(text: str, arns: Arns) -> str:
    """An alias will do, too."""
    return text.strip() if text.strip().startswith("arn:") else arns.contact(text.strip())
