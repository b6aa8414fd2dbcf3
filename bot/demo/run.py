"""Runs the demo: the local Slack, Muster with the sample organisation in it, and a word on what to try first."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import dataclass, replace
from pathlib import Path

from bot import main as composition
from bot.demo import local_slack
from bot.demo.credentials import write_credentials
from bot.demo.history import seed
from bot.demo.local_slack import LocalSlack, NoLocalSlack
from bot.demo.local_web import LocalSlackWeb
from bot.demo.organisation import ADMINISTRATOR, CHLOE, Organisation
from bot.settings import Settings
from core.clock import SteadyClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How the demo was asked for."""

    slack_port: int = 3900
    slack: bool = True
    empty: bool = False
    socket_mode: bool = False


async def run(settings: Settings, wishes: Wishes) -> int:
    """Run until somebody stops it; the exit status."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    slack = await _slack(settings, wishes) if wishes.slack else None
    settings = _at_home(settings, slack, wishes)
    try:
        muster = await composition.compose(settings, SteadyClock(), LocalSlackWeb)
        if not wishes.empty:
            await seed(muster)
        credentials = await write_credentials(muster.access_keys, settings.data_dir, settings.region)
        print(_greeting(settings, slack, wishes), *_aws_line(settings, credentials), sep="\n", flush=True)
        return await composition.run(muster)
    finally:
        if slack:
            await slack.stop()


async def _slack(settings: Settings, wishes: Wishes) -> LocalSlack | None:
    # The request URL has a fixed port: the local Slack is told where Muster is before Muster listens.
    request_url = None if wishes.socket_mode else f"http://127.0.0.1:{settings.port}/slack/events"
    try:
        return await local_slack.start(wishes.slack_port, settings.data_dir, request_url)
    except NoLocalSlack as reason:
        print(f"No local Slack: {reason}. Going on without it, as with --no-slack.", flush=True)
        return None


def _at_home(settings: Settings, slack: LocalSlack | None, wishes: Wishes) -> Settings:
    """The settings that belong to the local workspace; those of a caller that brings its own Slack stay."""
    # The local workspace calls in plain, as everybody does who follows what is printed.
    settings = replace(settings, admins=settings.admins | {ADMINISTRATOR.user_id}, tls_certificate=None, tls_key=None)
    if slack is None:
        return settings
    return replace(
        settings,
        slack_api_url=f"{slack.url}/api/",
        slack_bot_token=local_slack.BOT_TOKEN,
        slack_signing_secret=local_slack.SIGNING_SECRET,
        slack_app_token=local_slack.APP_TOKEN if wishes.socket_mode else "",
    )


def _greeting(settings: Settings, slack: LocalSlack | None, wishes: Wishes) -> str:
    where = f"Slack      {slack.url}   (choose who you are under 'Act as')" if slack else "Slack      none"
    lines = ["", "Muster's demo", f"  {where}", f"  Files      {Path(settings.data_dir).resolve()}"]
    if slack and not wishes.empty:
        plan = Organisation(settings.arns).arns.response_plan("checkout")
        minute = settings.minute.total_seconds()
        lines += [
            f"  A plan's minute lasts {minute:g} s here, so the next stage is paged after {5 * minute:g} s.",
            "",
            f"  As {ADMINISTRATOR.name}, in #incidents, type:",
            f'    @aws ssm-incidents start-incident --response-plan-arn {plan} --title "Checkout is down" --impact 1',
            f"  Then act as {CHLOE.name}, who is paged next, and press Acknowledge in the message from aws.",
        ]
    elif slack:
        lines += ["", f"  As {ADMINISTRATOR.name}, in #incidents, type:", "    @aws get-prepared"]
    return "\n".join([*lines, ""])


def _aws_line(settings: Settings, credentials: Path) -> list[str]:
    return [
        "  In a terminal, with the AWS CLI:",
        f"    AWS_SHARED_CREDENTIALS_FILE={shlex.quote(str(credentials.resolve()))} aws --region {settings.region} "
        f"--endpoint-url http://127.0.0.1:{settings.port} ssm-incidents list-incident-records",
        "",
    ]


def main(settings: Settings, wishes: Wishes) -> int:
    """`run`, for the command line."""
    return asyncio.run(run(settings, wishes))
