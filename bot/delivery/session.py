"""How do we speak with whoever carries messages?  Over connections that are kept, and without a cookie of theirs."""

from __future__ import annotations

import aiohttp


def session() -> aiohttp.ClientSession:
    """One for a process: what Slack, a provider or a dead-man's switch sets is not kept, and sent to nobody."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
