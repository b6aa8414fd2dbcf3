"""`muster simulate` as an operator types it, and `@aws simulate` as it is answered in Slack."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.cli import main
from core.work import Save
from tests.api.running import running
from tests.operations.muster import slack_channel
from tests.simulation.test_rights import ANA, BEN, COVER, PLAN, ROTA, SHOP, TURNS
from tests.slack import empty_workspace as workspace
from tests.slack.empty_workspace import EmptyWorkspace
from tests.slack.world import shown

STORED = ((ANA, BEN, ROTA, SHOP), (slack_channel("ana"), slack_channel("ben"), TURNS, PLAN), (COVER,))
AT = "2026-03-01T13:00"


@pytest.fixture(params=["running", "stopped"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    with running(tmp_path) as api:
        api.onboard()
        for entities in STORED:
            api.run(api.muster.storage.store.commit([Save(one) for one in entities]))
        if request.param == "running":
            yield tmp_path
            return
    yield tmp_path


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["simulate", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_it_is_printed_line_by_line_with_running_or_stopped_muster(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said, _ = typed(capsys, "checkout", "--at", AT, "--ack", "ben@30s")
    assert status == 0
    assert said.startswith("If an incident of checkout started on Sunday, 2026-03-01 at 13:00:00 UTC")
    assert "\n+0:00  13:00:00  Ben is paged through SLACK “Slack” (UBEN).\n" in said
    assert "\n+1:00  13:01:00  Stage 2 of shop is never reached: shop has stopped at +0:30.\n" in said
    assert typed(capsys, "--response-plan-arn", PLAN.arn, "--at", AT, "--ack", "ben@30s")[1] == said


def test_what_is_wrong_is_said_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, problem in (
        ((), "name a response plan"),
        (("nix",), "Response plan not found"),
        (("checkout", "--at", "whenever"), "`whenever` is no time"),
        (("checkout", "--ack", "zed@5m"), "zed is nobody whom this plan comes to"),
    ):
        status, said, complaint = typed(capsys, *words)
        assert (status, said) == (2, "")
        assert problem in complaint
        assert complaint.count("\n") == 1


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[EmptyWorkspace]:
    async with EmptyWorkspace(tmp_path) as world:
        await world.call("ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
        for entities in STORED:
            await world.muster.storage.store.commit([Save(one) for one in entities])
        yield world
        assert world.slack.problems == []


async def test_it_is_answered_in_the_thread_with_the_readers_times_and_without_addresses(
    slack: EmptyWorkspace,
) -> None:
    ana = slack.slack.somebody(workspace.ANA)
    await ana.mentions(f"simulate checkout --at {AT}Z --ack ben@30s", channel=workspace.CHANNEL)
    await slack.settled()
    answer = slack.slack.said_in(workspace.CHANNEL)[-1]
    assert "*+0:00*" in shown(answer)
    assert "<!date^1772370000^{time_secs}|2026-03-01 13:00 UTC>" in shown(answer)
    assert "Ben is paged through SLACK “Slack”." in shown(answer)
    assert "UBEN" not in json.dumps(answer)
    assert answer["thread_ts"]


async def test_in_private_addresses_are_shown_to_who_may_read_them(slack: EmptyWorkspace) -> None:
    await slack.slack.somebody(workspace.ANA).says(f"simulate checkout --at {AT}Z")
    await slack.settled()
    assert "(UBEN)" in shown(slack.slack.said_in(workspace.ANA)[-1])


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("simulate", "Which response plan is to be played through?"),
        ("simulate nix", "list-response-plans"),
        ("simulate checkout --ack ben", "write ana@+5m"),
        ("simulate checkout --when now", "There is no option `--when`"),
    ],
)
async def test_what_is_wrong_is_said_with_what_to_type(slack: EmptyWorkspace, said: str, answer: str) -> None:
    await slack.slack.somebody(workspace.ANA).says(said)
    await slack.settled()
    assert answer in shown(slack.slack.said_in(workspace.ANA)[-1])


async def test_members_who_may_not_read_channels_see_no_address_in_private_either(slack: EmptyWorkspace) -> None:
    await slack.slack.somebody(workspace.BEN).says(f"simulate checkout --at {AT}Z")
    await slack.settled()
    told = shown(slack.slack.said_in(workspace.BEN)[-1])
    assert "UBEN" not in told
    assert "UANA" not in told
    assert "Ben is paged through SLACK “Slack”." in told


async def test_guests_are_told_that_it_is_for_members(slack: EmptyWorkspace) -> None:
    await slack.slack.somebody(workspace.GUEST).mentions("simulate checkout", channel=workspace.CHANNEL)
    await slack.settled()
    assert "paged" not in shown(slack.slack.said_in(workspace.CHANNEL)[-1])
