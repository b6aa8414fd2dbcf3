"""Is every requirement of security proven by one test, and is it known where each is defended?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.requirements.defences import DEFENCES
from tests.requirements.sabotage import asked, numbered

ROOT = Path(__file__).parents[2]
EVERY = list(range(1, 41))


def test_each_of_the_forty_is_proven_by_exactly_one_test():
    assert sorted(number for number, _ in numbered()) == EVERY


def test_each_of_the_forty_says_where_it_is_defended():
    assert sorted(number for number, cuts in DEFENCES.items() if cuts) == EVERY


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [(["--help"], 0, "quarter of an hour"), (["99"], 2, "numbers from 1 to 40"), (["three"], 2, "invalid int value")],
)
def test_whoever_removes_defences_is_told_how(typed, status, told, capsys):
    with pytest.raises(SystemExit) as ended:
        asked(typed)
    said = capsys.readouterr()
    assert ended.value.code == status
    assert told in said.out + said.err
    assert asked(["3", "40"]) == [3, 40]
    assert asked([]) == []


@pytest.mark.parametrize("number", sorted(DEFENCES))
def test_a_defence_is_where_it_is_said_to_be(number: int):
    """Otherwise `python -m tests.requirements.sabotage` would remove nothing."""
    for cut in (part for whole in DEFENCES[number] for part in whole.all()):
        text = (ROOT / cut.file).read_text()
        assert [old for old, _ in cut.changes if text.count(old) != 1] == [], cut.file
