"""The generated types are those of the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import Required, get_origin, get_type_hints

from core.vocabulary import types
from core.vocabulary.catalog import catalog
from core.vocabulary.typing_source import PREFIXES, source


def test_the_types_are_those_that_the_generator_writes_today() -> None:
    assert Path(types.__file__).read_text() == source(catalog()), "run python -m core.vocabulary.typing_source"


def test_every_operation_has_an_input_and_an_output_with_the_members_of_the_model() -> None:
    for operation in catalog().values():
        prefix = PREFIXES[operation.service]
        for shape, ending in ((operation.input_shape, "Input"), (operation.output_shape, "Output")):
            plain, prefixed = operation.name + ending, prefix + operation.name + ending
            found = getattr(types, plain, None) or getattr(types, prefixed)
            hints = get_type_hints(found, include_extras=True)
            required = {name for name, hint in hints.items() if get_origin(hint) is Required}
            assert set(hints) == set(shape.members if shape else ())
            assert required == set(shape.required_members if shape else ())


def test_a_name_that_two_services_use_is_never_used_bare() -> None:
    assert types.ContactsTag.__annotations__.keys() != types.ChatbotTag.__annotations__.keys()
    assert not hasattr(types, "Tag")
    assert not hasattr(types, "TagResourceInput")
