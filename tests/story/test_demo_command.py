"""The demo in a terminal: does it go at the pace that the README promises?"""

from __future__ import annotations

from pathlib import Path

from tests.ports import free_port
from tests.scenarios.process import MusterProcess
from tests.slack.local_slack import needs_local_slack

pytestmark = needs_local_slack
ROOT = Path(__file__).parents[2]


async def test_a_demo_that_nobody_configured_goes_at_the_pace_that_the_readme_promises(tmp_path: Path) -> None:
    own = {"MUSTER_DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": ""}
    options = ("demo", "--slack-port", str(free_port()))
    muster = MusterProcess(own, tmp_path / "muster.log", arguments=options)
    await muster.start()
    assert await muster.stop() == 0
    assert "minute lasts six seconds" in " ".join((ROOT / "README.md").read_text().split())
    assert "minute lasts 6 s" in muster.said()
