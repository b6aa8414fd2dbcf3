"""AWS, or whatever speaks its API: the only part of Muster that needs boto3."""

from __future__ import annotations

import asyncio
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from bot.moving.source_gone import SourceGone
from core.errors import Refusal
from core.vocabulary.catalog import catalog

RETRIES = {"mode": "adaptive", "max_attempts": 10}
"""AWS lets a few calls a second through; boto3 slows down to that by itself."""
CHATBOT_REGIONS = ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1")
"""Where chatbot's endpoints are; each of them knows the whole account."""


class AwsSource:
    """`core.moving.ports.Source`."""

    def __init__(self, region: str, *, profile: str | None = None, endpoint_url: str | None = None) -> None:
        try:
            self._session = boto3.Session(profile_name=profile, region_name=region)
        except ProfileNotFound as problem:
            raise SourceGone(f"{problem}. `aws configure list-profiles` shows those that there are.") from None
        self._region, self._endpoint_url = region, endpoint_url
        self._clients: dict[str, Any] = {}

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """See `Source`."""
        return await asyncio.to_thread(self._call, action, params)

    def _call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        operation = catalog()[action]
        try:
            answer = self._client(operation.service)._make_api_call(operation.name, params)
        except ClientError as refused:
            error = refused.response.get("Error", {})
            raise _refusal(str(error.get("Code", "")), str(error.get("Message", ""))) from None
        except (NoCredentialsError, PartialCredentialsError) as problem:
            raise SourceGone(
                f"{problem}. Name a profile with --profile, or set AWS_ACCESS_KEY_ID and its secret."
            ) from None
        except BotoCoreError as problem:
            if operation.service == "chatbot":  # not in every Region, and not all that somebody moves for
                raise Refusal(type(problem).__name__, str(problem)) from None
            raise SourceGone(str(problem)) from None
        answer.pop("ResponseMetadata", None)
        return dict(answer)

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            region = self._region
            if service == "chatbot" and not self._endpoint_url and region not in CHATBOT_REGIONS:
                region = CHATBOT_REGIONS[0]
            self._clients[service] = self._session.client(
                service, region_name=region, endpoint_url=self._endpoint_url, config=Config(retries=RETRIES)
            )
        return self._clients[service]


USELESS_CREDENTIALS = frozenset({
    "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "InvalidSignatureException",
    "SignatureDoesNotMatch", "UnrecognizedClientException", "IncompleteSignature", "RequestExpired",
})  # fmt: skip


def _refusal(code: str, message: str) -> Exception:
    """The refusal of one call; where the next would be refused for the same reason, the end of all."""
    if code in USELESS_CREDENTIALS:
        return SourceGone(
            f"The credentials are not accepted ({code}: {message}). Get new ones, then repeat the command."
        )
    return Refusal(code, message)
