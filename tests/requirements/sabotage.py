"""Would each requirement's test notice that its defence is gone?  By hand, all of them or those with these numbers:

python -m tests.requirements.sabotage
python -m tests.requirements.sabotage 3 18 40

The defences are removed one after the other in a copy of the repository; the checkout is never touched.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.requirements.defences import DEFENCES, Cut

ROOT = Path(__file__).parents[2]
NUMBERED = re.compile(r"^(?:async )?def (test_(\d\d)_\w+)\(", re.MULTILINE)
PATIENCE = 300.0


def proofs() -> dict[int, str]:
    """Each requirement's test, as pytest names it."""
    return {number: where for number, where in numbered()}


def numbered() -> Iterator[tuple[int, str]]:
    """Every numbered test that there is, with its number; nothing keeps a number from being there twice but a test."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for name, number in NUMBERED.findall(path.read_text()):
            yield int(number), f"{path.relative_to(ROOT)}::{name}"


def main(numbers: list[int]) -> int:
    """Print what becomes of each; the exit status says whether every test noticed."""
    known = proofs()
    chosen = numbers or sorted(known)
    with tempfile.TemporaryDirectory(prefix="muster-sabotage-") as folder:
        copy = Path(folder)
        copy_to(copy)
        verdicts = {number: verdict(copy, known[number], DEFENCES.get(number, ())) for number in chosen}
    return 0 if set(verdicts.values()) <= {NOTICED} else 1


NOTICED = "noticed"


class CannotBeRun(Exception):
    """What the cut left over is no programme any more."""


def verdict(copy: Path, test: str, cuts: tuple[Cut, ...]) -> str:
    """What the test says with its defence in place, and without each of its parts."""
    try:
        said = _verdict(copy, test, cuts)
    except CannotBeRun as trouble:
        said = f"CANNOT BE RUN\n{trouble}"
    print(f"{test.rpartition('::')[2]:<90} {said}", flush=True)  # noqa: T201 - a programme for a person at a terminal
    return said


def _verdict(copy: Path, test: str, cuts: tuple[Cut, ...]) -> str:
    if not cuts:
        return "NO DEFENCE IS STATED"
    if not passes(copy, test):
        return "FAILS ALTHOUGH NOTHING WAS REMOVED"
    for cut in cuts:
        whole = (copy / cut.file).read_text()
        if lost := [old for old, _ in cut.changes if whole.count(old) != 1]:
            return f"THE DEFENCE IS NOT WHERE IT WAS: {cut.file}: {lost[0]}"
        (copy / cut.file).write_text(without(whole, cut))
        try:
            if passes(copy, test):
                return f"NOT NOTICED: {cut.file}: {cut.changes[0][0]}"
        finally:
            (copy / cut.file).write_text(whole)
    return NOTICED


def without(whole: str, cut: Cut) -> str:
    """The source after the cut."""
    for old, new in cut.changes:
        whole = whole.replace(old, new)
    return whole


def passes(copy: Path, test: str) -> bool:
    """Whether the test is green there; that it cannot be run is an error of the cut, and not a failure of the test."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", test, "-q", "-x", "-rfE", "-p", "no:cacheprovider"],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    if ran.returncode == 0:
        return True
    if ran.returncode != 1 or "\nFAILED " not in ran.stdout:
        raise CannotBeRun(f"{ran.stdout[-3000:]}{ran.stderr[-1000:]}")
    return False


def copy_to(folder: Path) -> None:
    """What would be committed from this checkout; of an unpacked archive, all of it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    if not listed:
        shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*cache", ".venv", "var"))
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


if __name__ == "__main__":
    raise SystemExit(main([int(one) for one in sys.argv[1:]]))
