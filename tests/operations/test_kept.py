"""A refusal may keep something, such as the count of a wrong code: is that stored, and nothing else of the call?"""

from __future__ import annotations

import pytest

from core.audit.recording import Recorder
from core.dispatcher import Dispatcher
from core.errors import Conflict, invalid
from core.page_tokens import PageTokens
from core.work import Chance, Work
from tests.operations.muster import ADMIN, ARNS, person
from tests.operations.refusals import refused

ACTION = "ssm-contacts:DeleteContact"


class Open:
    async def admit(self, operation) -> None:
        """Everything may come in."""


def dispatcher(muster, handler, store=None) -> Dispatcher:
    storage = muster.storage
    tokens = PageTokens(storage.page_tokens, muster.clock)
    store = store or storage.store
    deciding = Recorder(ARNS, muster.clock), muster.dispatcher.authorizer
    return Dispatcher(
        {ACTION: handler}, Open(), store, storage.answered_calls, tokens, *deciding, muster.clock, Chance()
    )


async def refusing(work: Work, request) -> dict:
    work.save(person("changed"))
    raise invalid("No.").keeping(person("kept"))


async def stored(muster, alias: str) -> bool:
    return await muster.storage.contacts.get(ARNS.contact(alias)) is not None


@pytest.fixture
def params() -> dict:
    return {"ContactId": ARNS.contact("ana")}


async def test_what_a_refusal_keeps_is_stored_and_what_the_handler_had_in_mind_is_not(muster, params):
    await refused(dispatcher(muster, refusing).call(ADMIN, ACTION, params))
    assert (await stored(muster, "kept"), await stored(muster, "changed")) == (True, False)


async def test_a_refusal_without_anything_to_keep_stores_nothing(muster, params):
    async def handler(work: Work, request) -> dict:
        work.save(person("changed"))
        raise invalid("No.")

    await refused(dispatcher(muster, handler).call(ADMIN, ACTION, params))
    assert not await stored(muster, "changed")


async def test_what_is_to_be_kept_is_decided_again_where_somebody_was_faster(muster, params):
    class Slow:
        tries = 0

        async def commit(self, changes) -> None:
            self.tries += 1
            if self.tries == 1:
                raise Conflict
            await muster.storage.store.commit(changes)

    slow = Slow()
    await refused(dispatcher(muster, refusing, slow).call(ADMIN, ACTION, params))
    assert (slow.tries, await stored(muster, "kept")) == (2, True)
