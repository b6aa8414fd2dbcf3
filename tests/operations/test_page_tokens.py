"""A page token is good for the list that gave it out, for a day, and says nothing to whoever reads it."""

from __future__ import annotations

import base64
import re

import pytest

from tests.operations.muster import Muster
from tests.operations.refusals import refused

ALIASES = ["ana", "ben", "chloe", "dana", "eli"]


@pytest.fixture
async def people(muster: Muster) -> Muster:
    for alias in ALIASES:
        await muster.contacts("CreateContact", Alias=alias, Type="PERSONAL", Plan={"Stages": []})
    return muster


async def first_token(muster: Muster, **asked: object) -> str:
    return str((await muster.contacts("ListContacts", MaxResults=2, **asked))["NextToken"])


def aliases(answer: dict) -> list[str]:
    return [contact["Alias"] for contact in answer["Contacts"]]


async def test_the_pages_hold_each_row_once_although_rows_are_inserted_meanwhile(people: Muster) -> None:
    token = await first_token(people)
    for alias in ("aaron", "carl"):
        await people.contacts("CreateContact", Alias=alias, Type="PERSONAL", Plan={"Stages": []})
    rest = await people.contacts("ListContacts", NextToken=token)
    assert aliases(rest) == ["carl", "chloe", "dana", "eli"]


async def test_the_next_page_may_have_another_length(people: Muster) -> None:
    token = await first_token(people)
    assert aliases(await people.contacts("ListContacts", NextToken=token, MaxResults=1)) == ["chloe"]


async def test_a_token_has_the_letters_that_both_services_allow_and_says_nothing(people: Muster) -> None:
    token = await first_token(people)
    assert re.fullmatch(r"[\\/a-zA-Z0-9_+=-]{1,2000}", token)
    assert b"ben" not in base64.urlsafe_b64decode(token)


async def test_a_token_of_another_operation_is_refused(people: Muster) -> None:
    token = await first_token(people)
    assert (await refused(people.contacts("ListEngagements", NextToken=token))).code == "ValidationException"
    assert (await refused(people.incidents("ListResponsePlans", nextToken=token))).code == "ValidationException"


async def test_a_token_of_the_same_list_with_another_filter_is_refused(people: Muster) -> None:
    token = await first_token(people)
    assert (
        await refused(people.contacts("ListContacts", NextToken=token, Type="PERSONAL"))
    ).code == "ValidationException"


async def test_a_token_is_good_for_a_day(people: Muster) -> None:
    token = await first_token(people)
    people.clock.advance(hours=23, minutes=59)
    assert aliases(await people.contacts("ListContacts", NextToken=token)) == ["chloe", "dana", "eli"]
    people.clock.advance(minutes=2)
    assert (await refused(people.contacts("ListContacts", NextToken=token))).code == "ValidationException"


@pytest.mark.parametrize("position", [0, 20, 60, -3])
async def test_a_token_that_was_changed_anywhere_is_refused(people: Muster, position: int) -> None:
    token = await first_token(people)
    other = "B" if token[position] == "A" else "A"
    changed = token[:position] + other + token[position:][1:]
    assert (await refused(people.contacts("ListContacts", NextToken=changed))).code == "ValidationException"


@pytest.mark.parametrize("invented", ["x", "AAAA", "W10=", "WyJiZW4iXQ==", "=" * 2048])
async def test_an_invented_token_is_refused(people: Muster, invented: str) -> None:
    assert (await refused(people.contacts("ListContacts", NextToken=invented))).code == "ValidationException"
