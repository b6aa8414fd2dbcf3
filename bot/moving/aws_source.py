"""AWS, or whatever speaks its API: the only part of Muster that needs boto3."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    InvalidRegionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
)
from urllib3.exceptions import HTTPError

from bot.moving.aws_answer import Unreadable, refuse_misshapen_error, refuse_unreadable
from bot.moving.refused_key import advice
from bot.moving.source_gone import SourceGone
from core.errors import Refusal
from core.vocabulary.catalog import catalog

if TYPE_CHECKING:
    from botocore.model import OperationModel

ATTEMPTS = 10
"""AWS lets a few calls a second through; boto3 slows down to that by itself."""
CHATBOT_REGIONS = ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1")
"""Where chatbot's endpoints are; each of them knows the whole account."""


class AwsSource:
    """`core.moving.ports.Source`."""

    def __init__(
        self, region: str, *, profile: str | None = None, endpoint_url: str | None = None, attempts: int = ATTEMPTS
    ) -> None:
        self._session = _session(region, profile)
        self._region, self._endpoint_url = region, endpoint_url
        self._config = Config(retries={"mode": "adaptive", "total_max_attempts": attempts})
        self._clients: dict[str, Any] = {}
        self._speaks_aws = False

    async def call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """See `Source`."""
        return await _beside(lambda: self._call(action, params))

    def _call(self, action: str, params: dict[str, Any]) -> dict[str, Any]:
        operation = catalog()[action]
        try:
            answer = self._client(operation.service)._make_api_call(operation.name, params)
        except ClientError as refused:
            raise self._refused(refused.response) from None
        except (NoCredentialsError, PartialCredentialsError) as problem:
            raise SourceGone(
                f"{problem}. Name a profile with --profile, or set AWS_ACCESS_KEY_ID and its secret."
            ) from None
        except (Unreadable, ParamValidationError) as problem:
            raise self._unreadable("UnreadableAnswer", str(problem)) from None
        except InvalidRegionError as problem:
            raise SourceGone(f"{problem} Name a Region with --region, such as us-east-1.") from None
        except (BotoCoreError, HTTPError, ValueError) as problem:  # boto3 says ValueError of an endpoint that is none
            if operation.service == "chatbot":  # not in every Region, and not all that somebody moves for
                raise Refusal(type(problem).__name__, str(problem)) from None
            raise SourceGone(f"{str(problem).removesuffix('.')}.") from None
        self._speaks_aws = True
        answer.pop("ResponseMetadata", None)
        return dict(answer)

    def _refused(self, response: Mapping[str, Any]) -> Exception:
        """The refusal of one call; where the next would be refused for the same reason, the end of all."""
        error = response.get("Error", {})
        code, message = str(error.get("Code", "")), str(error.get("Message", ""))
        if not code or code.isdecimal():  # boto3 makes a code of the status where no other is told
            return self._unreadable(f"Status{code}", f"it answered with status {code}, and not as AWS does")
        if code == "UnknownOperationException" and not self._speaks_aws:
            return self._unreadable(code, message)
        self._speaks_aws = True
        ending = advice(code, message, self._region)
        return SourceGone(ending) if ending else Refusal(code, message)

    def _unreadable(self, code: str, why: str) -> Exception:
        """A gap, if the source is known to speak as AWS does; else nothing of it is to be believed."""
        if self._speaks_aws:
            return Refusal(code, why)
        where, why = self._endpoint_url or "what answers in the place of AWS", why.removesuffix(".")
        return SourceGone(f"{where} does not speak AWS's API: {why}. Look at --endpoint-url, and at proxies between.")

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            region = self._region
            if service == "chatbot" and not self._endpoint_url and region not in CHATBOT_REGIONS:
                region = CHATBOT_REGIONS[0]
            client = self._session.client(
                service, region_name=region, endpoint_url=self._endpoint_url, config=self._config
            )
            client.meta.events.register("before-parse", _look_at)
            self._clients[service] = client
        return self._clients[service]


def _session(region: str, profile: str | None) -> boto3.Session:
    try:
        session = boto3.Session(region_name=region)
        if profile is not None:  # looked for here: where AWS_DATA_PATH is set, boto3 does not miss it for long
            if profile not in session.available_profiles:
                raise SourceGone(
                    f"The config profile ({profile}) could not be found. "
                    "`aws configure list-profiles` shows those that there are."
                )
            session = boto3.Session(profile_name=profile, region_name=region)
    except BotoCoreError as problem:
        raise SourceGone(f"{str(problem).removesuffix('.')}.") from None
    return session


def _look_at(operation_model: OperationModel, response_dict: Mapping[str, Any], **_: object) -> None:
    """Before boto3 makes what it can of an answer, see that it is one."""
    status = response_dict["status_code"]
    if status >= 300:
        refuse_misshapen_error(response_dict["body"])
        return
    operation = catalog()[f"{operation_model.service_model.service_name}:{operation_model.name}"]
    refuse_unreadable(operation, response_dict["body"], response_dict["headers"])


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
