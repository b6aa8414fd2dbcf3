"""Requirements 36 to 39: what people and strangers write does nothing but say what it says, and holds nobody up."""

from __future__ import annotations

import ast
import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from botocore.model import StringShape

from bot.http.outgoing import NotAllowed, Outgoing, Rules
from bot.http.public_addresses import is_public
from core.errors import Refusal
from core.vocabulary.catalog import catalog
from tests.api.running import Api
from tests.api.test_attacks import LISTING
from tests.delivery.test_slack_delivery import ANA, Post
from tests.http.test_outgoing import INSIDE, House, Resolver
from tests.operations.muster import Muster
from tests.requirements.every_text import requests
from tests.slack.fake_slack import FakeSlack
from tests.slack.test_looks import a_card, a_page_message

ROOT = Path(__file__).parents[2]
HOSTILE = [
    "<!channel> fine",
    "<@U1> <#C1>",
    "<https://evil.example|https://aws.amazon.com>",
    "\u202etxt.exe",
    "&" * 200,
]
EVIL_ARN = "arn:aws:ssm-contacts:us-east-1:1:" + "a" * 40 + "!"


async def test_36_a_title_wakes_nobody_and_hides_no_link() -> None:
    async with FakeSlack() as slack, aiohttp.ClientSession() as session:
        slack.workspace.person(ANA, "ana")
        slack.workspace.channel("C1", "incidents")
        post = Post(slack, session)
        for number, title in enumerate(HOSTILE):
            await post.board.put_card("C1", a_card(title), f"key {number}", None)
            await post.carrier.page(a_page_message(title=title, subject=title, content=title, sender=title))
        sent = [call.arguments for call in slack.called("chat.postMessage")]
        assert len(sent) == 2 * len(HOSTILE)
        assert (slack.woken, slack.problems) == ([], []), "Slack would wake people, or refuse the message"
    for text in interpreted(sent):
        assert not any(sign in text for sign in ("<!channel", "<@U1>", "<#C1>", "\u202e", "|https://aws")), text


def interpreted(part: Any) -> Iterator[str]:
    """The texts of payloads that Slack reads as its markup: all but those of `plain_text` objects."""
    match part:
        case {"type": "plain_text"}:
            return
        case dict():
            for name, value in part.items():
                if name != "metadata":
                    yield from interpreted(value)
        case list() | tuple():
            for value in part:
                yield from interpreted(value)
        case str():
            yield part


async def test_37_a_text_that_is_too_long_or_evil_is_refused_at_once(muster: Muster) -> None:
    await muster.call("ssm-contacts:ListContacts")  # what is compiled or opened once is no refusal's cost
    slow = []
    for action, operation in catalog().items():
        tried = [*requests(operation, too_long), *requests(operation, evil)]
        for where, request in tried:
            cost, code = min([await refused_in(muster, action, request) for _ in range(2)])
            assert code, where
            slow += [(where, cost)] if cost > 0.05 else []
    assert slow == []


def too_long(_: str, shape: StringShape) -> str | None:
    longest = shape.metadata.get("max")
    return "a" * (longest + 1) if longest else None


def evil(path: str, shape: StringShape) -> str | None:
    return EVIL_ARN if path.lower().endswith("arn") and "pattern" in shape.metadata else None


async def refused_in(muster: Muster, action: str, request: dict[str, Any]) -> tuple[float, str]:
    """Seconds of processor time, during which the loop stands still, and the code of the refusal."""
    began = time.thread_time()
    try:
        await muster.call(action, **request)
    except Refusal as refusal:
        return time.thread_time() - began, refusal.code
    return 0.0, ""


BOMB = b'{"MaxResults": ' + b"1" * 20_000_000 + b"}"
BODIES = {
    "101 levels": b'{"NextToken": ' + b"[" * 100 + b"]" * 100 + b"}",
    "a million levels": b"[" * 100_000,
    "NaN": b'{"MaxResults": NaN}',
    "an endless number": b'{"MaxResults": ' + b"1" * 5000 + b"}",
    "YAML with aliases": b"a: &a [x, x]\nb: [*a, *a]\n",
    "a YAML tag": b"!!python/object/apply:os.system ['true']\n",
}


def test_38_a_body_that_would_grow_is_refused_while_it_is_small(api: Api) -> None:
    before = resident()
    for name, body in BODIES.items():
        assert refused_within(api, body) == (400, "SerializationException"), name
    packed = gzip.compress(BOMB)
    assert refused_within(api, packed, **{"content-encoding": "gzip"})[0] in (413, 415)
    assert refused_within(api, b"x" * (2 * 2**20))[0] == 413
    assert resident() - before < 20 * 2**20
    assert [path for path in product() if "yaml" in imported(path)] == [], "nothing reads YAML that others wrote"


def refused_within(api: Api, body: bytes, **headers: str) -> tuple[int, str]:
    """Status and code; of a few tries one has to be quick, since others may use the machine too."""
    lasted, refused = 9.0, (0, "")
    for _ in range(3):
        request = api.signed(replace(LISTING, body=body, headers={**LISTING.headers, **headers}), "ssm-contacts")
        began = time.perf_counter()
        answer = api.send(request)
        lasted, refused = min(lasted, time.perf_counter() - began), (answer.status, answer.code)
    assert lasted < 0.2, (refused, lasted)
    return refused


def resident() -> int:
    """Bytes of memory that this process, and the server in it, has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def product() -> Iterator[Path]:
    for folder in ("bot", "core", "storage"):
        yield from (ROOT / folder).rglob("*.py")


def imported(path: Path) -> set[str]:
    """The names of the packages that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


async def test_39_a_webhook_reaches_nothing_that_only_we_can_reach(house: House) -> None:
    public = Outgoing(Rules(schemes=frozenset({"http"})))
    rebinding = Outgoing(Rules(schemes=frozenset({"http"}), resolver=Resolver("127.0.0.1", "127.0.0.1")))
    trusting = Outgoing(Rules(schemes=frozenset({"http"}), may_connect=lambda _: True))
    try:
        for host in ("127.0.0.1", "[::ffff:127.0.0.1]", "user@127.0.0.1", "localhost"):
            with pytest.raises(NotAllowed):
                await public.post(f"http://{host}:{house.port}/", {}, b"{}")
        with pytest.raises(NotAllowed):
            await rebinding.post(f"http://hook.example:{house.port}/", {}, b"{}")
        with pytest.raises(NotAllowed):
            await Outgoing().post(f"http://127.0.0.1:{house.port}/", {}, b"{}")
        assert house.asked == [], "nothing was connected to"
        assert (await trusting.get(f"{house.server.url}/elsewhere")).status == 302
        assert house.asked == ["/elsewhere"], "a redirect is not followed"
    finally:
        for one in (public, rebinding, trusting):
            await one.close()
    assert len(INSIDE) >= 18
    assert [name for name, address in INSIDE.items() if is_public(address)] == []
    assert is_public("9.9.9.9")
