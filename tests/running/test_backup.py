"""Does a backup have everything, and does it come back whole or not at all?"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from core.caller import Caller
from storage.backup import back_up, put_back
from storage.process_lock import AnotherProcess, ProcessLock
from tests.operations.muster import ADMIN, START, Muster, open_muster


async def opened(directory: Path) -> Muster:
    muster = await open_muster(directory)
    if await muster.storage.replication_sets.current() is None:
        await muster.onboard()
    return muster


async def contacts(muster: Muster) -> list[str]:
    told = await muster.contacts("ListContacts")
    return [one["Alias"] for one in told["Contacts"]]


async def makes(muster: Muster, alias: str, caller: Caller = ADMIN) -> None:
    request = {"Alias": alias, "Type": "PERSONAL", "DisplayName": "Umber Ocelot", "Plan": {"Stages": []}}
    await muster.contacts("CreateContact", caller=caller, **request)


async def test_what_was_there_at_the_backup_is_there_after_the_restore(tmp_path: Path):
    home, file = tmp_path / "home", tmp_path / "muster.backup"
    muster = await opened(home)
    await makes(muster, "ann")
    back_up(home / "muster.db", file)
    await makes(muster, "ben")
    await muster.storage.close()

    aside = put_back(file, home / "muster.db", START, replace=True)

    again = await opened(home)
    assert await contacts(again) == ["ann"]
    await again.storage.close()
    assert aside
    aside.replace(home / "muster.db")
    before = await opened(home)
    assert await contacts(before) == ["ann", "ben"]
    await before.storage.close()


async def test_a_backup_is_made_while_others_write(tmp_path: Path):
    muster = await opened(tmp_path)
    names = [f"ann-{number}" for number in range(20)]
    writing = asyncio.gather(*(makes(muster, name) for name in names))
    made = await asyncio.to_thread(back_up, tmp_path / "muster.db", tmp_path / "copy")
    await writing
    assert await contacts(muster) == sorted(names)
    await muster.storage.close()
    assert made.size == (tmp_path / "copy").stat().st_size
    assert not list(tmp_path.glob("copy-*"))


async def test_what_is_only_in_the_journal_comes_along(tmp_path: Path):
    """A copy of the file alone would lack it."""
    muster = await opened(tmp_path)
    await makes(muster, "ann")
    assert (tmp_path / "muster.db-wal").stat().st_size > 0
    back_up(tmp_path / "muster.db", tmp_path / "copy")
    await muster.storage.close()
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT count(*) FROM contact").fetchone() == (1,)


async def test_a_journal_that_a_killed_process_left_is_not_played_into_the_backup(tmp_path: Path):
    home, file = tmp_path / "home", tmp_path / "muster.backup"
    muster = await opened(home)
    await makes(muster, "ann")
    back_up(home / "muster.db", file)
    await makes(muster, "ben")
    shutil.copytree(home, tmp_path / "killed")
    await muster.storage.close()
    killed = tmp_path / "killed"
    assert (killed / "muster.db-wal").stat().st_size > 0
    aside = put_back(file, killed / "muster.db", START, replace=True)
    assert aside
    with closing(sqlite3.connect(aside)) as before:
        assert before.execute("SELECT count(*) FROM contact").fetchone() == (2,)
    again = await opened(killed)
    assert await contacts(again) == ["ann"]
    await again.storage.close()


async def test_nor_is_one_whose_database_is_gone(tmp_path: Path):
    home, file = tmp_path / "home", tmp_path / "muster.backup"
    muster = await opened(home)
    back_up(home / "muster.db", file)
    await makes(muster, "ben")
    shutil.copytree(home, tmp_path / "killed")
    await muster.storage.close()
    killed = tmp_path / "killed"
    (killed / "muster.db").unlink()
    assert put_back(file, killed / "muster.db", START) is None
    assert not (killed / "muster.db-wal").exists()
    again = await opened(killed)
    assert await contacts(again) == []
    await again.storage.close()


async def test_nothing_is_readable_in_it_and_it_is_for_its_owner_only(tmp_path: Path):
    muster = await opened(tmp_path)
    await makes(muster, "ann")
    back_up(tmp_path / "muster.db", tmp_path / "copy")
    await muster.storage.close()
    assert b"Ocelot" not in (tmp_path / "copy").read_bytes()
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


# What the commands say


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "home"
    muster = await opened(directory)
    await muster.storage.close()
    monkeypatch.setenv("MUSTER_DATA_DIR", str(directory))
    return directory


def test_the_commands_say_what_else_it_takes(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["backup", str(tmp_path / "b")]) == 0
    assert f"without {home / 'keyring.json'}, which is not in it" in capsys.readouterr().out
    assert main(["restore", "--replace", str(tmp_path / "b")]) == 0
    said = capsys.readouterr().out
    assert "muster audit accept-restore" in said
    assert "before-restore-" in said


def test_a_missing_key_is_told_of(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (home / "keyring.json").unlink()
    assert main(["backup", str(tmp_path / "b")]) == 0
    assert "! " in capsys.readouterr().out


def test_a_database_that_is_in_use_is_left_alone(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    main(["backup", str(tmp_path / "b")])
    before = (home / "muster.db").read_bytes()
    lock = ProcessLock(home / "muster.db")
    try:
        assert main(["restore", "--replace", str(tmp_path / "b")]) == 2
        with pytest.raises(AnotherProcess):
            put_back(tmp_path / "b", home / "muster.db", START, replace=True)
    finally:
        lock.release()
    assert "is in use by process" in capsys.readouterr().err
    assert (home / "muster.db").read_bytes() == before
    assert not list(home.glob("*before-restore*"))


def test_a_database_that_is_there_is_replaced_only_on_request(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["backup", str(tmp_path / "b")])
    assert main(["restore", str(tmp_path / "b")]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "b")]) == 2
    assert "name another file" in capsys.readouterr().err


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 9] = b"\x55" * (4096 * 4)
    path.write_bytes(content)


def not_ours(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE lobster (colour)")


def later(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def text(path: Path) -> None:
    path.write_text("no database at all, but long enough to be taken for one" * 100)


@pytest.mark.parametrize("harm", [damaged, not_ours, later, cut_short, text])
def test_what_is_no_whole_backup_is_refused_and_nothing_changed(
    harm, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    main(["backup", str(tmp_path / "b")])
    harm(tmp_path / "b")
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    assert main(["restore", "--replace", str(tmp_path / "b")]) == 2
    assert str(tmp_path / "b") in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_of_postgresql_its_own_tools_are_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("DATABASE_URL", "postgresql://muster@127.0.0.1/muster")
    assert main(["backup", "b"]) == 2
    assert "pg_dump" in capsys.readouterr().err


ALMOST_NOTHING = """
import os, resource, signal, sys
from bot.cli import main

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
os.statvfs = lambda _: os.statvfs_result((4096, 4096, 1000, 0, 0, 100, 50, 50, 0, 255))
sys.exit(main(["backup", sys.argv[1]]))
"""
"""Files cannot grow, and the disk says that it is full."""


async def test_a_disk_without_room_for_a_backup_is_called_that_and_nothing_is_left_of_the_copy(tmp_path: Path):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    muster = await opened(home)
    await muster.storage.close()
    elsewhere.mkdir()
    made = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", ALMOST_NOTHING, elsewhere / "copy"],
        env={**os.environ, "MUSTER_DATA_DIR": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 2
    assert made.stderr == f"muster: The disk is full at {elsewhere}, and no copy was made: name another place.\n"
    assert not list(elsewhere.iterdir())
