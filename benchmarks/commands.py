"""What is typed: the organisation that the measurement needs, and the commands whose cost is measured."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle, islice

import aiohttp

from benchmarks.load import SECRET, Keyed
from benchmarks.slack_end import Message, SlackEnd
from tests.slack.deliveries import Delivery, action_of, command, event, interaction, said
from tests.slack.workspace import BOT_USER

ADMINISTRATOR = "U0BENCH"
RESPONDERS = tuple(f"U0RESP{number}" for number in range(8))
CHANNELS = tuple(f"C0ROOM{number:02d}" for number in range(20))
ARN = re.compile(r"arn:aws:[a-z-]+:[a-z0-9-]*:\d{12}:[A-Za-z0-9/_-]+")
ANSWERS_WITHIN = 10.0


class WentWrong(Exception):
    """The product did not do what the measurement is about."""


def mention(slack: SlackEnd, text: str, *, user: str = ADMINISTRATOR, channel: str = CHANNELS[0]) -> Keyed:
    """Somebody writes to the bot in a channel; the answer comes in the message's thread."""
    ts = slack.new_ts()
    message = said({"type": "message", "user": user, "text": f"<@{BOT_USER}> {text}", "ts": ts}, channel, "channel")
    return ts, event({**message, "type": "app_mention"})


def slash(slack: SlackEnd, text: str, number: int) -> Keyed:
    """Somebody types `/aws …`; the answer comes to the address that the command names."""
    name = f"{number}-{secrets.token_hex(4)}"
    url = f"{slack.url}/response/{name}"
    trigger = f"{name}.trigger"
    return name, command(text, user=ADMINISTRATOR, channel=CHANNELS[0], trigger=trigger, response_url=url)


def press(slack: SlackEnd, page: Message) -> Keyed:
    """The person who was paged presses the page's first button; the page itself changes."""
    block = next(one for one in page.body["blocks"] if one["type"] == "actions")
    user = f"U{page.channel[1:]}"
    pressed = interaction(
        "block_actions",
        user=user,
        trigger=f"{page.ts}.trigger",
        container={"type": "message", "message_ts": page.ts, "channel_id": page.channel, "is_ephemeral": False},
        channel={"id": page.channel, "name": "directmessage"},
        message={**page.body, "type": "message", "user": BOT_USER, "ts": page.ts},
        response_url=f"{slack.url}/response/{page.ts}",
        actions=[action_of(block["elements"][0], block.get("block_id", ""))],
        state={"values": {}},
    )
    return page.ts, pressed


