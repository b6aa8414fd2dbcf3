"""The main story, from a typed command to a resolved incident, with nothing faked but Slack itself."""

from __future__ import annotations

import json
import re

from tests.scenarios.world import ANA, BEN, CHLOE, DEV, World, asks, shown, words

TITLE = "Checkout is down"


async def test_an_incident_is_paged_escalated_acknowledged_told_and_resolved(world: World) -> None:
    incident = await world.ana.starts(TITLE)

    first = await world.page_of(world.ben, TITLE)
    assert "High" in shown(first)
    assert re.search(r"\b\d{6}\b", shown(first))
    card = (await world.until(lambda: world.cards(TITLE)))[0]
    await world.until(lambda: "Ben" in shown(card))

    second = await world.page_of(world.chloe, TITLE)  # because Ben does not answer
    await world.chloe.presses("Acknowledge", second)

    await world.until(lambda: not asks(first) and not asks(second))
    assert "Chloe" in shown(first)
    await world.until(lambda: re.search("Chloe.* acknowledged", shown(card)))
    await world.until(lambda: any("Chloe" in words(one) for one in world.thread(card)))

    told = await event_types(world, incident)
    assert told[:2] == ["SSM Incident Trigger", "SSM Incident Start"]
    assert told.count("SSM Contacts Page for Incident") == 2
    assert told[-1] == "SSM Contacts Page Acknowledgement for Incident"

    await world.ana.types(f"ssm-incidents update-incident-record --arn {incident} --status RESOLVED")
    await world.until(lambda: "Resolved" in shown(card))
    assert not world.pages(DEV, TITLE)
    assert not world.pages(ANA, TITLE)
    assert len(world.cards(TITLE)) == 1


async def test_a_page_can_be_accepted_by_its_code(world: World) -> None:
    await world.ana.starts(TITLE, plan="only-ben")
    page = await world.page_of(world.ben, TITLE)
    command = re.search(r"ssm-contacts accept-page [^`]*", words(page))
    assert command
    wrong = re.sub(r"\d{6}$", lambda code: f"{(int(code[0]) + 1) % 10**6:06}", command[0].strip())

    await world.ben.types(wrong)
    assert asks(page)
    await world.ben.types(command[0])
    await world.until(lambda: not asks(page))


async def test_somebody_else_cannot_answer_for_the_one_who_was_paged(world: World) -> None:
    await world.ana.starts(TITLE, plan="only-ben")
    page = await world.page_of(world.ben, TITLE)
    command = re.search(r"ssm-contacts accept-page [^`]*", words(page))
    assert command

    answer = await world.chloe.types(command[0])
    assert "not authorized" in answer
    assert asks(page)


async def test_resolving_stops_the_escalation(world: World) -> None:
    incident = await world.ana.starts(TITLE)
    page = await world.page_of(world.ben, TITLE)
    await world.ana.types(f"ssm-incidents update-incident-record --arn {incident} --status RESOLVED")
    await world.until(lambda: not asks(page))

    await world.ana.starts("Another one")  # and long after the first would have reached its second stage:
    await world.page_of(world.dev, "Another one")
    assert not world.pages(CHLOE, TITLE)
    assert [user for _, user in world.handed_over(TITLE)] == [BEN]


async def event_types(world: World, incident: str) -> list[str]:
    """The types of the timeline's events, oldest first."""
    answer = await world.ana.types(
        f"ssm-incidents list-timeline-events --incident-record-arn {incident} "
        """--sort-order ASCENDING --query 'eventSummaries[].eventType'"""
    )
    found = re.search(r"\[.*\]", answer, re.DOTALL)
    assert found, answer
    types: list[str] = json.loads(found[0])
    return types
