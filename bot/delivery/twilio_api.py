"""Twilio's REST API, or that of whoever speaks it: one POST, and what an answer means for the message."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from yarl import URL

from bot.providers import Twilio
from core.engine.ports import CannotDeliver, TryLater

WITHIN = timedelta(seconds=10)
WHERE = "/2010-04-01/Accounts"
FORM = "application/x-www-form-urlencoded"
LARGEST_ANSWER = 64 * 1024
SHORTLY, LATER = timedelta(seconds=2), timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=5)
THEIR_FAULT = {
    21211: "this is no telephone number",
    21214: "this number cannot be called",
    21217: "this is no telephone number",
    21408: "the provider's account may not send to this country",
    21215: "the provider's account may not call this country",
    21610: "its reader has replied STOP to the sender's number; START from that telephone ends that",
    21612: "the sender's number cannot reach this one",
    21614: "this number takes no text messages",
}
"""What Twilio's codes for the recipient mean; its own texts quote the number."""
_BUSY = (429, 20429, 14107, 30022, 21611)


class TwilioApi:
    def __init__(self, provider: Twilio, session: aiohttp.ClientSession) -> None:
        self.provider = provider
        self._session = session
        self._authorization = aiohttp.encode_basic_auth(provider.account, tokens_of(provider)[0])

    async def post(self, resource: str, form: Mapping[str, str | list[str]]) -> str:
        """Make a message or a call; its id.  Raise `TryLater` or `CannotDeliver`, without anything personal."""
        url = f"{self.provider.base_url}{WHERE}/{self.provider.account}/{resource}.json"
        try:
            async with self._session.post(
                url,
                data=_written(form),
                headers={"Authorization": self._authorization, "Content-Type": FORM},
                timeout=aiohttp.ClientTimeout(total=WITHIN.total_seconds()),
                allow_redirects=False,
            ) as response:
                said = await _read(response)
                if 200 <= response.status < 300 and said.get("sid"):
                    return str(said["sid"])
                raise _problem(response.status, said, response.headers.get("Retry-After", ""))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise TryLater(SHORTLY, f"it does not answer ({type(error).__name__})") from None


def tokens_of(provider: Twilio) -> tuple[str, ...]:
    """The account's token; two, with a comma between, while one is being replaced: the first is the one to use."""
    return tuple(one for one in provider.token.split(",") if one)


def _written(form: Mapping[str, str | list[str]]) -> bytes:
    """As browsers send forms; yarl takes a seventh of the time that `urlencode` does for what a voice is to say."""
    return URL.build(query=form).raw_query_string.encode()


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """What is said, as far as it is JSON of a sensible size."""
    body = await response.content.read(LARGEST_ANSWER)
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _problem(status: int, said: Mapping[str, Any], retry_after: str) -> Exception:
    code = said.get("code")
    code = code if isinstance(code, int) else 0
    if status == 429 or code in _BUSY:
        return TryLater(_pause(retry_after), f"it was handed too many at once (code {code or status})")
    if status in (401, 403) and code not in THEIR_FAULT:
        return TryLater(LATER, f"it refuses the account or its token (status {status}, code {code})")
    if code in THEIR_FAULT:
        return CannotDeliver(f"{THEIR_FAULT[code]} (code {code})")
    if 400 <= status < 500 and status not in (408, 409, 425):
        return CannotDeliver(f"the provider refuses it (status {status}, code {code})")
    return TryLater(SHORTLY, f"it is in trouble (status {status}, code {code})")


def _pause(retry_after: str) -> timedelta:
    seconds = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else 1
    return min(timedelta(seconds=max(1, seconds)), LONGEST_PAUSE)
