"""AWS, or whatever speaks its API: the only part of Muster that needs boto3."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
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

ATTEMPTS = 10
"""AWS lets a few calls a second through; boto3 slows down to that by itself."""
CHATBOT_REGIONS = ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1")
"""Where chatbot's endpoints are; each of them knows the whole account."""


class AwsSource:
    """`core.moving.ports.Source`."""

    def __init__(
        self, region: str, *, profile: str | None = None, endpoint_url: str | None = None, attempts: int = ATTEMPTS
    ) -> None:
        try:
            self._session = boto3.Session(profile_name=profile, region_name=region)
        except ProfileNotFound as problem:
            raise SourceGone(f"{problem}. `aws configure list-profiles` shows those that there are.") from None
        self._region, self._endpoint_url = region, endpoint_url
        self._config = Config(retries={"mode": "adaptive", "total_max_attempts": attempts})
        self._clients: dict[str, Any] = {}

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """See `Source`."""
        return await _beside(lambda: self._call(action, params))

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
                service, region_name=region, endpoint_url=self._endpoint_url, config=self._config
            )
        return self._clients[service]


async def _beside(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the call gives, from a thread that nobody waits for: Ctrl-C must not hang on a line that is dead."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[dict[str, Any]] = loop.create_future()

    def settle(answer: dict[str, Any] | None, problem: Exception | None) -> None:
        if answered.done():
            return
        if problem:
            answered.set_exception(problem)
        else:
            answered.set_result(answer or {})

    def run() -> None:
        answer, problem = None, None
        try:
            answer = call()
        except Exception as raised:
            problem = raised
        with suppress(RuntimeError):  # the loop has ended, and with it whoever asked
            loop.call_soon_threadsafe(settle, answer, problem)

    threading.Thread(target=run, daemon=True).start()
    return await answered


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