@dataclass(slots=True)
class Typist:
    """An administrator at the keyboard: sets the organisation up, and writes the commands of a stretch of load."""

    slack: SlackEnd
    http: aiohttp.ClientSession
    url: str
    incidents: list[str] = field(default_factory=list)
    """ARNs of the incidents that were started."""
    _marks: Iterator[int] = field(default_factory=count)
    _run: str = field(default_factory=lambda: secrets.token_hex(3))

    async def types(self, text: str, *, user: str = ADMINISTRATOR) -> str:
        """Write one command and give back what the answer says."""
        ts, delivery = mention(self.slack, text, user=user)
        await self._deliver(delivery)
        if not await self.slack.until(lambda: self.slack.replies.get(ts), ANSWERS_WITHIN):
            raise WentWrong(f"no answer to: {text}")
        return str(self.slack.replies.pop(ts)[0].body)

    async def names(self, text: str, *, user: str = ADMINISTRATOR) -> str:
        """Write one command and give back the ARN in its answer."""
        answer = await self.types(text, user=user)
        found = ARN.search(answer)
        if found is None:
            raise WentWrong(f"{text}\nwas answered by\n{answer[:1500]}")
        return found[0]

    async def set_up(self) -> None:
        """Responders with a Slack channel each, a plan that pages nobody, and one for each responder."""
        await self.names("""ssm-incidents create-replication-set --regions '{"us-east-1": {}}'""")
        await self.names("ssm-incidents create-response-plan --name quiet --incident-template title=Quiet,impact=4")
        for user in RESPONDERS:
            await self._responder(user)

    async def _responder(self, user: str) -> None:
        alias = user.lower()
        contact = await self.names(
            f"ssm-contacts create-contact --alias {alias} --display-name {alias} --type PERSONAL "
            """--plan '{"Stages": []}'"""
        )
        reached = await self.types(
            f"ssm-contacts create-contact-channel --contact-id {contact} --name Slack --type SLACK "
            f"--delivery-address SimpleAddress={user}", user=user,
        )  # fmt: skip
        channel = next(one for one in ARN.findall(reached) if ":contact-channel/" in one)
        target = {"ChannelTargetInfo": {"ContactChannelId": channel}}
        plan = json.dumps({"Stages": [{"DurationInMinutes": 30, "Targets": [target]}]})
        await self.types(f"ssm-contacts update-contact --contact-id {contact} --plan '{plan}'")
        await self.names(
            f"ssm-incidents create-response-plan --name {alias} --incident-template title=Paging,impact=2 "
            f"--engagements {contact}"
        )

    def starts(self, number: int, plan: Callable[[int], str] = lambda _: "quiet") -> list[Keyed]:
        """Commands that start incidents, known by their threads."""
        return [
            mention(self.slack, self._start(plan(one)), channel=CHANNELS[one % len(CHANNELS)]) for one in range(number)
        ]

    def pages(self, number: int) -> list[Keyed]:
        """The same, known by a mark in the title that the page repeats."""
        made = []
        for one in range(number):
            text = self._start(RESPONDERS[one % len(RESPONDERS)].lower())
            _, delivery = mention(self.slack, text, channel=CHANNELS[one % len(CHANNELS)])
            made.append((text.rpartition("(")[2].rstrip(')"'), delivery))
        return made

    def _start(self, plan: str) -> str:
        mark = f"mark-{self._run}-{next(self._marks)}"
        arn = f"arn:aws:ssm-incidents::111122223333:response-plan/{plan}"
        return f'ssm-incidents start-incident --response-plan-arn {arn} --impact 3 --title "Checkout is down ({mark})"'

    def gets(self, number: int) -> list[Keyed]:
        """Commands that read one incident each."""
        some = islice(cycle(self.incidents[-500:]), number)
        return self._each(f"ssm-incidents get-incident-record --arn {arn}" for arn in some)

    def lists(self, number: int) -> list[Keyed]:
        """Commands that read the newest incidents."""
        return self._each("ssm-incidents list-incident-records --max-results 10" for _ in range(number))

    def slashes(self, number: int) -> list[Keyed]:
        """Slash commands that read."""
        some = islice(cycle(self.incidents[-500:]), number)
        return [
            slash(self.slack, f"ssm-incidents get-incident-record --arn {arn}", one) for one, arn in enumerate(some)
        ]

    def presses(self) -> list[Keyed]:
        """The Acknowledge button of each page that has arrived."""
        return [press(self.slack, page) for page in self.slack.pages.values()]

    def _each(self, texts: Iterator[str]) -> list[Keyed]:
        return [mention(self.slack, text, channel=CHANNELS[one % len(CHANNELS)]) for one, text in enumerate(texts)]

    def remember_started(self, keys: Sequence[str]) -> None:
        """Note the incidents that these commands' answers name; each must name one of its own."""
        arns = [self._incident(key) for key in keys]
        if len(set(arns)) != len(keys):
            raise WentWrong(f"{len(keys)} commands started {len(set(arns))} incidents")
        self.incidents += arns

    def _incident(self, key: str) -> str:
        for message in self.slack.replies[key]:
            for arn in ARN.findall(json.dumps(message.body)):
                if ":incident-record/" in arn:
                    return arn
        raise WentWrong(f"start-incident was answered by {self.slack.replies[key][0].body}")

    async def _deliver(self, delivery: Delivery) -> None:
        async with self.http.post(self.url, data=delivery.body(), headers=delivery.headers(SECRET)) as response:
            if response.status != 200:
                raise WentWrong(f"{response.status} at {time.ctime()}: {await response.text()}")
