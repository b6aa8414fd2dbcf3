"""The figures as a Markdown table, beside what was aimed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.rounds import Rounds, Spread

EMPTY = "an empty Bolt listener"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What it takes to have the product there at all."""

    idle_megabytes: float
    loaded_megabytes: float
    start_with_slack: Spread
    start_without_slack: Spread
    validation_microseconds: float


Row = tuple[str, str, str, bool | None]


def markdown(rounds: Rounds, footprint: Footprint, rates: tuple[int, ...], slow_rate: int, setting: str) -> str:
    """The whole report."""
    disturbed, stretches = rounds.disturbed
    head = [
        "# What a command in chat costs",
        "",
        f"{setting} Figures are the median of the rounds (least to most). "
        f"Others used more than a twentieth of the processors in {disturbed} of {stretches} stretches.",
        "",
    ]
    if rounds.lost:
        return "\n".join([*head, f"**{rounds.lost} acknowledged commands were lost: the run scores nothing.**", ""])
    if rounds.refused:
        head += [f"**{rounds.refused} deliveries were not acknowledged with 200.**", ""]
    head += ["| figure | reached | aim | |", "| --- | --- | --- | --- |"]
    rows = [*_costs(rounds, rates), *_answers(rounds, rates), *_edges(rounds, slow_rate), *_footprint(footprint)]
    table = [f"| {name} | {reached} | {aim} | {_verdict(met)} |" for name, reached, aim, met in rows]
    return "\n".join([*head, *table, ""])


def _verdict(met: bool | None) -> str:
    return {True: "met", False: "**missed**", None: ""}[met]


def _costs(rounds: Rounds, rates: tuple[int, ...]) -> Iterator[Row]:
    for rate in rates:
        yield f"processor time of {EMPTY}, {rate}/s", f"{_text(rounds.cost('empty', rate))} ms", "", None
        for name, aim in (("start-incident", 4.5), ("get-incident-record", 2.8), ("list-incident-records", 2.8)):
            ratio = rounds.ratio(name, "empty", rate)
            cost = rounds.cost(name, rate).middle
            yield f"{name} ÷ {EMPTY}, {rate}/s", f"{_text(ratio)} × ({cost:.2f} ms)", f"{aim} ×", ratio.middle <= aim


def _answers(rounds: Rounds, rates: tuple[int, ...]) -> Iterator[Row]:
    for rate in rates:
        for name in ("start-incident", "get-incident-record", "list-incident-records"):
            yield from _pair(f"{name}, sent to answered, {rate}/s", rounds, (name, rate), (8, 50))


def _edges(rounds: Rounds, rate: int) -> Iterator[Row]:
    yield from _pair(f"a mention acknowledged by {EMPTY}, 50/s", rounds, ("empty", 50), (None, None), acknowledged=True)
    yield from _pair(f"slash command acknowledged, {rate}/s", rounds, ("slash", rate), (2, None), acknowledged=True)
    yield from _pair(f"button acknowledged, {rate}/s", rounds, ("button", rate), (2, None), acknowledged=True)
    yield from _pair(f"Acknowledge pressed to page revised, {rate}/s", rounds, ("button", rate), (None, None))
    yield from _pair(f"start-incident to first page handed over, {rate}/s", rounds, ("page", rate), (10, 50))


def _pair(
    what: str,
    rounds: Rounds,
    series: tuple[str, int],
    aims: tuple[float | None, float | None],
    *,
    acknowledged: bool = False,
) -> Iterator[Row]:
    read = rounds.acknowledgements if acknowledged else rounds.answers
    for share, aim in zip((0.5, 0.99), aims, strict=True):
        reached = read(*series, share)
        met = None if aim is None else reached.middle <= aim
        yield f"{what}, p{share * 100:.0f}", f"{_text(reached)} ms", "" if aim is None else f"{aim} ms", met


def _footprint(found: Footprint) -> Iterator[Row]:
    yield "memory, idle", f"{found.idle_megabytes:.0f} MB", "110 MB", found.idle_megabytes <= 110
    yield "memory, after the run", f"{found.loaded_megabytes:.0f} MB", "", None
    bare = found.start_without_slack
    yield "start to `ready` without Slack", f"{_text(bare)} s", "1.5 s", bare.middle <= 1.5
    yield "start to `ready` with Slack", f"{_text(found.start_with_slack)} s", "", None
    cost = found.validation_microseconds
    yield "validation of a StartIncident", f"{cost:.0f} µs", "well under 100 µs", cost < 70


def _text(spread: Spread) -> str:
    return f"{spread.middle:.2f} ({spread.least:.2f} to {spread.most:.2f})"
