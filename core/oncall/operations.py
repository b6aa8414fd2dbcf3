"""Shifts: of a rotation that there is, and of one that somebody is thinking of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from core.dispatcher import handles
from core.errors import contact_resource_not_found, invalid_member
from core.oncall.members import imagined, imagined_overrides, written
from core.oncall.series import EARLIEST, NEVER
from core.oncall.shifts import Shift, reach, shifts
from core.rotation_overrides.ports import RotationOverrides
from core.rotations.fitness import refuse_misshapen, refuse_unfit
from core.rotations.ports import Rotations
from core.rotations.rotation import Rotation
from core.vocabulary import pages
from core.vocabulary.moments import spelled
from core.work import Work

if TYPE_CHECKING:
    from core.vocabulary import types


class RotationShifts:
    def __init__(self, rotations: Rotations, overrides: RotationOverrides) -> None:
        self._rotations = rotations
        self._overrides = overrides

    @handles("ssm-contacts:ListRotationShifts")
    async def listing(self, work: Work, request: types.ListRotationShiftsInput) -> types.ListRotationShiftsOutput:
        start, end = _asked(request, work.now, "now")
        rotation = await self._rotations.get(request["RotationId"])
        if rotation is None:
            raise contact_resource_not_found("ROTATION", request["RotationId"])
        overlapping = await self._overrides.during(rotation.arn, start, end)
        overrides = await self._overrides.during(rotation.arn, *reach(rotation, overlapping, start, end))
        return _page(shifts(rotation, overrides, start, end), request)

    @handles("ssm-contacts:ListPreviewRotationShifts")
    async def preview(
        self, work: Work, request: types.ListPreviewRotationShiftsInput
    ) -> types.ListPreviewRotationShiftsOutput:
        refuse_misshapen(request["Recurrence"])
        rotation = imagined(request, work.now)
        refuse_unfit(rotation)
        overrides = imagined_overrides(request, rotation, work.now)
        start, end = _asked(request, *_begins(rotation, work.now))
        return _page(shifts(rotation, overrides, start, end), request)


def _begins(rotation: Rotation, now: datetime) -> tuple[datetime, str]:
    """From when on a rotation is previewed, and what that moment is called."""
    if rotation.start_at is None:
        return now, "now"
    return rotation.start_at, f"RotationStartTime, which is {spelled(rotation.start_at)}"


def _asked(
    request: types.ListRotationShiftsInput | types.ListPreviewRotationShiftsInput, otherwise: datetime, called: str
) -> tuple[datetime, datetime]:
    """From when until when; what was shown on earlier pages is left out.  `called` is what `otherwise` is called."""
    start, end = request.get("StartTime", otherwise), request["EndTime"]
    if after := pages.window(request).after:
        return datetime.fromisoformat(str(after[0])), end
    if "StartTime" in request:
        called = f"StartTime, which is {spelled(start)}"
    if end <= start:
        raise invalid_member("EndTime", f"give a time that is later than {called}")
    if end <= EARLIEST or start >= NEVER:
        raise invalid_member(
            "EndTime" if end <= EARLIEST else "StartTime",
            f"shifts can be told from {spelled(EARLIEST)} until {spelled(NEVER)}; give a time between these",
        )
    return start, end


def _page(
    found: Iterator[Shift], request: types.ListRotationShiftsInput | types.ListPreviewRotationShiftsInput
) -> types.ListRotationShiftsOutput:
    """As many as were asked for; the next page begins with the shift behind them."""
    shown = list(islice(found, pages.limit(request)))
    answer: types.ListRotationShiftsOutput = {"RotationShifts": [written(shift) for shift in shown]}
    if following := next(found, None):
        answer["NextToken"] = pages.encode((following.starts_at.isoformat(),))
    return answer
