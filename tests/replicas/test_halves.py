"""What one process takes, another carries out: does it hear of that soon enough, although nobody tells it?"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.engine.loop import SLEEP_AMONG_OTHERS
from storage.keys.beginning import for_variable
from tests.replicas.site import Post, Two, database, lives

PAGES = 8
AND_A_BIT = 0.3
"""Seconds in the middle of several: a start of an incident by a socket, a commit, a mail."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "d").mkdir(mode=0o700)
    return tmp_path / "d"


async def test_a_worker_sends_what_a_web_process_has_taken_within_a_quarter_of_a_second(folder: Path) -> None:
    post = Post()
    async with database(folder, post, for_variable("111122223333", SystemClock())) as two:
        halves = two.replica("web", "--only", "web"), two.elsewhere("worker", "--only", "worker")
        async with lives(*halves):
            contact = await two.somebody(post)
            lasted = [await page(two, contact, post) for _ in range(PAGES)]
    assert {sender.partition("@")[0] for sender in post.senders} == {"worker"}
    assert sorted(lasted)[PAGES // 2] < SLEEP_AMONG_OTHERS + AND_A_BIT


async def page(two: Two, contact: str, post: Post) -> float:
    """Seconds until it was out."""
    before, began = len(post.senders), time.monotonic()
    await two.page(contact)
    await post.until(before + 1)
    return time.monotonic() - began
