"""Which part of the work does a process do?  All of it, unless web and workers are processes of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from bot.assembly.house import House
from bot.http.health import Vitals
from bot.settings import Settings
from bot.variables import WrongSetting

Part = Literal["all", "web", "worker"]
"""`web` takes what others send; `worker` carries out what is due, and is asked for its health and its figures only."""


def refuse_half_alone(settings: Settings, part: Part) -> None:
    """Raise `WrongSetting` where there can be no second process to do the other half."""
    if part != "all" and isinstance(settings.database, Path):
        raise WrongSetting(
            f"--only {part}: on SQLite one process does everything. Leave it out, or name a PostgreSQL database in "
            "DATABASE_URL, which several processes can share."
        )


def vitals_of(house: House, part: Part) -> Vitals:
    """By what it is seen whether this process does its part."""
    vitals = house.vitals
    return replace(vitals, turned_at=None) if part == "web" else vitals
