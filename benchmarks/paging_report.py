"""The figures of paging as a Markdown table, each beside its aim and its limit, and then what others reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PEERS = (
    ("Grafana OnCall, one alert to its first page", "2.3 s (webhook), 7.6 s (mail)", "run"),
    ("Grafana OnCall, storm of 250 alerts at 45 a second, p50 / p99", "97 s / 155 s", "run"),
    ("Grafana OnCall, pages a second", "2.06", "run"),
    ("Grafana OnCall, kill -9 of the worker under 20 alerts, after 150 s", "8 webhooks and 20 mails missing", "run"),
    ("Grafana OnCall, memory", "780 MB", "run"),
    ("GoAlert, alarm to first page", "0 to 5 s: its engine's cycle", "by design"),
    ("GoAlert, pages a second of one type", "1", "by design"),
    ("GoAlert, crash while a page is sent", "that page is not sent again", "by design"),
    ("LinkedIn Iris, alarm to first page", "0 to 60 s: its loop", "by design"),
    ("APScheduler, kill -9 while 3 jobs run", "3 of 3 lost", "run"),
)
"""Measured on the same kind of machine, or read in the source."""


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
    peers = ["", "## Others", "", "| who and what | reached | how that is known |", "| --- | --- | --- |"]
    peers += [f"| {' | '.join(one)} |" for one in PEERS]
    return "\n".join([*head, "No accepted alarm was lost.", "", *table, *peers, ""])


def _row(one: Figure) -> str:
    verdict = {True: "met", False: "**missed**", None: ""}[one.met]
    return f"| {one.name} | {one.reached} | {one.aim} | {one.limit} | {verdict} |"
