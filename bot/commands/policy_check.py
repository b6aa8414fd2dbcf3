"""`muster policy check`: would Muster start with these files, and what is in them, account by account?"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot import environment
from bot.settings import Settings
from bot.variables import WrongSetting

if TYPE_CHECKING:
    from core.principals.attachments import Attachments

WRONG = 1
"""The exit status where something is wrong; 2 is for what was asked wrongly."""

ACCOUNT = re.compile(r"[0-9]{12}")


def run(asked: argparse.Namespace) -> int:
    """Say what can be used, or each thing that is wrong."""
    settings = environment.read(os.environ)
    problems = []
    for line in _at(asked.path, settings) if asked.path else _configured(settings):
        if isinstance(line, WrongSetting):
            problems.append(f"muster: {line}\n")
        else:
            sys.stdout.write(f"{line}\n")
    sys.stderr.writelines(problems)
    return WRONG if problems else 0


def _at(path: Path, settings: Settings) -> Iterator[str | WrongSetting]:
    """One file; or a directory, with those of other accounts in it."""
    within = [own for own in sorted(path.iterdir()) if ACCOUNT.fullmatch(own.name)] if path.is_dir() else []
    if not within or any(path.glob("*.json")):  # files of its own are not needed where each account has some
        yield _one(path, path.name if ACCOUNT.fullmatch(path.name) else settings.account_id)
    for own in within:
        yield _one(own, own.name)


def _one(path: Path, account: str) -> str | WrongSetting:
    from bot.policies.files import checked_directory, checked_file
    from bot.policies.watched import in_words
    from core.policies.wrong_file import WrongFile

    try:
        if path.is_file():
            return f"{path} can be used: {checked_file(path, account).arn}."
        return f"{path} can be used: {counted(checked_directory(path, account))}."
    except (WrongFile, OSError) as problem:
        where = f"{path}: " if ACCOUNT.fullmatch(path.name) else ""
        return WrongSetting(f"{where}{in_words(problem)}")


def _configured(settings: Settings) -> Iterator[str | WrongSetting]:
    from bot.assembly.policies import organization_of, wrong_files
    from core.clock import SystemClock

    if wrong := list(wrong_files(settings, SystemClock())):
        yield from map(WrongSetting, wrong)
        return
    if settings.policies:
        for line in _at(settings.policies, settings):
            yield line if isinstance(line, WrongSetting) else f"MUSTER_POLICIES={line}"
    else:
        yield "MUSTER_POLICIES is not set: everybody has the default."
    if settings.organization:
        accounts = organization_of(settings, SystemClock()).value.accounts
        yield f"MUSTER_ORGANIZATION={settings.organization} can be used: {_of(len(accounts), 'account')}."


def counted(kept: Attachments) -> str:
    """How much is in it."""
    from core.principals.library import file_of

    own = [arn for arn in kept.known if file_of(arn)]
    policies = "1 policy of its own" if len(own) == 1 else f"{len(own)} policies of its own"
    parts = ((kept.users, "user"), (kept.groups, "group"), (kept.roles, "role"))
    return ", ".join([policies, *(_of(len(part), what) for part, what in parts)])


def _of(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
