"""AWS's APIs over HTTP: a signed request comes in, one call goes through the door, an answer in AWS's form goes out.

Who asks is settled before anything else is: a stranger learns nothing, not even which operations there are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from traceback import format_tb
from typing import Any

from aiohttp import web

from bot.bodies import RETRY_AFTER, Bodies, Unread
from bot.http import aws_wire, regions, sigv4
from bot.http.aws_wire import LARGEST_BODY, WireAnswer, WireRequest
from bot.http.origin import origin_of
from bot.http.sigv4 import Signed
from bot.http.throttle import Throttle, Throttled
from core.access_keys.identity import caller_of
from core.access_keys.operations import AccessKeys
from core.arns import Arns
from core.audit.operations import TurnedAway
from core.caller import Caller, Origin
from core.clock import Clock
from core.dispatcher import Dispatcher
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog
from core.work import Chance

log = logging.getLogger(__name__)

NO_OPERATION = "muster:Request"
"""What the record calls a request that asks for nothing that there is, or was not looked at so far."""
KEY_ID = re.compile(r"Credential=([A-Z0-9]{16,32})/")
UNREAD = {
    400: Refusal("SerializationException", "The body broke off."),
    408: Refusal("RequestTimeoutException", "The body did not arrive in time."),
    413: Refusal("RequestEntityTooLargeException", f"A request may have at most {LARGEST_BODY} bytes."),
    503: Refusal("ServiceUnavailableException", "Too many large requests are arriving; try again."),
}
"""Why a body was not read, in AWS's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Whom the API asks about one account."""

    dispatcher: Dispatcher
    keys: AccessKeys
    replicated_in: Callable[[], Awaitable[frozenset[str]]]
    """The Regions of the replication set; none while there is no set."""
    arns: Arns
    turned_away: TurnedAway
    """Where it is noted that a request did not get as far as the dispatcher, which records all others."""


@dataclass(slots=True)
class Arriving:
    """A request, as far as it got."""

    ports: Ports | None = None
    operation: Operation | None = None
    caller: Caller | None = None


PortsOf = Callable[[str], Awaitable[Ports]]
"""Those of the account that an access key is one of; for an unknown key any account's, which will not know it."""


