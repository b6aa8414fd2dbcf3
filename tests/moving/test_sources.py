"""What ends a reading, what only leaves a gap in it, and which files are no exports."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.moving.asking import Ask, Asking
from bot.moving.aws_source import AwsSource
from bot.moving.export_file import ExportWriter, NoExport, read, taking_the_place_of
from bot.moving.progress import Progress
from bot.moving.reading import Reading
from bot.moving.run import to_file
from bot.moving.source_gone import SourceGone
from core.errors import Refusal
from core.moving.resource import Resource, Unread
from tests.moving.endpoint import Endpoint
from tests.moving.house import House
from tests.moving.sources import Breaking
from tests.operations.muster import ARNS

ARN = ARNS.response_plan("checkout")


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody's keys in the environment, and nothing else of this machine's."""
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


async def answering(status: int, body: dict[str, Any]) -> tuple[web.AppRunner, str]:
    """An endpoint that says the same to everybody."""

    async def answer(_: web.Request) -> web.Response:
        headers = {"x-amzn-ErrorType": str(body.get("__type", ""))}
        return web.json_response(body, status=status, headers=headers)

    app = web.Application()
    app.add_routes([web.route("*", "/{any:.*}", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


@pytest.mark.usefixtures("credentials")
async def test_credentials_that_are_not_accepted_end_everything():
    runner, url = await answering(403, {"__type": "ExpiredTokenException", "message": "The token has expired."})
    try:
        with pytest.raises(SourceGone, match="ExpiredTokenException"):
            await AwsSource("us-east-1", endpoint_url=url, attempts=1).call("ssm-contacts:ListContacts", {})
    finally:
        await runner.cleanup()


@pytest.mark.usefixtures("credentials")
async def test_what_may_not_be_read_is_a_gap_and_the_rest_goes_on():
    runner, url = await answering(403, {"__type": "AccessDeniedException", "message": "Not for you."})
    try:
        told = [one async for one in Reading(AwsSource("us-east-1", endpoint_url=url, attempts=1)).everything()]
    finally:
        await runner.cleanup()
    assert all(isinstance(one, Unread) for one in told)
    assert {one.kind for one in told} == {
        "replication-set", "contact", "rotation", "custom-action", "chat-configuration", "response-plan",
        "incident-record",
    }  # fmt: skip
    assert "AccessDeniedException" in getattr(told[0], "reason", "")


@pytest.mark.usefixtures("credentials")
async def test_nobody_at_the_address_ends_everything():
    runner, url = await answering(200, {})
    await runner.cleanup()
    with pytest.raises(SourceGone, match="Could not connect"):
        await AwsSource("us-east-1", endpoint_url=url, attempts=1).call("ssm-contacts:ListContacts", {})


@pytest.mark.usefixtures("credentials")
async def test_a_chatbot_out_of_reach_is_a_gap_only():
    runner, url = await answering(200, {})
    await runner.cleanup()
    with pytest.raises(Refusal, match="Could not connect"):
        await AwsSource("us-east-1", endpoint_url=url, attempts=1).call("chatbot:ListCustomActions", {})


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize("data_path", ["", "/nowhere"])
def test_a_profile_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch, data_path: str):
    """Also where AWS_DATA_PATH is set, as the AWS CLI sets it: boto3 itself then finds out too late."""
    monkeypatch.delenv("AWS_DATA_PATH", raising=False)
    if data_path:
        monkeypatch.setenv("AWS_DATA_PATH", data_path)
    with pytest.raises(SourceGone, match="nobody"):
        AwsSource("us-east-1", profile="nobody")


@pytest.mark.usefixtures("credentials")
async def test_the_key_of_a_profile_that_is_named_goes_before_one_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    file = tmp_path / "credentials"
    file.write_text("[leaving]\naws_access_key_id = AKIDLEAVING\naws_secret_access_key = secret\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    endpoint = Endpoint({"ListContacts": {"Contacts": []}})
    async with endpoint as url:
        await AwsSource("us-east-1", profile="leaving", endpoint_url=url).call("ssm-contacts:ListContacts", {})
    assert "Credential=AKIDLEAVING/" in endpoint.authorization


@pytest.mark.usefixtures("credentials")
def test_a_broken_configuration_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    file = tmp_path / "config"
    file.write_text("[profile leaving\nregion\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    with pytest.raises(SourceGone, match=str(file)):
        AwsSource("us-east-1", profile="leaving")


async def test_no_credentials_at_all_say_how_to_give_some(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SourceGone, match="--profile"):
        await AwsSource("us-east-1", endpoint_url="http://127.0.0.1:9").call("ssm-contacts:ListContacts", {})


class Telling:
    """Answers from a table; what is not in it is not there, and what is a refusal is refused."""

    def __init__(self, answers: dict[str, dict[str, Any] | Refusal]) -> None:
        self._answers = answers

    async def call(self, action: str, _: dict[str, Any]) -> dict[str, Any]:
        match self._answers.get(action, Refusal("ResourceNotFoundException", "not there")):
            case Refusal() as refusal:
                raise refusal
            case answer:
                return answer


async def test_a_belonging_that_is_not_there_is_no_gap_and_one_that_is_refused_is():
    tags, policies = "ssm-incidents:ListTagsForResource", "ssm-incidents:GetResourcePolicies"
    source = Telling({"ssm-incidents:GetResponsePlan": {"arn": ARN}, tags: Refusal("AccessDeniedException", "no")})
    own = Ask("ssm-incidents:GetResponsePlan", {"arn": ARN})
    told = await Asking(source).resource("response-plan", ARN, own, [Ask(tags), Ask(policies)])
    assert isinstance(told, Resource)
    assert told.unread == {tags: "AccessDeniedException: no"}
    assert set(told.answers) == {own.action}


async def test_tags_that_are_not_found_are_a_gap_for_whoever_has_none_is_told_so():
    tags = "ssm-incidents:ListTagsForResource"
    source = Telling({"ssm-incidents:GetResponsePlan": {"arn": ARN}})
    told = await Asking(source).resource("response-plan", ARN, Ask("ssm-incidents:GetResponsePlan"), [Ask(tags)])
    assert isinstance(told, Resource)
    assert set(told.unread) == {tags}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not whole JSON"),
        ("[]", "not an export of Muster"),
        ('{"format": "muster-export", "version": 2, "resources": []}', "use a newer Muster"),
        ('{"format": "muster-export", "version": 1, "resources": [{}]}', "resource 1 cannot be read"),
        ('{"format": "muster-export", "version": 1, "resources": [{"kind": "a", "arn": "b", "answers": {"c": 1}}]}',
         "resource 1 cannot be read"),
        ('{"format": "muster-export", "version": 1, "resources": '
         '[{"kind": "a", "arn": "b", "answers": {}, "unread": 1}]}', "resource 1 cannot be read"),
        ('{"format": "\\ud800"}', "not whole JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"format": "muster-export", "version": 1, "resources": [', "has been cut off"),
        ('{"format": "muster-export", "version": NaN, "resources": []}', "NaN or Infinity"),
        ('\ufeff{"format": "muster-export", "version": 1, "resources": []}', "byte order mark"),
        ('{"format": "muster-export", "version": 1.0, "resources": []}', "version is not a whole number"),
        ('{"format": "muster-export", "version": true, "resources": []}', "version is not a whole number"),
        ('{"format": "muster-export", "version": 1, "resources": {}}', "resources are not a list"),
        ('{"version": 1, "resources": []}', "begins with \"format\""),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_told_from_one(tmp_path: Path, text: str, reason: str):
    path = tmp_path / "export.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NoExport, match=reason):
        read(path)


def test_a_gap_in_an_export_is_told_again_when_it_is_imported(tmp_path: Path):
    path = tmp_path / "export.json"
    gap = Unread(kind="rotation", reason="AccessDeniedException: no")
    with taking_the_place_of(path) as file:
        ExportWriter(file, ARNS).finish([gap])
    assert read(path)[1] == [gap]


async def test_an_export_that_breaks_off_leaves_the_file_before_it_as_it_was(full: House, tmp_path: Path):
    path = tmp_path / "export.json"
    await to_file(full.this, path, ARNS)
    before = path.read_text()
    assert json.loads(before)["account"] == ARNS.account
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(SourceGone):
        await to_file(Breaking(full.this, 20), path, ARNS)
    assert path.read_text() == before
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["export.json"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("out", "writings"), [(Terminal(), 4), (io.StringIO(), 2)])
def test_progress_is_written_over_on_a_terminal_and_told_once_a_kind_elsewhere(out: io.StringIO, writings: int):
    progress = Progress(out)
    for kind in ("contact", "contact", "rotation"):
        progress.step(kind)
    progress.finish()
    lines = out.getvalue().replace("\r", "\n").split("\n")
    assert [line.split() for line in lines if line][-1] == ["rotation", "1"]
    assert sum("contact" in line for line in lines) == writings - 1
