"""What a simulation says, in the words that people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.contact_channels.contact_channel import ContactChannel
from core.contacts.contact import ChannelTarget, Contact, ContactTarget, Stage
from core.rotations.rotation import Recurrence, Rotation
from core.simulation.acknowledgement import Acknowledgement
from core.simulation.facts import Facts
from core.simulation.lines import lines
from core.simulation.simulation import Simulation, simulate
from tests.operations.muster import ARNS, MINUTE, START, escalation, person, slack_channel

ANAS, BENS = slack_channel("ana"), slack_channel("ben")
ANA, BEN = person("ana", ANAS), person("ben", BENS)
PLAN = escalation("plan", ANA, BEN)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def told(
    *contacts: Contact,
    channels: Iterable[ContactChannel] = (ANAS, BENS),
    rotations: Iterable[Rotation] = (),
    acks: Iterable[tuple[Contact, float]] = (),
    engaged: tuple[str, ...] = (),
) -> Simulation:
    """What happens where the first of the contacts is engaged."""
    facts = Facts(
        minute=MINUTE,
        contacts={one.arn: one for one in contacts},
        channels={one.arn: one for one in channels},
        rotations={one.arn: one for one in rotations},
    )
    answers = [Acknowledgement(contact_arn=who.arn, at=after(minutes)) for who, minutes in acks]
    return simulate("checkout", engaged or (contacts[0].arn,), facts, answers, START)


def texts(simulation: Simulation) -> list[str]:
    return [f"{(one.at - START) / MINUTE:g} {one.text}" for one in simulation.happenings]


def test_a_plan_is_told_from_its_start_to_its_end():
    assert texts(told(PLAN, ANA, BEN)) == [
        "0 Plan is engaged.",
        "0 Stage 1 of Plan begins.",
        "0 Ana is paged through SLACK “Slack” (UANA).",
        "1 Stage 2 of Plan begins.",
        "1 Ben is paged through SLACK “Slack” (UBEN).",
        "2 Nobody has answered, and Plan has come to its end: nobody is left to page.",
    ]


def test_an_essential_acknowledgement_makes_what_is_behind_it_unreachable():
    assert texts(told(PLAN, ANA, BEN, acks=[(ANA, 0.5)]))[-2:] == [
        "0.5 Ana acknowledges: Plan stops, and nobody else is paged.",
        "1 Stage 2 of Plan is never reached: Plan has stopped at +0:30.",
    ]


def test_who_acknowledges_in_the_minute_in_which_a_stage_begins_is_too_late_to_stop_that_one():
    assert [line for line in texts(told(PLAN, ANA, BEN, acks=[(ANA, 1)])) if line.startswith("1 ")] == [
        "1 Stage 2 of Plan begins.",
        "1 Ben is paged through SLACK “Slack” (UBEN).",
        "1 Ana acknowledges: Plan stops, and nobody else is paged.",
    ]


def test_an_acknowledgement_that_is_not_essential_goes_with_no_more_pages_to_that_person():
    stages = [Stage(lasts=MINUTE, contacts=(ContactTarget(contact_arn=who.arn),)) for who in (ANA, BEN, ANA)]
    plan = replace(PLAN, stages=tuple(stages))
    assert texts(told(plan, ANA, BEN, acks=[(ANA, 0.5)]))[3:] == [
        "0.5 Ana acknowledges: Plan goes on, as they are not essential in it.",
        "1 Stage 2 of Plan begins.",
        "1 Ben is paged through SLACK “Slack” (UBEN).",
        "2 Stage 3 of Plan begins.",
        "2 Ana is not paged through SLACK “Slack” (UANA): they have acknowledged already.",
        "3 Plan has come to its end, answered by Ana: nobody else is left to page.",
    ]


def test_whoever_is_not_asked_acknowledges_nothing():
    unheard = [
        line for line in texts(told(PLAN, ANA, BEN, acks=[(BEN, 0.5), (ANA, 0.6), (ANA, 0.7)])) if "nothing" in line
    ]
    assert unheard == [
        "0.5 Ben acknowledges nothing: no page asks them at this moment.",
        "0.7 Ana acknowledges nothing: no page asks them at this moment.",
    ]


def test_a_channel_that_is_not_activated_or_gone_is_skipped_and_the_stage_told_as_silent():
    asleep = told(PLAN, ANA, BEN, channels=[replace(ANAS, activated_at=None)])
    assert [line for line in texts(asleep) if "not paged" in line] == [
        "0 Ana is not paged through SLACK “Slack” (UANA): the contact channel is not activated.",
        "1 Ben is not paged through one of their contact channels: the contact channel does not exist any more.",
    ]
    assert asleep.remarks == ("Plan reaches nobody: no stage of the plan has a contact channel that can be used.",)
    half = told(PLAN, ANA, BEN, channels=[ANAS])
    assert half.remarks == ("Stage 2 of Plan pages nobody: Ben has no active channel.",)


def test_an_address_that_is_not_for_the_reader_is_left_out():
    hidden = told(ANA, channels=[replace(ANAS, address="")])
    assert "0 Ana is paged through SLACK “Slack”." in texts(hidden)


def test_people_who_are_gone_or_have_no_channel_in_their_plan_are_named():
    nobodys = replace(BEN, stages=())
    assert [line for line in texts(told(PLAN, nobodys)) if "paged" in line or "names" in line] == [
        "0 Stage 1 of Plan names ana, who does not exist any more.",
        "1 Ben is not paged: their own plan names no contact channel.",
    ]
    gone = told(PLAN, ANA, BEN, engaged=(ARNS.contact("zed"),))
    assert texts(gone) == ["0 checkout names zed, who does not exist any more."]
    assert told(PLAN, engaged=()).remarks != ()


def test_a_plan_that_engages_nobody_says_so():
    facts = Facts(minute=MINUTE)
    assert simulate("checkout", (), facts, (), START).remarks == ("checkout engages nobody: nobody would be paged.",)


def weekly(*people: Contact, since: datetime) -> Rotation:
    return Rotation(
        arn=ARNS.rotation("1"),
        name="turns",
        contact_arns=tuple(one.arn for one in people),
        time_zone="UTC",
        start_at=since,
        recurrence=Recurrence(daily=(after(1).time(),), multiplier=1, number_of_on_calls=1),
        created_at=START,
    )


def test_whoever_is_on_call_is_named_when_the_stage_begins_and_so_is_nobody():
    rota = Contact(arn=ARNS.contact("rota"), alias="rota", type="ONCALL_SCHEDULE", rotation_arns=(ARNS.rotation("1"),))
    target = (ContactTarget(contact_arn=rota.arn, is_essential=True),)
    plan = replace(PLAN, stages=(Stage(lasts=MINUTE, contacts=target),) * 2)
    handed = texts(told(plan, rota, ANA, BEN, rotations=[weekly(ANA, BEN, since=after(-9))]))
    assert [line for line in handed if "On call" in line] == ["0 On call in rota: Ana.", "1 On call in rota: Ben."]
    late = texts(told(plan, rota, ANA, BEN, rotations=[weekly(ANA, BEN, since=after(1))]))
    assert "0 Nobody was on call in rota when stage 1 of Plan began." in late
    gone = texts(told(plan, rota, rotations=[weekly(ANA, since=after(-9))]))
    assert "0 ana is on call in rota and does not exist any more." in gone


def test_reminders_that_outlast_the_plan_are_told():
    slow = Stage(lasts=3 * MINUTE, channels=(ChannelTarget(channel_arn=ANAS.arn, retry_every=2 * MINUTE),))
    plan = replace(PLAN, stages=PLAN.stages[:1])
    assert texts(told(plan, replace(ANA, stages=(slow,))))[-2:] == [
        "1 Nobody has answered, and Plan has come to its end: those who were paged are still reminded.",
        "2 Ana is paged again through SLACK “Slack” (UANA), the 2nd time.",
    ]


def test_a_channel_that_would_ring_too_often_is_told_of():
    often = Stage(lasts=MINUTE, channels=(ChannelTarget(channel_arn=ANAS.arn),) * 4)
    facts = Facts(
        minute=MINUTE, bundles=True, contacts={ANA.arn: replace(ANA, stages=(often,))}, channels={ANAS.arn: ANAS}
    )
    told = (
        "SLACK “Slack” (UANA) of Ana would ring more than 3 times within a minute: "
        "what is more comes as one message, up to a minute later."
    )
    assert simulate("checkout", (ANA.arn,), facts, (), START).remarks == (told,)
    assert simulate("checkout", (ANA.arn,), replace(facts, bundles=False), (), START).remarks == ()
    thrice = replace(ANA, stages=(replace(often, channels=often.channels[:3]),))
    assert simulate("checkout", (ANA.arn,), replace(facts, contacts={ANA.arn: thrice}), (), START).remarks == ()


def test_the_lines_of_a_terminal_carry_both_times():
    shown = list(lines(told(PLAN, ANA, BEN)))
    assert shown[0] == (
        "If an incident of checkout started on Sunday, 2026-03-01 at 12:00:00 UTC (played through; nobody is paged):"
    )
    assert shown[-1].startswith("+2:00  12:02:00  Nobody has answered")
