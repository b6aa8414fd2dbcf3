"""The steps of a call that guard it, each as something that can be done over and over, on an empty installation."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bot import environment
from bot.assembly.door import dispatcher_of
from bot.http import sigv4
from bot.http.aws_wire import WireRequest
from core.access_keys.access_key import AccessKey
from core.audit.recording import Recorder
from core.authorization.authorizer import Authorizer
from core.caller import Caller, Origin
from core.clock import SystemClock
from core.vocabulary.catalog import catalog
from core.vocabulary.examples import example_params
from core.work import Note, Save, Store
from storage.opening import open_storage

HOST = "127.0.0.1:8080"
SERVICES = catalog().services
ASKED = catalog()["ssm-incidents:GetIncidentRecord"]
PARAMETERS = example_params(ASKED)
ANSWER = {"incidentRecord": {"arn": PARAMETERS["arn"], "title": "Checkout is down", "status": "OPEN", "impact": 1}}
SETTLED_EVERY = 500
"""Records are handed in without waiting; after so many the writer has to have caught up."""


@dataclass(slots=True)
class Calls:
    """What happens around a handler, without the handler."""

    authorizer: Authorizer
    recorder: Recorder
    store: Store
    caller: Caller
    key: AccessKey
    request: WireRequest
    handed_in: int = 0

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        """On a database of its own that goes afterwards."""
        clock = SystemClock()
        settings = replace(environment.read({}), account_id="111122223333", region="us-east-1")
        with tempfile.TemporaryDirectory() as directory:
            folder = Path(directory)
            storage = await open_storage(folder / "muster.db", folder / "keyring.json", settings.account_id, clock)
            dispatcher = dispatcher_of(settings, storage, storage.store, _Nowhere(), clock)
            try:
                key = _key()
                yield cls(
                    authorizer=dispatcher.authorizer,
                    recorder=dispatcher._recorder,
                    store=storage.store,
                    caller=Caller(
                        arn=settings.arns.slack_user("U1"),
                        standing="member",
                        user_id="U1",
                        origin=Origin(address="203.0.113.7", user_agent="aws-cli/2"),
                    ),
                    key=key,
                    request=_signed(key),
                )
            finally:
                await storage.close()

    def signature_checked(self) -> AccessKey:
        """As the API does it."""
        now = datetime.now(UTC)
        return sigv4.proven(sigv4.parsed(self.request, now, SERVICES), self.key, now)

    async def recorded(self) -> None:
        """The event made, redacted, sealed, linked and handed in, as for a call that only reads."""
        event = self.recorder.answered(self.caller, ASKED, PARAMETERS, ANSWER)
        self.handed_in += 1
        await self.store.commit([Save(event) if self.handed_in % SETTLED_EVERY == 0 else Note(event)])

    async def guarded(self) -> None:
        """May they, and it was so."""
        await self.authorizer.admit(self.caller, ASKED, PARAMETERS, datetime.now(UTC))
        await self.recorded()


class _Nowhere:
    """No Slack workspace."""

    async def channel_name(self, channel_id: str) -> None:
        """Not known."""

    async def team(self) -> None:
        """Not known."""

    async def post_test_message(self, channel_id: str, text: str) -> None:
        """Not posted."""


def _key() -> AccessKey:
    return AccessKey(
        id="AKIAIOSFODNN7EXAMPLE",
        user_name="jane",
        standing="member",
        secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        created_at=datetime.now(UTC),
        slot=1,
    )


def _signed(key: AccessKey) -> WireRequest:
    """What botocore makes of a call."""
    body = b'{"MaxResults": 20}'
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "SSMContacts.ListContacts"}
    made = AWSRequest("POST", f"http://{HOST}/", headers, body)
    SigV4Auth(Credentials(key.id, key.secret), "ssm-contacts", "us-east-1").add_auth(made)
    return WireRequest(
        "POST", "/", {"host": HOST, **{name.lower(): value for name, value in made.headers.items()}}, body
    )
