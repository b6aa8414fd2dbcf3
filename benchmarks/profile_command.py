"""Where does the time of a command go?  By hand, with py-spy beside Python (`pip install py-spy`):

python -m benchmarks.profile_command start-incident --rate 100 --seconds 20
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from benchmarks.commands import Typist
from benchmarks.load import Load, send
from benchmarks.served import Served, stay_off_the_servers_processor
from benchmarks.servers import product
from benchmarks.slack_end import SlackEnd

HERE = str(Path(__file__).parents[1])
SAMPLES = 500
"""A second."""
PARTS = (
    ("storage/sqlite_writer", "committing"),
    ("storage/", "sealing, opening, reading"),
    ("bot/slack/blocks", "showing the answer"),
    ("bot/slack/web", "calling Slack"),
    ("bot/slack/signature", "receiving: HTTP, signature"),
    ("bot/slack/door", "receiving: HTTP, signature"),
    ("slack_bolt/", "receiving: Bolt"),
    ("slack_sdk/", "receiving: Bolt"),
    ("bot/slack/commands", "understanding the command"),
    ("core/vocabulary", "understanding the command"),
    ("bot/slack/typed_text", "understanding the command"),
    ("core/engine", "the engine"),
    ("bot/", "permission, handler, record"),
    ("core/", "permission, handler, record"),
    ("aiohttp/client", "calling Slack"),
    ("aiohttp/connector", "calling Slack"),
    ("aiohttp/", "receiving: HTTP, signature"),
    ("asyncio/", "the event loop"),
    ("selectors", "the event loop"),
)
"""Which file belongs to which part; the first that fits."""
Stack = tuple[tuple[str, ...], int]


async def main(what: str, rate: int, seconds: float) -> str:
    """Run the product under load and the sampler beside it; give back where the samples fell."""
    stay_off_the_servers_processor()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        slack = SlackEnd()
        await slack.start()
        stack.push_async_callback(slack.stop)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        muster = await product(f"{slack.url}/api/", folder)
        stack.push_async_callback(muster.stop)
        typist = Typist(slack, http, f"{muster.url}/slack/events")
        await typist.set_up()
        started = typist.starts(50)
        await send(http, typist.url, Load(started, 50, slack.answered_at), slack)
        typist.remember_started([key for key, _ in started])
        sampling = asyncio.create_task(sampled(muster, seconds, folder / "stacks"))
        await asyncio.sleep(1)
        before = muster.seconds_by_thread()
        outcome = await send(http, typist.url, load(typist, what, rate, int(rate * seconds)), slack)
        spent = {name: after - before.get(name, 0) for name, after in muster.seconds_by_thread().items()}
        each = {name: f"{seconds / len(outcome.sent) * 1e3:.2f} ms" for name, seconds in spent.items()}
        stacks = list(parsed(await sampling))
        return f"{what}, by thread: {each}, {outcome.lost} lost\n\n{described(stacks)}"


def load(typist: Typist, what: str, rate: int, number: int) -> Load:
    """The deliveries of this name."""
    slack = typist.slack
    match what:
        case "start-incident":
            return Load(typist.starts(number), rate, slack.answered_at)
        case "get-incident-record":
            return Load(typist.gets(number), rate, slack.answered_at)
        case "list-incident-records":
            return Load(typist.lists(number), rate, slack.answered_at)
        case "slash":
            return Load(typist.slashes(number), rate, slack.answered_at)
    return Load(typist.pages(number), rate, slack.paged_at)


async def sampled(server: Served, seconds: float, file: Path, *, gil: bool = True) -> str:
    """What py-spy saw, one stack a line."""
    sampler = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("py-spy")), "record", "--pid", str(server.process.pid), "--format", "raw",
        "--output", str(file), "--duration", str(int(seconds)), "--rate", str(SAMPLES), *(["--gil"] if gil else []),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await sampler.wait()
    return await asyncio.to_thread(file.read_text)


def parsed(text: str) -> Iterator[Stack]:
    """Each stack from the outermost frame to the innermost, and how often it was seen."""
    for line in text.splitlines():
        frames, _, seen = line.rpartition(" ")
        yield tuple(frame.replace(HERE + "/", "") for frame in frames.split(";")), int(seen)


def described(stacks: list[Stack]) -> str:
    """The shares of parts of the program, and of functions: with what they call, for those of ours, and alone."""
    total = sum(seen for _, seen in stacks)
    parts: Counter[str] = Counter()
    within: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for frames, seen in stacks:
        named = [_function(frame) for frame in frames]
        parts[_part(named)] += seen
        alone[named[-1]] += seen
        for function in set(named):
            within[function] += seen
    ours = [
        (name, seen) for name, seen in within.most_common() if _file(name).startswith(("bot/", "core/", "storage/"))
    ]
    shown = {"by part": parts.most_common(), "ours, with what they call": ours[:60], "alone": alone.most_common(40)}
    return "\n\n".join(f"{title}\n{_lines(rows, total)}" for title, rows in shown.items())


def _part(named: list[str]) -> str:
    """The part of the innermost function that belongs to one; what a library does is done for its caller."""
    for function in reversed(named):
        for path, part in PARTS:
            if _file(function).startswith(path):
                return part
    return "start and the rest"


def _lines(rows: list[tuple[str, int]], total: int) -> str:
    return "\n".join(f"  {seen / total:6.1%}  {name}" for name, seen in rows)


def _function(frame: str) -> str:
    """`name (file)`, whatever the line."""
    return frame.rpartition(":")[0] + ")" if frame.endswith(")") and ":" in frame else frame


def _file(function: str) -> str:
    return function.rpartition("(")[2].rstrip(")")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    names = ["start-incident", "get-incident-record", "list-incident-records", "slash", "page"]
    asked.add_argument("what", choices=names)
    asked.add_argument("--rate", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=20)
    wishes = asked.parse_args()
    print(asyncio.run(main(wishes.what, wishes.rate, wishes.seconds)))
