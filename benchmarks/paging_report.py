"""The figures of paging as a Markdown table, each beside its aim and its limit, and then what others reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ALONE = "alarm to first page, 50 a second, SQLite, p50"
STORM = "new incident to first page, 1000 alarms a second"
PEERS = (
    ("Grafana OnCall, one alert to its first page", "2.3 s by webhook, 7.6 s by mail", "run", ALONE),
    ("Grafana OnCall, storm of 250 alerts at 45 a second, p99", "155 s", "run",
     f"{STORM}, 100 of each trouble, SQLite, p99"),
    ("Grafana OnCall, pages a second", "2.06", "run", "pages sustained, SQLite"),
    ("Grafana OnCall, kill -9 of the worker under 20 alerts", "28 messages missing after 150 s", "run",
     "kill -9 of the only process to the first page that is sent again"),
    ("Grafana OnCall, memory", "780 MB", "run", "memory after that storm"),
    ("GoAlert, alarm to first page", "0 to 5 s: its engine's cycle", "by design", ALONE),
    ("GoAlert, pages a second of one type", "1", "by design", "pages sustained, PostgreSQL"),
    ("GoAlert, a crash while a page is sent", "it is not sent again", "by design", "kill -9 of one of"),
    ("LinkedIn Iris, alarm to first page", "0 to 60 s: its loop", "by design", ALONE),
)  # fmt: skip
"""Measured on the same kind of machine, or read in the source; and the beginning of what Muster's figure is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row."""

    name: str
    reached: str
    aim: str = ""
    limit: str = ""
    """What nobody could be better than, from the same run."""
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a run has to say."""

    figures: Sequence[Figure]
    lost: dict[str, int]
    """Accepted alarms that nobody was paged for, by scenario."""
    setting: str


def markdown(told: Told) -> str:
    """The whole report; a run that loses an accepted alarm has no figures."""
    head = ["# How well Muster pages", "", told.setting, ""]
    if lost := {name: number for name, number in told.lost.items() if number}:
        where = ", ".join(f"{number} in {name}" for name, number in lost.items())
        return "\n".join([*head, f"**Accepted alarms were lost, so the run scores nothing: {where}.**", ""])
    table = ["| figure | reached | aim | limit in the same run | |", "| --- | --- | --- | --- | --- |"]
    table += [_row(one) for one in told.figures]
    peers = ["", "## Beside others", "", "Theirs were run on the same kind of machine, or read in their source.", ""]
    peers += ["| who and what | theirs | how that is known | Muster's |", "| --- | --- | --- | --- |"]
    peers += [f"| {who} | {theirs} | {how} | {_ours(told.figures, name)} |" for who, theirs, how, name in PEERS]
    return "\n".join([*head, "No accepted alarm was lost.", "", *table, *peers, ""])


def _row(one: Figure) -> str:
    verdict = {True: "met", False: "**missed**", None: ""}[one.met]
    return f"| {one.name} | {one.reached} | {one.aim} | {one.limit} | {verdict} |"


def _ours(figures: Sequence[Figure], name: str) -> str:
    return next((f"{one.name}: {one.reached}" for one in figures if one.name.startswith(name)), "")
