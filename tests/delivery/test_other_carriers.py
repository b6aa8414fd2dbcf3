"""What becomes of messages that no provider is configured for?"""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest

from bot.delivery.carriers import CarriersByType
from bot.delivery.outbox_file import OutboxFile
from core.engine.ports import CannotDeliver, TryLater
from tests.slack.memory import MovableClock
from tests.slack.test_looks import a_page_message, an_activation


async def test_without_a_provider_the_receipt_says_what_to_set() -> None:
    carriers = CarriersByType({})
    for channel_type, setting in (("SLACK", "SLACK_BOT_TOKEN"), ("EMAIL", "MUSTER_"), ("SMS", "MUSTER_")):
        with pytest.raises(CannotDeliver, match=setting):
            await carriers.for_type(channel_type).page(a_page_message(channel_type=channel_type))
        with pytest.raises(CannotDeliver, match=setting):
            await carriers.for_type(channel_type).activate(an_activation("Ana"))


async def test_each_type_has_its_own_carrier_and_the_outbox_takes_the_rest(tmp_path: Path) -> None:
    outbox, special = OutboxFile(tmp_path / "outbox.jsonl", MovableClock()), OutboxFile(tmp_path / "x", MovableClock())
    carriers = CarriersByType({"SLACK": special}, outbox)
    assert carriers.for_type("SLACK") is special
    assert carriers.for_type("SMS") is outbox


async def test_the_outbox_is_one_object_a_line_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    outbox = OutboxFile(path, MovableClock())
    await asyncio.gather(*(outbox.page(a_page_message(code=f"{n:06d}", content="line\nbreak")) for n in range(50)))
    await outbox.activate(an_activation("Ana"))
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["code"] for line in lines] == [f"{n:06d}" for n in range(50)] + ["654321"]
    assert list(lines[0]) == [
        "at", "channel_type", "address", "contact_channel_arn", "page_arn", "kind", "text", "code",
    ]  # fmt: skip
    assert (lines[0]["kind"], lines[-1]["kind"], lines[-1]["page_arn"]) == ("page", "activation", None)
    assert "Checkout is down" in lines[0]["text"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_an_outbox_that_cannot_be_written_is_for_later(tmp_path: Path) -> None:
    with pytest.raises(TryLater):
        await OutboxFile(tmp_path / "nowhere" / "outbox.jsonl", MovableClock()).page(a_page_message())


async def test_what_stands_in_for_a_text_message_has_public_words_only(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    outbox = OutboxFile(path, MovableClock())
    said = {"public_subject": "You are paged for an incident", "public_content": "Critical impact."}
    for channel_type in ("SMS", "EMAIL", "VOICE"):
        await outbox.page(a_page_message(channel_type=channel_type, **said))
    texts = [json.loads(line)["text"] for line in path.read_text().splitlines()]
    assert ["All payments fail" in text for text in texts] == [False, True, True]
    assert ["You are paged for an incident. Critical impact." in text for text in texts] == [True, False, False]
