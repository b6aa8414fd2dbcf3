"""What are delivered files called?  As CloudTrail calls its own, so that tools for those find their way."""

from __future__ import annotations

from datetime import UTC, datetime


def log_file(account: str, region: str, at: datetime, sha256: str) -> str:
    """The path of a file of events."""
    at = at.astimezone(UTC)
    name = f"{account}_CloudTrail_{region}_{at:%Y%m%dT%H%MZ}_{sha256[:16]}.json.gz"
    return f"AWSLogs/{account}/CloudTrail/{region}/{at:%Y/%m/%d}/{name}"


def digest_file(account: str, region: str, at: datetime, number: int) -> str:
    """The path of a digest."""
    at = at.astimezone(UTC)
    name = f"{account}_CloudTrail-Digest_{region}_muster_{number:08d}_{at:%Y%m%dT%H%M%SZ}.json.gz"
    return f"AWSLogs/{account}/CloudTrail-Digest/{region}/{at:%Y/%m/%d}/{name}"


def public_key(account: str) -> str:
    """The path of the key that digests are checked with."""
    return f"AWSLogs/{account}/CloudTrail-Digest/public-key.pem"
