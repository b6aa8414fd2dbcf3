"""An engine on a real database, with a clock to move, carriers that note what they are handed, and people to page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, get_args

from bot import environment
from bot.assembly.engine import Outside, engine_of, ledger_of
from bot.assembly.hand_offs import InSlack
from bot.delivery.operators.alarm import Alarm
from core.announcements.card import Card, StoryLine
from core.caller import Caller
from core.engagements.engagement import Engagement, Page
from core.engine.ports import (
    ActivationMessage,
    CannotDeliver,
    Carriers,
    HandedOver,
    Notice,
    PageMessage,
    Posted,
    TryLater,
)
from core.engine.watch import Watch
from core.notifications.notification import Notification
from core.step import Lane
from core.work import Change, Store
from tests.operations.muster import ARNS, MEMBER, MovableClock, Muster

Happening = Callable[[], Awaitable[object]]


@dataclass
class Telephones:
    """Carrier and `Carriers` at once: everybody's messages in one place."""

    pages: list[PageMessage] = field(default_factory=list)
    revisions: list[PageMessage] = field(default_factory=list)
    activations: list[ActivationMessage] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    found: dict[tuple[str, int], HandedOver] = field(default_factory=dict)
    """Pages that can be seen to have gone out, by ARN and attempt."""
    unseen: list[Exception] = field(default_factory=list)
    """What keeps whoever looks for them from seeing anything, the next times."""
    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    """What the next messages to an address run into."""
    away: dict[str, TryLater] = field(default_factory=dict)
    """What every message to an address runs into, as long as that is here."""
    tried: list[PageMessage] = field(default_factory=list)
    """Pages as they came, refused or not."""
    meanwhile: Happening | None = None
    """Happens once, while the next page is on its way."""

    def for_type(self, channel_type: str) -> Telephones:
        return self

    async def page(self, message: PageMessage) -> HandedOver:
        self.tried.append(message)
        self._stumble(message.address)
        self.pages.append(message)
        if self.meanwhile:
            happening, self.meanwhile = self.meanwhile, None
            await happening()
        return HandedOver(info=f"M{len(self.pages)}", reference=f"{message.address}/{len(self.pages)}")

    async def find(self, message: PageMessage) -> HandedOver | None:
        if self.unseen:
            raise self.unseen.pop(0)
        return self.found.get((message.page_arn, message.attempt))

    async def revise(self, message: PageMessage) -> None:
        self._stumble(message.address)
        self.revisions.append(message)

    async def activate(self, message: ActivationMessage) -> HandedOver:
        self._stumble(message.address)
        self.activations.append(message)
        return HandedOver(info="activation")

    async def warn(self, message: Notice) -> None:
        self._stumble(message.address)
        self.warnings.append(message)

    def _stumble(self, address: str) -> None:
        if self.trouble.get(address):
            raise self.trouble[address].pop(0)
        if address in self.away:
            raise self.away[address]

    def rang(self) -> list[str]:
        """Whom a page reached, in order."""
        return [page.address for page in self.pages]

    def reached(self, alias: str) -> PageMessage:
        """The last page that reached this person: of several that go at once, either may be first."""
        return [page for page in self.pages if page.address == f"U{alias.upper()}"][-1]


@dataclass
class Board:
    """Every Slack channel that incidents are announced in."""

    clock: MovableClock
    cards: list[tuple[str, Card, str | None]] = field(default_factory=list)
    told: list[tuple[str, StoryLine]] = field(default_factory=list)
    closed_until: dict[str, datetime] = field(default_factory=dict)
    """Which channels take nothing for how long."""
    strangers: set[str] = field(default_factory=set)
    """Channels that Muster may not post to."""

    async def put_card(self, channel_id: str, card: Card, key: str, ts: str | None) -> Posted:
        self._stumble(channel_id)
        self.cards.append((channel_id, card, ts))
        return Posted(ts=ts or f"TS-{channel_id}")

    async def find_card(self, channel_id: str, incident_arn: str) -> str | None:
        return next(
            (
                f"TS-{where}"
                for where, card, _ in self.cards
                if (where, card.incident_arn) == (channel_id, incident_arn)
            ),
            None,
        )

    async def tell(self, channel_id: str, thread_ts: str, lines: Sequence[StoryLine], key: str) -> Posted:
        self._stumble(channel_id)
        self.told += [(channel_id, line) for line in lines]
        return Posted(ts=thread_ts)

    def _stumble(self, channel_id: str) -> None:
        if channel_id in self.strangers:
            raise CannotDeliver("not_in_channel")
        left = self.closed_until.get(channel_id, self.clock.now()) - self.clock.now()
        if left > timedelta():
            raise TryLater(left, "ratelimited")


@dataclass
class Listeners:
    """Everybody who listens to a notification target."""

    heard: list[tuple[str, Notification]] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    """What the next notifications run into."""

    async def publish(self, topic_arn: str, notification: Notification) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.heard.append((topic_arn, notification))


class PowerCut(BaseException):
    """The process is gone."""


