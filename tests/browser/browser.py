"""A headless Chromium for tests and screenshots, spoken to in its own protocol: no driver, no further package."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Any, Self

import aiohttp

FLAGS = [
    "--headless",
    "--no-sandbox",  # a container's root has no other way; it only ever opens pages of this machine
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

# Finds the last visible element with a text that can be pressed: what is newest is lowest.
FIND = """
(wanted) => {
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const names = (e) => [e.innerText, e.title, e.getAttribute("aria-label"), e.placeholder];
  const said = (e) => names(e).filter(Boolean).map((t) => t.trim());
  const pressable = "button, a, option, input, select, textarea, label, [role=button], [role=option]";
  const visible = [...document.querySelectorAll(pressable)].filter(shown);
  const exact = visible.filter((e) => said(e).includes(wanted));
  const found = (exact.length ? exact : visible.filter((e) => said(e).some((t) => t.includes(wanted)))).at(-1);
  if (!found) return null;
  found.scrollIntoView({ block: "center" });
  const box = found.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
"""


class Browser:
    """One window with one page."""

    def __init__(self, *, width: int = 1280, height: int = 900) -> None:
        self._size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._ids = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def __aenter__(self) -> Self:
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        assert program, "no Chromium here; on Debian: apt-get install chromium"
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command = [program, *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank"]
        self._process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
        self._stack = contextlib.AsyncExitStack()
        self._stack.callback(self._profile.cleanup)
        self._stack.push_async_callback(self._end)
        try:
            await self._connect()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    async def _connect(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=20)
        http = await self._stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))
        address = await self._address_of_the_page(http)
        self._socket = await self._stack.enter_async_context(http.ws_connect(address, max_msg_size=0))
        reading = asyncio.create_task(self._read())
        self._stack.callback(reading.cancel)
        await self.call("Page.enable")
        await self.call("Emulation.setDeviceMetricsOverride", **self._size)

    async def _end(self) -> None:
        self._process.terminate()
        await self._process.communicate()

    async def open(self, url: str) -> None:
        """Go to a page."""
        await self.call("Page.navigate", url=url)
        await self.run(
            "new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done))"
        )

    async def run(self, expression: str) -> Any:
        """What a JavaScript expression comes to, promises awaited."""
        told = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    async def sees(self, text: str, within: float = 10.0) -> None:
        """Wait until the page shows a text."""
        await self._until(f"document.body.innerText.includes({json.dumps(text)})", f"{text!r} to read", within)

    async def presses(self, text: str, within: float = 10.0) -> None:
        """Click what carries this text: a button, a channel, a link."""
        where = await self._until(f"({FIND})({json.dumps(text)})", f"{text!r} to press", within)
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, **where, button="left", clickCount=1)

    async def chooses(self, option: str, within: float = 10.0) -> None:
        """Choose an option of whichever menu offers it."""
        wanted = json.dumps(option.lower())
        choose = f"""(() => {{
          const named = (one) => one.innerText.toLowerCase().includes({wanted});
          const option = [...document.querySelectorAll("option")].find(named);
          if (!option) return null;
          const menu = option.closest("select");
          Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(menu, option.value);
          menu.dispatchEvent(new Event("change", {{ bubbles: true }}));
          return true;
        }})()"""
        await self._until(choose, f"the option {option!r}", within)

    async def types(self, text: str) -> None:
        """Type into what has the cursor."""
        await self.call("Input.insertText", text=text)

    async def strikes(self, key: str) -> None:
        """Strike a key such as Enter or Escape."""
        codes = {"Enter": 13, "Escape": 27, "Tab": 9}
        named = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        await self.call("Input.dispatchKeyEvent", type="keyDown", **named, **text)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **named)

    async def saves(self, path: str | Path) -> None:
        """Keep a picture of the page as a PNG."""
        told = await self.call("Page.captureScreenshot", format="png")
        Path(path).write_bytes(base64.b64decode(told["data"]))

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the DevTools protocol."""
        id = next(self._ids)
        self._answers[id] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": id, "method": method, "params": parameters})
        try:
            async with asyncio.timeout(20):
                return await self._answers[id]
        finally:
            del self._answers[id]

    async def _until(self, expression: str, what: str, within: float) -> Any:
        """Let the page itself look again at every frame until the expression comes to something."""
        looking = f"""new Promise((found) => {{
          const give_up_at = performance.now() + {within * 1000};
          const look = () => {{
            const result = {expression};
            if (result || performance.now() > give_up_at) found(result); else setTimeout(look, 16);
          }};
          look();
        }})"""
        result = await self.run(looking)
        assert result, f"no {what} on the page, which reads: {await self.run('document.body.innerText')}"
        return result

    async def _address_of_the_page(self, http: aiohttp.ClientSession) -> str:
        assert self._process.stderr
        async for line in self._process.stderr:
            if b"DevTools listening on" in line:
                host = line.decode().split("/")[2]
                async with http.get(f"http://{host}/json/list") as response:
                    pages = [one for one in await response.json() if one["type"] == "page"]
                    return str(pages[0]["webSocketDebuggerUrl"])
        raise AssertionError("Chromium did not start")

    async def _read(self) -> None:
        async for frame in self._socket:
            told = json.loads(frame.data)
            waiting = self._answers.get(told.get("id"))
            if waiting and "error" in told:
                waiting.set_exception(RuntimeError(str(told["error"])))
            elif waiting:
                waiting.set_result(told["result"])
