"""Requests that botocore itself has made and signed, as they would arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.session import Session as Botocore

from bot.http.sigv4 import joined, parsed, proven
from bot.http.wire_messages import WireRequest
from core.access_keys.access_key import AccessKey, Session
from core.access_keys.issuing import digest_of
from core.vocabulary.catalog import Operation, catalog

ENDPOINT = "http://127.0.0.1:8080"
REGION = "us-east-1"
TOKEN = "FwoGZXIvYXdzEA/+token=="
SERVICES = catalog().services


@dataclass(frozen=True)
class Arrived:
    """A request, and when it was signed."""

    method: str
    raw_path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def at(self) -> datetime:
        return datetime.strptime(dict(self.headers)["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    def having(self, **headers: str) -> Arrived:
        """With these headers (`x_amz_target=…`) in place of what they said."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = tuple((name, value) for name, value in self.headers if name not in given)
        return replace(self, headers=(*kept, *given.items()))

    def adding(self, name: str, value: str) -> Arrived:
        """With one more header."""
        return replace(self, headers=(*self.headers, (name, value)))


def key(**members: Any) -> AccessKey:
    """The permanent key that everything here is signed with."""
    made = AccessKey(
        id="AKIAIOSFODNN7EXAMPLE",
        user_name="jane",
        standing="member",
        secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
        slot=1,
    )
    return replace(made, **members)


def session_key(**members: Any) -> AccessKey:
    """The temporary one; `TOKEN` goes with it."""
    session = Session(role="MusterResponder", name="laptop", token_digest=digest_of(TOKEN))
    return key(session=session, slot=None, expires_at=datetime(2199, 1, 1, tzinfo=UTC), **members)


def checked(arrived: Arrived, known: AccessKey | None, now: datetime | None = None) -> AccessKey:
    """Whose request it is, looked at when it was signed, or at `now`; `Refusal` where it cannot be trusted."""
    request = WireRequest(arrived.method, arrived.raw_path, joined(arrived.headers), arrived.body)
    return proven(parsed(request, now or arrived.at, SERVICES), known, now or arrived.at)


def signed(operation: Operation, params: dict[str, Any], token: str | None = None) -> Arrived:
    """What botocore's client sends for these parameters."""
    client, sent = _client(operation.service, token), []

    def send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        sent.append(_arrived(request))
        return AWSResponse(request.url, 500, {}, _Nothing())

    client.meta.events.register("before-send", send, unique_id="signing")
    try:
        getattr(client, xform_name(operation.name))(**params)
    except client.exceptions.ClientError:
        pass  # nobody has answered; what was sent is wanted
    finally:
        client.meta.events.unregister("before-send", unique_id="signing")
    return sent[0]


def signed_by_hand(
    service: str = "ssm-contacts", region: str = REGION, *, auth: type[SigV4Auth] = SigV4Auth, **request: Any
) -> Arrived:
    """A request that no client makes, signed by botocore's signer."""
    made = {"method": "POST", "url": f"{ENDPOINT}/", "data": b"{}", "headers": {}} | request
    asked = AWSRequest(**made)
    auth(Credentials(key().id, key().secret), service, region).add_auth(asked)
    return _arrived(asked.prepare())


def elsewhen(arrived: Arrived, by: timedelta) -> datetime:
    """So much after the request was signed."""
    return arrived.at + by


class _Nothing(BytesIO):
    def stream(self, *_: object, **__: object) -> list[bytes]:
        return []


def _arrived(request: AWSPreparedRequest) -> Arrived:
    there = urlsplit(request.url)
    headers = {name.lower(): value.decode() if isinstance(value, bytes) else value
               for name, value in request.headers.items()}  # fmt: skip
    body = request.body or b""
    return Arrived(
        request.method,
        request.url[len(ENDPOINT) :],
        (("host", there.netloc), *headers.items()),  # the HTTP library adds the host
        body.encode() if isinstance(body, str) else bytes(body),
    )


@cache
def _client(service: str, token: str | None) -> BaseClient:
    session = Botocore()
    session.set_credentials(key().id, key().secret, token)
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    return session.create_client(service, REGION, endpoint_url=ENDPOINT, config=config)
