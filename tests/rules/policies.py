"""Policies to begin with, what it takes to spoil one, and whether it may be put on a resource."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.arns import Arns
from core.errors import Refusal
from core.policies.document import Document, parsed
from core.policies.sharing import refuse_unfit

LONGEST = 20_000
ARNS = Arns("111122223333", "us-east-1")

PLAN = ARNS.response_plan("checkout")
CONTACT = ARNS.contact("ana")

# AWS's own examples of its command line.
OF_PLAN: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "d901b37a-dbb0-458a-8842-75575c464219-external-principals",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::222233334444:root"},
            "Action": ["ssm-incidents:GetResponsePlan", "ssm-incidents:StartIncident"],
            "Resource": [
                "arn:aws:ssm-incidents:*:111122223333:response-plan/checkout",
                "arn:aws:ssm-incidents:*:111122223333:incident-record/checkout/*",
            ],
        }
    ],
}
OF_CONTACT: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "ExampleResourcePolicy",
            "Action": ["ssm-contacts:GetContact", "ssm-contacts:StartEngagement"],
            "Principal": {"AWS": "222233334444"},
            "Effect": "Allow",
            "Resource": [
                "arn:aws:ssm-contacts:*:111122223333:contact/ana",
                "arn:aws:ssm-contacts:*:111122223333:engagement/ana/*",
            ],
        }
    ],
}


def written(policy: dict[str, Any] = OF_PLAN, **changed: Any) -> str:
    """The policy as a text, with these elements of its statement changed; None takes one away."""
    [statement] = policy["Statement"]
    elements = {name: value for name, value in {**statement, **changed}.items() if value is not None}
    return json.dumps({**policy, "Statement": [elements]})


FULL: dict[str, Any] = {
    "Version": "2012-10-17",
    "Id": "sharing",
    "Statement": [
        {
            **OF_PLAN["Statement"][0],
            "Principal": {"AWS": ["222233334444", "*"], "Service": "events.amazonaws.com"},
            "Condition": {
                "StringEquals": {"aws:PrincipalOrgID": ["o-abc123def45"]},
                "ForAnyValue:StringLikeIfExists": {"aws:PrincipalTag/team": "pay*"},
                "Bool": {"aws:MultiFactorAuthPresent": True},
                "NumericLessThan": {"aws:MultiFactorAuthAge": 3600},
            },
        },
        {**OF_PLAN["Statement"][0], "Sid": "second"},
    ],
}


def shared(text: str, arn: str = PLAN) -> Document:
    """The policy, where it may be put on the resource."""
    document = parsed(text, LONGEST)
    refuse_unfit(document, arn)
    return document


def refused(text: str, arn: str = PLAN) -> str:
    """Why it may not."""
    with pytest.raises(Refusal) as caught:
        shared(text, arn)
    assert caught.value.code == "ValidationException"
    return caught.value.message
