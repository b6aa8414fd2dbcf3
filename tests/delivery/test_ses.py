"""Does SES get mails as we mean them, and is what it says understood?  moto plays SES."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from bot.delivery.mail import Mail
from bot.delivery.ses_mail import SesPost
from bot.providers import Ses
from core.engine.ports import CannotDeliver, TryLater
from tests.delivery.test_mail import ANA, a_page, no_link
from tests.keys.aws import moto_server
from tests.slack.memory import MovableClock


@pytest.fixture(scope="module")
def aws() -> Iterator[Any]:
    """A client of it."""
    with moto_server() as endpoint:
        client = boto3.client(
            "sesv2", region_name="eu-west-1", endpoint_url=endpoint, aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.create_email_identity(EmailIdentity="muster@example.com")
        yield client


def carrier(client: Any) -> Mail:
    return Mail(SesPost(Ses(region="eu-west-1", sender="muster@example.com"), client), no_link, MovableClock())


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("MessageRejected", CannotDeliver),
        ("BadRequestException", CannotDeliver),
        ("TooManyRequestsException", TryLater),
        ("AccountSuspendedException", TryLater),
        ("InvalidClientTokenId", TryLater),
    ],
)
async def test_each_no_is_for_good_or_for_later(aws: Any, code: str, meant: type[Exception]) -> None:
    with Stubber(aws) as stubber:
        stubber.add_client_error("send_email", code, f"no mail to {ANA}", http_status_code=400)
        with pytest.raises(meant, match=code) as no:
            await carrier(aws).page(a_page())
    assert ANA not in str(no.value)


async def test_what_is_handed_over_is_the_mail_itself(aws: Any) -> None:
    asked: list[dict[str, Any]] = []
    spied_on = "provide-client-params.sesv2"
    aws.meta.events.register(spied_on, lambda params, **_: asked.append(params), unique_id="spy")
    handed_over = await carrier(aws).page(a_page())
    aws.meta.events.unregister(spied_on, unique_id="spy")
    mail = message_from_bytes(asked[0]["Content"]["Raw"]["Data"], policy=policy.default)
    assert (mail["Subject"], mail["To"]) == ("Critical: Checkout is down", ANA)
    assert asked[0]["Destination"] == {"ToAddresses": [ANA]}
    assert handed_over.info
    assert handed_over.info != mail["Message-ID"]  # SES has names of its own


async def test_where_aws_cannot_be_reached_it_is_for_later() -> None:
    client = boto3.client(
        "sesv2", region_name="eu-west-1", endpoint_url="http://127.0.0.1:9", aws_access_key_id="a",
        aws_secret_access_key="b",
    )  # fmt: skip
    with pytest.raises(TryLater, match="EndpointConnectionError"):
        await carrier(client).page(a_page())
