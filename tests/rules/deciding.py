"""Statements, policies and questions in short, for the tests of decisions."""

from __future__ import annotations

import json
from typing import Any

from core.arns import Arns
from core.policies.document import parsed
from core.policies.evaluation import Asking, Decision, PolicySets, decide
from core.policies.policy import Policy

OWN, OTHER = "111122223333", "222233334444"
ARNS = Arns(OWN, "us-east-1")
JANE = ARNS.user("jane")
ANA = ARNS.slack_user("U0ANA")
PLAN = ARNS.response_plan("checkout")
GET = "ssm-incidents:GetResponsePlan"

Statement = dict[str, Any]


def allow(action: Any = "*", resource: Any = "*", **elements: Any) -> Statement:
    """A statement; None leaves an element out."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **elements}
    return {name: value for name, value in statement.items() if value is not None}


def deny(action: Any = "*", resource: Any = "*", **elements: Any) -> Statement:
    return allow(action, resource, Effect="Deny", **elements)


def policy(
    *statements: Statement, arn: str = "arn:aws:iam::111122223333:policy/x", version: str = "2012-10-17"
) -> Policy:
    return Policy(arn, parsed(json.dumps({"Version": version, "Statement": statements}), 100_000))


def asking(action: str = GET, resource: str = PLAN, arn: str = JANE, **context: Any) -> Asking:
    """A question; of the context's keys `aws_x__y` stands for `aws:x/y`, and one value need not be a tuple."""
    keys = {key.replace("__", "/").replace("_", ":", 1): value for key, value in context.items()}
    return Asking(
        arn=arn,
        account=arn.split(":")[4],
        action=action,
        resource=resource,
        context={key.lower(): value if isinstance(value, tuple) else (value,) for key, value in keys.items()},
    )


def decided(*identity: Statement, by: Asking | None = None, **sets: Any) -> Decision:
    """What comes of these statements of the caller's own, beside further sets."""
    return decide(by or asking(), PolicySets(identity=(policy(*identity),) if identity else (), **sets))


def holds(operator: str, key: str, values: Any, **context: Any) -> bool:
    """Whether a statement with this condition counts."""
    return decided(allow(Condition={operator: {key: values}}), by=asking(**context)).allowed
