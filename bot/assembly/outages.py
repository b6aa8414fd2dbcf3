"""Have operators told at once of a database that takes nothing; one that is away is noticed by whoever asks it."""

from __future__ import annotations

from core.operators.ports import Operators
from core.operators.spokesman import Leads, Spokesman
from storage.opening import Storages
from storage.outage import Outage

ABOUT = "writing to the database"


def tell_of_outages(storages: Storages, operators: Operators, leads: Leads) -> None:
    """One of several replicas tells for all."""
    spokesman = Spokesman(operators, leads)

    def tell(outage: Outage) -> None:
        if outage.kind != "away":  # a restart of the server is over before anybody could do anything
            spokesman.tell(ABOUT, outage.what)

    storages.condition.begins = tell
    storages.condition.ends = lambda: spokesman.over(ABOUT)
