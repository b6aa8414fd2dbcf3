"""Policies to begin with, and what it takes to spoil one."""

from __future__ import annotations

import json
from typing import Any

from tests.operations.muster import ARNS

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
