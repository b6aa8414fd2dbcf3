"""How does `@aws cloudtrail lookup-events` look?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.slack.blocks.answer import show
from bot.slack.blocks.event_history import row
from core.vocabulary.catalog import catalog

PLAN = "arn:aws:ssm-incidents::111122223333:response-plan/checkout"
EVENT: dict[str, Any] = {
    "EventId": "1",
    "EventName": "StartIncident",
    "EventTime": datetime(2026, 3, 1, 12, tzinfo=UTC),
    "EventSource": "ssm-incidents.amazonaws.com",
    "Username": "jane",
    "Resources": [{"ResourceType": "AWS::SSMIncidents::ResponsePlan", "ResourceName": PLAN}],
    "CloudTrailEvent": json.dumps(
        {"errorCode": "AccessDeniedException", "sourceIPAddress": "slack.com", "x": "y" * 900}
    ),
}


def test_a_call_is_told_in_a_line_and_what_it_was_about_in_another() -> None:
    answer = show(catalog()["cloudtrail:LookupEvents"], {}, {"Events": [EVENT]})
    [_, told, hint] = [block["text"]["text"] if "text" in block else str(block) for block in answer.message.blocks]
    assert told.splitlines()[0].endswith(
        "*StartIncident* (ssm-incidents) by jane from slack.com · *AccessDeniedException*"
    )
    assert told.splitlines()[1] == f"`{PLAN}`"
    assert "--output json" in hint


@pytest.mark.parametrize("nonsense", ["{", "[]", None, "[" * 100_000])
def test_what_cannot_be_read_is_left_out(nonsense: str | None) -> None:
    assert "*StartIncident* (ssm-incidents) by jane\n" in row({**EVENT, "CloudTrailEvent": nonsense})


def test_nothing_in_a_row_is_markup() -> None:
    assert "<!channel>" not in row({**EVENT, "Username": "<!channel>", "EventName": "<!channel>"})
