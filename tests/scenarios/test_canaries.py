"""Nothing that people wrote can be read in what Muster leaves on the disk or writes to its log."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp

from tests.scenarios.world import World, asks, words

CANARIES = {
    "title": "crimson heron over the till",
    "summary": "azure lobster in the cellar",
    "event": "golden walrus at the gate",
    "display name": "Umber Ocelot",
    "address": "indigo.badger@example.org",
    "channel name": "ochre gecko line",
    "note": "scarlet vole takes over",
    "content": "violet pangolin on the roof",
    "related item": "teal mongoose dashboard",
    "mistyped": "magenta axolotl",
}


async def test_no_word_of_an_incident_is_readable_on_the_disk(world: World) -> None:
    codes = await live_through(world)

    while_running = remains(world) + (await figures(world)).encode()
    assert await world.muster.stop() == 0
    afterwards = remains(world)

    assert b"response-plan/checkout" in while_running, (
        "names that are part of ARNs are clear: the search looks at it all"
    )
    phrases = [phrase.encode() for phrase in [*CANARIES.values(), *codes]]
    found = [phrase for phrase in phrases for heap in (while_running, afterwards) if phrase.lower() in heap.lower()]
    assert found == []


async def live_through(world: World) -> list[str]:
    """Write each phrase where people would; give back the codes of the pages."""
    ana, title = world.ana, CANARIES["title"]
    contact = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/ben"
    await ana.types(f'ssm-contacts update-contact --contact-id {contact} --display-name "{CANARIES["display name"]}"')
    await ana.types(
        f'ssm-contacts create-contact-channel --contact-id {contact} --name "{CANARIES["channel name"]}" '
        f"--type EMAIL --delivery-address SimpleAddress={CANARIES['address']} --defer-activation"
    )
    incident = await ana.starts(title)
    page = await world.page_of(world.ben, title)
    codes = re.findall(r"\b\d{6}\b", words(page))
    assert codes
    await ana.types(f'ssm-incidents update-incident-record --arn {incident} --summary "{CANARIES["summary"]}"')
    await ana.types(
        f"ssm-incidents create-timeline-event --incident-record-arn {incident} --event-type Note "
        f"""--event-time now --event-data '"{CANARIES["event"]}"'"""
    )
    await ana.types(
        f"ssm-incidents update-related-items --incident-record-arn {incident} --related-items-update "
        f"""'{{"itemToAdd": {{"title": "{CANARIES["related item"]}", "identifier": """
        """{"type": "OTHER", "value": {"url": "https://status.example.com"}}}}'"""
    )
    await ana.types(
        f"ssm-contacts start-engagement --contact-id {contact} --sender Ana --subject Help "
        f'--content "{CANARIES["content"]}"'
    )
    await ana.types(f'ssm-incidents start-incidnet --title "{CANARIES["mistyped"]}"')
    accept = re.search(r"ssm-contacts accept-page [^`]*", words(page))
    assert accept
    await world.ben.types(f'{accept[0].strip()} --note "{CANARIES["note"]}"')
    await world.until(lambda: not asks(page))
    return list(set(codes))


async def figures(world: World) -> str:
    """What monitoring reads."""
    async with aiohttp.ClientSession() as session, session.get(f"{world.muster.url}/metrics") as answer:
        assert answer.status == 200
        text = await answer.text()
    assert 'muster_sends_total{carrier="slack",message="page",outcome="ok"}' in text, "this Muster has paged"
    return text


def remains(world: World) -> bytes:
    """Everything in the data directory, and what the process has printed."""
    files: list[Path] = [path for path in world.data.rglob("*") if path.is_file() and path.name != "outbox.jsonl"]
    assert any(path.name == "muster.db" for path in files)
    return b"\n".join(path.read_bytes() for path in files) + world.muster.said().encode()
