"""Is an address that a delivery or an answer names one of Slack's?  Nothing is sent to any other."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def is_slacks(url: str, base_url: str) -> bool:
    """Whether it is on the host of Slack's Web API or on one below it: `hooks.slack.com`, `files.slack.com`."""
    try:
        asked, known = urlsplit(url), urlsplit(base_url)
        same_end = (asked.scheme, asked.port) == (known.scheme, known.port)
    except ValueError:
        return False
    if not same_end or "@" in asked.netloc or "\\" in url or not url.isascii():
        return False
    host, home = _host(asked), _host(known)
    return host == home or (not home[-1:].isdigit() and host.endswith(f".{home}"))


def _host(parts: SplitResult) -> str:
    """In one spelling: a Slack on this machine calls itself by either name."""
    host = (parts.hostname or "").rstrip(".")
    return "127.0.0.1" if host == "localhost" else host
