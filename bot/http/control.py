"""The control socket: whoever may open a file of Muster's owner may ask here without a signature.

`POST /NAME` with a JSON object is an errand, and its JSON answer is the errand's; times are ISO 8601 text in both.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from traceback import format_tb
from typing import Any

from aiohttp import web

from bot.installation import shared
from core.errors import Refusal

log = logging.getLogger(__name__)

NAME = "muster.sock"
LONGEST_PATH = 103
"""In bytes: the least that any system allows."""
LARGEST = 64 * 1024 * 1024

Document = dict[str, Any]
Errand = Callable[[Document], Awaitable[Document]]


class ControlSocket:
    """Listens beside the database, for this machine and this user only."""

    def __init__(self, errands: Mapping[str, Errand], path: Path) -> None:
        app = web.Application(client_max_size=LARGEST)
        app.add_routes([web.post(f"/{name}", _answering(errand)) for name, errand in errands.items()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
        self._path = path

    async def start(self) -> None:
        """Listen, or say in the log why not: nothing but commands on this machine needs it.

        The file that a killed process left is taken over; that of a replica in the same directory, which lives, is not.
        """
        if why := unusable(self._path):
            log.warning("%s", why)
            return
        if _is_taken(self._path):
            log.info("Another replica on this machine listens at %s; it answers for both.", self._path)
            return
        await self._runner.setup()
        mask = os.umask(0o177)
        try:
            await web.UnixSite(self._runner, str(self._path)).start()
        except OSError as problem:
            log.warning("No control socket at %s: %s", self._path, problem.strerror or problem)
        finally:
            os.umask(mask)

    async def stop(self) -> None:
        """Finish what was asked, and take the file away."""
        if self._runner.server is None:
            return
        await self._runner.cleanup()
        self._path.unlink(missing_ok=True)


def _is_taken(path: Path) -> bool:
    """Whether somebody listens there."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
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
