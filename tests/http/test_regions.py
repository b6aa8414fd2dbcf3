"""Where does Muster answer?"""

from __future__ import annotations

import pytest

from bot.http.regions import answer_in, refusal

HERE = frozenset({"eu-central-1", "eu-north-1"})


@pytest.mark.parametrize("service", ["ssm-incidents", "ssm-contacts", "chatbot", "cloudtrail", "sts"])
def test_every_region_of_the_set_answers_for_every_service(service: str) -> None:
    assert all(answer_in(region, service, HERE) for region in HERE)
    assert not answer_in("af-south-1", service, HERE)


def test_sts_answers_where_it_has_no_region_and_chatbot_where_aws_has_it() -> None:
    assert answer_in("us-east-1", "sts", HERE)
    assert not answer_in("us-east-1", "chatbot", HERE)
    assert not answer_in("us-west-2", "sts", HERE)
    assert all(answer_in(one, "chatbot", HERE) for one in ("us-east-2", "us-west-2", "eu-west-1", "ap-southeast-1"))
    assert not answer_in("us-west-2", "ssm-incidents", HERE)


def test_who_is_refused_is_told_where_to_ask() -> None:
    no = refusal("af-south-1", HERE)
    assert no.code == "InvalidSignatureException"
    assert no.message.endswith("This Muster answers in eu-central-1, eu-north-1.")
