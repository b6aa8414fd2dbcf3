"""The line that the demo's greeting tells to try, typed by somebody who has configured nothing."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import stat
import sys
from pathlib import Path

from tests.scenarios.process import MusterProcess

BIN = Path(sys.executable).parent


async def shell(line: str, home: Path) -> str:
    """What a line prints that is typed in a terminal of somebody new."""
    words = shlex.split(line)
    assert words.pop(1) == "aws"
    name, _, value = words.pop(0).partition("=")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), name: value}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(BIN / "aws"), *words, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


async def test_the_line_that_the_greeting_tells_works_and_goes_on_working(tmp_path: Path) -> None:
    data = tmp_path / "data"
    demo = MusterProcess(
        {"MUSTER_DATA_DIR": str(data), "DATABASE_URL": ""}, tmp_path / "log", arguments=("demo", "--no-slack")
    )
    await demo.start()
    said = demo.said()
    file = data / "aws-credentials"
    written = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    line = re.search(r"^ *(AWS_SHARED_CREDENTIALS_FILE=.*)$", said, re.M)
    assert line
    assert json.loads(await shell(line[1], tmp_path))["incidentRecordSummaries"]

    await demo.kill()
    await demo.start()
    assert file.read_text() == written
    without_region = line[1].replace("--region us-east-1 ", "")
    assert json.loads(await shell(without_region, tmp_path))["incidentRecordSummaries"]
    assert await demo.stop() == 0
