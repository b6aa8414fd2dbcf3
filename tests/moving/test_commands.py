"""The commands, as they are typed: out of one data directory and into another, stopped or running."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pytest
from aiohttp import web

from tests.moving.commands import Said, muster, serving, started
from tests.moving.full_house import fill
from tests.moving.house import Inventory, open_house
from tests.operations.muster import Muster

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture
async def old(tmp_path: Path) -> Path:
    """The data directory of a Muster with something of every kind in it."""
    house = await open_house(tmp_path / "old")
    await fill(house.muster)
    await let_go(house.muster)
    await house.close()
    return tmp_path / "old"


async def let_go(muster: Muster) -> None:
    """Stop all engagements, so that a Muster that is started here tells the timelines nothing new."""
    for row in (await muster.contacts("ListEngagements"))["Engagements"]:
        await muster.contacts("StopEngagement", EngagementId=row["EngagementArn"])


async def inventory(data_dir: Path) -> dict[str, Any]:
    house = await open_house(data_dir)
    try:
        return await Inventory(house).taken()
    finally:
        await house.close()


def counted(said: Said, result: str) -> dict[str, int]:
    """How many of each kind came to this, by the report."""
    head, *rows = (line.split() for line in said.out.partition("\n\n")[0].splitlines())
    return {row[0]: int(row[1 + head.index(result)]) for row in rows}


def in_milliseconds(value: Any) -> Any:
    """With its times as exact as they travel over HTTP."""
    match value:
        case dict():
            return {name: in_milliseconds(inner) for name, inner in value.items()}
        case list():
            return [in_milliseconds(inner) for inner in value]
        case datetime():
            return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return value


async def test_an_export_is_imported_into_a_muster_that_runs(old: Path, tmp_path: Path):
    new, document = tmp_path / "new", tmp_path / "everything.json"
    exported = await muster(old, "export", "--output", str(document))
    assert exported.status == 0, exported
    assert stat.S_IMODE(document.stat().st_mode) == 0o600
    assert "in clear" in exported.err
    async with serving(new):
        imported = await muster(new, "import", "file", str(document))
    assert imported.status == 0, imported
    assert counted(imported, "created")["contact-channel"] == 4
    assert await inventory(new) == await inventory(old)


async def test_an_account_is_read_over_http_by_boto3(old: Path, tmp_path: Path):
    new = tmp_path / "new"
    key = await muster(old, "access-key", "create", "mover", "--administrator")
    credentials = tmp_path / "credentials"
    credentials.write_text(key.out)
    async with serving(old) as url:
        asked = ("import", "aws", "--profile", "mover", "--endpoint-url", url)
        imported = await muster(new, *asked, AWS_SHARED_CREDENTIALS_FILE=str(credentials))
        again = await muster(new, *asked, AWS_SHARED_CREDENTIALS_FILE=str(credentials))
    assert (imported.status, imported.out.count("cannot ")) == (0, 0), imported
    assert again.status == 0
    assert counted(imported, "created") == counted(again, "same")
    assert in_milliseconds(await inventory(new)) == in_milliseconds(await inventory(old))


async def test_an_export_to_standard_output_is_nothing_but_the_document(old: Path):
    async with serving(old):
        exported = await muster(old, "export")
    told = json.loads(exported.out)
    assert (told["format"], told["version"], told["unread"]) == ("muster-export", 1, [])
    assert {one["kind"] for one in told["resources"]} >= {"contact", "incident-record", "rotation"}


async def test_an_import_that_is_stopped_ends_at_once_and_says_how_to_go_on(tmp_path: Path):
    """The other side has stopped talking in the middle, which is when people press Ctrl-C."""
    asked_for, over = asyncio.Event(), asyncio.Event()

    async def silence(_: web.Request) -> web.Response:
        asked_for.set()
        await over.wait()
        return web.Response()

    app = web.Application()
    app.add_routes([web.route("*", "/{any:.*}", silence)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    process = await started(tmp_path / "new", "import", "aws", "--endpoint-url", url, **KEYS)
    try:
        async with asyncio.timeout(60):
            await asked_for.wait()
            process.send_signal(signal.SIGINT)
            _, err = await process.communicate()
    finally:
        over.set()
        await runner.cleanup()
    assert process.returncode == 130
    assert "Stopped. Nothing was changed here." in err.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "file", "nowhere.json"), "nowhere.json cannot be read: No such file or directory."),
        (("export", "--output", "nowhere/all.json"), "nowhere/all.json cannot be written: No such file or directory."),
        (("export", "--output", "."), ". is a directory: name a file in it"),
        (("import", "aws", "--profile", "nobody"), "The config profile (nobody) could not be found"),
        (("import", "aws", "--endpoint-url", "foo"), "Invalid endpoint: foo."),
    ],
)
async def test_a_command_that_cannot_begin_says_why(tmp_path: Path, arguments: tuple[str, ...], said: str):
    await muster(tmp_path / "new", "migrate")
    process = await muster(tmp_path / "new", *arguments, **KEYS)
    assert process.status == 2
    assert said in process.err
    assert "Traceback" not in process.err


async def test_an_export_of_nothing_says_that_no_muster_is_there(tmp_path: Path):
    process = await muster(tmp_path / "nowhere", "export")
    assert process.status == 2
    assert process.err.startswith(f"muster: There is no Muster in {tmp_path / 'nowhere'} (MUSTER_DATA_DIR)")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("arguments", [("file", "all.json"), ("aws",)])
async def test_a_dry_run_where_no_muster_is_makes_none(tmp_path: Path, arguments: tuple[str, ...]):
    process = await muster(tmp_path / "nowhere", "import", *arguments, "--dry-run")
    assert process.status == 2
    assert not (tmp_path / "nowhere").exists()


@pytest.fixture
def full_disk() -> Iterator[IO[bytes]]:
    place = Path("/dev/full")
    if not place.exists():
        pytest.skip("this system has no disk that is always full")
    with place.open("wb") as full:
        yield full


async def test_a_document_that_finds_no_place_on_standard_output_is_not_laid_to_the_data_directory(
    old: Path, full_disk: IO[bytes]
):
    process = await started(old, "export", stdout=full_disk)
    _, err = await process.communicate()
    assert process.returncode == 2
    assert err.decode().splitlines()[-1] == "muster: The document cannot be written: No space left on device."


async def test_a_document_whose_reader_goes_away_ends_in_one_sentence(old: Path):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        process = await started(old, "export", stdout=writing)
    finally:
        os.close(writing)
    _, err = await process.communicate()
    assert process.returncode == 2
    assert err.decode().splitlines()[-1] == "muster: The document cannot be written: Broken pipe."


async def test_an_import_that_breaks_off_says_how_to_go_on_only_if_something_has_arrived(
    old: Path, tmp_path: Path, full_disk: IO[bytes]
):
    document = tmp_path / "everything.json"
    await muster(old, "export", "--output", str(document))
    for said in ("What has arrived is whole and stays.", "Nothing was changed here."):
        process = await started(tmp_path / "new", "import", "file", str(document), stdout=full_disk)
        _, err = await process.communicate()
        assert process.returncode == 2
        assert said in err.decode()
