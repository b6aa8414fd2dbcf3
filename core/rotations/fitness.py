"""Can people take turns by this rule?  What is wrong with it, said so that it can be mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from core.contacts.contact import Contact
from core.errors import contact_resource_not_found, invalid_member
from core.rotations.rotation import Recurrence, Rotation
from core.rotations.zones import known_zones, nearest

if TYPE_CHECKING:
    from core.vocabulary import types

SHORTEST = timedelta(minutes=30)


def refuse_misshapen(settings: types.RecurrenceSettings) -> None:
    """Raise where a coverage has one end only: the model lets both be absent."""
    for day, windows in settings.get("ShiftCoverages", {}).items():
        for number, window in enumerate(windows, 1):
            if "Start" not in window or "End" not in window:
                raise invalid_member(_place(day, number), "give both Start and End")


def refuse_unfit(rotation: Rotation) -> None:
    """Raise where the rule says nothing or two things at once, or where the wall with the clock does not stand."""
    _refuse_unclear(rotation.recurrence)
    _refuse_short(rotation.recurrence)
    if rotation.time_zone not in known_zones():
        meant = " or ".join(nearest(rotation.time_zone)) or "America/Los_Angeles, UTC or Asia/Seoul"
        raise invalid_member(
            "TimeZoneId",
            f"{rotation.time_zone} is no time zone with rules of its own; give its IANA name, such as {meant}",
        )


def refuse_unfit_members(arns: Iterable[str], known: Mapping[str, Contact], before: Collection[str] = ()) -> None:
    """Raise where a member does not exist or is not a person.  Nobody minds who is named twice: they have two turns.

    Who was a member `before` may be gone by now: whoever gives back what they read has made nothing worse.
    """
    for arn in arns:
        if arn not in known and arn not in before:
            raise contact_resource_not_found("CONTACT", arn)
        if arn in known and known[arn].type != "PERSONAL":
            raise invalid_member(
                "ContactIds", f"only PERSONAL contacts can be on call in turn, {arn} is {known[arn].type}"
            )


def _refuse_unclear(recurrence: Recurrence) -> None:
    kinds = {
        "DailySettings": recurrence.daily,
        "WeeklySettings": recurrence.weekly,
        "MonthlySettings": recurrence.monthly,
    }
    given = [kind for kind, settings in kinds.items() if settings]
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        raise invalid_member("Recurrence", f"give exactly one of {', '.join(kinds)}; this one has {found}")


def _refuse_short(recurrence: Recurrence) -> None:
    for day in recurrence.shift_coverages:
        for number, coverage in enumerate(day.coverages, 1):
            if coverage.lasts < SHORTEST:
                minutes = coverage.lasts // timedelta(minutes=1)
                raise invalid_member(
                    _place(day.weekday, number), f"a coverage lasts 30 minutes at least, this one {minutes}"
                )


def _place(day: str, number: int) -> str:
    return f"Recurrence.ShiftCoverages.{day}.{number}.member"
