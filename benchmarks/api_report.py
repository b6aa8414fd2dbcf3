"""The figures of the API as Markdown, beside what was aimed at."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.api_rounds import Calls
from benchmarks.rounds import Spread

MUSTER, BARE, MOTO = "Muster", "a bare handler", "moto"
GET, LIST, LIST_PAST, START = (
    "GetIncidentRecord", "ListIncidentRecords", "ListIncidentRecords, somewhere in the past", "StartIncident",
)  # fmt: skip
IN_MOTO = {GET: "ssm GetParameter", LIST: "ssm DescribeParameters, 20 of 1,000", START: "ssm PutParameter"}
SHARE_OF_BARE, TIMES_MOTO, GROWTH = 0.25, 10.0, 1.3
Cells = tuple[str, ...]


def markdown(calls: Calls, setting: str, few: str, many: str) -> str:
    """The whole section; `few` and `many` are the installations that are compared by their size."""
    disturbed, stretches = calls.disturbed
    lines = [
        "# What a call of the API costs",
        "",
        f"{setting} Figures are the median of the rounds (least to most). Others used more than a twentieth of the "
        f"processors in {disturbed} of {stretches} stretches.",
        "",
        *_table(("call", "of", "a second", "p99", "processor time each"), _figures(calls)),
        "",
        *_table(("ratio", "reached", "aim", ""), [*_ratios(calls), *_growth(calls, few, many)]),
        "",
    ]
    if starved := calls.starved:
        lines += [
            f"In {starved} stretches the server had less than nine tenths of its processor: there, rates say less.",
            "",
        ]
    return "\n".join(lines)


def _table(head: Cells, rows: Iterator[Cells] | list[Cells]) -> list[str]:
    return [_row(head), _row(("---",) * len(head)), *map(_row, rows)]


def _row(cells: Cells) -> str:
    return f"| {' | '.join(cells)} |"


def _figures(calls: Calls) -> Iterator[Cells]:
    for what, whom in sorted(calls.kept):
        name = f"{whom}: {IN_MOTO[what]}" if whom == MOTO else whom
        rate = _text(calls.rate(what, whom), 0)
        yield what, name, rate, f"{_text(calls.p99(what, whom), 1)} ms", f"{_text(calls.cost(what, whom), 3)} ms"


def _ratios(calls: Calls) -> Iterator[Cells]:
    for whom, aim, written in ((BARE, SHARE_OF_BARE, _percent), (MOTO, TIMES_MOTO, _times)):
        for what in (GET, LIST, START):
            if calls.has(what, whom):
                name = f"moto's {IN_MOTO[what]}" if whom == MOTO else whom
                reached = calls.rates_ratio(what, MUSTER, whom)
                cheaper = calls.costs_ratio(what, whom, MUSTER)
                aimed = (f"{aim:.0%}" if whom == BARE else f"{aim:.0f} ×") if what == GET else ""
                met = _verdict(reached.middle >= aim) if aimed else ""
                yield f"{what} to {name}, calls a second", written(reached), aimed, met
                yield f"{what} to {name}, calls for a second of processor time", written(cheaper), "", ""


def _growth(calls: Calls, few: str, many: str) -> Iterator[Cells]:
    for what in (LIST, LIST_PAST):
        reached = calls.costs_ratio(what, many, few)
        aim = f"{GROWTH} ×" if what == LIST else ""
        met = _verdict(reached.middle <= GROWTH) if aim else ""
        yield f"{what}, processor time, {many} to {few}", f"{_text(reached, 2)} ×", aim, met


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def _text(figure: Spread, digits: int) -> str:
    return f"{figure.middle:,.{digits}f} ({figure.least:,.{digits}f} to {figure.most:,.{digits}f})"


def _times(figure: Spread) -> str:
    return f"{_text(figure, 1)} ×"


def _percent(figure: Spread) -> str:
    return f"{figure.middle:.1%} ({figure.least:.1%} to {figure.most:.1%})"
