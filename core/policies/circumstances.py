"""Do the circumstances of a call meet a statement's conditions?  Each is made ready once, and asked often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from core.policies.comparing import Test, maker_of
from core.policies.conditions import Condition
from core.policies.variables import Context, Template, filled, variables_of

AT_HAND = 256
"""So many tests are remembered of a condition with variables: mostly one for each caller."""

Holds = Callable[[Context], bool]


def ready(condition: Condition, values: Sequence[Template]) -> Holds:
    """Whether the condition holds in a context, in which all variables of the values are known to have one."""
    key = condition.key.lower()
    if condition.operator == "Null":
        meant = {value.lower() == "true" for value in condition.values}
        return lambda context: (not context.get(key)) in meant
    maker, negated = maker_of(condition.operator)
    when_absent = _when_absent(condition, negated=negated)
    # Where nothing says how several values count: one of them is enough to match, and one is enough to spoil a "not".
    every = condition.quantifier == "ForAllValues" or (negated and condition.quantifier is None)

    remembered = lru_cache(maxsize=AT_HAND)(maker)

    def tests(context: Context) -> list[Test]:
        return [remembered(filled(value, context) or ()) for value in values]

    fixed = None if variables_of(values) else tests({})

    def holds(context: Context) -> bool:
        found = context.get(key)
        if not found:
            return when_absent
        compared = tests(context) if fixed is None else fixed
        each = (any(test(value) for test in compared) is not negated for value in found)
        return all(each) if every else any(each)

    return holds


def _when_absent(condition: Condition, *, negated: bool) -> bool:
    """What a condition says of a key that the call has not got."""
    if condition.if_exists or condition.quantifier is None:
        return condition.if_exists or negated
    return condition.quantifier == "ForAllValues"
