"""The control socket: whoever may open a file of Muster's owner may ask here without a signature.

`POST /NAME` with a JSON object is an errand, and its JSON answer is the errand's; times are ISO 8601 text in both.
Of several replicas in one directory one listens, for all of them, and another once that has ended.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from traceback import format_tb
from typing import Any

from aiohttp import web

from bot.installation import shared
from core.errors import OutOfOrder, Refusal

log = logging.getLogger(__name__)

NAME = "muster.sock"
LONGEST_PATH = 103
"""In bytes: the least that any system allows."""
LARGEST = 64 * 1024 * 1024
LOOK_EVERY = timedelta(milliseconds=500)
"""So soon is somebody there again when the replica that listened has ended, however it ended."""

Document = dict[str, Any]
Errand = Callable[[Document], Awaitable[Document]]


class ControlSocket:
    """Listens beside the database, for this machine and this user only, as soon as no other replica does."""

    def __init__(self, errands: Mapping[str, Errand], path: Path, look_every: timedelta = LOOK_EVERY) -> None:
        app = web.Application(client_max_size=LARGEST)
        app.add_routes([web.post(f"/{name}", _answering(errand)) for name, errand in errands.items()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        self._path, self._look_every = path, look_every
        self._site: web.UnixSite | None = None
        self._file: int | None = None
        """The inode that we listen at: where another is in its place, that is somebody else's."""
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen, or say in the log why not: nothing but commands on this machine needs it.

        The file that a killed process left is taken over; that of a replica in the same directory, when that has ended.
        """
        if why := unusable(self._path):
            log.warning("%s", why)
            return
        await self._runner.setup()
        await self._look()
        if self._site is None and _is_taken(self._path):
            log.info("Another replica on this machine listens at %s; it answers for both.", self._path)
        self._looking = asyncio.create_task(self._keep_looking(), name="control socket")

    async def stop(self) -> None:
        """Finish what was asked, and take the file away first, so that another replica need not wait for that."""
        if self._looking is None:
            return
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        if self._is_ours():
            self._path.unlink(missing_ok=True)
        await self._runner.cleanup()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._look_every.total_seconds())
            await self._look()

    async def _look(self) -> None:
        """Listen where nobody does; two who begin at the same moment see it at the next look, and one lets go."""
        if self._is_ours():
            return
        if self._site:
            await self._site.stop()
            self._site = None
        if not _is_taken(self._path):
            await self._listen()

    def _is_ours(self) -> bool:
        return self._site is not None and _inode(self._path) == self._file

    async def _listen(self) -> None:
        site = web.UnixSite(self._runner, str(self._path))
        mask = os.umask(0o177)
        try:
            await site.start()
        except OSError as problem:
            log.warning("No control socket at %s: %s", self._path, problem.strerror or problem)
        else:
            self._site, self._file = site, _inode(self._path)
        finally:
            os.umask(mask)


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _is_taken(path: Path) -> bool:
    """Whether somebody listens there, however busy."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        try:
            probe.connect(str(path))
        except BlockingIOError:
            return True
        except OSError:
            return False
    return True


def unusable(path: Path) -> str | None:
    """Why there can be no control socket at this path; None where there can be."""
    if len(os.fsencode(path)) <= LONGEST_PATH:
        why = shared(path.parent, os.geteuid())
        return why and f"{why} Until then commands such as `muster access-key` do not work here."
    return (
        f"The data directory's path is too long for a control socket ({path}): while Muster runs, commands such as "
        "`muster access-key` cannot reach it. A shorter MUSTER_DATA_DIR helps."
    )


def _answering(errand: Errand) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            asked = json.loads(await request.text())
            return web.Response(text=written(await errand(asked)), content_type="application/json")
        except Refusal as refusal:
            told = {"__type": refusal.code, "message": refusal.message, **refusal.members}
            return web.Response(text=written(told), content_type="application/json", status=400)
        except OutOfOrder as outage:  # it is told in the log as long as it lasts, and whoever asks wants to know now
            told = {"__type": "InternalServerException", "message": f"{request.path} could not be done: {outage}"}
            return web.Response(text=written(told), content_type="application/json", status=500)
        except Exception as error:
            log.error("/%s failed: %s\n%s", request.path, type(error).__name__, "".join(format_tb(error.__traceback__)))
            told = {"__type": "InternalServerException", "message": f"{request.path} failed; the log says where."}
            return web.Response(text=written(told), content_type="application/json", status=500)

    return answer


def written(document: Mapping[str, Any]) -> str:
    """The document as JSON; its times go through `validate` as they come."""
    return json.dumps(document, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
