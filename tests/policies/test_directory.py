"""A directory of policies on a real disk: what is refused at the start, and what happens when somebody edits it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import environment
from bot.assembly.policies import organization_of, policies_of, wrong_files
from bot.policies.principals import Principals
from bot.settings import Settings
from bot.variables import WrongSetting
from core.chat_channels.chat_channel import ChatChannel
from core.organization.organization import Membership
from tests.policies.channels import Channels, linked
from tests.rules.attached import ACCOUNT, caller, names, text
from tests.slack.memory import MovableClock

NOBODY = {"default": []}


class Directory:
    """The files, and the clock that decides when they are looked at."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o755)
        self.path, self.clock = path, MovableClock()
        self.settings: Settings = replace(environment.read({}), policies=path)

    def write(self, top: Any = None, **policies: str) -> None:
        """Write files, and let a moment pass."""
        if top is not None:
            self._write("attachments", top if isinstance(top, str) else json.dumps(top))
        for name, policy in policies.items():
            self._write(name, policy)
        self.later()

    def _write(self, name: str, content: str) -> None:
        file = self.path / f"{name}.json"
        file.write_text(content)
        file.chmod(0o644)

    def later(self, seconds: float = 2) -> None:
        self.clock.ahead += timedelta(seconds=seconds)

    def principals(self, *channels: ChatChannel) -> Principals:
        return Principals(policies_of(self.settings, self.clock), Channels(*channels))


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(tmp_path / "policies")


async def held(principals: Principals, key: str = "U2ANA", channel: str = "") -> Any:
    return names((await principals.sets_of(caller(key, channel=channel))).identity)


async def test_a_change_counts_within_a_second_and_without_a_restart(directory: Directory) -> None:
    directory.write({})
    principals = directory.principals()
    assert await held(principals) == ["MusterResponderAccess"]
    directory.write({"users": {"U2ANA": "Mine"}}, Mine=text())
    assert await held(principals) == ["Mine"]
    directory.write(NOBODY)
    assert await held(principals) == []


async def test_the_files_are_looked_at_once_a_second_at_most(directory: Directory) -> None:
    directory.write({})
    principals = directory.principals()
    directory.write(NOBODY)
    directory.clock.ahead -= timedelta(seconds=1.5)
    assert await held(principals) == ["MusterResponderAccess"]
    directory.later(0.6)
    assert await held(principals) == []


