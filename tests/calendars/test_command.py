"""`muster calendar`, as an operator types it while Muster runs; a program asks at the address that it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bot.cli import main
from core.calendars.issuing import MOST
from tests.api.running import Api, running

URL = re.compile(r"http\S+(/calendar/\S+)")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(tmp_path_factory.mktemp("calendars")) as api:
        api.onboard()
        contacts = api.client("ssm-contacts")
        ana = contacts.create_contact(Alias="ana", DisplayName="Ana", Type="PERSONAL", Plan={"Stages": []})
        rotation = contacts.create_rotation(
            Name="primary",
            ContactIds=[ana["ContactArn"]],
            TimeZoneId="UTC",
            Recurrence={
                "DailySettings": [{"HourOfDay": 9, "MinuteOfHour": 0}],
                "NumberOfOnCalls": 1,
                "RecurrenceMultiplier": 1,
            },
        )
        plan = {"RotationIds": [rotation["RotationArn"]]}
        contacts.create_contact(Alias="payments", DisplayName="Payments", Type="ONCALL_SCHEDULE", Plan=plan)
        yield api


@pytest.fixture(autouse=True)
def _here(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(api.muster.settings.data_dir))
    monkeypatch.delenv("MUSTER_PUBLIC_URL", raising=False)


def typed(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(["calendar", *words]) == status
    told = capsys.readouterr()
    return told.err if status else told.out


def read(api: Api, told: str) -> bytes | None:
    """What is at the address; None where there is nothing."""
    (path,) = URL.findall(told)
    try:
        with urlopen(api.url + path) as answer:  # noqa: S310 - our own server
            return bytes(answer.read())
    except HTTPError as problem:
        assert problem.code == 404
        return None


def test_an_address_is_told_once_and_leads_to_the_calendar(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    told = typed(capsys, "create", "payments")
    assert b"SUMMARY:Ana on call: Payments" in (read(api, told) or b"")
    listed = typed(capsys, "list")
    assert "payments" in listed
    assert "root" in listed
    assert not URL.search(listed)


def test_it_begins_with_the_public_address(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_PUBLIC_URL", "https://muster.example.com")
    assert "https://muster.example.com/calendar/" in typed(capsys, "create", "ana")


def test_one_is_revoked_by_its_id_and_all_by_their_name(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    one, another = typed(capsys, "create", "ana"), typed(capsys, "create", "ana")
    id_of_one = one.rpartition("revoke ")[2].split("`")[0]
    assert id_of_one in typed(capsys, "revoke", id_of_one)
    assert read(api, one) is None
    assert read(api, another)
    typed(capsys, "revoke", "ana")
    assert read(api, another) is None


def test_of_too_many_the_operator_hears_what_ends_one(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.client("ssm-contacts").create_contact(Alias="zoe", Type="PERSONAL", Plan={"Stages": []})
    for _ in range(MOST):
        typed(capsys, "create", "zoe")
    told = typed(capsys, "create", "zoe", status=2)
    assert "`muster calendar revoke ID` ends one of those that `muster calendar list` shows, and after that" in told


def test_what_is_not_there_is_told_with_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert "muster calendar list" in typed(capsys, "revoke", "nobody", status=2)
    assert "not found" in typed(capsys, "create", "nobody", status=2)