class AwsApi:
    """One handler for whatever has no other route; paths, headers and forms tell the services apart."""

    def __init__(self, ports_of: PortsOf, throttle: Throttle, clock: Clock, bodies: Bodies | None = None) -> None:
        self._ports_of = ports_of
        self._clock = clock
        self._throttle = throttle
        self._bodies = bodies or Bodies()
        self._new_id = Chance().new_id

    @property
    def routes(self) -> list[web.RouteDef]:
        """Those that can be named: a route is found at once, and `elsewhere` only after a search for one."""
        return [web.route("*", path, self.handle) for path in sorted(aws_wire.paths())]

    async def handle(self, request: web.Request) -> web.Response:
        """AWS's answer, whatever happens."""
        request_id = self._new_id()
        asked = WireRequest(request.method, request.raw_path, sigv4.joined(request.headers.items()), b"")
        try:
            answer = await self._read_and_answered(request, asked, replace(origin_of(request), request_id=request_id))
        except Unread as unread:
            answer = _refused(asked, UNREAD[unread.status], request_id)
        except Refusal as refusal:
            answer = _refused(asked, refusal, request_id)
        except Exception as error:  # its text may quote what was sealed: where it came from is enough
            log.error("Request %s failed: %s\n%s", request_id, type(error).__name__, _where(error))
            answer = _refused(asked, Refusal("InternalServerException", "The request failed; try again."), request_id)
        return _sent(answer)

    async def _read_and_answered(self, request: web.Request, asked: WireRequest, origin: Origin) -> WireAnswer:
        await self._refuse_by_head(request, asked, origin)
        try:
            async with self._bodies.of(request, LARGEST_BODY) as body:
                whole = replace(asked, body=body) if body else asked
                return await self._answer(whole, origin)
        except Unread as unread:
            await self._turn_away(Arriving(), asked, origin, UNREAD[unread.status])
            raise

    async def _refuse_by_head(self, request: web.Request, asked: WireRequest, origin: Origin) -> None:
        """Read nothing on behalf of somebody whom no body would make known."""
        try:
            _refuse_packed(request)
            if not request.content.is_eof():
                sigv4.claim_of(asked, self._clock.now(), catalog().services)
        except Refusal as refusal:
            await self._turn_away(Arriving(), asked, origin, refusal)
            raise

    async def _answer(self, asked: WireRequest, origin: Origin) -> WireAnswer:
        arriving = Arriving()
        try:
            params = await self._arrived(arriving, asked, origin)
        except Refusal as refusal:
            await self._turn_away(arriving, asked, origin, refusal)
            raise
        ports, operation, caller = arriving.ports, arriving.operation, arriving.caller
        if ports is None or operation is None or caller is None:
            raise AssertionError("What arrived has all three.")
        answer = await ports.dispatcher.call(caller, operation.action, params)
        return aws_wire.encode(operation, answer, origin.request_id)

    async def _arrived(self, arriving: Arriving, asked: WireRequest, origin: Origin) -> dict[str, Any]:
        """The parameters of a request of somebody's who has proven who they are."""
        now = self._clock.now()
        signed = sigv4.parsed(asked, now, catalog().services)
        ports = arriving.ports = await self._ports_of(signed.access_key_id)
        key = sigv4.proven(signed, await ports.keys.of(signed.access_key_id), now)
        arriving.caller = replace(caller_of(key, ports.arns), origin=origin)
        await ports.keys.used(key, now, signed.service, signed.region)
        await _refuse_elsewhere(signed, ports)
        operation = arriving.operation = aws_wire.operation_of(asked)
        _refuse_other_service(operation, signed)
        if wait := self._throttle.wait(ports.arns.user(key.user_name), operation, now):
            raise Throttled(operation, wait)
        return aws_wire.decode(operation, asked)

    async def _turn_away(self, arriving: Arriving, asked: WireRequest, origin: Origin, refusal: Refusal) -> None:
        """Note that it did not get further, under the name of whoever has proven it."""
        said = KEY_ID.search(asked.headers.get("authorization", ""))
        key_id = said[1] if said else ""
        ports = arriving.ports or await self._ports_of(key_id)
        action = arriving.operation.action if arriving.operation else NO_OPERATION
        await ports.turned_away.note(origin, action, refusal, arriving.caller or key_id)


async def _refuse_elsewhere(signed: Signed, ports: Ports) -> None:
    """The configured Region always answers, so that it needs no look at the replication set."""
    here = frozenset({ports.arns.region})
    if regions.answer_in(signed.region, signed.service, here):
        return
    here |= await ports.replicated_in()
    if not regions.answer_in(signed.region, signed.service, here):
        raise regions.refusal(signed.region, here)


def _refuse_other_service(operation: Operation, signed: Signed) -> None:
    if operation.service != signed.service:
        raise Refusal(
            "InvalidSignatureException", f"Credential should be scoped to correct service: '{operation.service}'."
        )


def _refused(asked: WireRequest, refusal: Refusal, request_id: str) -> WireAnswer:
    answer = aws_wire.encode_refusal(asked, refusal, request_id)
    if isinstance(refusal, Throttled):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    elif refusal is UNREAD[503]:
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _refuse_packed(request: web.Request) -> None:
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Refusal("UnsupportedMediaTypeException", "Send the body without a Content-Encoding.")


def _where(error: Exception) -> str:
    return "".join(format_tb(error.__traceback__))


def _sent(answer: WireAnswer) -> web.Response:
    # The server's own header would tell its version.
    return web.Response(status=answer.status, headers={**answer.headers, "Server": "Muster"}, body=answer.body)
