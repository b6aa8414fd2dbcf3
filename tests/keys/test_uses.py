"""Each use of a key in AWS KMS is recorded, with what it was used for."""

from __future__ import annotations

import json
from typing import Any

from tests.keys.aws import Aws, Installation
from tests.operations.muster import Muster


async def uses(muster: Muster, name: str) -> list[dict[str, Any]]:
    await muster.storage.trail.settled()
    wanted = [{"AttributeKey": "EventName", "AttributeValue": name}]
    told = await muster.call("cloudtrail:LookupEvents", LookupAttributes=wanted)
    return [json.loads(one["CloudTrailEvent"]) for one in told["Events"]]


async def test_a_use_tells_the_key_and_whose_data_it_was_for(
    sealed: Muster, aws: Aws, installation: Installation
) -> None:
    made = await sealed.contacts(
        "CreateContact", Alias="jane", Type="PERSONAL", Plan={"Stages": []}, DisplayName="Canary"
    )
    [one] = [
        one
        for one in await uses(sealed, "GenerateDataKey")
        if "contactArn" in one["requestParameters"]["encryptionContext"]
    ]
    assert one["requestParameters"]["encryptionContext"] == {"contactArn": made["ContactArn"]}
    assert one["requestParameters"]["keyId"].startswith("arn:aws:kms:")
    assert (one["userIdentity"]["type"], one["eventSource"]) == ("AWSService", "kms.amazonaws.com")
    again = await installation.open()
    await again.contacts("GetContact", ContactId=made["ContactArn"])
    assert {"contactArn": made["ContactArn"]} in [
        use["requestParameters"]["encryptionContext"] for use in await uses(again, "Decrypt")
    ]
