"""An audit record names what was touched and by whom, and repeats nothing that somebody wrote."""

from __future__ import annotations

from datetime import UTC, datetime

from core.audit import redacted

PAGE = "arn:aws:ssm-contacts:us-east-1:111122223333:page/ana/1"


def test_what_a_call_is_about_stays() -> None:
    about = {"PageId": PAGE, "AcceptType": "READ", "impact": 1, "eventTime": datetime(2026, 1, 2, tzinfo=UTC)}
    assert redacted(about) == {**about, "eventTime": "2026-01-02T00:00:00+00:00"}


def test_what_somebody_wrote_goes_wherever_it_stands() -> None:
    written = {
        "AcceptCode": "123456",
        "title": "Checkout is down",
        "relatedItemsUpdate": {"itemToAdd": {"identifier": {"type": "OTHER", "value": {"url": "https://u:p@x"}}}},
        "DeliveryAddress": {"SimpleAddress": "+12065550100"},
        "Tags": [{"Key": "a", "Value": "secret"}],
    }
    record = str(redacted(written))
    assert not any(word in record for word in ("123456", "Checkout", "https", "+1206", "secret"))
    assert "OTHER" in record
