"""Does SNS get text messages as we mean them, and is what it says understood?  moto plays SNS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from bot.delivery.sns_sms import SnsTexts, client_of
from bot.providers import Sns
from bot.telephone import texts
from core.engine.ports import CannotDeliver, TryLater
from tests.keys.aws import moto_server
from tests.telephone.messages import activation, farewell, page

SPY = "provide-client-params.sns"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def aws(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return client_of(Sns(region="eu-west-1"), endpoint)


def carrier(client: Any, **members: str) -> SnsTexts:
    return SnsTexts(Sns(region="eu-west-1", **members), lambda _: client)


async def test_a_page_is_one_urgent_text_message_to_its_number(aws):
    asked: list[dict[str, Any]] = []
    aws.meta.events.register(SPY, lambda params, **_: asked.append(dict(params)))
    said = await carrier(aws, sender="MUSTER").page(page())
    assert said.info
    assert said.report_within is None
    assert asked == [
        {
            "PhoneNumber": "+12065550100",
            "Message": "Muster: You are paged for an incident. Critical impact. Since 03:12 UTC. "
            "To take it: code 482913 in Slack or the aws CLI.",
            "MessageAttributes": {
                "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
                "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "MUSTER"},
            },
        }
    ]


async def test_nobody_is_asked_to_reply_to_what_takes_no_replies(aws):
    asked: list[dict[str, Any]] = []
    aws.meta.events.register(SPY, lambda params, **_: asked.append(dict(params)))
    await carrier(aws).page(page())
    await carrier(aws).activate(activation())
    await carrier(aws).warn(farewell())
    assert [one["Message"] for one in asked[1:]] == [
        texts.activation(activation(), may_reply=False),
        texts.farewell(farewell()),
    ]
    assert not any("eply" in one["Message"] for one in asked)


async def test_moto_refuses_what_is_no_number(aws):
    with pytest.raises(CannotDeliver, match="InvalidParameter"):
        await carrier(aws).page(page(address="nobody"))


@pytest.mark.parametrize(
    ("code", "kind"),
    [("InvalidParameter", CannotDeliver), ("Throttling", TryLater), ("InternalError", TryLater),
     ("AuthorizationError", TryLater)],
)  # fmt: skip
async def test_each_no_is_for_good_or_for_later(aws, code, kind):
    with Stubber(aws) as stubber:
        stubber.add_client_error("publish", code, "no message to +12065550100", http_status_code=400)
        with pytest.raises(kind, match=code) as no:
            await carrier(aws).page(page())
    assert "2065550100" not in str(no.value)


async def test_where_aws_cannot_be_reached_it_is_for_later(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    with pytest.raises(TryLater, match="EndpointConnectionError"):
        await carrier(client_of(Sns(region="eu-west-1"), "http://127.0.0.1:9")).page(page())


async def test_without_credentials_it_is_for_later(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(TryLater, match="NoCredentialsError"):
        await SnsTexts(Sns(region="eu-west-1")).page(page())
