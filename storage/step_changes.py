"""The steps' part of a change set.  A step that is held keeps its lease when it is scheduled anew: one at a time.

A step that was cancelled and scheduled again is another one: whoever holds the old one has no say in it any more.
Nor has a process whose lease ran out, once another has claimed the step: what it says of the step touches nothing.
"""

from __future__ import annotations

from dataclasses import replace
from secrets import randbelow
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, insert, literal_column, select, update

from core.step import Step
from core.work import Begin, Cancel, Finish, Join, OfStep, Postpone, Schedule, SetAside
from storage.database import Statement
from storage.moments import from_datetime
from storage.statements import Compiled, compiled
from storage.tables.step import StepRow
from storage.tenancy import is_of_tenant

_table = StepRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_of_key = and_(is_of_tenant(_table), _table.c.key == bindparam("of_key"))
_of_generation = _table.c.generation == bindparam("of_generation")
_ours = _table.c.held_by == bindparam("of_holder")
_LINE = 1 << 20
"""Each step's generations count up from a multiple of this that nobody can foresee, so that no two steps share any."""
_LINES = 1 << 42
_of_line = _table.c.generation.between(bindparam("of_generation"), bindparam("end_of_line"))


def one_more(column: ColumnElement[int]) -> ColumnElement[int]:
    """A count goes on, but never beyond what fits: one row must not fail whatever is written together with it."""
    return case((column < literal_column("1000000"), column + literal_column("1")), else_=column)


_was_free = _table.c.leased_until.is_(None)
FREE: dict[str, Any] = {"leased_until": None, "held_by": literal_column("''")}
"""Nobody is at it."""
_ANEW: dict[str, Any] = {
    "attempts": literal_column("0"),
    "failures": literal_column("0"),
    "error": literal_column("''"),
}

_move = compiled(
    update(_table)
    .where(_of_key)
    .values(
        due_at=bindparam("to_due_at"),
        lane=bindparam("to_lane"),
        generation=_table.c.generation + literal_column("1"),
        # Who holds it may die: the next one has to see that there was an attempt.
        **{name: case((_was_free, none), else_=_table.c[name]) for name, none in _ANEW.items()},
    )
)
_join = compiled(
    update(_table)
    .where(_of_key)
    .values(
        due_at=case((_was_free, _table.c.due_at), else_=bindparam("to_due_at")),
        lane=bindparam("to_lane"),
        generation=_table.c.generation + literal_column("1"),
    )
)
_NEW = (
    "tenant", "key", "kind", "subject", "lane", "due_at", "attempts", "failures", "error", "generation", "held_by",
)  # fmt: skip
_add = compiled(
    insert(_table).from_select(
        _NEW,
        select(*(bindparam(name, type_=_table.c[name].type) for name in _NEW)).where(
            ~select(_table.c.key).where(_of_key).exists()
        ),
    )
)
_begin = compiled(insert(_table).values({name: bindparam(name) for name in (*_NEW, "leased_until")}))
_done = compiled(delete(_table).where(_of_key, _of_generation, _ours))
_let_go = compiled(update(_table).where(_of_key, _of_line, _ours).values({**FREE, **_ANEW}))
_give_back = compiled(
    update(_table)
    .where(_of_key, _of_line, _ours)
    .values(due_at=case((_of_generation, bindparam("to_due_at")), else_=_table.c.due_at), **FREE)
)
_FAILED: dict[str, Any] = {"failures": one_more(_table.c.failures), "error": bindparam("of_error")}
_give_back_failed = compiled(
    update(_table)
    .where(_of_key, _of_line, _ours)
    .values(due_at=case((_of_generation, bindparam("to_due_at")), else_=_table.c.due_at), **FREE, **_FAILED)
)
_set_aside = compiled(
    update(_table)
    .where(_of_key, _of_generation, _ours)
    .values(due_at=bindparam("to_due_at"), lane=literal_column("'aside'"), **FREE, **_FAILED)
)
_forget = compiled(delete(_table).where(_of_key))


def statements(change: OfStep) -> list[Statement]:
    """What carries the change out."""
    match change:
        case Schedule(step) | Join(step):
            return _schedule(step, _join if isinstance(change, Join) else _move)
        case Begin(step, until):
            return [Statement(_begin, {**_row(step), "leased_until": from_datetime(until)})]
        case Finish(step):
            held = _held(step)
            return [Statement(_done, held), Statement(_let_go, {**held, "end_of_line": _end_of_line(step)})]
        case Postpone(step, due_at, error):
            later = {**_held(step), "to_due_at": from_datetime(due_at), "end_of_line": _end_of_line(step)}
            if error:
                return [Statement(_give_back_failed, {**later, "of_error": error})]
            return [Statement(_give_back, later)]
        case SetAside(step, due_at, error):
            failed = {**_held(step), "to_due_at": from_datetime(due_at), "of_error": error}
            # Where it was scheduled anew meanwhile, that is tried first.
            given_back = Statement(_give_back_failed, {**failed, "end_of_line": _end_of_line(step)})
            return [Statement(_set_aside, failed), given_back]
        case Cancel(key):
            return [Statement(_forget, {"of_key": key})]


def _schedule(step: Step, existing: Compiled) -> list[Statement]:
    row = _row(replace(step, generation=new_line()))
    moved = {"of_key": step.key, "to_due_at": row["due_at"], "to_lane": step.lane}
    return [Statement(existing, moved), Statement(_add, {**row, "of_key": step.key})]


def new_line() -> int:
    """The first generation of a step that there was none of."""
    return randbelow(_LINES) * _LINE


def _row(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "kind": step.kind,
        "subject": step.subject,
        "lane": step.lane,
        "due_at": from_datetime(step.due_at),
        "attempts": step.attempts,
        "failures": 0,
        "error": "",
        "held_by": step.held_by,
        "generation": step.generation,
    }


def _held(step: Step) -> dict[str, Any]:
    return {"of_key": step.key, "of_generation": step.generation, "of_holder": step.held_by}


def _end_of_line(step: Step) -> int:
    return step.generation | (_LINE - 1)
