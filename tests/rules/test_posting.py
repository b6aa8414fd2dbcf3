"""What a channel needs next, whatever it knows and however often it is asked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.announcements.announcement import Announcement
from core.announcements.drawing import DELETED, card_of
from core.announcements.posting import PutCard, Tell, announcements_of, last_post, next_post
from core.announcements.story import story_of
from core.incidents.happenings import record_updated
from tests.rules.incidents import INCIDENT, facts
from tests.rules.plans import START, minutes

CARD = card_of(facts(), START)
CHANNELS = ["C1", "C2"]


def told(count):
    """A story of that many events."""
    return story_of((record_updated(str(n), INCIDENT, (("title", str(n)),)) for n in range(count)), {})


def bring_up_to_date(announcement, card, story, channels, now=START):
    """Carry out all that is due; the channel's posts, and what it knows then."""
    posts = []
    while post := next_post(announcement, card, story, channels):
        posts.append(post)
        announcement = post.put(post.ts or "1.0", now) if isinstance(post, PutCard) else post.told()
        assert len(posts) < 100
    return posts, announcement


def fresh(channel="C1"):
    [announcement] = announcements_of(INCIDENT.arn, [channel], [])
    return announcement


def test_the_card_comes_first_and_the_story_into_its_thread():
    posts, _ = bring_up_to_date(fresh(), CARD, told(3), CHANNELS)
    card, story = posts
    assert (card.card, card.ts) == (CARD, None)
    assert (story.thread_ts, [line.event_id for line in story.lines]) == ("1.0", ["0", "1", "2"])


@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), st.integers(0, 45)), max_size=8))
def test_whatever_happens_every_line_is_told_once_in_order_and_the_card_is_edited_when_it_changes(history):
    announcement, heard, edits, length, last = fresh(), [], 0, 0, None
    for title, more in history:
        length += more
        card = replace(CARD, title=title)
        posts, announcement = bring_up_to_date(announcement, card, told(length), CHANNELS)
        heard += [line.event_id for post in posts if isinstance(post, Tell) for line in post.lines]
        edits += title != last
        assert sum(isinstance(post, PutCard) for post in posts) == (title != last)
        last = title
    assert heard == [str(n) for n in range(length)]


def test_what_is_up_to_date_is_left_alone():
    _, announcement = bring_up_to_date(fresh(), CARD, told(2), CHANNELS)
    assert next_post(announcement, CARD, told(2), CHANNELS) is None


def test_a_channel_that_the_incident_left_is_told_where_it_went_and_then_left_alone():
    _, announcement = bring_up_to_date(fresh(), CARD, told(1), ["C1"])
    posts, announcement = bring_up_to_date(announcement, CARD, told(2), ["C2"])
    [goodbye] = posts
    assert goodbye.card.moved_to == ("C2",)
    assert announcement.moved_at == START
    assert next_post(announcement, replace(CARD, title="New"), told(5), ["C3"]) is None


def test_an_incident_without_channels_says_so_in_the_last_one():
    _, announcement = bring_up_to_date(fresh(), CARD, [], ["C1"])
    [goodbye], _ = bring_up_to_date(announcement, CARD, [], [])
    assert goodbye.card.moved_to == ()
    assert goodbye.card.warnings


def test_a_channel_that_it_comes_back_to_is_kept_up_to_date_again():
    _, announcement = bring_up_to_date(fresh(), CARD, told(1), ["C1"])
    _, announcement = bring_up_to_date(announcement, CARD, told(1), ["C2"])
    posts, announcement = bring_up_to_date(announcement, CARD, told(2), ["C1"], START + minutes(1))
    assert [type(post) for post in posts] == [PutCard, Tell]
    assert posts[0].ts == "1.0"
    assert announcement.moved_at is None


def test_a_channel_that_never_had_the_card_is_not_told_that_it_moved():
    assert next_post(fresh(), CARD, told(1), ["C2"]) is None


def test_each_channel_has_one_announcement():
    known = fresh("C1")
    assert [one.slack_channel_id for one in announcements_of(INCIDENT.arn, CHANNELS, [known])] == CHANNELS
    assert announcements_of(INCIDENT.arn, [], [known]) == [known]


def test_a_post_has_the_same_key_however_often_it_is_tried_and_another_one_has_another():
    first, again = (next_post(fresh(), CARD, [], CHANNELS).key for _ in range(2))
    other = next_post(fresh(), replace(CARD, impact=2), [], CHANNELS).key
    assert first == again != other


def test_the_card_of_a_deleted_incident_says_so():
    _, announcement = bring_up_to_date(fresh(), CARD, [], CHANNELS)
    post = last_post(announcement, START)
    assert (post.ts, post.card.title) == ("1.0", DELETED)
    assert last_post(fresh(), START) is None


def test_a_digest_tells_nothing_of_the_card():
    _, announcement = bring_up_to_date(fresh(), CARD, [], CHANNELS)
    assert isinstance(announcement, Announcement)
    assert "Checkout" not in announcement.card_digest