async def test_a_wrong_change_does_not_count_and_is_told_once(
    directory: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    directory.write({"users": {"U2ANA": "Mine"}}, Mine=text())
    principals = directory.principals()
    assert principals.problem == ""
    directory.write({"users": {"U2ANA": "Mine", "U3BEN": "Yours"}, "default": []})
    for _ in range(3):
        assert await held(principals) == ["Mine"]
        assert await held(principals, "U3BEN") == ["MusterResponderAccess"]
        directory.later()
    assert principals.problem
    errors = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "attachments.json, at users.U3BEN: there is no policy 'Yours'" in errors[0]
    directory.write(Yours=text())
    assert await held(principals, "U3BEN") == ["Yours"]
    assert principals.problem == ""


async def test_all_files_count_or_none(directory: Directory) -> None:
    directory.write({"users": {"U2ANA": ["Mine"]}}, Mine=text())
    principals = directory.principals()
    directory.write({"users": {"U2ANA": []}}, Mine="{")
    assert await held(principals) == ["Mine"]


async def test_files_that_are_gone_take_nothing_away(directory: Directory) -> None:
    directory.write({"users": {"U2ANA": []}})
    principals = directory.principals()
    (directory.path / "attachments.json").unlink()
    directory.later()
    assert await held(principals) == []
    assert principals.problem
    gone = directory.path.rename(directory.path.with_name("elsewhere"))
    directory.later()
    assert await held(principals) == []
    gone.rename(directory.path)
    directory.write({})
    assert await held(principals) == ["MusterResponderAccess"]


@pytest.mark.parametrize("mode", [0o664, 0o646])
async def test_a_file_that_others_may_write_does_not_count(directory: Directory, mode: int) -> None:
    directory.write(NOBODY)
    principals = directory.principals()
    directory.write({})
    (directory.path / "attachments.json").chmod(mode)
    assert await held(principals) == []
    (directory.path / "attachments.json").chmod(0o644)
    directory.later()
    assert await held(principals) == ["MusterResponderAccess"]


def test_a_directory_that_others_may_write_is_refused(directory: Directory) -> None:
    directory.write({})
    directory.path.chmod(0o777)
    with pytest.raises(WrongSetting, match="chmod go-w"):
        directory.principals()


def test_the_file_of_another_user_is_refused(directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    directory.write({})
    if os.geteuid() == 0:
        os.chown(directory.path / "attachments.json", 12345, 0)
    else:  # only root can give a file away; anybody can be somebody else
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(WrongSetting, match="belongs to user"):
        directory.principals()


@pytest.mark.parametrize(
    ("top", "problem"),
    [("{", "attachments.json: it is not valid JSON"), ({"user": {}}, "did you mean users?"), (None, "it is not there")],
)
def test_muster_does_not_start_with_files_that_are_wrong(directory: Directory, top: Any, problem: str) -> None:
    directory.write(top)
    with pytest.raises(WrongSetting) as refused:
        directory.principals()
    assert str(refused.value).startswith(f"MUSTER_POLICIES={directory.path} cannot be used: ")
    assert problem in str(refused.value)


def test_muster_does_not_start_without_the_directory_that_it_was_told(directory: Directory) -> None:
    directory.path.rmdir()
    with pytest.raises(WrongSetting, match="No such file"):
        directory.principals()


def test_files_with_another_ending_are_not_looked_at(directory: Directory) -> None:
    for name in ("README.md", "attachments.json~", ".#attachments.json", "old.json.bak"):
        (directory.path / name).write_text("{")
    directory.write({})
    directory.principals()


@pytest.mark.parametrize("make", [lambda path: path.mkdir(mode=0o755), lambda path: os.mkfifo(path, 0o600)])
def test_what_is_no_file_is_refused_and_not_waited_for(directory: Directory, make: Callable[[Path], None]) -> None:
    directory.write({})
    make(directory.path / "Pipe.json")
    with pytest.raises(WrongSetting, match=r"Pipe\.json: it is no file"):
        directory.principals()


async def test_an_account_may_have_a_directory_of_its_own(directory: Directory) -> None:
    directory.write({})
    own = directory.path / ACCOUNT
    own.mkdir(mode=0o755)
    (own / "attachments.json").write_text(json.dumps(NOBODY))
    (own / "attachments.json").chmod(0o644)
    assert await held(directory.principals()) == []


async def test_an_own_directory_counts_from_when_it_is_made_and_is_missed_when_it_goes(directory: Directory) -> None:
    directory.write({})
    principals = directory.principals()
    assert await held(principals) == ["MusterResponderAccess"]
    own = directory.path / ACCOUNT
    own.mkdir(mode=0o755)
    directory.later()
    assert await held(principals) == ["MusterResponderAccess"]
    assert "attachments.json" in principals.problem
    (own / "attachments.json").write_text(json.dumps(NOBODY))
    (own / "attachments.json").chmod(0o644)
    directory.later()
    assert await held(principals) == []
    assert principals.problem == ""
    own.rename(directory.path / "away")
    directory.later()
    assert await held(principals) == []
    assert f"{own}: No such file or directory" in principals.problem
    assert await held(directory.principals()) == ["MusterResponderAccess"]


async def test_an_own_directory_that_never_counted_can_be_taken_back(directory: Directory) -> None:
    directory.write({})
    principals = directory.principals()
    (directory.path / ACCOUNT).symlink_to("nowhere")
    directory.later()
    assert "No such file or directory" in principals.problem
    (directory.path / ACCOUNT).unlink()
    directory.later()
    assert principals.problem == ""


async def test_without_a_directory_everybody_has_the_default(tmp_path: Path) -> None:
    principals = Principals(policies_of(environment.read({}), MovableClock()), Channels())
    assert await held(principals) == ["MusterResponderAccess"]


async def test_what_links_a_channel_counts_at_once(directory: Directory) -> None:
    directory.write({"roles": {"incidents": {"policies": "AdministratorAccess"}}})
    channels = Channels(linked("C1"))
    principals = Principals(policies_of(directory.settings, directory.clock), channels)
    assert await held(principals, channel="C1") == ["MusterResponderAccess"]
    channels.kept = [linked("C1", "incidents")]
    assert await held(principals, channel="C1") == ["MusterResponderAccess", "AdministratorAccess"]
    assert await held(principals, channel="C2") == ["MusterResponderAccess"]
    channels.kept = [linked("C1", "incidents", "arn:aws:iam::aws:policy/ReadOnlyAccess")]
    assert names((await principals.sets_of(caller("U2ANA", channel="C1"))).guardrails) == ["ReadOnlyAccess"]
    channels.kept = [linked("C1", "incidents", user_authorization_required=True)]
    assert await held(principals, channel="C1") == ["MusterResponderAccess"]


async def test_what_was_found_once_is_at_hand(directory: Directory) -> None:
    directory.write({})
    principals = directory.principals()
    assert await principals.sets_of(caller("U2ANA")) is await principals.sets_of(caller("U2ANA"))


async def test_the_organization_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    file, clock = tmp_path / "organization.json", MovableClock()

    def write(path: str) -> None:
        file.write_text(json.dumps({"organization": "o-abc123def45", "accounts": {"222233334444": {"path": path}}}))
        file.chmod(0o644)
        clock.ahead += timedelta(seconds=2)

    write("o-abc123def45/r-ab12/")
    organization = organization_of(replace(environment.read({}), organization=file), clock)
    assert organization.path_of("222233334444") == Membership("o-abc123def45", "o-abc123def45/r-ab12/")
    assert organization.path_of(ACCOUNT) is None
    write("o-abc123def45/r-ab12/ou-ab12-11111111/")
    assert organization.path_of("222233334444") == Membership("o-abc123def45", "o-abc123def45/r-ab12/ou-ab12-11111111/")
    write("o-other00000000/r-ab12/")
    assert organization.path_of("222233334444") is not None
    assert organization.problem


async def test_a_directory_can_be_swapped_as_a_whole(directory: Directory, tmp_path: Path) -> None:
    directory.write({"users": {"U2ANA": "Mine"}}, Mine=text())
    link, new = tmp_path / "current", Directory(tmp_path / "new")
    link.symlink_to(directory.path)
    directory.settings = replace(directory.settings, policies=link)
    principals = directory.principals()
    assert await held(principals) == ["Mine"]
    new.write({"users": {"U2ANA": "Yours"}}, Yours=text())
    (tmp_path / "next").symlink_to(new.path)
    (tmp_path / "next").replace(link)
    directory.later()
    assert await held(principals) == ["Yours"]


def test_the_doctor_names_every_file_that_is_wrong(directory: Directory, tmp_path: Path) -> None:
    organization = tmp_path / "organization.json"
    organization.write_text("[]")
    directory.write({"default": "Unheard"})
    told = list(wrong_files(replace(directory.settings, organization=organization), directory.clock))
    assert len(told) == 2
    assert told[0].startswith(f"MUSTER_ORGANIZATION={organization} cannot be used: organization.json: it must be an")
    assert told[1].startswith(f"MUSTER_POLICIES={directory.path} cannot be used: attachments.json, at default: ")
    directory.write({})
    organization.write_text("{}")
    assert list(wrong_files(replace(directory.settings, organization=organization), directory.clock)) == []
