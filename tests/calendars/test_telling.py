"""What is new is told as newer, and nothing else: a law for any history of entries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.calendars.calendar_feed import CalendarFeed
from core.calendars.entries import Entry
from core.calendars.telling import calendar, retold

START = datetime(2026, 3, 1, tzinfo=UTC)
FEED = CalendarFeed(id="1", contact_arn="arn", digest="", made_by="arn", created_at=START)

looks = st.dictionaries(st.sampled_from("abc"), st.sampled_from(("Ana", "Ben", "Carl")))


def entries(look: dict[str, str]) -> list[Entry]:
    return [Entry(uid=uid, starts_at=START, ends_at=START, summary=who, description="") for uid, who in look.items()]


@given(st.lists(looks, max_size=8))
def test_an_entry_is_newer_when_it_changed_or_came_back_and_only_then(history: list[dict[str, str]]) -> None:
    feed, last_seen, last_look = FEED, dict[str, int](), dict[str, str]()
    for number, look in enumerate(history):
        now = START + timedelta(hours=number)
        feed = retold(feed, entries(look), now)
        shown = {entry.uid: told for entry, told in calendar("name", feed, entries(look)).entries}
        assert set(shown) == set(look)
        for uid, told in shown.items():
            if last_look.get(uid) == look[uid]:
                assert told.sequence == last_seen[uid]
            elif uid in last_seen and uid in last_look:
                assert told.sequence > last_seen[uid]
                assert told.at == now
            last_seen[uid] = max(told.sequence, last_seen.get(uid, 0))
        last_look = look


@given(looks)
def test_the_same_changes_nothing(look: dict[str, str]) -> None:
    feed = retold(FEED, entries(look), START)
    assert retold(feed, entries(look), START + timedelta(days=1)) is feed
    assert calendar("a", feed, entries(look)).tag == calendar("a", feed, entries(look)).tag
