"""The command `muster`: what an operator types in a terminal."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot import environment, setting_values
from bot.misspelt import misspelt
from bot.variables import WrongSetting
from bot.watching import logs

log = logging.getLogger(__name__)

DEMO_MINUTE = "6s"
"""An escalation is over before somebody who tries it loses patience."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 where it failed, or 2 where it was asked wrongly."""
    typed = sys.argv[1:] if arguments is None else arguments
    asked = _parser(typed[:1]).parse_args(typed)
    try:
        status = int(asked.run(asked))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _heard_enough()
    except WrongSetting as problem:
        return _complain(str(problem))
    except KeyboardInterrupt:
        return 130
    except Exception as problem:
        from bot import trouble

        if words := trouble.in_words(problem):
            return _complain(words)
        raise


def _parser(command: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster", description="Incident response in Slack, in AWS's own words.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    serve = commands.add_parser("serve", help="run Muster; configured by the environment")
    serve.add_argument("--only", choices=("web", "worker"), default="all", help="one half of it; needs PostgreSQL")
    serve.set_defaults(run=_serve)
    if command != ["serve"]:  # a server that starts need not know all that can be typed
        _describe_others(commands)
    return parser


def _describe_others(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from bot.commands import (
        access_key,
        alarm_door,
        audit,
        backup,
        calendar,
        keyring,
        moving,
        oncall,
        outbox,
        policy,
        simulate,
    )

    demo = commands.add_parser("demo", help="run Muster with sample data and a local Slack workspace to try it in")
    demo.add_argument("--port", type=int, help="the port of Muster itself (8080)")
    demo.add_argument("--slack-port", type=int, default=3900, help="the port of the local Slack workspace (3900)")
    demo.add_argument("--data-dir", type=Path, help="where the demo keeps its files (./var)")
    demo.add_argument("--minute", type=_minute, help=f"how long a plan's minute lasts ({DEMO_MINUTE})")
    demo.add_argument("--no-slack", action="store_true", help="without the local Slack workspace")
    demo.add_argument("--empty", action="store_true", help="without the sample organisation and replication set")
    demo.add_argument("--socket-mode", action="store_true", help="reach the local Slack by Socket Mode, not by HTTP")
    demo.set_defaults(run=_demo)

    migrate = commands.add_parser("migrate", help="bring the database to this release's form (serve does it, too)")
    migrate.set_defaults(run=_migrate)

    access_key.add_to(commands)
    alarm_door.add_to(commands)
    oncall.add_to(commands)
    simulate.add_to(commands)
    calendar.add_to(commands)
    outbox.add_to(commands)
    keyring.add_to(commands)
    policy.add_to(commands)
    audit.add_to(commands)
    moving.add_to(commands)
    backup.add_to(commands)

    doctor = commands.add_parser("doctor", help="explain the configuration, try it out, and say what is missing")
    doctor.add_argument(
        "--send", metavar="TO", default="", help="also send a test to this mail address or telephone, or to `operators`"
    )
    doctor.set_defaults(run=_doctor)


def _minute(text: str) -> timedelta:
    try:
        return setting_values.minute(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _serve(asked: argparse.Namespace) -> int:
    gc.disable()  # what is imported stays: to look through it for garbage takes an eighth of a start
    from bot import main as composition

    gc.freeze()
    gc.enable()
    settings = environment.read(os.environ)
    logs.configure(settings.log)
    _warn_of_what_is_misspelt()
    return asyncio.run(composition.serve(settings, asked.only))


def _warn_of_what_is_misspelt() -> None:
    if found := list(misspelt(os.environ)):
        log.warning("%s", " ".join(found))


def _demo(asked: argparse.Namespace) -> int:
    from bot.demo import run as demo

    logs.configure("text")
    _warn_of_what_is_misspelt()
    settings = environment.read({"MUSTER_MINUTE": DEMO_MINUTE, **os.environ, **_only_if_local(os.environ)})
    settings = replace(
        settings,
        port=asked.port if asked.port is not None else settings.port,
        data_dir=asked.data_dir or settings.data_dir,
        minute=asked.minute or settings.minute,
        outbox_file=True,
    )
    wishes = demo.Wishes(slack_port=asked.slack_port, slack=not asked.no_slack, empty=asked.empty,
                         socket_mode=asked.socket_mode)  # fmt: skip
    return demo.main(settings, wishes)


def _only_if_local(env: os._Environ[str]) -> dict[str, str]:
    """A demo must never talk to a real workspace: tokens of one in the environment do not count."""
    local = env.get("SLACK_API_URL", "").startswith(("http://127.0.0.1", "http://localhost"))
    return {} if local else {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": ""}


def _migrate(_: argparse.Namespace) -> int:
    from storage.opening import migrate_alone

    settings = environment.read(os.environ)
    asyncio.run(migrate_alone(settings.database, settings.account_id))
    print(f"{settings.database_name} has this release's form.")
    return 0


def _doctor(asked: argparse.Namespace) -> int:
    from bot import doctor

    return doctor.examine(os.environ, asked.send)


def _heard_enough() -> int:
    """Whoever reads wants no more, as `head` does: the status of a program that such a pipe has ended."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries again when it ends
    return 141


def _complain(text: str) -> int:
    print(f"muster: {text}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
