"""The control socket: is it for its owner only, and does it matter to a command whether Muster runs?"""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import environment
from bot.control import Control, Running, Stopped, opened
from bot.http.control import ControlSocket, unusable
from bot.installation import NoMuster, NotOursAlone, refuse_strangers_socket, shared
from bot.main import Muster, compose
from bot.settings import Settings
from core.clock import SystemClock
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate
from storage.outage import Outage
from storage.process_lock import AnotherProcess, ProcessLock

CREATE = "ssm-incidents:CreateReplicationSet"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(environment.read({}), data_dir=tmp_path / "data", port=0)


@pytest.fixture
async def muster(settings: Settings) -> Muster:
    return await compose(settings, SystemClock())


async def test_the_socket_is_its_owners_alone_and_goes_with_muster(muster: Muster) -> None:
    path = muster.settings.data_dir / "muster.sock"
    await muster.start()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await muster.stop()
    assert not path.exists()


async def told(control: Control) -> list[object]:
    """What a running and a stopped Muster should say alike."""
    arn = (await control.call("ssm-incidents:ListReplicationSets", {}))["replicationSetArns"][0]
    kept = await control.call("ssm-incidents:GetReplicationSet", {"arn": arn})
    with pytest.raises(Refusal) as unknown:
        await control.call("ssm-incidents:GetIncidentRecord", {"arn": f"{arn[:-1]}x"})
    with pytest.raises(Refusal) as no_operation:
        await control.call("ssm-incidents:NoSuch", {})
    with pytest.raises(Refusal) as no_key:
        await control.disable_access_key("AKIAIOSFODNN7EXAMPLE")
    refusals = [unknown.value, no_operation.value, no_key.value]
    return [kept, *((one.code, one.message, dict(one.members)) for one in refusals)]


async def test_it_makes_no_difference_whether_muster_runs(muster: Muster) -> None:
    await muster.start()
    async with opened(muster.settings, SystemClock()) as control:
        assert isinstance(control, Running)
        await control.call(CREATE, {"regions": {"us-east-1": {}}})
        running = await told(control)
    await muster.stop()
    async with opened(muster.settings, SystemClock()) as control:
        assert isinstance(control, Stopped)
        assert await told(control) == running


async def test_times_that_were_told_can_be_handed_in_again(settings: Settings) -> None:
    async with opened(settings, SystemClock(), may_make=True) as control:
        arn = (await control.call(CREATE, {"regions": {"us-east-1": {}}}))["arn"]
        at = (await control.call("ssm-incidents:GetReplicationSet", {"arn": arn}))["replicationSet"]["createdTime"]
    assert isinstance(at, str)
    asked = {"clientToken": "t", "eventTime": at, "eventType": "Note", "eventData": '"x"'}
    asked["incidentRecordArn"] = "arn:aws:ssm-incidents::111122223333:incident-record/a/b"
    event = validate(catalog()["ssm-incidents:CreateTimelineEvent"], asked)
    assert event["eventTime"] == datetime.fromisoformat(at).astimezone(UTC)


async def test_secrets_are_told_when_a_key_is_made_and_never_again(settings: Settings) -> None:
    async with opened(settings, SystemClock(), may_make=True) as control:
        made = await control.create_access_key("ana", "member")
        listed = await control.access_keys()
        disabled = await control.disable_access_key(made["id"])
    assert made["secret"]
    assert made["secret"] not in str([*listed, disabled])


async def test_it_acts_as_the_accounts_root(settings: Settings) -> None:
    async with opened(settings, SystemClock(), may_make=True) as control:
        arn = (await control.call(CREATE, {"regions": {"us-east-1": {}}}))["arn"]
        kept = await control.call("ssm-incidents:GetReplicationSet", {"arn": arn})
    assert kept["replicationSet"]["createdBy"] == "arn:aws:iam::111122223333:root"


async def test_what_a_killed_process_left_is_no_obstacle(muster: Muster) -> None:
    path = muster.settings.data_dir / "muster.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    await muster.stop()  # of a Muster that did not start, the socket is not taken away: it was not its own
    assert path.exists()
    async with opened(muster.settings, SystemClock()) as control:
        assert isinstance(control, Stopped)
    again = await compose(muster.settings, SystemClock())
    await again.start()
    async with opened(muster.settings, SystemClock()) as control:
        assert isinstance(control, Running)
    await again.stop()


async def test_a_path_that_is_too_long_is_said_and_muster_runs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = replace(environment.read({}), data_dir=tmp_path / ("long" * 30), port=0)
    muster = await compose(settings, SystemClock())
    await muster.start()
    assert "too long for a control socket" in caplog.text
    with pytest.raises(AnotherProcess, match=r"is in use by process .* too long for a control socket"):
        async with opened(settings, SystemClock(), may_make=True):
            pass
    await muster.stop()


def test_every_path_that_is_called_usable_is(tmp_path: Path) -> None:
    for length in range(60, 130):
        path = tmp_path / ("x" * max(length - len(str(tmp_path)), 1))
        if unusable(path) is None:
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(str(path))
            path.unlink()


SOON = timedelta(milliseconds=5)


async def who(path: Path) -> str:
    """Which of two listens there now; nothing where nobody does."""
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(path=str(path))) as session:
        try:
            async with session.post("http://muster/who", data="{}") as response:
                return str((await response.json())["name"])
        except aiohttp.ClientConnectorError:
            return ""


