"""What does an answer to a page stop, and which answers are refused?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.engagements.acceptance import (
    MOST_WRONG_CODES,
    Acceptance,
    AlreadyAccepted,
    Answer,
    Superseded,
    WrongCode,
    accept,
)
from core.engagements.escalation import decide
from core.engagements.stopping import stop
from tests.rules.plans import START, Engine, arn, by, channel, engage, minutes, person, plan, stage, whom

NOW = START + minutes(6)


def three_stages(*, essential: bool) -> Engine:
    """An escalation whose first two stages have begun."""
    ana = person("ana", stage(10, by("ana")), stage(0, by("ana", 1)))
    engine = Engine(
        engage(
            plan(stage(5, whom("ana", essential=essential)), stage(5, whom("ben")), stage(0, whom("cleo"))),
            ana,
            person("ben"),
            person("cleo"),
        )
    )
    engine.tick(NOW)
    return engine


def answer(engine: Engine, slot: str, now=NOW, **members):
    page = engine.pages[slot]
    given = {"type": "READ", "code": page.code, **members}
    outcome = accept(Answer(**given), page, engine.engagement, list(engine.pages.values()), now)
    if isinstance(outcome, Acceptance):
        engine.engagement = outcome.engagement
        engine.put(*outcome.pages)
    if isinstance(outcome, WrongCode):
        engine.put(outcome.page)
    return outcome


def receipts(engine: Engine, slot: str) -> list[tuple[str, str | None]]:
    return [(receipt.type, receipt.info) for receipt in engine.pages[slot].receipts]


def test_an_essential_answer_ends_the_plan_and_closes_everybody_s_pages():
    engine = three_stages(essential=True)
    outcome = answer(engine, "0.0/0.0")
    assert outcome.acknowledged
    assert [page.slot for page in outcome.pages] == ["0.0/0.0", "1.0/0.0"]
    assert (engine.engagement.acknowledged_at, engine.engagement.acknowledged_by) == (NOW, arn("ana"))
    assert receipts(engine, "0.0/0.0") == [("DELIVERED", "000000"), ("READ", "000000")]
    assert receipts(engine, "1.0/0.0") == [("STOP", None)]
    assert decide(engine.engagement, list(engine.pages.values()), NOW + minutes(60)).finished


def test_another_answer_stops_the_person_s_own_pages_alone():
    engine = three_stages(essential=False)
    outcome = answer(engine, "0.0/0.0")
    assert [page.slot for page in outcome.pages] == ["0.0/0.0"]
    assert engine.engagement.acknowledged_at is None
    engine.stay_awake_until(NOW + minutes(60))
    assert engine.pages.keys() == {"0.0/0.0", "1.0/0.0", "2.0/0.0"}


def test_whoever_is_essential_only_in_a_later_stage_ends_the_plan_by_answering_an_earlier_page():
    engine = Engine(
        engage(
            plan(
                stage(5, whom("ana", essential=False), whom("ben")),
                stage(5, whom("cleo")),
                stage(0, whom("ana"), whom("ben", essential=False)),
            ),
            person("ana"),
            person("ben"),
            person("cleo"),
        )
    )
    engine.tick(START)
    answer(engine, "0.0/0.0")
    assert engine.engagement.acknowledged_by == arn("ana")
    engine.stay_awake_until(NOW + minutes(60))
    assert engine.pages.keys() == {"0.0/0.0", "0.1/0.0"}
    assert all(page.closed_at for page in engine.pages.values())


def test_a_person_who_was_engaged_in_person_ends_it_by_answering_any_of_the_pages():
    engine = Engine(engage(person("ana", stage(5, by("ana"), by("ana", 1)), stage(0, by("ana", 2)))))
    engine.tick(START)
    answer(engine, "0.1")
    assert engine.engagement.acknowledged_by == arn("ana")
    assert engine.pages["0.0"].closed_at == NOW


def test_word_of_delivery_answers_nothing():
    engine = three_stages(essential=True)
    outcome = answer(engine, "0.0/0.0", type="DELIVERED")
    assert not outcome.acknowledged
    assert engine.pages["0.0/0.0"].delivered_at == NOW
    assert engine.pages["0.0/0.0"].closed_at is None
    assert answer(engine, "0.0/0.0", type="DELIVERED").pages == ()


def test_a_page_that_was_delivered_keeps_the_time_of_that_when_it_is_read():
    engine = three_stages(essential=True)
    answer(engine, "0.0/0.0", type="DELIVERED")
    answer(engine, "0.0/0.0", now=NOW + minutes(1))
    page = engine.pages["0.0/0.0"]
    assert (page.delivered_at, page.read_at) == (NOW, NOW + minutes(1))
    assert receipts(engine, "0.0/0.0") == [("DELIVERED", "000000"), ("READ", "000000")]


def test_answering_twice_is_harmless_and_says_who_did_and_when():
    engine = three_stages(essential=True)
    answer(engine, "0.0/0.0")
    assert answer(engine, "0.0/0.0", now=NOW + minutes(1)) == AlreadyAccepted(arn("ana"), NOW)


def test_answering_another_of_one_s_pages_afterwards_is_harmless_as_well():
    engine = Engine(engage(person("ana", stage(5, by("ana"), by("ana", 1)))))
    engine.tick(START)
    answer(engine, "0.0")
    assert answer(engine, "0.1", now=NOW + minutes(1)) == AlreadyAccepted(arn("ana"), NOW)


def test_a_page_that_somebody_else_made_needless_says_who():
    engine = three_stages(essential=True)
    answer(engine, "0.0/0.0")
    assert answer(engine, "1.0/0.0", now=NOW + minutes(1)) == Superseded(arn("ana"), NOW)


def test_a_page_of_a_stopped_engagement_says_when():
    engine = three_stages(essential=True)
    engine.engagement, closed = stop(engine.engagement, engine.pages.values(), None, NOW)
    engine.put(*closed)
    assert answer(engine, "1.0/0.0", now=NOW + minutes(1)) == Superseded(None, NOW)


@pytest.mark.parametrize("code", ["000001", "0000000", "999999", "0000000000"])
def test_another_code_is_refused_and_counted(code):
    engine = three_stages(essential=True)
    assert isinstance(answer(engine, "0.0/0.0", code=code), WrongCode)
    assert engine.pages["0.0/0.0"].wrong_codes == 1
    assert engine.pages["0.0/0.0"].read_at is None


def test_after_five_wrong_codes_the_right_one_is_refused_but_not_to_the_page_s_owner():
    engine = three_stages(essential=True)
    for _ in range(MOST_WRONG_CODES):
        answer(engine, "0.0/0.0", code="999999")
    assert isinstance(answer(engine, "0.0/0.0"), WrongCode)
    assert engine.pages["0.0/0.0"].wrong_codes == MOST_WRONG_CODES
    assert answer(engine, "0.0/0.0", from_owner=True).acknowledged


def test_wrong_codes_for_one_page_do_not_close_another():
    engine = three_stages(essential=True)
    for _ in range(MOST_WRONG_CODES):
        answer(engine, "0.0/0.0", code="999999")
    assert answer(engine, "1.0/0.0").acknowledged


def test_an_owner_s_wrong_code_is_wrong_as_well():
    engine = three_stages(essential=True)
    assert isinstance(answer(engine, "0.0/0.0", code="999999", from_owner=True), WrongCode)


def test_where_the_code_does_not_count_any_will_do():
    engine = three_stages(essential=True)
    assert answer(engine, "0.0/0.0", code="999999", code_counts=False).acknowledged


def test_a_note_and_the_channel_of_the_answer_go_to_the_receipt():
    engine = three_stages(essential=True)
    answer(engine, "0.0/0.0", note="On my way", channel_arn=channel("ana", 7))
    last = engine.pages["0.0/0.0"].receipts[-1]
    assert (last.type, last.info, last.channel_arn) == ("READ", "On my way", channel("ana", 7))


def test_an_answer_after_the_end_of_the_plan_still_counts():
    engine = Engine(engage(person("ana")))
    engine.tick(START)
    engine.engagement = replace(engine.engagement, finished_at=START)
    assert answer(engine, "0.0").acknowledged
    assert (engine.engagement.acknowledged_at, engine.engagement.finished_at) == (NOW, START)


def test_stopping_again_changes_nothing():
    engine = three_stages(essential=True)
    once, closed = stop(engine.engagement, engine.pages.values(), "solved", NOW)
    assert stop(once, closed, "again", NOW + minutes(1)) == (once, ())
    assert (once.stopped_at, once.stop_reason) == (NOW, "solved")


def test_stopping_what_was_acknowledged_leaves_the_acknowledgement_alone():
    engine = three_stages(essential=True)
    answer(engine, "0.0/0.0")
    assert stop(engine.engagement, engine.pages.values(), "solved", NOW) == (engine.engagement, ())
