"""Two workspaces, one app: what is said in the one is the one account's business, and nobody else's."""

from __future__ import annotations

import logging
from pathlib import Path

import aiohttp
import pytest

from tests.houses.town import ANA, BEN, CHANNEL, HERE, OTHER_TEAM, THERE, UNKNOWN_TEAM, Town, with_team
from tests.slack.deliveries import Delivery, event, said
from tests.slack.workspace import ELSEWHERE

WHO = "sts get-caller-identity"
LOOK = "ssm-incidents list-replication-sets"
SET_UP = "ssm-incidents create-replication-set --regions 'us-east-1={}'"


async def test_the_same_words_in_two_workspaces_are_two_accounts_business(town: Town) -> None:
    await town.installs()
    for slack in (town.home, town.other):
        await slack.somebody(ANA).says(WHO)
    await town.settled()
    assert f"sts::{HERE}:assumed-role/muster-slack/{ANA}" in str(town.home.said_in(ANA))
    assert f"sts::{THERE}:assumed-role/muster-slack/{ANA}" in str(town.other.said_in(ANA))
    assert THERE not in str(town.home.said_in(ANA))
    assert HERE not in str(town.other.said_in(ANA))


async def test_who_administers_the_one_is_nobody_special_in_the_other(town: Town) -> None:
    await town.installs()
    for slack in (town.home, town.other):
        await slack.somebody(ANA).says(SET_UP)
        await slack.somebody(BEN).says(SET_UP)
    await town.settled()
    for account, creator in ((HERE, ANA), (THERE, BEN)):
        [arn] = (await town.call(account, "ssm-incidents:ListReplicationSets"))["replicationSetArns"]
        kept = (await town.call(account, "ssm-incidents:GetReplicationSet", arn=arn))["replicationSet"]
        assert kept["createdBy"] == f"arn:aws:sts::{account}:assumed-role/muster-slack/{creator}"


async def test_the_same_id_of_a_delivery_is_done_in_both(town: Town) -> None:
    await town.installs()
    message = town.home.workspace.post(town.home.workspace.direct(ANA), ANA, WHO)
    town.other.workspace.direct(ANA)
    delivery = event(said(message, f"D0{ANA}", "im"))
    for slack in (town.home, town.other, town.other):
        await slack.deliver(delivery)
    await town.settled()
    assert [len(slack.said_in(ANA)) for slack in (town.home, town.other)] == [1, 1]


async def test_what_is_for_nobody_is_acknowledged_once_told_and_not_done(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    nobodys = with_team(town, UNKNOWN_TEAM)
    with caplog.at_level(logging.WARNING):
        for text in ("help", WHO):
            assert [one.status for one in await nobodys.somebody(BEN).says(text)] == [200]
    await town.settled()
    assert not nobodys.said_in(BEN)
    assert [UNKNOWN_TEAM in one.message for one in caplog.records if one.name == "bot.slack.entrance"] == [True]


async def test_a_stranger_in_a_shared_channel_is_refused_where_it_was_received(town: Town) -> None:
    await town.installs()
    town.home.workspace.person("U9GUEST", "from elsewhere", "stranger")
    stranger = town.home.somebody("U9GUEST")
    await stranger.mentions(LOOK, channel=CHANNEL)
    shared = event({
        **said(town.home.workspace.post(town.home.workspace.channels[CHANNEL], "U9GUEST", "x"), CHANNEL, "channel"),
        "type": "app_mention", "text": "<@U0BOT> " + LOOK, "team": ELSEWHERE, "user_team": ELSEWHERE,
    })  # fmt: skip
    asked = len(town.other.calls)
    shared.payload["team_id"] = OTHER_TEAM  # where it happened; that it was received at home counts
    await town.home.deliver(shared)
    await town.settled()
    assert str(town.home.said_in(CHANNEL)).count("is not authorized to perform: ssm-incidents:List") >= 2
    assert not town.other.calls[asked:]
    assert not town.other.said_in(CHANNEL)


async def test_each_account_is_told_for_itself_by_healthz(town: Town) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(f"{town.muster.server.url}/healthz") as answer:
        told = (await answer.json())["accounts"]
    assert {account: one["slack"] for account, one in told.items()} == {HERE: "connected", THERE: "not installed"}
    assert {one["engine"] for one in told.values()} == {"ok"}


async def test_a_page_goes_to_the_workspace_of_its_account(town: Town) -> None:
    await town.installs()
    for account in (HERE, THERE):
        await town.call(account, "ssm-incidents:CreateReplicationSet", regions={"us-east-1": {}})
        contact = await town.call(
            account, "ssm-contacts:CreateContact", Alias="ben", Type="PERSONAL", Plan={"Stages": []}
        )
        await town.call(
            account, "ssm-contacts:CreateContactChannel", ContactId=contact["ContactArn"], Name="slack", Type="SLACK",
            DeliveryAddress={"SimpleAddress": BEN},
        )  # fmt: skip
    await town.other.until(lambda: town.other.said_in(BEN))
    await town.home.until(lambda: town.home.said_in(BEN))
    assert [len(slack.said_in(BEN)) for slack in (town.home, town.other)] == [1, 1]


async def test_one_socket_is_enough_for_both(tmp_path: Path) -> None:
    async with Town(tmp_path, SLACK_APP_TOKEN="xapp-fake-app") as town:
        await town.installs()
        for slack in (town.home, town.other):
            message = slack.workspace.post(slack.workspace.direct(BEN), BEN, WHO)
            payload = slack.here(event(said(message, f"D0{BEN}", "im")).payload)
            assert (await town.home.deliver(Delivery(kind="events_api", payload=payload))).status == 200
        await town.settled()
        assert [account in str(slack.said_in(BEN)) for account, slack in ((HERE, town.home), (THERE, town.other))] == [
            True,
            True,
        ]


async def test_it_is_the_token_that_says_whose_side_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with Town(tmp_path, named="T0MISTAKEN") as town:
        side = town.muster.houses.sides[0]
        await side.state()
        await side._introduction
        await town.home.somebody(BEN).says(WHO)
        await town.settled()
        assert f"muster-slack/{BEN}" in str(town.home.said_in(BEN))
    assert (
        "The token is of the workspace T0TEAM, which is served, and MUSTER_ORGANIZATION names T0MISTAKEN" in caplog.text
    )
