"""Where the audit is delivered to: a directory of this machine, a bucket of S3."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, Protocol


class Place(Protocol):
    @property
    def name(self) -> str:
        """`directory` or `bucket`."""

    @property
    def address(self) -> str:
        """Which one."""

    async def put(self, path: str, content: bytes) -> None:
        """Have the file there, whole, or raise; the same file may be put again."""


class Directory:
    """Files under a directory; each appears under its name only when it is whole."""

    name = "directory"

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def address(self) -> str:
        """See `Place`."""
        return str(self._root.absolute())

    async def put(self, path: str, content: bytes) -> None:
        """See `Place`."""
        await asyncio.to_thread(self._put, self._root / path, content)

    def _put(self, target: Path, content: bytes) -> None:
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.part")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)


class Bucket:
    """Objects in a bucket, by the machine's own AWS credentials."""

    name = "bucket"

    def __init__(self, bucket: str, region: str, client: Any = None) -> None:
        self._bucket, self._region, self._client = bucket, region, client

    @property
    def address(self) -> str:
        """See `Place`."""
        return self._bucket

    async def put(self, path: str, content: bytes) -> None:
        """See `Place`.  boto3 waits, so it does that in a thread."""
        await asyncio.to_thread(self._put, path, content)

    def _put(self, path: str, content: bytes) -> None:
        if self._client is None:
            import boto3
            from botocore.config import Config

            patience = Config(connect_timeout=5, read_timeout=20, retries={"max_attempts": 2})
            self._client = boto3.client("s3", region_name=self._region, config=patience)
        name, _, prefix = self._bucket.removeprefix("s3://").partition("/")
        key = f"{prefix.strip('/')}/{path}".lstrip("/")
        self._client.put_object(Bucket=name, Key=key, Body=content, ContentType="application/json")
