"""Whom does the engine page, and what stops it?"""

from __future__ import annotations

from datetime import timedelta

from core.engine.ports import CannotDeliver
from core.listing import Window
from core.work import Cancel
from tests.operations.muster import ARNS, START


async def test_stage_after_stage_is_paged_until_somebody_answers(world):
    for alias in ("ana", "ben", "cleo"):
        await world.person(alias)
    engagement = await world.engage(await world.escalation(("ana",), ("ben",), ("cleo",)))
    await world.settle()
    assert world.telephones.rang() == ["UANA"]
    await world.wait(minutes=5)
    assert world.telephones.rang() == ["UANA", "UBEN"]
    await world.answers("ben", world.telephones.pages[1])
    await world.wait(hours=2)
    assert world.telephones.rang() == ["UANA", "UBEN"]
    assert (await world.engagement(engagement)).acknowledged_by == ARNS.contact("ben")


async def test_what_is_paged_says_who_asks_for_what_and_with_which_code(world):
    await world.person("ana")
    await world.person("ben")
    await world.engage(await world.escalation(("ben",), ("ana",)), PublicSubject="Public")
    await world.wait(minutes=5)
    page = world.telephones.pages[1]
    assert (page.contact_name, page.sender, page.subject, page.content) == ("Ana", "ada", "Help", "Come quickly.")
    assert (page.public_subject, page.public_content) == ("Public", None)
    assert (page.stage, page.stages, page.attempt) == (1, 2, 1)
    assert (await world.storage.pages.get(page.page_arn)).code == page.code
    assert len({one.code for one in world.telephones.pages}) == 2


async def test_the_pages_that_are_not_needed_any_more_are_told_so(world):
    await world.person("ana")
    await world.person("ben")
    await world.engage(await world.escalation(("ana", "ben")))
    await world.settle()
    by_ana, by_ben = world.telephones.reached("ana"), world.telephones.reached("ben")
    await world.answers("ben", by_ben)
    await world.settle()
    outcomes = {page.page_arn: page.outcome for page in world.telephones.revisions}
    assert outcomes == {by_ana.page_arn: "Ben has taken this", by_ben.page_arn: "You acknowledged this page"}
    assert await world.receipts(by_ana.page_arn) == ["SENT", "STOP"]
    assert await world.receipts(by_ben.page_arn) == ["SENT", "DELIVERED", "READ"]


async def test_whoever_is_not_essential_stops_their_own_pages_only(world):
    await world.person("ana", RetryIntervalInMinutes=1)
    await world.person("ben")
    await world.engage(await world.escalation(("ana?",), ("ben",)))
    await world.settle()
    await world.answers("ana", world.telephones.pages[0])
    await world.wait(hours=1)
    assert world.telephones.rang() == ["UANA", "UBEN"]


async def test_a_page_is_repeated_under_its_name_and_code(world):
    await world.engage(await world.person("ana", RetryIntervalInMinutes=2))
    await world.wait(hours=1)
    assert [page.attempt for page in world.telephones.pages] == [1, 2, 3]
    assert len({(page.page_arn, page.code) for page in world.telephones.pages}) == 1
    assert [page.reference for page in world.telephones.pages] == [None, "UANA/1", "UANA/2"]


async def test_a_stop_stops_and_says_so(world):
    await world.person("ana")
    await world.person("ben")
    engagement = await world.engage(await world.escalation(("ana",), ("ben",)))
    await world.settle()
    await world.muster.contacts("StopEngagement", EngagementId=engagement, Reason="Solved")
    await world.wait(hours=1)
    assert world.telephones.rang() == ["UANA"]
    assert [page.outcome for page in world.telephones.revisions] == ["The engagement was stopped"]
    assert (await world.engagement(engagement)).stop_reason == "Solved"


async def test_a_channel_that_cannot_be_used_is_skipped_and_the_plan_goes_on(world):
    await world.person("ana")
    await world.person("ben")
    [of_ana] = await world.storage.contact_channels.with_address("SLACK", "UANA")
    await world.muster.contacts("DeactivateContactChannel", ContactChannelId=of_ana.arn)
    engagement = await world.engage(await world.escalation(("ana",), ("ben",)))
    await world.wait(minutes=5)
    assert world.telephones.rang() == ["UBEN"]
    assert (await world.engagement(engagement)).skipped_slots == ("0.0/0.0",)
    assert [page.contact_arn for page in await world.pages(engagement)] == [ARNS.contact("ben")]


async def test_a_channel_that_was_deleted_is_skipped(world):
    engagement = await world.engage(await world.person("ana"))
    [of_ana] = await world.storage.contact_channels.with_address("SLACK", "UANA")
    await world.muster.contacts("DeleteContactChannel", ContactChannelId=of_ana.arn)
    await world.wait(minutes=10)
    assert world.telephones.rang() == []
    assert (await world.engagement(engagement)).finished_at


