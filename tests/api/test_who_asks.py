"""Who is asked to be paged at a new address reads who asks, even where that was a program with a key."""

from __future__ import annotations

import json
from pathlib import Path

from tests.api.running import running
from tests.life.life import until


def test_a_key_asks_in_the_name_of_the_team(tmp_path: Path) -> None:
    with running(tmp_path, outbox_file=True) as api:
        api.onboard()
        contacts = api.client("ssm-contacts")
        ana = contacts.create_contact(Alias="ana", DisplayName="Ana", Type="PERSONAL", Plan={"Stages": []})
        contacts.create_contact_channel(
            ContactId=ana["ContactArn"], Name="phone", Type="SMS", DeliveryAddress={"SimpleAddress": "+15550100"}
        )
        outbox = tmp_path / "data" / "outbox.jsonl"
        [line] = until(lambda: (outbox.exists() and outbox.read_text().splitlines()) or None, "the activation code")
    text = json.loads(line)["text"]
    assert text.startswith("Your team (ada) asks to page Ana here when an alarm goes off. Activation code ")
