"""Which of a person's pages a list shows: the one that this telephone got, for only its code can be looked up there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.answering.matter import Matter, one_of_each
from core.contacts.contact import Stage
from core.engagements.engagement import Engagement, FrozenContact, FrozenPlan, Page
from tests.operations.muster import ARNS, START

ANA = ARNS.contact("ana")
MAIL, TEXT = ARNS.contact_channel("ana", "mail"), ARNS.contact_channel("ana", "text")
ENGAGED = FrozenContact(arn=ANA, type="PERSONAL", name="Ana", stages=(Stage(lasts=timedelta(minutes=1)),))
ENGAGEMENT = Engagement(
    arn=ARNS.engagement("ana", "1"), contact_arn=ANA, sender="s", subject="s", content="c", started_at=START,
    started_by="s", plan=FrozenPlan(engaged=ENGAGED),
)  # fmt: skip


def page(name: str, channel: str, *, is_out: bool = True, after: int = 0) -> Matter:
    at = START + timedelta(seconds=after)
    made = Page(
        arn=ARNS.page("ana", name), engagement_arn=ENGAGEMENT.arn, contact_arn=ANA, channel_arn=channel, slot=name,
        created_at=at, code=name, sent_at=at if is_out else None,
    )  # fmt: skip
    return Matter(page=made, engagement=ENGAGEMENT)


def shown(*matters: Matter) -> list[str]:
    return [one.page.code for one in one_of_each(matters, {TEXT})]


def test_the_page_of_this_telephone_stands_for_an_older_one_elsewhere():
    assert shown(page("1", MAIL), page("2", TEXT, after=1)) == ["2"]


def test_what_has_not_gone_out_here_gives_way_to_what_went_out_elsewhere():
    assert shown(page("1", TEXT, is_out=False), page("2", MAIL, after=1)) == ["2"]


def test_without_any_that_went_out_the_oldest_is_shown():
    assert shown(page("2", MAIL, is_out=False, after=1), page("1", MAIL, is_out=False)) == ["1"]


def test_engagements_stay_in_the_order_in_which_they_asked():
    other = page("3", TEXT, after=2)
    other = replace(other, engagement=replace(ENGAGEMENT, arn=ARNS.engagement("ana", "2")))
    assert shown(other, page("1", MAIL)) == ["1", "3"]
