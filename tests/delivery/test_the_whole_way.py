"""A whole Muster, from its settings on: a page leaves by the second mail server, its link brings the answer back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.environment import read
from bot.main import Muster, compose
from core.caller import Caller
from core.clock import SystemClock
from tests.delivery.mail_server import MailServer, texts
from tests.operations.muster import ARNS

PUBLIC = "https://muster.example.com"
ADMIN = Caller(arn=ARNS.root(), standing="administrator", name="root")
NOBODY = "smtp+plain://127.0.0.1:9?from=muster@example.com"
"""Where no mail server is."""


@dataclass
class Whole:
    muster: Muster
    mailbox: MailServer

    async def contacts(self, operation: str, **params: Any) -> dict[str, Any]:
        return await self.muster.dispatcher.call(ADMIN, f"ssm-contacts:{operation}", params)

    async def mail(self, count: int) -> str:
        """The text of the so manieth."""
        async with asyncio.timeout(30):
            while len(self.mailbox.envelopes) < count:
                self.mailbox.taken.clear()
                await self.mailbox.taken.wait()
        return texts(self.mailbox.mails[count - 1])[0]

    async def ana(self) -> tuple[str, str]:
        """The contact, and her mailbox, which she has agreed to be paged in."""
        params = {"Alias": "ana", "Type": "PERSONAL", "DisplayName": "Ana", "Plan": {"Stages": []}}
        contact = (await self.contacts("CreateContact", **params))["ContactArn"]
        told = {"Name": "Work", "Type": "EMAIL", "DeliveryAddress": {"SimpleAddress": "ana@example.com"}}
        channel = (await self.contacts("CreateContactChannel", ContactId=contact, **told))["ContactChannelArn"]
        found = re.search(r"Code (\d{6})", await self.mail(1))
        assert found
        await self.contacts("ActivateContactChannel", ContactChannelId=channel, ActivationCode=found[1])
        targets = [{"ChannelTargetInfo": {"ContactChannelId": channel}}]
        plan = {"Stages": [{"DurationInMinutes": 5, "Targets": targets}]}
        await self.contacts("UpdateContact", ContactId=contact, Plan=plan)
        return contact, channel


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    async with MailServer() as mailbox:
        second = f"smtp+plain://127.0.0.1:{mailbox.port}?from=Muster%20<muster@example.com>"
        settings = read({
            "MUSTER_DATA_DIR": str(tmp_path), "PORT": "0", "MUSTER_MAIL": f"{NOBODY},{second}",
            "MUSTER_PUBLIC_URL": PUBLIC,
        })  # fmt: skip
        muster = await compose(settings, SystemClock())
        await muster.start()
        await muster.dispatcher.call(ADMIN, "ssm-incidents:CreateReplicationSet", {"regions": {"us-east-1": {}}})
        yield Whole(muster, mailbox)
        await muster.stop()


async def test_somebody_agrees_is_paged_and_answers_with_the_button(whole: Whole) -> None:
    contact, channel = await whole.ana()
    told = {"Sender": "ada", "Subject": "The vault is open", "Content": "Run.", "PublicSubject": "Come quickly"}
    engagement = (await whole.contacts("StartEngagement", ContactId=contact, **told))["EngagementArn"]
    found = re.search(rf"{PUBLIC}\S+", await whole.mail(2))
    assert found
    link = found[0].replace(PUBLIC, whole.muster.server.url)
    async with aiohttp.ClientSession() as session:
        async with session.get(link) as answer:
            assert "The vault is open" in await answer.text()
        async with session.post(link, data={"one": ""}) as answer:
            assert "Acknowledged. It is yours now." in await answer.text()
    [page] = (await whole.contacts("ListPagesByEngagement", EngagementId=engagement))["Pages"]
    assert page["ReadTime"]
    assert "Come quickly" not in await whole.mail(2)
    moved = {"DeliveryAddress": {"SimpleAddress": "new@example.com"}}
    await whole.contacts("UpdateContactChannel", ContactChannelId=channel, **moved)
    await whole.mail(4)
    assert {(mail["To"], mail["Subject"]) for mail in whole.mailbox.mails[2:]} == {
        ("ana@example.com", "Ana is not paged here any more"),
        ("new@example.com", "May Muster page you here, as Ana?"),
    }
    assert (
        "The mail server 127.0.0.1:9 takes no mails: it cannot be used" in await whole.muster.houses.operators.state()
    )
