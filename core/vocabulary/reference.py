"""How is an operation explained?  From the model's own documentation and constraints, as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from core.vocabulary.catalog import Catalog, Operation

if TYPE_CHECKING:
    from botocore.model import Shape

MARKUP = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"</?code>"), "`"),
    (re.compile(r"<li> *(<p[^>]*> *)?"), "\n• "),
    (re.compile(r"<(p|ul|note|important)\b[^>]*>"), "\n"),
    (re.compile(r"<[^>]*>"), ""),
    (re.compile(r" *\n\s*"), "\n"),
    (re.compile(r" +"), " "),
)
KINDS = {"string": "text", "timestamp": "time", "integer": "whole number", "long": "whole number"}
PAGE = """\
# Commands

Every operation of the AWS services that Muster follows, as you type it after `@aws`; `help` after it explains it.
GENERATED from the models; do not edit.
"""


def plain(documentation: str) -> str:
    """The model's HTML as text: a line for each paragraph, a bullet for each item, code in backticks."""
    for pattern, replacement in MARKUP:
        documentation = pattern.sub(replacement, documentation)
    return html.unescape(documentation).strip()


def summary(operation: Operation) -> str:
    """What an operation does, in one sentence."""
    first_line = plain(operation.documentation).partition("\n")[0]
    return re.split(r"(?<=\.) (?=[A-Z])", first_line)[0]


def describe_member(shape: Shape) -> str:
    """What a member holds, such as `text of up to 200 characters` or `whole number from 1 to 5`."""
    match shape.type_name:
        case "string" if shape.enum:
            return "one of " + ", ".join(f"`{value}`" for value in shape.enum)
        case "string":
            return "text" + _extent(shape, " of {} characters")
        case "list":
            return f"list{_extent(shape, ' of {}')}, each: {describe_member(shape.member)}"
        case "map":
            return f"map{_extent(shape, ' of {}')} of names to values, each: {describe_member(shape.value)}"
        case "structure":
            return _describe_structure(shape)
    kind = KINDS.get(shape.type_name) or str(shape.type_name)
    return kind + _extent(shape, " {}", between="from {} to {}")


def catalogue_page(catalog: Catalog, offered: Collection[str]) -> str:
    """`docs/commands.md`: all operations, and which of them have a handler."""
    return "\n".join([PAGE, *(_chapter(catalog, service, offered) for service in catalog.services)])


def _chapter(catalog: Catalog, service: str, offered: Collection[str]) -> str:
    operations = catalog.of(service)
    count = sum(operation.action in offered for operation in operations)
    rows = "\n".join(
        f"| `{one.command}` | {'yes' if one.action in offered else 'not yet'} | {summary(one)} |" for one in operations
    )
    return (
        f"## {service}\n\n{count} of {len(operations)} operations are offered.\n\n"
        f"| command | offered | what it does |\n| --- | --- | --- |\n{rows}\n"
    )


def _describe_structure(shape: Shape) -> str:
    names = [f"`{name}`" + ("*" if name in shape.required_members else "") for name in shape.members]
    if not names:
        return "empty structure, `{}`"
    return ("exactly one of " if shape.metadata.get("union") else "structure of ") + ", ".join(names)


def _extent(shape: Shape, phrase: str, between: str = "{} to {}") -> str:
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    if most is None:
        return phrase.format(f"at least {least}") if least else ""
    if least == most:
        return phrase.format(f"exactly {most}")
    return phrase.format(between.format(least, most) if least else f"up to {most}")
