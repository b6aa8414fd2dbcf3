"""At which address does the outside reach a path of Muster's?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.settings import Settings


def url(told: Mapping[str, Any], settings: Settings) -> str:
    """As the outside reaches it; without MUSTER_PUBLIC_URL, as this machine does.

    Whoever runs Muster may have set it up otherwise than this terminal is: a process that runs is believed first.
    """
    base = told["public_url"] or settings.public_url or told["listens_at"] or _configured(settings)
    return base.rstrip("/") + str(told["path"])


def _configured(settings: Settings) -> str:
    scheme = "https" if settings.tls_certificate else "http"
    host = "127.0.0.1" if settings.bind in ("0.0.0.0", "::") else settings.bind  # noqa: S104 - compared, not bound
    return f"{scheme}://{host}:{settings.port}"