async def until(path: Path, name: str) -> None:
    async with asyncio.timeout(30):
        while True:
            if await who(path) == name:
                return
            await asyncio.sleep(SOON.total_seconds())


def named(name: str, path: Path) -> ControlSocket:
    async def say(_: dict[str, object]) -> dict[str, object]:
        return {"name": name}

    return ControlSocket({"who": say}, path, SOON)


async def test_whoever_is_left_listens_and_whoever_ends_takes_nothing_away_but_its_own(tmp_path: Path) -> None:
    path = tmp_path / "muster.sock"
    one, other, third = (named(name, path) for name in ("one", "other", "third"))
    await one.start()
    await other.start()
    await third.start()
    assert await who(path) == "one"
    await third.stop()
    assert await who(path) == "one"
    await one.stop()
    await until(path, "other")
    path.unlink()
    await until(path, "other")
    await other.stop()
    assert not path.exists()


async def test_of_two_who_begin_to_listen_at_the_same_moment_one_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "muster.sock"
    one, other = named("one", path), named("other", path)
    await one.start()
    away = path.rename(tmp_path / "away")  # other sees nothing there, as if one had begun a moment later
    await other.start()
    await until(away, "")
    away.unlink()
    assert await who(path) == "other"
    await other.stop()
    await until(path, "one")
    await one.stop()
    assert not path.exists()


async def test_a_fault_is_told_without_its_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = "what was " + "sealed"

    async def fail(_: dict[str, object]) -> dict[str, object]:
        raise RuntimeError(text)

    settings = replace(environment.read({}), data_dir=tmp_path)
    one = ControlSocket({"call": fail}, tmp_path / "muster.sock")
    await one.start()
    async with opened(settings, SystemClock(), may_make=True) as control:
        with pytest.raises(Refusal) as refused:
            await control.call(CREATE, {})
    await one.stop()
    assert refused.value.code == "InternalServerException"
    assert text not in caplog.text + refused.value.message


async def test_whoever_asks_hears_what_keeps_the_database_from_its_work(tmp_path: Path) -> None:
    async def fail(_: dict[str, object]) -> dict[str, object]:
        raise Outage("full", "The disk is full at /data. Make room there.")

    one = ControlSocket({"outlook": fail}, tmp_path / "muster.sock")
    await one.start()
    async with opened(replace(environment.read({}), data_dir=tmp_path), SystemClock(), may_make=True) as control:
        with pytest.raises(Refusal, match=r"outlook could not be done: The disk is full at /data\. Make room there\."):
            await control.ask("outlook", {})
    await one.stop()


async def test_where_no_muster_is_none_is_made_unless_that_was_meant(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoMuster, match="There is no Muster in"):
        async with opened(settings, SystemClock()):
            pass
    assert not settings.data_dir.exists()
    for told in (f"muster: made a new installation in {settings.data_dir} (MUSTER_DATA_DIR).\n", ""):
        async with opened(settings, SystemClock(), may_make=True):
            pass
        assert capsys.readouterr().err == told


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o1777])
async def test_a_directory_that_others_may_write_is_not_believed(
    muster: Muster, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    muster.settings.data_dir.chmod(mode)
    await muster.start()
    assert not (muster.settings.data_dir / "muster.sock").exists()
    assert "chmod go-w" in caplog.text
    with pytest.raises(NotOursAlone, match="can be written by other users: `chmod go-w"):
        async with opened(muster.settings, SystemClock()):
            pass
    await muster.stop()


async def test_a_socket_that_others_may_write_is_not_believed(muster: Muster) -> None:
    await muster.start()
    (muster.settings.data_dir / "muster.sock").chmod(0o666)
    with pytest.raises(NotOursAlone, match=r"muster\.sock can be written by other users"):
        async with opened(muster.settings, SystemClock()):
            pass
    await muster.stop()


def test_what_another_user_owns_is_not_believed(tmp_path: Path) -> None:
    assert shared(tmp_path, os.geteuid()) is None
    assert "belongs to user" in (shared(tmp_path, os.geteuid() + 1) or "")
    assert shared(tmp_path / "not there", os.geteuid()) is None


@pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="only Linux tells who listens")
def test_a_socket_at_which_another_user_listens_is_not_believed() -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        refuse_strangers_socket(one, os.geteuid())
        with pytest.raises(NotOursAlone, match=f"Process {os.getpid()} of user"):
            refuse_strangers_socket(one, os.geteuid() + 1)


async def test_another_command_is_waited_for(muster: Muster) -> None:
    """Whatever it is doing: it may also be a Muster that does not listen yet."""
    loop = asyncio.get_running_loop()
    loop.call_later(0.3, lambda: asyncio.ensure_future(muster.stop()))
    async with opened(muster.settings, SystemClock()) as control:
        assert isinstance(control, Stopped)


async def test_a_process_that_stays_and_does_not_listen_is_named(settings: Settings) -> None:
    settings.data_dir.mkdir(mode=0o700)
    (settings.data_dir / "muster.db").touch()
    lock = ProcessLock(settings.database_file)
    with pytest.raises(AnotherProcess, match=f"in use by process {os.getpid()}.*try again when that has ended"):
        async with opened(settings, SystemClock(), attempts=2):
            pass
    lock.release()
