"""What does Slack receive of hand-offs, and what becomes of its refusals?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest

from bot.delivery.slack_hand_offs import SlackHandOffs
from bot.delivery.slack_user_groups import NEVER, SlackUserGroups
from bot.slack.blocks.hand_off import hand_off
from bot.slack.web import SlackWeb
from core.engine.ports import CannotDeliver, TryLater
from core.handoffs.post import HandOffPost, Incidents, OpenIncident, Person
from tests.slack.fake_slack import FakeSlack
from tests.slack.memory import MovableClock
from tests.slack.world import AT, shown

ANA, BEN, CLEO = (Person(name=name, slack_user_id=f"U{name.upper()}") for name in ("Ana", "Ben", "Cleo"))
TILL = AT + timedelta(hours=8)
KEY = "arn:aws:ssm-contacts:us-east-1:111122223333:contact/weekly 2026-03-01T09:00:00+00:00"


def a_post(**members: object) -> HandOffPost:
    usual = {
        "schedule": "Checkout <on call>",
        "alias": "weekly",
        "out": (ANA,),
        "came": (BEN,),
        "stay": (CLEO,),
        "until": TILL,
        "incidents": Incidents(),
    }
    return HandOffPost(**{**usual, **members})  # type: ignore[arg-type]  # as given


@dataclass
class Line:
    slack: FakeSlack
    board: SlackHandOffs
    groups: SlackUserGroups


async def line_to(slack: FakeSlack, session: aiohttp.ClientSession) -> Line:
    web = SlackWeb(session, slack.bot_token, MovableClock(), slack.api_url)
    for one in ("ana", "ben"):
        slack.workspace.person(f"U{one.upper()}", one)
    slack.workspace.channel("C1", "incidents")
    slack.workspace.groups = {"S0604QSJC": ("oncall", ()), "S0604QSJD": ("other", ())}
    return Line(slack, SlackHandOffs(web, lambda post: hand_off(post).payload), SlackUserGroups(web))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with FakeSlack() as slack, aiohttp.ClientSession() as session:
        yield await line_to(slack, session)
        assert slack.problems == []
        assert slack.woken == []


async def test_who_comes_is_mentioned_and_who_goes_or_stays_is_named(line):
    await line.board.post("C1", a_post(), KEY)
    (message,) = line.slack.said_in("C1")
    text = shown(message)
    assert "Checkout &lt;on call&gt;*: <@UBEN> *on call now* until <!date^" in text
    assert "Out: Ana" in text
    assert "Still on call: Cleo" in text
    assert "No incident is open." in text
    assert "`@aws oncall weekly`" in text
    assert "<@UANA>" not in str(message)
    assert "<@UCLEO>" not in str(message)
    assert "<@" not in message["text"], "the notification's words mention nobody again"


async def test_open_incidents_are_listed_and_those_of_other_channels_are_only_counted(line):
    one = OpenIncident(title="Card payments <!channel> fail", impact=1, since=AT, who="Ana has it")
    await line.board.post("C1", a_post(incidents=Incidents(here=(one,) * 12, elsewhere=2)), KEY)
    text = shown(line.slack.said_in("C1")[0])
    assert text.count("Card payments &lt;!channel&gt; fail* · Critical impact · since <!date^") == 10
    assert "Ana has it" in text
    assert "… and 2 more" in text
    assert "2 more open incidents in other channels" in text


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"came": (), "stay": ()}, "*Nobody is on call* until <!date^"),
        ({"came": (), "until": None}, "Cleo *still on call*\n"),
        ({"came": (Person(name="Dora"),), "stay": ()}, "Dora *on call now*"),
        ({"incidents": Incidents(are_known=False)}, "could not be read"),
        ({"incidents": Incidents(elsewhere=1)}, "1 open incident in other channels"),
    ],
)
async def test_it_says_what_is(line, members, says):
    await line.board.post("C1", a_post(**members), KEY)
    assert says in shown(line.slack.said_in("C1")[0])


async def test_the_greatest_post_fits(line):
    people = tuple(Person(name="<&>" * 60, slack_user_id=None) for _ in range(200))
    one = OpenIncident(title="<&>" * 200, impact=1, since=AT, who="<&>" * 200)
    post = a_post(schedule="<&>" * 90, out=people, came=people, stay=people, incidents=Incidents(here=(one,) * 100))
    await line.board.post("C1", post, KEY)


async def test_what_was_posted_is_recognised_by_its_key(line):
    assert not await line.board.has("C1", KEY)
    await line.board.post("C1", a_post(), KEY)
    assert await line.board.has("C1", KEY)
    assert not await line.board.has("C1", f"{KEY} else")


async def test_a_group_is_put_by_id_or_by_handle(line):
    await line.groups.put("S0604QSJC", ("UANA", "UBEN"))
    await line.groups.put("other", ("UBEN",))
    assert line.slack.workspace.groups == {"S0604QSJC": ("oncall", ("UANA", "UBEN")), "S0604QSJD": ("other", ("UBEN",))}
    assert len(line.slack.called("usergroups.list")) == 1


@pytest.mark.parametrize("error", sorted(NEVER))
async def test_a_no_is_said_in_words(line, error):
    line.slack.fail("usergroups.users.update", error)
    with pytest.raises(CannotDeliver) as no:
        await line.groups.put("S0604QSJC", ("UANA",))
    assert str(no.value) == NEVER[error]


@pytest.mark.parametrize("name", ["nobodys", "S0604QSJX"])
async def test_a_group_that_is_not_there_is_said_to_be_none(line, name):
    with pytest.raises(CannotDeliver, match="knows no"):
        await line.groups.put(name, ("UANA",))


async def test_a_limit_says_until_when(line):
    line.slack.limit("usergroups.users.update", retry_after=30)
    with pytest.raises(TryLater) as wait:
        await line.groups.put("S0604QSJC", ("UANA",))
    assert wait.value.after == timedelta(seconds=30)


async def test_an_app_that_was_installed_before_says_which_scope_it_lacks():
    async with FakeSlack(scopes=frozenset({"chat:write"})) as slack, aiohttp.ClientSession() as session:
        line = await line_to(slack, session)
        with pytest.raises(CannotDeliver, match="lacks a scope"):
            await line.groups.put("oncall", ("UANA",))
