"""The longest requests that the models allow are answered as all others are."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.api.running import Api

PLAN = {"name": "checkout", "incidentTemplate": {"title": "Checkout is down", "impact": 1}}


def test_as_many_and_as_long_tag_keys_as_there_may_be_fit_into_a_query(shared: Api) -> None:
    incidents = shared.client("ssm-incidents")
    arn = incidents.create_response_plan(**PLAN)["arn"]
    keys = [f"{number:02d}{' @' * 63}" for number in range(50)]
    incidents.tag_resource(resourceArn=arn, tags=dict.fromkeys(keys, "x" * 256))
    assert set(incidents.list_tags_for_resource(resourceArn=arn)["tags"]) == set(keys)
    incidents.untag_resource(resourceArn=arn, tagKeys=keys)
    assert incidents.list_tags_for_resource(resourceArn=arn)["tags"] == {}


def test_an_address_beyond_all_limits_is_refused_in_the_form_of_the_service(shared: Api) -> None:
    with pytest.raises(ClientError) as caught:
        shared.client("ssm-incidents").get_response_plan(arn="arn:aws:ssm-incidents::111122223333:" + "x" * 60_000)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 414)