async def test_a_page_that_can_never_be_delivered_says_why_and_the_plan_goes_on(world):
    await world.person("ana")
    await world.person("ben")
    plan = await world.escalation(("ana",), ("ben",))
    world.telephones.trouble["UANA"] = [CannotDeliver("account_inactive")]
    await world.engage(plan)
    await world.wait(minutes=5)
    assert world.telephones.rang() == ["UBEN"]
    [failed] = (await world.storage.pages.by_contact(ARNS.contact("ana"), Window(10))).items
    assert [(receipt.type, receipt.info) for receipt in failed.receipts] == [("ERROR", "account_inactive")]
    assert failed.sent_at is None


async def test_the_plan_has_an_end_that_is_written_down(world):
    engagement = await world.engage(await world.person("ana", RetryIntervalInMinutes=1))
    await world.wait(minutes=3)
    assert (await world.engagement(engagement)).finished_at is None
    await world.wait(minutes=3)
    assert (await world.engagement(engagement)).finished_at


async def test_an_incident_s_timeline_tells_of_each_page_and_of_the_answer(world):
    ana, ben = await world.person("ana", RetryIntervalInMinutes=2), await world.person("ben")
    plan = await world.muster.plan(engagements=[await world.escalation(("ana",), ("ben",))])
    incident = await world.muster.start(plan)
    await world.wait(minutes=5)
    world.clock.advance(seconds=1)
    await world.answers("ben", world.telephones.pages[-1])
    [engagement] = await world.storage.engagements.of_incident(incident)
    told = [event for event in await world.muster.events(incident) if "Contacts" in event[0]]
    assert told == [
        ("SSM Contacts Page for Incident", {"contactArn": ana, "engagementArn": engagement.arn}),
        ("SSM Contacts Page for Incident", {"contactArn": ben, "engagementArn": engagement.arn}),
        ("SSM Contacts Page Acknowledgement for Incident", {"contactArn": ben, "engagementArn": engagement.arn}),
    ]


async def test_resolving_an_incident_ends_its_paging(world):
    await world.person("ana")
    await world.person("ben")
    plan = await world.muster.plan(engagements=[await world.escalation(("ana",), ("ben",))])
    incident = await world.muster.start(plan)
    await world.settle()
    await world.muster.incidents("UpdateIncidentRecord", arn=incident, status="RESOLVED")
    await world.wait(hours=1)
    assert world.telephones.rang() == ["UANA"]
    assert [page.outcome for page in world.telephones.revisions] == ["The incident is resolved"]


async def test_whoever_was_paged_for_an_incident_that_is_deleted_hears_of_that(world):
    incident = await world.muster.start(await world.muster.plan(engagements=[await world.person("ana")]))
    await world.settle()
    await world.muster.incidents("DeleteIncidentRecord", arn=incident)
    await world.settle()
    [revision] = world.telephones.revisions
    assert revision.outcome == "The incident was deleted; nothing is asked of you"


async def test_an_engagement_may_belong_to_an_incident_of_somebody_else(world):
    await world.engage(await world.person("ana"), IncidentId="TICKET-1")
    await world.settle()
    assert world.telephones.pages[0].incident_arn is None
    await world.answers("ana", world.telephones.pages[0])


async def test_stages_that_fell_due_while_nobody_ran_are_paged_one_after_the_other(world):
    for alias in ("ana", "ben", "cleo", "dora"):
        await world.person(alias)
    await world.engage(await world.escalation(("ana",), ("ben", "cleo"), ("dora",)))
    world.clock.at = START + timedelta(minutes=20)
    await world.settle()
    assert world.telephones.rang()[0] == "UANA", "whatever else is due, she first"
    await world.wait(seconds=1)
    assert [set(world.telephones.rang()[1:3]), world.telephones.rang()[3:]] == [{"UBEN", "UCLEO"}, ["UDORA"]]


async def test_overdue_stages_are_made_up_for_one_after_the_other_also_by_who_oversleeps_again(world):
    for alias in ("ana", "ben", "cleo"):
        await world.person(alias)
    engagement = await world.engage(await world.escalation(("ana",), ("ben",), ("cleo",)))
    await world.settle()
    for paged in (["UANA"], ["UANA", "UBEN"]):
        world.clock.at += timedelta(minutes=12)
        assert world.telephones.rang() == paged
        await world.engine.turn()  # it makes the next page, and then nobody is there for a while
        assert len(await world.pages(engagement)) == len(paged) + 1
        world.clock.at += timedelta(minutes=12)
        await world.engine.turn()
    await world.wait(seconds=1)
    assert world.telephones.rang() == ["UANA", "UBEN", "UCLEO"]


async def test_nobody_is_passed_over_for_one_whose_page_does_not_go_out(world):
    for alias in ("ana", "ben"):
        await world.person(alias)
    engagement = await world.engage(await world.escalation(("ana",), ("ben",)))
    world.clock.at += timedelta(minutes=12)
    [page] = await world.pages(engagement)
    await world.muster.storage.store.commit([Cancel(f"page {page.arn}")])
    await world.wait(seconds=6)
    assert world.telephones.rang() == ["UBEN"]
