"""What is signed of a request?  Signature Version 4's canonical form, made from what was on the wire."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote_from_bytes

from bot.http.wire_messages import WireRequest

_SPACES = re.compile(" {2,}")


def canonical_request(request: WireRequest, signed_headers: list[str], body_digest: str) -> bytes:
    """The text whose digest is signed."""
    headers = "".join(f"{name}:{_value(request.headers[name])}\n" for name in signed_headers)
    parts = (
        request.method,
        canonical_path(request.path),
        canonical_query(request.query),
        headers,
        ";".join(signed_headers),
        body_digest,
    )
    return "\n".join(parts).encode("utf-8", "surrogateescape")


def canonical_path(raw_path: str) -> str:
    """The path of the wire without dot and empty segments, and percent-encoded once more, as all but S3 want it."""
    kept: list[str] = []
    for segment in raw_path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    first = "/" if raw_path.startswith("/") else ""
    last = "/" if raw_path.endswith("/") and kept else ""
    return quote_from_bytes(f"{first}{'/'.join(kept)}{last}".encode("utf-8", "surrogateescape"), safe="/~")


def canonical_query(raw_query: str) -> str:
    """The pairs in order, each exactly as it was sent: two ways to write a value are two signatures."""
    return "&".join(f"{name}={value}" for name, value in sorted(_pairs(raw_query))) if raw_query else ""


def _pairs(raw_query: str) -> Iterable[tuple[str, str]]:
    for pair in raw_query.split("&"):
        name, _, value = pair.partition("=")
        yield name, value


def _value(value: str) -> str:
    """Trimmed, and with runs of spaces as one."""
    return _SPACES.sub(" ", value.strip(" "))
