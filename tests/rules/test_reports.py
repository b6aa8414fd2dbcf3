"""When does a page wait for word that it has arrived?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.engagements.engagement import Page
from core.engagements.paging import failed, sent
from core.engagements.reports import arrived, is_known_lost, waits_for_a_report, was_lost

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=1)
FRESH = Page(arn="p", engagement_arn="e", contact_arn="c", channel_arn="ch", slot="0", created_at=AT, code="123456")


def out(page: Page = FRESH, info: str = "SM1", at: datetime = AT) -> Page:
    return sent(page, info, None, at, delivered=False)


def test_it_waits_from_the_sending_until_the_report() -> None:
    assert not waits_for_a_report(FRESH)
    assert waits_for_a_report(out())
    assert not waits_for_a_report(arrived(out(), "SM1", LATER))


def test_a_report_of_an_earlier_sending_is_no_report_of_the_last() -> None:
    again = out(arrived(out(), "SM1", LATER), "SM2", LATER + timedelta(minutes=1))
    assert waits_for_a_report(again)
    assert not waits_for_a_report(arrived(again, "SM2", LATER))


def test_a_report_may_come_before_the_note_that_it_was_sent() -> None:
    assert not waits_for_a_report(out(arrived(FRESH, "SM1", AT), "SM1", LATER))


def test_what_needs_no_answer_any_more_waits_for_nothing() -> None:
    assert not waits_for_a_report(replace(out(), closed_at=LATER))


def test_what_was_lost_or_could_not_be_sent_still_waits() -> None:
    lost = was_lost(out(), "SM1", "unreachable", LATER)
    assert waits_for_a_report(lost)
    assert is_known_lost(lost, "SM1")
    assert not is_known_lost(lost, "SM")
    assert waits_for_a_report(failed(out(), "no provider is left", LATER))


@given(times=st.integers(1, 5), lost=st.booleans())
def test_hearing_the_same_again_changes_nothing(times: int, lost: bool) -> None:
    page = out()
    heard = [
        page := was_lost(page, "SM1", "blocked", LATER) if lost else arrived(page, "SM1", LATER) for _ in range(times)
    ]
    assert all(one == heard[0] for one in heard)
    assert len(page.receipts) == 2


def test_a_message_that_its_carrier_can_name_is_told_of_once_and_any_other_each_time() -> None:
    def twice(reference: str | None, other: str) -> list[str | None]:
        again = sent(sent(FRESH, "17.1", reference, AT, delivered=False), other, reference, LATER, delivered=False)
        return [one.info for one in again.receipts]

    assert twice("D1/17.1", "17.1") == ["17.1"]
    assert twice("D1/17.2", "17.2") == ["17.1", "17.2"]
    assert twice(None, "17.1") == ["17.1", "17.1"]
