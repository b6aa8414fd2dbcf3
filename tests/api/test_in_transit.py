"""A whole Muster over TLS, and behind a proxy: who asks is answered, and it is written down from where."""

from __future__ import annotations

import json
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import SSLError

from bot.cli import main
from core.vocabulary.catalog import catalog
from tests.api.running import Api, running
from tests.http.certificates import write_certificate
from tests.wire.raw_requests import raw_request

CLIENT = "198.51.100.9"
FORWARDED = {"x-forwarded-for": f"1.1.1.1, {CLIENT}", "x-forwarded-proto": "https"}


def test_boto3_is_answered_over_tls_and_trusts_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    certificate, key = write_certificate(tmp_path)
    other, _ = write_certificate(tmp_path / "other")
    with running(tmp_path, tls_certificate=certificate, tls_key=key) as api:
        assert api.url.startswith("https://")
        assert client(api, certificate).list_replication_sets()["replicationSetArns"] == []
        with pytest.raises(SSLError):
            client(api, other).list_replication_sets()


def client(api: Api, trusted: Path) -> Any:
    return boto3.client(
        "ssm-incidents", region_name="us-east-1", endpoint_url=api.url, verify=str(trusted),
        aws_access_key_id=api.key.id, aws_secret_access_key=api.key.secret,
        config=Config(retries={"total_max_attempts": 1}),
    )  # fmt: skip


def asked(api: Api, alias: str, **headers: str) -> int:
    """One signed request; a proxy adds its headers afterwards, so they are not signed."""
    params = {"Alias": alias, "Type": "PERSONAL", "Plan": {"Stages": []}}
    made = api.signed(raw_request(catalog()["ssm-contacts:CreateContact"], params), "ssm-contacts")
    return api.send(replace(made, headers={**made.headers, **headers})).status


def addresses(api: Api) -> list[str]:
    """Where contacts were asked for from, as the record says."""
    looked_for = [{"AttributeKey": "EventName", "AttributeValue": "CreateContact"}]
    found = api.client("cloudtrail").lookup_events(LookupAttributes=looked_for)["Events"]
    events = [json.loads(one["CloudTrailEvent"]) for one in found]
    return sorted(one["sourceIPAddress"] for one in events)


def test_behind_a_named_proxy_the_client_s_own_address_is_written_down(tmp_path: Path) -> None:
    with running(tmp_path, proxies=(ip_network("127.0.0.1"),)) as api:
        api.onboard()
        assert asked(api, "ana", **FORWARDED) == 200
        assert asked(api, "ben", **FORWARDED | {"x-forwarded-proto": "http"}) == 403
        assert asked(api, "cleo") == 200
        assert addresses(api) == ["127.0.0.1", CLIENT]


def test_nobody_else_is_believed_about_where_a_request_came_from(tmp_path: Path) -> None:
    with running(tmp_path) as api:
        api.onboard()
        assert asked(api, "ana", **FORWARDED) == 200
        assert addresses(api) == ["127.0.0.1"]


def test_a_server_that_others_could_listen_in_to_says_what_to_set(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MUSTER_BIND", "0.0.0.0")  # noqa: S104 - never bound
    assert main(["serve"]) == 2
    told = capsys.readouterr().err
    assert "MUSTER_TLS_CERTIFICATE" in told
    assert "MUSTER_PROXY" in told