class FragileStore:
    """Loses power before or after a commit, when it is told to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.before: int | None = None
        """So many commits from now are still made."""
        self.after: int | None = None
        """The process hears of so many commits from now; the next is made and not heard of."""
        self.commits = 0

    async def commit(self, changes: list[Change]) -> None:
        if self.before is not None and self.commits >= self.before:
            raise PowerCut
        await self._store.commit(changes)
        if self.after is not None and self.commits >= self.after:
            raise PowerCut
        self.commits += 1


class World:
    def __init__(self, muster: Muster, carriers: Carriers | None = None, in_slack: InSlack | None = None) -> None:
        """Everybody has a telephone, unless there are other `carriers`; nobody looks at hand-offs."""
        self.muster = muster
        self.clock = muster.clock
        self.storage = muster.storage
        self.telephones = Telephones()
        self.board = Board(muster.clock)
        self.listeners = Listeners()
        self.operators = Alarm(muster.clock)
        self.store = FragileStore(muster.storage.store)
        settings = environment.read({})
        outside = Outside(
            carriers=carriers or self.telephones,
            noticeboard=self.board,
            operators=self.operators,
            targets=self.listeners,
            in_slack=in_slack or InSlack(),
        )
        self.engine = engine_of(settings, self.storage, self.store, outside, self.clock)
        ledger = ledger_of(settings, self.store, self.clock)
        self.watch = Watch(
            engagements=self.storage.engagements, lanes=self.storage.lanes, ledger=ledger, operators=self.operators
        )

    # Time

    async def settle(self) -> None:
        """Carry out everything that is due now, and what follows from it."""
        while await self.engine.turn():
            pass

    async def wait(self, **time: float) -> None:
        """Let time pass, as an engine that is awake sees it: from one due moment to the next."""
        await self.wait_until(self.clock.now() + timedelta(**time))

    async def wait_until(self, end: datetime) -> None:
        """The same, up to that moment."""
        await self.settle()
        while (due_at := await self._next_due_at()) and due_at <= end:
            self.clock.at = max(due_at, self.clock.now())
            await self.settle()
        self.clock.at = end

    async def _next_due_at(self) -> datetime | None:
        moments = [await self.storage.steps.next_due_at(lane) for lane in get_args(Lane)]
        return min((at for at in moments if at), default=None)

    async def restart(self) -> None:
        """What the next process does first."""
        self.store.before = self.store.after = None
        await self.storage.steps.release_all()
        await self.watch.look()

    # People

    async def person(self, alias: str, **plan: Any) -> str:
        """Somebody with an activated Slack channel, paged through it for five minutes."""
        contact = await self._contact(alias, "PERSONAL", {"Stages": []})
        channel = await self.channel(alias)
        target = {"ChannelTargetInfo": {"ContactChannelId": channel, **plan}}
        stages = [{"DurationInMinutes": 5, "Targets": [target]}]
        await self.muster.contacts("UpdateContact", ContactId=contact, Plan={"Stages": stages})
        return contact

    async def channel(self, alias: str, **members: Any) -> str:
        """One more channel; the person has agreed to it."""
        request = {
            "ContactId": ARNS.contact(alias),
            "Name": "Slack",
            "Type": "SLACK",
            "DeliveryAddress": {"SimpleAddress": f"U{alias.upper()}"},
            **members,
        }
        answer = await self.muster.contacts(
            "CreateContactChannel", caller=self.themselves(alias, admin=True), **request
        )
        return str(answer["ContactChannelArn"])

    async def escalation(self, *stages: tuple[str, ...], alias: str = "plan", essential: bool = True) -> str:
        """Five minutes between stages; whoever ends in `?` is not essential."""
        written = [
            {
                "DurationInMinutes": 5,
                "Targets": [
                    {
                        "ContactTargetInfo": {
                            "ContactId": ARNS.contact(one.rstrip("?")),
                            "IsEssential": not one.endswith("?"),
                        }
                    }
                    for one in stage
                ],
            }
            for stage in stages
        ]
        return await self._contact(alias, "ESCALATION", {"Stages": written})

    async def _contact(self, alias: str, type_: str, plan: dict[str, Any]) -> str:
        request = {"Alias": alias, "Type": type_, "DisplayName": alias.title(), "Plan": plan}
        return str((await self.muster.contacts("CreateContact", **request))["ContactArn"])

    def themselves(self, alias: str, *, admin: bool = False) -> Caller:
        """This person, as Slack knows them."""
        user = f"U{alias.upper()}"
        return replace(
            MEMBER,
            arn=ARNS.slack_user(user),
            user_id=user,
            name=alias.title(),
            contact_arns=frozenset({ARNS.contact(alias)}),
            standing="administrator" if admin else "member",
        )

    # What they do

    async def engage(self, contact_arn: str, **members: Any) -> str:
        """Start an engagement; its ARN."""
        request = {"ContactId": contact_arn, "Sender": "ada", "Subject": "Help", "Content": "Come quickly.", **members}
        return str((await self.muster.contacts("StartEngagement", **request))["EngagementArn"])

    async def answers(self, alias: str, page: Page | PageMessage, **members: Any) -> None:
        """Press the button of this page."""
        arn = page.arn if isinstance(page, Page) else page.page_arn
        request = {"PageId": arn, "AcceptType": "READ", "AcceptCode": page.code, **members}
        await self.muster.contacts("AcceptPage", caller=self.themselves(alias), **request)

    # What is stored

    async def engagement(self, arn: str) -> Engagement:
        found = await self.storage.engagements.get(arn)
        assert found
        return found

    async def pages(self, engagement_arn: str) -> list[Page]:
        return await self.storage.pages.all_of(engagement_arn)

    async def receipts(self, page_arn: str) -> list[str]:
        """The types of a page's receipts as they came."""
        page = await self.storage.pages.get(page_arn)
        assert page
        return [receipt.type for receipt in page.receipts]
