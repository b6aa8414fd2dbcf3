"""Does the policy in the documents allow what an import asks, and no more?"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from bot.moving.reading import Reading
from tests.moving.house import House
from tests.moving.sources import Remembering

ROOT = Path(__file__).parents[2]


async def test_the_policy_allows_exactly_what_is_read(full: House):
    source = Remembering(full.this, {})
    assert [one async for one in Reading(source).everything()]
    text = (ROOT / "docs/moving-house.md").read_text()
    found = re.search(r"<!-- policy -->\s*```json(.*?)```", text, re.S)
    assert found
    [statement] = json.loads(found[1])["Statement"]
    assert set(statement["Action"]) == {asked.partition(" ")[0] for asked in source.answers}


def test_nobody_but_an_import_waits_for_boto3():
    loaded = "import sys, bot.cli, bot.main, bot.commands.moving, bot.moving.run; sys.exit('boto3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0
