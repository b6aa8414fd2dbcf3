"""Did everybody who should be reached hear it in time and in order, and nobody after it was over?

Written apart from the engine: it reads the plan by itself and looks at the wire and the receipts only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations

from tests.faults.history import Ending, History, PageTold, Sending, Trouble
from tests.faults.timetable import Wanted, wanted

MOST_READ = 6
"""Entries of a plan for one person and medium, of which every order of pages is considered."""
ENDS = ("taken", "refused", "lost")
"""What is the end of a sending, good or bad."""
Key = tuple[str, str]
"""Alias and medium."""


def violations(history: History) -> list[str]:
    """What should not have been, in words; nothing where all is well."""
    seen = Seen(history)
    return [
        *_reached(seen),
        *_order(seen),
        *_after_the_end(seen),
        *_recognisable(seen),
        *_fallbacks(seen),
        *_receipts(seen),
    ]


@dataclass
class Seen:
    """A history, looked through once."""

    history: History
    slots: dict[Key, list[Wanted]] = field(default_factory=lambda: defaultdict(list))
    sendings: dict[str, list[tuple[int, Sending]]] = field(default_factory=lambda: defaultdict(list))
    """What people have got, by page."""
    tried: dict[str, list[Sending]] = field(default_factory=lambda: defaultdict(list))
    """What carriers were asked for, by page."""
    troubles: list[Trouble] = field(default_factory=list)

    def __post_init__(self) -> None:
        for slot in wanted(self.history.plan, self.history.started_at, self.history.minute):
            self.slots[slot.alias, slot.medium].append(slot)
        for place, sending in self.history.numbered(Sending):
            self.tried[sending.page or ""].append(sending)
            if sending.page and sending.outcome == "taken":
                self.sendings[sending.page].append((place, sending))
        self.troubles = [trouble for _, trouble in self.history.numbered(Trouble)]

    def deadline(self, at: datetime) -> datetime:
        """Until when what is due at this moment must have been done: what is broken by then may hold it up."""
        latest = at + self.history.lateness
        for trouble in sorted((one for one in self.troubles if one.delays), key=lambda one: one.at):
            if trouble.at <= latest and at <= trouble.until + trouble.patience:
                latest = max(latest, trouble.until + trouble.patience + self.history.lateness)
        return latest

    def may_be_unknown(self, sending: Sending, until: datetime) -> bool:
        """Whether something was broken between these moments so that Muster did not hear that this went out."""
        known = (one for one in self.troubles if one.doubles and one.delays)
        return any(one.at <= until and sending.at <= one.until for one in known)

    def may_be_over(self, alias: str) -> datetime:
        """From when on this person need not be paged any more."""
        times = [ending.at for _, ending in self.history.numbered(Ending) if self._ends_for(ending, alias)]
        return min(times, default=datetime.max.replace(tzinfo=self.history.started_at.tzinfo))

    def is_over(self, alias: str) -> tuple[int, Ending] | None:
        """From when on this person must not be paged any more."""
        endings = self.history.numbered(Ending)
        return next(((n, one) for n, one in endings if one.confirmed and self._ends_for(one, alias)), None)

    def _ends_for(self, ending: Ending, alias: str) -> bool:
        return ending.alias in (None, alias) or self.history.plan.essential(str(ending.alias))

    def pages_of(self, key: Key) -> list[tuple[datetime, str]]:
        """Those of a person and medium that were sent or found undeliverable, the earliest first."""
        found = []
        for arn, told in self.history.pages.items():
            errors = [at for type_, at in told.receipts if type_ == "ERROR"]
            tried = [one.at for one in self.tried.get(arn, ()) if one.outcome in ENDS]
            if (told.alias, told.medium) == key and (tried or (errors and self._refuses(key))):
                found.append((min(tried or errors), arn))
        return sorted(found)

    def _refuses(self, key: Key) -> bool:
        said = (one for _, one in self.history.numbered(Sending) if (one.alias, one.medium) == key)
        return any(one.outcome == "refused" and not one.page for one in said)


def _reached(seen: Seen) -> Iterator[str]:
    """No contact missed, nothing too early or too late, nothing that the plan does not ask for."""
    for key, slots in seen.slots.items():
        pages = seen.pages_of(key)
        if len(pages) > len(slots):
            yield f"{key} has {len(pages)} pages where the plan has {len(slots)}"
        yield from min(_readings(seen, slots, pages[: len(slots)]), key=len)
    for key in {(told.alias, told.medium) for told in seen.history.pages.values() if told.medium} - seen.slots.keys():
        yield f"{key} is not in the plan and was paged"


def _readings(seen: Seen, slots: list[Wanted], pages: list[tuple[datetime, str]]) -> Iterator[list[str]]:
    """Which page fills which entry of the plan is not told where several are due at once: what each reading finds."""
    missing: list[tuple[datetime, str] | None] = [None] * (len(slots) - len(pages))
    plainly = [*pages, *missing]
    found = _read(seen, slots, plainly)
    yield found
    if found and len(slots) <= MOST_READ:
        yield from (_read(seen, slots, list(one)) for one in permutations(plainly))


def _read(seen: Seen, slots: list[Wanted], pages: list[tuple[datetime, str] | None]) -> list[str]:
    return [word for slot, page in zip(slots, pages, strict=True) for word in _of_slot(seen, slot, page)]


def _of_slot(seen: Seen, slot: Wanted, page: tuple[datetime, str] | None) -> Iterator[str]:
    who = f"{slot.alias} by {slot.medium}"
    if page is None:
        if _must(seen, slot, slot.at):
            yield f"{who} was never paged, which was due at {_time(slot.at)}"
        return
    first, arn = page
    if first < slot.at - seen.history.clocks_differ:
        yield f"{who} was paged at {_time(first)}, before it was due at {_time(slot.at)}"
    if _must(seen, slot, slot.at) and first > seen.deadline(slot.at):
        yield f"{who} was paged at {_time(first)}, too late for {_time(slot.at)}"
    yield from _repetitions(seen, slot, arn)


def _repetitions(seen: Seen, slot: Wanted, arn: str) -> Iterator[str]:
    """What could not be repeated in time need not be repeated for each time that was missed."""
    heard = [one for _, one in seen.sendings.get(arn, ())]
    tried = [one for one in seen.tried.get(arn, ()) if one.outcome in ENDS]
    for at in slot.again if heard else ():
        if _must(seen, slot, at) and not any(at <= one.at <= seen.deadline(at) for one in tried):
            yield f"{slot.alias} by {slot.medium} was not paged again at {_time(at)}"
    attempts: set[int] = set()
    for one in heard:
        attempts.add(one.attempt)
        if len(attempts) > sum(at - seen.history.clocks_differ <= one.at for at in slot.times):
            yield f"{slot.alias} by {slot.medium} was paged {len(attempts)} times by {_time(one.at)}, too often"


def _must(seen: Seen, slot: Wanted, at: datetime) -> bool:
    """Whether it had to be sent before it was over, and within the time that we looked on."""
    return seen.deadline(at) < min(seen.may_be_over(slot.alias), seen.history.ended_at)


def _order(seen: Seen) -> Iterator[str]:
    """Whoever is due earlier is tried earlier, unless something in between was broken."""
    due: dict[str, datetime] = {}
    for slot in sorted((slot for slots in seen.slots.values() for slot in slots), key=lambda one: one.at):
        due.setdefault(slot.alias, slot.at)
    tried: dict[str, tuple[int, datetime]] = {}
    for place, one in seen.history.numbered(Sending):
        if one.page or one.at >= due.get(one.alias, one.at):  # else they were looked for because of another engagement
            tried.setdefault(one.alias, (place, one.at))
    for early in due:
        for late in due:
            if due[early] < due[late] and late in tried and due[early] < seen.may_be_over(early):
                place, at = tried[late]
                if tried.get(early, (place + 1, at))[0] > place and not _was_broken(seen, due[early], at):
                    yield f"{late} was paged before {early}"


def _was_broken(seen: Seen, begins: datetime, ends: datetime) -> bool:
    return any(one.disorders and one.at <= ends and begins <= one.until + one.patience for one in seen.troubles)


def _after_the_end(seen: Seen) -> Iterator[str]:
    """Nobody is paged after an answer or a stop, but for what was on its way."""
    for place, sending in seen.history.numbered(Sending):
        over = seen.is_over(sending.alias)
        if over is None or place < over[0] or sending.page is None:
            continue
        ending = over[1]
        if not (ending.busy and sending.at <= ending.at + seen.history.in_flight):
            yield f"{sending.alias} by {sending.medium} was paged at {_time(sending.at)}, after it was over"


def _recognisable(seen: Seen) -> Iterator[str]:
    """What arrives twice is the same page with the same code, and there was a reason."""
    reasons = sum(one.doubles for one in seen.troubles)
    for arn, heard in seen.sendings.items():
        times: dict[int, int] = defaultdict(int)
        for _, one in heard:
            times[one.attempt] += 1
        for attempt, count in times.items():
            if count > 1 + reasons:
                yield f"attempt {attempt} of {arn} arrived {count} times, with {reasons} reasons"
        if len({one.code for _, one in heard}) > 1:
            yield f"{arn} arrived with different codes"
        if len({(one.alias, one.medium) for _, one in heard}) > 1:
            yield f"{arn} reached different people"


def _fallbacks(seen: Seen) -> Iterator[str]:
    """Where several carry a medium, another is asked soon after one that failed, and after one that says nothing."""
    for page, tried in seen.tried.items():
        for one in tried:
            until = _fallback_until(seen, one)
            rest = [other for other in tried if other.attempt == one.attempt]
            before, later = rest[: rest.index(one)], rest[rest.index(one) + 1 :]
            if any(other.outcome == "taken" and other.is_reported for other in before):
                continue  # they have it
            if any(_stands_for(seen, other, one) for other in later):
                continue  # that one is judged for itself
            is_left = len({other.provider for other in rest}) < seen.history.providers.get(one.medium, 1)
            # What is sent anew meanwhile begins with the first of them again.
            is_anew = until and any(other.attempt > one.attempt and other.at <= until for other in tried)
            if until and is_left and not is_anew and until < min(seen.may_be_over(one.alias), seen.history.ended_at):
                yield f"{one.provider} did not bring {page} to {one.alias} at {_time(one.at)}, and no other was asked"


def _stands_for(seen: Seen, other: Sending, one: Sending) -> bool:
    """Whether a later sending of the same attempt counts instead, also by the same provider: whoever does not know of
    the first, having died or lost the database since, begins again, and waits for a report from then on."""
    if other.outcome != "taken" or one.outcome == "failed":
        return other.outcome == "taken"
    until = _fallback_until(seen, one)
    return until is not None and other.at <= until and seen.may_be_unknown(one, other.at)


def _fallback_until(seen: Seen, one: Sending) -> datetime | None:
    """By when another must have been asked; None where this one has brought it."""
    if one.outcome in ("failed", "lost", "refused"):
        return seen.deadline(one.at)
    return None if one.is_reported else seen.deadline(one.at + seen.history.report_within)


def _receipts(seen: Seen) -> Iterator[str]:
    """The API says of each page what happened to it."""
    for arn, heard in seen.sendings.items():
        told = seen.history.pages.get(arn)
        if told is None:
            yield f"{arn} arrived, and the API does not know it"
            continue
        first = heard[0][1]
        if told.alias != first.alias or told.medium not in (first.medium, None):
            yield f"{arn} arrived at {first.alias} by {first.medium}, and the API says {told.alias} by {told.medium}"
        attempts = {one.attempt for _, one in heard if _must_be_told(seen, one)}
        if told.count("SENT", "ERROR") < len(attempts):
            yield f"{arn} arrived {len(attempts)} times, and has {told.count('SENT')} receipts"
    for arn, told in seen.history.pages.items():
        yield from _of_page(seen, arn, told)


def _must_be_told(seen: Seen, one: Sending) -> bool:
    """Who did not hear what a carrier said finds it in Slack, or sends it again, but not after it was over; and where
    the next repetition is due by then, it is for that one that they look."""
    until, over = seen.deadline(one.at), seen.may_be_over(one.alias)
    again = [other.at for other in seen.tried[str(one.page)] if other.attempt > one.attempt]
    ends = [*again, *([] if one.medium == "SLACK" else [over])]
    return until < seen.history.ended_at and not any(at <= until and seen.may_be_unknown(one, at) for at in ends)


def _of_page(seen: Seen, arn: str, told: PageTold) -> Iterator[str]:
    arrived = sum(one.outcome in ("taken", "lost") for one in seen.tried.get(arn, ()))
    if told.count("SENT") > arrived:
        yield f"{arn} has {told.count('SENT')} receipts of sendings, and arrived {arrived} times"
    answers = {one.page for _, one in seen.history.numbered(Ending) if one.page}
    confirmed = {one.page for _, one in seen.history.numbered(Ending) if one.page and one.confirmed}
    if told.count("READ") > (arn in answers):
        yield f"{arn} was read {told.count('READ')} times"
    if arn in confirmed and not told.count("READ"):
        yield f"{arn} was answered, and says nothing of it"
    over = seen.is_over(told.alias)
    if over and not told.count("READ", "STOP"):
        yield f"{arn} still asks for an answer after it was over"


def _time(at: datetime) -> str:
    return at.strftime("%H:%M:%S.%f")[:-5]
