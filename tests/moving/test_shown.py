"""What is said of a move: one line for what is one trouble, and nothing that moves the cursor of a terminal."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.moving.export_file import NoExport, taking_the_place_of
from bot.moving.plain import plain
from bot.moving.progress import Progress
from bot.moving.refused_key import advice
from bot.moving.report import Report
from bot.moving.run import from_file, to_file
from bot.moving.source_gone import SourceGone
from core.arns import Arns
from core.moving.resource import Outcome, Resource
from tests.moving.house import House, open_house
from tests.operations.muster import ARNS

DENIED = "AccessDeniedException: User: arn:aws:iam::111122223333:user/mover is not authorized"


def cannot(arn: str, detail: str, kind: str = "contact") -> Outcome:
    return Outcome(kind=kind, arn=arn, result="cannot", detail=detail)


def test_what_is_refused_for_want_of_a_right_is_told_once_an_operation_with_a_count():
    report = Report()
    for number in range(300):
        arn = ARNS.contact(f"person-{number}")
        report.add([cannot(arn, f"ssm-contacts:ListTagsForResource was not answered: {DENIED} on {arn}")])
        report.add([cannot(arn, f"it could not be read: ssm-contacts:GetContact was not answered: {DENIED} on {arn}")])
    lines = [line for line in report.text() if line.startswith("cannot ")]
    assert len(lines) == 2
    assert all(f"{ARNS.contact('person-0')} and 299 more: " in line for line in lines)
    assert report.counts["contact"]["cannot"] == 300


@pytest.mark.parametrize(
    "why", ["there is no replication set here, whose key would seal it", "it is of the Region eu-west-1, and this not"]
)
def test_what_the_whole_house_has_no_room_for_is_told_once(why: str):
    report = Report()
    report.add(cannot(ARNS.contact(f"person-{number}"), why) for number in range(40))
    lines = [line for line in report.text() if line.startswith("cannot ")]
    assert lines == [f"cannot   contact {ARNS.contact('person-0')} and 39 more: {why}"]


def test_each_difference_that_is_its_own_has_its_line():
    report = Report()
    report.add([cannot("a", "it has a password"), cannot("b", "it has a password")])
    assert [line for line in report.text() if line.startswith("cannot ")] == [
        "cannot   contact a: it has a password",
        "cannot   contact b: it has a password",
    ]


@given(some.text())
def test_no_text_of_others_leaves_its_line_or_moves_the_cursor(text: str):
    shown = plain(text)
    assert shown.isprintable()
    assert shown == text or not text.isprintable()


def test_the_report_and_the_progress_show_no_control_characters():
    evil = "a\x1b[2J\nb\u202e"
    report, out = Report(), io.StringIO()
    report.add([cannot(evil, evil, evil), cannot("x", f"{evil} was not answered: {evil}")])
    progress = Progress(out)
    progress.step(evil)
    progress.say(evil)
    assert all(line.isprintable() for line in [*report.text(), *out.getvalue().splitlines()])
    assert r"a\x1b[2J\nb\u202e" in out.getvalue()


@pytest.mark.parametrize(
    ("code", "message", "said"),
    [
        ("InvalidSignatureException", "Credential should be scoped to a valid region, not 'eu-west-9'.", "--region"),
        ("InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than ...", "clock"),
        ("InvalidSignatureException", "Signature not yet current: 20260101T000000Z is still later", "clock"),
        ("RequestTimeTooSkewed", "The difference is too large.", "clock"),
        ("InvalidSignatureException", "The request signature we calculated does not match", "Get new ones"),
        ("ExpiredTokenException", "The security token included in the request is expired", "Get new ones"),
    ],
)
def test_what_ends_everything_says_what_to_mend(code: str, message: str, said: str):
    told = advice(code, message, "eu-west-9")
    assert told is not None
    assert said in told
    assert ("Get new ones" in told) == (said == "Get new ones")


def test_a_refusal_of_one_call_ends_nothing():
    assert advice("AccessDeniedException", "Not for you.", "us-east-1") is None


async def test_a_replication_set_of_which_only_the_tags_are_unread_is_not_said_to_stay_behind(
    full: House, empty: House
):
    [set_] = [one for one in await full.told() if isinstance(one, Resource) and one.kind == "replication-set"]
    tags = "ssm-incidents:ListTagsForResource"
    report = await empty.take([replace(set_, unread={tags: DENIED})])
    assert report.left_behind
    assert "cannot come" not in empty.seen.getvalue()


async def test_a_document_of_another_account_is_refused_in_one_line(full: House, tmp_path: Path):
    document = tmp_path / "everything.json"
    await to_file(full.this, document, ARNS)
    other = Arns("999988887777", ARNS.region)
    house = await open_house(tmp_path / "other", other)
    before = house.rows()
    with pytest.raises(SourceGone, match=f"MUSTER_ACCOUNT_ID={ARNS.account}"):
        await from_file(document, house.this, other, dry_run=False)
    assert house.rows() == before
    await house.close()


@pytest.mark.parametrize(("name", "said"), [("", "is a directory"), ("socket", "is not a file")])
def test_what_is_no_file_is_not_written_over_and_nothing_is_written_beside_it(tmp_path: Path, name: str, said: str):
    place = tmp_path / "place"
    place.mkdir()
    if name:
        os.mkfifo(place / name)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NoExport, match=said), taking_the_place_of(place / name):
        pass
    assert sorted(tmp_path.rglob("*")) == before
