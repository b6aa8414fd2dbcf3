"""What does it cost to check a StartIncident against every rule of its shape?"""

from __future__ import annotations

import timeit

from core.vocabulary.catalog import catalog
from core.vocabulary.constraints import validate

PARAMETERS = {
    "clientToken": "c1e0b8a4-6c1f-4c0c-9f9a-2f3c4d5e6f70",
    "title": "Checkout is down",
    "impact": 1,
    "responsePlanArn": "arn:aws:ssm-incidents::111122223333:response-plan/checkout",
    "relatedItems": [
        {"identifier": {"type": "OTHER", "value": {"url": "https://status.example.com"}}, "title": "Status"}
    ],
}


def microseconds(repeats: int = 2000) -> float:
    """The best of five series, since disturbance only adds."""
    operation = catalog()["ssm-incidents:StartIncident"]
    validate(operation, PARAMETERS)
    return min(timeit.repeat(lambda: validate(operation, PARAMETERS), number=repeats, repeat=5)) / repeats * 1e6
