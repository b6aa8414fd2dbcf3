"""Does the address that others know lead here?"""

from __future__ import annotations

import aiohttp

from bot.checks.finding import Finding, well, wrong
from bot.settings import Settings

PATIENCE = aiohttp.ClientTimeout(total=10)


async def check_public_url(settings: Settings, session: aiohttp.ClientSession) -> Finding | None:
    """None where there is none."""
    if not settings.public_url:
        needy = settings.voice or any(one.name.startswith("twilio") for one in settings.sms)
        return (
            wrong("MUSTER_PUBLIC_URL is not set: replies and key presses by telephone do not arrive. Pages are sent.")
            if needy
            else None
        )
    return await checked(settings.public_url, session)


async def checked(public_url: str, session: aiohttp.ClientSession) -> Finding:
    """Ask there how a Muster is."""
    url = f"{public_url.rstrip('/')}/healthz"
    try:
        async with session.get(url, timeout=PATIENCE, allow_redirects=False) as answer:
            told = await answer.json(content_type=None)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as problem:
        return wrong(
            f"{url} cannot be reached from this machine ({type(problem).__name__}): look at the name, the proxy and "
            "the certificate. (Where only others are meant to reach it, try it from there.)"
        )
    if isinstance(told, dict) and told.get("status") == "ok":
        return well(f"MUSTER_PUBLIC_URL leads to a Muster that is well: {url}")
    if isinstance(told, dict) and told.get("status") == "failing":
        return wrong(f"MUSTER_PUBLIC_URL leads to a Muster that is not well: look at {url} on its own machine.")
    return wrong(f"{url} answers {answer.status}, and not as Muster does: look at the proxy, and whether Muster runs.")
