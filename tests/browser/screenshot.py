"""Look at the local Slack, or at any page of this machine, and keep a picture of it.

Give an address and then steps, each `verb=value`, done in order; `save` may occur several times.

    python -m tests.browser.screenshot http://127.0.0.1:3900 \\
        as=Ana channel=incidents say="@aws ssm-incidents list-incident-records" see="Checkout" \\
        save=/tmp/list.png press=Acknowledge see="acknowledged" save=/tmp/acknowledged.png

    as=NAME        act as this user of the local Slack
    channel=NAME   choose a channel, a direct message or the app's page in the sidebar
    say=TEXT       type into the composer and press Enter; `@aws` becomes a mention of the bot
    type=TEXT      type into what has the cursor
    key=NAME       strike Enter, Escape or Tab
    press=TEXT     click what carries this text, the lowest where there are several
    choose=TEXT    choose an option of a menu
    see=TEXT       wait until the page reads so
    do=EXPRESSION  evaluate JavaScript and print what it comes to
    save=FILE      keep a PNG

`--width 390` shows it as a phone would.  It needs Chromium; on Debian: apt-get install chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from tests.browser.browser import Browser

COMPOSER = "document.querySelector('.composer-input, textarea, [contenteditable=true]')"


async def act_as(browser: Browser, name: str) -> None:
    """Become another user of the local Slack."""
    await browser.chooses(name)


async def choose_channel(browser: Browser, name: str) -> None:
    """Choose an item of the sidebar."""
    items = f"[...document.querySelectorAll('.sidebar-item')].filter((e) => e.innerText.includes({json.dumps(name)}))"
    await browser.run(f"{items}.at(0).click()")


async def say(browser: Browser, text: str) -> None:
    """Write a message."""
    await browser.run(f"{COMPOSER}.focus()")
    await browser.types(text)
    await browser.strikes("Enter")


async def evaluate(browser: Browser, expression: str) -> None:
    """Print what an expression comes to."""
    sys.stdout.write(f"{json.dumps(await browser.run(expression), indent=2)}\n")


STEPS = {
    "as": act_as,
    "channel": choose_channel,
    "say": say,
    "type": Browser.types,
    "key": Browser.strikes,
    "press": Browser.presses,
    "choose": Browser.chooses,
    "see": Browser.sees,
    "do": evaluate,
    "save": Browser.saves,
}


async def follow(url: str, steps: list[str], width: int, height: int) -> None:
    """Open the page and do the steps."""
    async with Browser(width=width, height=height) as browser:
        await browser.open(url)
        for step in steps:
            verb, _, value = step.partition("=")
            await STEPS[verb](browser, value)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("steps", nargs="*", metavar="verb=value")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=900)
    arguments = parser.parse_intermixed_args()
    asyncio.run(follow(arguments.url, arguments.steps, arguments.width, arguments.height))


if __name__ == "__main__":
    main()
