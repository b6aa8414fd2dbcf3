"""Whatever is wrong with a request, its operation says so in an error that its service knows, with all its members."""

from __future__ import annotations

import pytest

from bot.http.aws_wire import encode_refusal
from core.vocabulary.catalog import catalog
from tests.operations.muster import ARNS, Muster
from tests.operations.refusals import refused
from tests.operations.test_custom_actions import create, linked

OWN_TAG = {"Tags": [{"TagKey": "aws:team", "TagValue": "x"}]}
DEFINITION = {"Definition": {"CommandText": "lambda list-functions"}}
TOKEN = "a-token-of-more-than-thirty-two-letters"

PERSON = {"Alias": "ana", "Type": "PERSONAL", "Plan": {"Stages": []}}


async def listed_by(muster: Muster, operation: str) -> dict[str, str]:
    """What a call of this operation needs beside a token."""
    return {"ChatConfiguration": await linked(muster, "a", "b")} if operation == "ListAssociations" else {}


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("ListCustomActions", "InvalidRequestException"),
        ("DescribeSlackChannelConfigurations", "InvalidParameterException"),
        ("ListAssociations", "InvalidParameterException"),
    ],
)
async def test_a_token_that_a_chatbot_list_did_not_give_out_is_refused_in_chatbots_words(muster, operation, code):
    asked = await listed_by(muster, operation)
    refusal = await refused(muster.chatbot(operation, NextToken="AAAAAAAA", **asked))
    assert (refusal.code, "Start again without it" in refusal.message) == (code, True)
    assert code in {shape.name for shape in catalog()[f"chatbot:{operation}"].model.service_model.error_shapes}


async def test_a_stale_token_of_chatbot_is_refused_in_the_words_of_its_operation(muster):
    for name in ("a", "b"):
        await create(muster, name)
    token = (await muster.chatbot("ListCustomActions", MaxResults=1))["NextToken"]
    muster.clock.advance(hours=25)
    refusal = await refused(muster.chatbot("ListCustomActions", NextToken=token))
    assert refusal.code == "InvalidRequestException"


async def test_tags_of_awss_own_are_refused_in_chatbots_words(muster):
    arn = await create(muster)
    refusal = await refused(muster.chatbot("CreateCustomAction", ActionName="other", **DEFINITION, **OWN_TAG))
    assert refusal.code == "InvalidRequestException"
    refusal = await refused(muster.chatbot("TagResource", ResourceARN=arn, **OWN_TAG))
    assert refusal.code == "InvalidParameterException"


async def test_a_token_of_other_parameters_is_refused_in_the_words_of_each_service(muster):
    await create(muster, ClientToken=TOKEN)
    refusal = await refused(create(muster, "other", ClientToken=TOKEN))
    assert refusal.code == "InvalidRequestException"
    await muster.contacts("CreateContact", **PERSON, IdempotencyToken="once")
    refusal = await refused(muster.contacts("CreateContact", **{**PERSON, "Alias": "ben"}, IdempotencyToken="once"))
    assert (refusal.code, refusal.members["Reason"]) == ("ValidationException", "OTHER")
    await muster.plan(clientToken="once")
    assert (await refused(muster.plan("other", clientToken="once"))).code == "ConflictException"


async def test_whatever_ssm_contacts_refuses_to_read_has_a_reason_on_the_wire(muster):
    refusal = await refused(muster.contacts("ListContacts", NextToken="x"))
    assert refusal.members == {"Reason": "OTHER"}
    answer = encode_refusal(catalog()["ssm-contacts:ListContacts"], refusal, "id")
    assert b'"Reason":"OTHER"' in answer.body.replace(b" ", b"")


async def test_a_reason_that_says_more_stays_and_other_services_have_none(muster):
    refusal = await refused(muster.contacts("ListTagsForResource", ResourceARN=ARNS.page("ana", "1")))
    assert refusal.members["Reason"] == "FIELD_VALIDATION_FAILED"
    assert (await refused(muster.incidents("ListResponsePlans", nextToken="x"))).members == {}
