"""What do the statements of a policy say about one action?  They are made ready once, and looked up by the action."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from core.policies.circumstances import ready
from core.policies.document import Document, Statement
from core.policies.patterns import ANYTHING, Piece, arn_expression, matches
from core.policies.variables import Context, Template, filled, has_value, template, variables_of

AT_HAND = 256
"""So many actions are remembered; there are not half as many operations."""

Reaches = Callable[[str, Context], bool]


class Rule:
    """A statement that is ready to be asked."""

    __slots__ = ("_everything", "_holds", "_reaches", "_variables", "index", "statement")

    def __init__(self, index: int, statement: Statement, *, knows_variables: bool) -> None:
        def templates(texts: tuple[str, ...]) -> list[Template]:
            return [template(text, knows_variables=knows_variables) for text in texts]

        self.index = index
        self.statement = statement
        resources = templates(statement.resources or statement.not_resources)
        values = [templates(one.values) for one in statement.conditions]
        self._reaches = _reaching(resources, negated=bool(statement.not_resources))
        self._everything = ANYTHING in statement.resources
        self._holds = [ready(one, value) for one, value in zip(statement.conditions, values, strict=True)]
        self._variables = variables_of([*resources, *(one for value in values for one in value)])

    def is_about(self, action: str) -> bool:
        """Whether the statement speaks of the action, which is in lower case."""
        if self.statement.not_actions:
            return not _one_matches(self.statement.not_actions, action)
        return _one_matches(self.statement.actions, action)

    def counts(self, resource: str, context: Context) -> bool:
        """Whether the statement speaks of the resource, and now; without a value for each variable it says nothing."""
        if self._variables and not all(has_value(variable, context) for variable in self._variables):
            return False
        return (self._everything or self._reaches(resource, context)) and all(holds(context) for holds in self._holds)


class Rules:
    """The statements of one policy."""

    def __init__(self, document: Document) -> None:
        knows_variables = document.version == "2012-10-17"
        self._rules = [
            Rule(index, statement, knows_variables=knows_variables)
            for index, statement in enumerate(document.statements)
        ]
        self._about: dict[str, tuple[tuple[Rule, ...], tuple[Rule, ...]]] = {}

    def about(self, action: str) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """The statements about an action, which is in lower case: those that deny, and those that allow."""
        found = self._about.get(action)
        if found is None:
            about = [rule for rule in self._rules if rule.is_about(action)]
            denying = tuple(rule for rule in about if rule.statement.effect == "Deny")
            found = denying, tuple(rule for rule in about if rule.statement.effect == "Allow")
            if len(self._about) >= AT_HAND:
                self._about.clear()
            self._about[action] = found
        return found


def _one_matches(patterns: tuple[str, ...], action: str) -> bool:
    return any(matches(pattern.lower(), action) for pattern in patterns)


def _reaching(resources: list[Template], *, negated: bool) -> Reaches:
    fixed = _expression([one for one in resources if not variables_of([one])], {})
    variable = [one for one in resources if variables_of([one])]

    def reaches(resource: str, context: Context) -> bool:
        found = fixed.fullmatch(resource) is not None
        if not found and variable:
            found = _expression(variable, context).fullmatch(resource) is not None
        return found is not negated

    return reaches


def _expression(resources: list[Template], context: Context) -> re.Pattern[str]:
    """One for all of them."""
    return _compiled(tuple(filled(one, context) or () for one in resources))


@lru_cache(maxsize=1024)
def _compiled(patterns: tuple[tuple[Piece, ...], ...]) -> re.Pattern[str]:
    """What is no ARN at all matches nothing, except that a star alone is everything."""
    written = [".*" if pieces == (Piece(ANYTHING),) else arn_expression(pieces) for pieces in patterns]
    return re.compile("|".join(f"(?:{one})" for one in written if one) or "(?!)", re.DOTALL)
