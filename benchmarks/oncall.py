"""What does it cost to say who is on call?  By hand only, on a machine with nothing else to do:

    python -m benchmarks.oncall                 # into benchmarks/oncall.md
    python -m benchmarks.oncall --shown         # shown, and not kept

Everything runs in this process, in turns.  A figure is the best of several series of a round, since disturbance only
adds; what is reported is the median of the rounds, and ratios hold within a round.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, rrule

from benchmarks.machine import WORST_SHARE, Others, quiet
from benchmarks.paging_report import Figure
from benchmarks.rounds import Spread
from core.oncall.duty import everybody_on_call, stretches
from core.oncall.shifts import on_call, shifts
from core.rotation_overrides.rotation_override import RotationOverride
from core.rotations.rotation import WEEKDAYS, Coverage, DayCoverage, Recurrence, Rotation
from core.work import Save
from tests.operations.muster import ADMIN, ARNS, START, Muster, open_muster, person

REPORT = Path(__file__).with_suffix(".md")
SERIES = 15
LIST = "ssm-contacts:ListRotationShifts"
ZONE = "America/New_York"
MEMBERS, OVERRIDES, ROTATIONS = 30, 100, 8
DAY = timedelta(days=1)
MONTH, YEAR = 30 * DAY, timedelta(days=365.25)
TEN_YEARS = timedelta(days=3652)
FAR = datetime(2126, 3, 1, 12, tzinfo=UTC)

COMPUTED = "ten years of a daily rotation, 30 members, 100 overrides"
LISTED = "the same by ListRotationShifts through the door, in pages of 1,024, from SQLite"
RULES = "its hand-offs alone by dateutil's rrule"
A_MONTH, A_YEAR, TWENTY_YEARS = "a shift of a month", "a shift of a year", "a shift of twenty years"
FAR_MONTH = "a shift of a month a hundred years ahead"
COVERED = "a shift of twenty years, nights only"
WHO, WHO_FAR, EIGHT = "who is on call now", "who is on call in a hundred years", "who is on call in eight rotations"
NINETY = "ninety days of a schedule of eight rotations"

Doing = Callable[[], Awaitable[int]]


def rotation(number: int = 0, *, nights: bool = False) -> Rotation:
    """Daily, of everybody."""
    coverage = (Coverage(clock_time(20), clock_time(8)),)
    return Rotation(
        arn=ARNS.rotation(f"{number:08}-0000-4000-8000-000000000000"),
        name=f"daily-{number}",
        contact_arns=tuple(ARNS.contact(f"person-{one:02}") for one in range(MEMBERS)),
        time_zone=ZONE,
        start_at=START - DAY,
        created_at=START - DAY,
        recurrence=Recurrence(
            daily=(clock_time(9, number),),
            multiplier=1,
            number_of_on_calls=1,
            shift_coverages=tuple(DayCoverage(day, coverage) for day in WEEKDAYS) if nights else (),
        ),
    )


def covers(of: Rotation) -> list[RotationOverride]:
    """A hundred over ten years, a day and a half each."""
    return [
        RotationOverride(
            id=f"{number:08}-0000-4000-8000-000000000000",
            rotation_arn=of.arn,
            starts_at=(begins := START + number * 36 * DAY),
            ends_at=begins + 1.5 * DAY,
            contact_arns=of.contact_arns[:2],
            created_at=START,
        )
        for number in range(OVERRIDES)
    ]


def computing() -> dict[str, Callable[[], int]]:
    """Each thing that is computed, and how many shifts or moments it was."""
    daily, nights = rotation(), rotation(nights=True)
    overridden, schedule = covers(daily), [(rotation(number), covers(rotation(number))) for number in range(ROTATIONS)]

    def lasting(of: Rotation, since: datetime, span: timedelta) -> Callable[[], int]:
        return lambda: sum(1 for _ in shifts(of, (), since, since + span))

    def rules() -> int:
        naive = datetime.combine(START.date(), clock_time(9))
        zone = ZoneInfo(ZONE)
        every = rrule(DAILY, dtstart=naive, until=naive + TEN_YEARS)
        return sum(1 for one in every if one.replace(tzinfo=zone).astimezone(UTC))

    return {
        COMPUTED: lambda: sum(1 for _ in shifts(daily, overridden, START, START + TEN_YEARS)),
        RULES: rules,
        A_MONTH: lasting(daily, START, MONTH),
        A_YEAR: lasting(daily, START, YEAR),
        TWENTY_YEARS: lasting(daily, START, 20 * YEAR),
        FAR_MONTH: lasting(daily, FAR, MONTH),
        COVERED: lasting(nights, START, 20 * YEAR),
        WHO: lambda: 1 if on_call(daily, overridden[:1], START) else 0,
        WHO_FAR: lambda: 1 if on_call(daily, (), FAR) else 0,
        EIGHT: lambda: 1 if everybody_on_call(schedule, START) else 0,
        NINETY: lambda: sum(1 for _ in stretches(schedule, START, START + 90 * DAY)),
    }


@asynccontextmanager
async def listing() -> AsyncIterator[Doing]:
    """The operation as anybody calls it, on a database with the rotation and its overrides."""
    with tempfile.TemporaryDirectory() as directory:
        muster = await open_muster(Path(directory))
        try:
            daily = rotation()
            await muster.incidents("CreateReplicationSet", regions={"us-east-1": {}})
            people = [person(f"person-{one:02}") for one in range(MEMBERS)]
            await muster.storage.store.commit([*map(Save, people), Save(daily), *map(Save, covers(daily))])
            yield lambda: _listed(muster, daily.arn)
        finally:
            await muster.storage.close()


async def _listed(muster: Muster, arn: str) -> int:
    asked = {"RotationId": arn, "StartTime": START, "EndTime": START + TEN_YEARS, "MaxResults": 1024}
    answer = await muster.dispatcher.call(ADMIN, LIST, asked)
    found = len(answer["RotationShifts"])
    while "NextToken" in answer:
        answer = await muster.dispatcher.call(ADMIN, LIST, {**asked, "NextToken": answer["NextToken"]})
        found += len(answer["RotationShifts"])
    return found


async def measured(rounds: int, patience: float) -> tuple[dict[str, list[float]], dict[str, int], int]:
    """Seconds of each thing in each round, how many shifts it was, and how many rounds others disturbed."""
    seconds: dict[str, list[float]] = {}
    number: dict[str, int] = {}
    disturbed = 0
    async with listing() as listed:
        for _ in range(rounds):
            await quiet(patience)
            others = Others(ours=lambda: 0.0)
            for name, doing in computing().items():
                best, number[name] = min(_timed(doing) for _ in range(SERIES))
                seconds.setdefault(name, []).append(best)
            best, number[LISTED] = min([await _timed_awaited(listed) for _ in range(SERIES)])
            seconds.setdefault(LISTED, []).append(best)
            disturbed += others.share() > WORST_SHARE
    return seconds, number, disturbed


def _timed(doing: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    number = doing()
    return time.perf_counter() - began, number


async def _timed_awaited(doing: Doing) -> tuple[float, int]:
    began = time.perf_counter()
    number = await doing()
    return time.perf_counter() - began, number


def figures(seconds: dict[str, list[float]], number: dict[str, int]) -> list[Figure]:
    """The rows of the report."""
    whole = [
        _figure(f"{name}: {number[name]:,}", [one * 1e3 for one in seconds[name]], "ms", aim)
        for name, aim in ((COMPUTED, 50), (LISTED, 50), (RULES, None), (NINETY, None))
    ]
    each = [
        _figure(name, [one * 1e6 / number[name] for one in seconds[name]], "µs", None)
        for name in (A_MONTH, A_YEAR, TWENTY_YEARS, FAR_MONTH, COVERED)
    ]
    ratios = [
        _figure(f"{name} ÷ {to}", _ratio(seconds, number, name, to), "×", aim)
        for name, to, aim in ((TWENTY_YEARS, A_MONTH, 1.3), (FAR_MONTH, A_MONTH, 1.3))
    ]
    moments = [_figure(name, [one * 1e6 for one in seconds[name]], "µs", None) for name in (WHO, WHO_FAR, EIGHT)]
    return [*whole, *each, *ratios, *moments]


def _ratio(seconds: dict[str, list[float]], number: dict[str, int], name: str, to: str) -> list[float]:
    """Of what one shift costs, round by round."""
    pairs = zip(seconds[name], seconds[to], strict=True)
    return [one / number[name] / (other / number[to]) for one, other in pairs]


def _figure(name: str, found: list[float], unit: str, aim: float | None) -> Figure:
    spread = Spread.of(found)
    return Figure(
        name=name,
        reached=f"{spread.middle:.4g} ({spread.least:.4g} to {spread.most:.4g}) {unit}",
        aim="" if aim is None else f"{aim:g} {unit}",
        met=None if aim is None else spread.middle <= aim,
    )


def markdown(rows: list[Figure], setting: str) -> str:
    """The whole report."""
    verdict = {True: "met", False: "**missed**", None: ""}
    table = ["| figure | reached | aim | |", "| --- | --- | --- | --- |"]
    table += [f"| {one.name} | {one.reached} | {one.aim} | {verdict[one.met]} |" for one in rows]
    return "\n".join(["# What it costs to say who is on call", "", setting, "", *table, ""])


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--patience", type=float, default=30, help="seconds that a round waits for a quiet machine")
    asked.add_argument("--shown", action="store_true", help="do not keep the report")
    wishes = asked.parse_args()
    seconds, number, disturbed = asyncio.run(measured(wishes.rounds, wishes.patience))
    setting = (
        f"{wishes.rounds} rounds; Python {platform.python_version()}, {platform.machine()}. Figures are the median of "
        f"the rounds (least to most). Others used more than a twentieth of the processors in {disturbed} of them."
    )
    report = markdown(figures(seconds, number), setting)
    if not wishes.shown:
        REPORT.write_text(report)
        print(f"written to {REPORT}", file=sys.stderr)
    print(report)


if __name__ == "__main__":
    main()
