"""Which operations exist?  Read from botocore's service models, plus what `additions/` says in the same format."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.loaders import ExtrasProcessor, Loader
from botocore.model import OperationModel, ServiceModel

if TYPE_CHECKING:
    from botocore.model import StructureShape

API_VERSIONS = {
    "chatbot": "2017-10-11",
    "cloudtrail": "2013-11-01",
    "ssm-contacts": "2021-05-03",
    "ssm-incidents": "2018-05-10",
    "sts": "2011-06-15",
}
FOLLOWED = {
    "chatbot": re.compile(
        "SlackChannelConfiguration|CustomAction|[Aa]ssociat|TagResource|UntagResource|TagsForResource"
    ),
    "cloudtrail": re.compile("^LookupEvents$"),
    "sts": re.compile("^(AssumeRole|GetCallerIdentity)$"),
}
"""Where we follow a part of a service only: the operations whose name has one of these in it."""

ADDITIONS = Path(__file__).parent / "additions"
READS = ("Get", "List", "Describe", "BatchGet", "Lookup")
TOKENS = ("clienttoken", "idempotencytoken")
SUGGESTIONS = 3


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for."""

    service: str
    name: str
    model: OperationModel = field(repr=False)

    @cached_property
    def action(self) -> str:
        """Route, permission, audit name and Slack `action_id`, such as `ssm-contacts:AcceptPage`."""
        return f"{self.service}:{self.name}"

    @cached_property
    def command(self) -> str:
        """What people type, spelled as the AWS CLI does, such as `ssm-contacts accept-page`."""
        return f"{self.service} {xform_name(self.name, '-')}"

    @cached_property
    def input_shape(self) -> StructureShape:
        return self.model.input_shape

    @cached_property
    def output_shape(self) -> StructureShape | None:
        """None where the model declares no answer at all."""
        return self.model.output_shape

    @cached_property
    def documentation(self) -> str:
        """The model's own text, still with its HTML; `reference.summary` has it plain."""
        return str(self.model.documentation)

    @cached_property
    def read_only(self) -> bool:
        """Whether it changes nothing, which AWS's naming tells: Get, List, Describe, BatchGet and Lookup."""
        return self.name.startswith(READS)

    @cached_property
    def destructive(self) -> bool:
        """Whether it deletes something, so that a person is asked first."""
        return self.name.startswith("Delete")

    @cached_property
    def idempotency_member(self) -> str | None:
        """The member that makes a repeated call count once.

        By its name, because the model forgets the mark on CreateRotation and its kin.
        """
        return next((name for name in self.input_shape.members if name.lower() in TOKENS), None)

    @cached_property
    def hands_out_credentials(self) -> bool:
        """Whether its answer holds a secret, which nobody should read in a conversation."""
        return any(
            shape.name == "Credentials" for shape in (self.output_shape.members if self.output_shape else {}).values()
        )

    @cached_property
    def errors(self) -> tuple[str, ...]:
        """The codes that the model declares for it."""
        return tuple(shape.error_code for shape in self.model.error_shapes)

    @cached_property
    def http_status(self) -> int:
        """The status of a good answer."""
        return int(self.model.http.get("responseCode", 200))


class Catalog(Mapping[str, Operation]):
    """Every operation by its action name, in alphabetical order."""

    def __init__(self, operations: dict[str, Operation]) -> None:
        self._operations = dict(sorted(operations.items()))

    def __getitem__(self, action: str) -> Operation:
        return self._operations[action]

    def __iter__(self) -> Iterator[str]:
        return iter(self._operations)

    def __len__(self) -> int:
        return len(self._operations)

    @cached_property
    def services(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(operation.service for operation in self.values()))

    def of(self, service: str) -> tuple[Operation, ...]:
        """The operations of one service."""
        return tuple(operation for operation in self.values() if operation.service == service)

    def find_service(self, word: str) -> str | None:
        """The service that was meant by `ssm-incidents`, `SSM_Incidents` or `ssm-incident`."""
        return next((service for service in self.services if _key(service) == _key(word)), None)

    def find(self, service_word: str, operation_word: str) -> Operation | None:
        """The operation of a typed command, whatever its case and number (`list-response-plan`)."""
        return self._by_words.get((_key(service_word), _key(operation_word)))

    def nearest(self, text: str) -> list[str]:
        """The commands most like a mistyped one (`ssm-incidents strat-incident`, or its last word alone)."""
        service, _, operation = text.strip().lower().rpartition(" ")
        within = [one.command for one in self.of(self.find_service(service) or "")]
        by_word: dict[str, list[str]] = {}
        for command in within or [one.command for one in self.values()]:
            by_word.setdefault(command.partition(" ")[2], []).append(command)
        words = difflib.get_close_matches(operation, by_word, SUGGESTIONS)
        return [command for word in words for command in by_word[word]]

    @cached_property
    def _by_words(self) -> dict[tuple[str, str], Operation]:
        return {(_key(one.service), _key(one.command.partition(" ")[2])): one for one in self.values()}


@cache
def catalog() -> Catalog:
    """The catalog of this release; the files are read once in a process."""
    return Catalog({one.action: one for service in API_VERSIONS for one in _operations(service)})


def load(service: str, kind: str = "service-2") -> dict[str, Any]:
    """One of botocore's files about a service, with our additions merged in."""
    # Of all search paths only these two: a model in somebody's home must not change what we offer.
    loader = Loader([Loader.BUILTIN_DATA_PATH, str(ADDITIONS)], include_default_search_paths=False)
    name = f"{service}/{API_VERSIONS[service]}/{kind}"
    data = loader.load_data(name)
    if (ADDITIONS / f"{name}.sdk-extras.json").exists():
        ExtrasProcessor().process(data, [loader.load_data(f"{name}.sdk-extras")])
    return dict(data)


def _operations(service: str) -> Iterator[Operation]:
    model = ServiceModel(load(service), service)
    followed = FOLLOWED.get(service, re.compile(""))
    for name in filter(followed.search, model.operation_names):
        yield Operation(service, name, model.operation_model(name))


def _key(word: str) -> str:
    """What is left of a name when case, separators and number are taken off."""
    # With a cache of its own: the shared one would keep every word that somebody types, for ever.
    words = re.split(r"[-_\s]+", xform_name(word.strip(), "-", {}).lower())
    return "-".join(re.sub(r"ies$", "y", one).removesuffix("s") for one in words)
