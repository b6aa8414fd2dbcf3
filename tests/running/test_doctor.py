"""Does the doctor find what is wrong with everything that Muster stands on, and say what to do?"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import yaml

from bot import environment
from bot.checks.clocks import TOLERATED, told_of_skew
from bot.checks.everything import tried_out
from bot.cli import main
from bot.variables import WrongSetting
from core.clock import SystemClock
from tests.delivery.mail_server import PASSWORD, USER, MailServer
from tests.http.certificates import write_certificate
from tests.postgres import server
from tests.running.world import TOKEN, Outside

ROOT = Path(__file__).parents[2]
ALL_SCOPES = yaml.safe_load((ROOT / "manifest.yml").read_text())["oauth_config"]["scopes"]["bot"]


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    made = Outside(scopes=",".join(ALL_SCOPES))
    made.slack["auth.test"] = {"ok": True, "user": "aws", "team": "Checkout Inc."}
    made.slack["apps.connections.open"] = {"ok": True, "url": "wss://127.0.0.1/"}
    runner = await made.start()
    yield made
    await runner.cleanup()


async def examined(home: Path, send: str = "", **variables: str) -> tuple[list[str], list[str]]:
    """What is well, and what is wrong."""
    settings = environment.read({"MUSTER_DATA_DIR": str(home), **variables})
    found = [one async for one in tried_out(settings, SystemClock(), send)]
    return [one.text for one in found if one.is_well], [one.text for one in found if not one.is_well]


def slack_at(outside: Outside, **more: str) -> dict[str, str]:
    return {
        "SLACK_API_URL": f"{outside.url}/api/",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
        **more,
    }


async def test_where_all_is_well_nothing_is_wrong(tmp_path: Path, outside: Outside):
    variables = slack_at(outside, SLACK_APP_TOKEN="xapp-1", MUSTER_SMS=outside.twilio)
    well, wrong = await examined(tmp_path, **variables, MUSTER_PUBLIC_URL="https://muster.invalid")
    told = "\n".join(well)
    assert "Slack knows us as aws in the workspace Checkout Inc." in told
    assert f"all {len(ALL_SCOPES)} scopes" in told
    assert "clock agrees with Slack's" in told
    assert "Socket Mode can be used" in told
    assert re.search(r"The telephone provider at 127\.0\.0\.1:\d+ \(account …0000\) takes our messages", told)
    assert [one.partition(" cannot")[0] for one in wrong] == ["https://muster.invalid/healthz"]
    assert outside.tokens == {"Bearer xoxb-1", "Bearer xapp-1"}
    assert outside.messages == []


async def test_a_missing_scope_is_named(tmp_path: Path, outside: Outside):
    outside.scopes = ",".join(set(ALL_SCOPES) - {"im:write", "chat:write"})
    _, wrong = await examined(tmp_path, **slack_at(outside))
    assert ["chat:write, im:write" in one and "install the app again" in one for one in wrong] == [True]


async def test_a_revoked_token_is_told_and_not_shown(tmp_path: Path, outside: Outside):
    outside.slack["auth.test"] = {"ok": False, "error": "token_revoked"}
    _, [wrong] = await examined(tmp_path, **slack_at(outside))
    assert "install the app again" in wrong
    assert "xoxb-1" not in wrong


async def test_a_token_that_is_not_for_socket_mode_is_told(tmp_path: Path, outside: Outside):
    outside.slack["apps.connections.open"] = {"ok": False, "error": "not_allowed_token_type"}
    _, [wrong] = await examined(tmp_path, **slack_at(outside, SLACK_APP_TOKEN="xapp-1"))
    assert "connections:write" in wrong


async def test_a_slack_that_cannot_be_reached_is_told(tmp_path: Path):
    _, [wrong] = await examined(
        tmp_path, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", SLACK_API_URL="http://127.0.0.1:9/"
    )
    assert "it cannot be reached" in wrong


@pytest.mark.parametrize(("hours", "words"), [(1, "behind"), (-1, "ahead of")])
async def test_a_wrong_clock_is_told(tmp_path: Path, outside: Outside, hours: int, words: str):
    now = datetime.now(UTC)  # noqa: TID251 - what the doctor compares with
    outside.date = format_datetime(now + timedelta(hours=hours), usegmt=True)
    _, [wrong] = await examined(tmp_path, **slack_at(outside))
    assert re.search(rf"(3599|3600|3601) s {words} Slack's", wrong)


def test_a_clock_that_is_a_little_off_is_well():
    assert told_of_skew("theirs", TOLERATED).is_well
    assert told_of_skew("theirs", -TOLERATED).is_well
    assert not told_of_skew("theirs", TOLERATED + timedelta(seconds=1)).is_well


# Providers


async def test_a_mail_server_is_asked_and_nothing_is_sent(tmp_path: Path):
    async with MailServer() as post:
        well, wrong = await examined(
            tmp_path, MUSTER_MAIL=f"smtp+plain://127.0.0.1:{post.port}?from=muster@example.com"
        )
        assert f"The mail server 127.0.0.1:{post.port} takes our messages." in well
        assert wrong == []
        assert post.mails == []


async def test_a_wrong_password_of_a_mail_server_is_told_and_not_shown(tmp_path: Path):
    """`smtp://` wants a certificate that is known, so this one speaks as it does behind that."""
    from bot.checks.providers import _smtp
    from bot.providers import Smtp

    certificate, key = write_certificate(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(certificate))
    async with MailServer(tls=tls) as post:
        one = Smtp(
            host="127.0.0.1", port=post.port, security="starttls", user=USER, password="s3cret", sender="m@e.org"
        )
        assert "refuses the user or the password (535)" in await _smtp(one, trusting)
        right = Smtp(
            host="127.0.0.1", port=post.port, security="starttls", user=USER, password=PASSWORD, sender="m@e.org"
        )
        assert await _smtp(right, trusting) == ""
        assert "cannot be reached" in await _smtp(right)


async def test_a_mail_server_that_is_not_there_is_told(tmp_path: Path):
    _, [wrong] = await examined(tmp_path, MUSTER_MAIL="smtp+plain://127.0.0.1:9?from=muster@example.com")
    assert "cannot be reached at port 9" in wrong


async def test_a_wrong_token_of_a_telephone_provider_is_told_and_not_shown(tmp_path: Path, outside: Outside):
    _, wrong = await examined(tmp_path, MUSTER_SMS=outside.twilio.replace(TOKEN, "wr0ng"))
    assert "it answers 401" in wrong[0]
    assert "wr0ng" not in str(wrong)


async def test_a_suspended_account_is_told(tmp_path: Path, outside: Outside):
    outside.twilio_status = "suspended"
    _, wrong = await examined(tmp_path, MUSTER_SMS=outside.twilio)
    assert "its account is suspended" in wrong[0]


# Sending


async def test_a_test_by_telephone_is_sent_as_text_and_as_call(tmp_path: Path, outside: Outside):
    well, _ = await examined(tmp_path, "+12065550123", MUSTER_SMS=outside.twilio, MUSTER_VOICE=outside.twilio)
    assert [what for what, _ in outside.messages] == ["Messages", "Calls"]
    assert {form["To"] for _, form in outside.messages} == {"+12065550123"}
    assert "Test" in outside.messages[0][1]["Body"] or "test" in outside.messages[0][1]["Body"]
    assert "This is a test" in outside.messages[1][1]["Twiml"]
    assert sum("look whether it arrives" in one for one in well) == 2


async def test_a_test_by_mail_is_sent(tmp_path: Path):
    async with MailServer() as post:
        address = f"smtp+plain://127.0.0.1:{post.port}?from=muster@example.com"
        await examined(tmp_path, "ann@example.org", MUSTER_MAIL=address)
        [mail] = post.mails
    assert mail["To"] == "ann@example.org"
    assert "Test by muster doctor" in mail["Subject"]


async def test_where_nobody_carries_that_is_said(tmp_path: Path):
    _, [wrong] = await examined(tmp_path, "ann@example.org")
    assert "MUSTER_MAIL" in wrong
    with pytest.raises(WrongSetting, match=r"\+12065550100"):
        await examined(tmp_path, "ann")


# The public address


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((503, {"status": "failing"}), "not well"),
        ((502, "<html>"), "answers 502"),
        ((200, {"status": "ok"}), None),
    ],
)
async def test_the_public_address_has_to_lead_here(
    answer: tuple[int, object], words: str | None, tmp_path: Path, outside: Outside
):
    from aiohttp import ClientSession

    from bot.checks.public_url import checked

    outside.health = answer
    async with ClientSession() as session:
        found = await checked(outside.url, session)
    assert found.is_well == (words is None)
    assert words is None or words in found.text


# The database


async def test_of_a_database_in_postgresql_form_and_clock_are_told(tmp_path: Path):
    url = server().new_database()
    try:
        well, wrong = await examined(tmp_path, DATABASE_URL=url)
    finally:
        server().drop(url)
    told = "\n".join(well)
    assert "has this release's form" in told
    assert "clock agrees with the database's" in told
    assert ["fsync" in one for one in wrong] == [True]  # as the tests' server has it


async def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path: Path):
    _, [wrong] = await examined(tmp_path, DATABASE_URL="postgresql://muster:s3cret@127.0.0.1:9/muster")
    assert "cannot be reached" in wrong
    assert "s3cret" not in wrong


def test_a_file_that_is_no_database_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "muster.db").write_text("lobster" * 1000)
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path))
    assert main(["doctor"]) == 1
    assert "!  " in capsys.readouterr().out


@pytest.mark.parametrize(("pages", "inodes"), [(0, 100), (1_000_000, 0)])
async def test_a_full_disk_is_told_of_the_database_and_of_the_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int, inodes: int
):
    made, audit = tmp_path / "d", tmp_path / "audit"
    monkeypatch.setenv("MUSTER_DATA_DIR", str(made))
    assert await asyncio.to_thread(main, ["migrate"]) == 0
    audit.mkdir()
    full = os.statvfs_result((4096, 4096, 1_000_000, pages, pages, 100, inodes, inodes, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    _, wrong = await examined(made, MUSTER_AUDIT_DIRECTORY=str(audit))
    assert [one.partition(": ")[0] for one in wrong] == [f"The disk is full at {place}" for place in (audit, made)]
    assert all("Make room there" in one for one in wrong)


async def test_a_database_that_takes_no_writes_is_told(tmp_path: Path):
    url = server().new_database()
    name = url.partition("@/")[2].partition("?")[0]
    server().do(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        _, wrong = await examined(tmp_path, DATABASE_URL=url)
        assert "takes no writes: switch default_transaction_read_only off" in "\n".join(wrong)
    finally:
        server().drop(url)
