"""Would each requirement's test notice that its defence is gone?  By hand, all of them or those with these numbers.

python -m tests.requirements.sabotage           all forty; takes a quarter of an hour or more
python -m tests.requirements.sabotage 3 18 40   some of them; about twenty seconds each

The defences are removed one after the other in a copy of the repository; the checkout is never touched.
"""

from __future__ import annotations

import argparse
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
        broken = failing(copy, [known[number] for number in chosen])
        verdicts = []
        for number in chosen:
            verdicts.append(
                BROKEN if known[number] in broken else verdict(copy, known[number], DEFENCES.get(number, ()))
            )
            print(f"{known[number].rpartition('::')[2]:<90} {verdicts[-1]}", flush=True)  # noqa: T201 - for a person
    return 0 if set(verdicts) <= {NOTICED} else 1


NOTICED = "noticed"
BROKEN = "FAILS ALTHOUGH NOTHING WAS REMOVED"


class CannotBeRun(Exception):
    """What the cut left over is no programme any more."""


def verdict(copy: Path, test: str, cuts: tuple[Cut, ...]) -> str:
    """What the test says without each part of its defence."""
    for cut in cuts:
        whole = {one: (copy / one.file).read_text() for one in cut.all()}
        if lost := [old for one, text in whole.items() for old, _ in one.changes if text.count(old) != 1]:
            return f"THE DEFENCE IS NOT WHERE IT WAS: {cut.file}: {lost[0]}"
        for one, text in whole.items():
            (copy / one.file).write_text(without(text, one))
        try:
            if not failing(copy, [test]):
                return f"NOT NOTICED: {cut.file}: {cut.changes[0][0]}"
        except CannotBeRun as trouble:
            return f"CANNOT BE RUN: {cut.file}: {cut.changes[0][0]}\n{trouble}"
        finally:
            for one, text in whole.items():
                (copy / one.file).write_text(text)
    return NOTICED if cuts else "NO DEFENCE IS STATED"


def without(whole: str, cut: Cut) -> str:
    """The source after the cut."""
    for old, new in cut.changes:
        whole = whole.replace(old, new)
    return whole


def failing(copy: Path, tests: list[str]) -> set[str]:
    """Which of these fail there; that they cannot be run is an error of the cut, and not a failure of a test."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *tests, "-q", "--tb=line", "-rfE", "-p", "no:cacheprovider"],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    found = {test for test in tests if f"\nFAILED {test}" in ran.stdout}
    if ran.returncode not in (0, 1) or bool(found) != bool(ran.returncode):
        raise CannotBeRun(f"{ran.stdout[-2000:]}{ran.stderr[-1000:]}")
    return found


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


def asked(arguments: list[str]) -> list[int]:
    """The numbers that were typed; what is no requirement's ends in what to type, and `--help` in what this is."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m tests.requirements.sabotage", description=__doc__, formatter_class=raw)
    parser.add_argument("numbers", metavar="NUMBER", type=int, nargs="*", help="a requirement's; none means all")
    numbers: list[int] = parser.parse_args(arguments).numbers
    if unknown := sorted(set(numbers) - set(proofs())):
        parser.error(f"there is no requirement {unknown[0]}; expected numbers from 1 to {max(proofs())}")
    return numbers


if __name__ == "__main__":
    raise SystemExit(main(asked(sys.argv[1:])))
