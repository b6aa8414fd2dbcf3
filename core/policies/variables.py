"""What do the variables in a policy stand for, such as `${aws:username}`?

A text is cut into pieces.  A value that is put in stays text: a `*` or `?` in it is never a wildcard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.policies.comparisons import KEY_NAMES, is_key
from core.policies.patterns import Piece, arn_expression
from core.policies.wrong import nearest, shown, wrong

Context = Mapping[str, tuple[str, ...]]
"""What is known of a call, by IAM's condition keys in lower case; a key has several values, or it is absent."""

VARIABLE = re.compile(r"\$\{((?P<sign>[*?$])|(?P<key>[^${}',]+)(,\s*'(?P<default>[^']*)'\s*)?)\}")
EXPECTED = "such as ${aws:username}, or ${aws:PrincipalTag/team, 'none'} with a value for where there is none"


@dataclass(frozen=True, slots=True)
class Variable:
    key: str
    """In lower case."""
    default: str | None = None
    """What it stands for where the key is absent."""


Template = tuple[Piece | Variable, ...]


def template(text: str, *, knows_variables: bool) -> Template:
    """The pieces of a text; only the newer version of the language knows variables."""
    if not knows_variables:
        return (Piece(text),)
    pieces: list[Piece | Variable] = []
    end = 0
    for found in VARIABLE.finditer(text):
        pieces.append(Piece(text[end : found.start()]))
        end = found.end()
        if found["sign"]:
            pieces.append(Piece(found["sign"], is_pattern=False))
        else:
            pieces.append(Variable(found["key"].strip().lower(), found["default"]))
    pieces.append(Piece(text[end:]))
    return tuple(piece for piece in pieces if isinstance(piece, Variable) or piece.text)


def refuse_unknown(text: str, place: str) -> None:
    """Raise where something begins like a variable and is none: the statement would never say anything."""
    for found in VARIABLE.finditer(text):
        key = found["key"]
        if key and not is_key(key.strip()):
            raise wrong(place, f"there is no variable '{shown(found[0])}'{nearest(key.strip(), KEY_NAMES)}")
    if "${" in VARIABLE.sub("", text):
        raise wrong(place, f"'{shown(text)}' must have its variables written in full, {EXPECTED}")


def is_arn(pieces: Template) -> bool:
    """Whether this is an ARN, whatever the values of its variables are."""
    return (
        arn_expression(Piece("", is_pattern=False) if isinstance(one, Variable) else one for one in pieces) is not None
    )


def variables_of(templates: Iterable[Template]) -> frozenset[Variable]:
    return frozenset(piece for one in templates for piece in one if isinstance(piece, Variable))


def filled(pieces: Template, context: Context) -> tuple[Piece, ...] | None:
    """The text with values for its variables; None where one of them has no value, or has several."""
    found = [_filled(piece, context) if isinstance(piece, Variable) else piece for piece in pieces]
    there = tuple(piece for piece in found if piece is not None)
    return there if len(there) == len(found) else None


def has_value(variable: Variable, context: Context) -> bool:
    return _filled(variable, context) is not None


def _filled(variable: Variable, context: Context) -> Piece | None:
    values = context.get(variable.key, ())
    if not values and variable.default is not None:
        return Piece(variable.default, is_pattern=False)
    return Piece(values[0], is_pattern=False) if len(values) == 1 else None
