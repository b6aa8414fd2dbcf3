"""One installation from its first command to its last, as scripts drive it: with the AWS CLI and boto3."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import boto3

from core.vocabulary.catalog import catalog, load
from tests.life.cli import Cli
from tests.life.comparing import missing
from tests.life.examples import Example, examples
from tests.life.names import Names

PATIENCE = 60.0
Found = TypeVar("Found")
Answer = dict[str, Any]


@dataclass(slots=True)
class Life:
    url: str
    data_dir: Path
    names: Names = field(default_factory=Names)
    typed: set[str] = field(default_factory=set)
    """The pages of examples that were typed: `ssm-contacts/accept-page`."""
    answered: set[str] = field(default_factory=set)
    """The operations that were answered well, such as `ssm-contacts:AcceptPage`, as botocore's events tell."""
    repeated: list[str] = field(default_factory=list)
    """Operations that a client had to ask for more than once."""
    cli: Cli = field(init=False)
    _session: boto3.Session = field(default_factory=boto3.Session)
    _clients: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cli = Cli(self.url)
        self.cli.driver.session.register("after-call", self._note)

    def example(self, page: str, number: int = 0) -> Answer:
        """Type an example; its answer has everything that the documentation shows."""
        chosen = self._example(page, number)
        answer = self.cli.run(self._words(chosen))
        return self._compared(chosen, answer)

    def example_apart(self, page: str, number: int = 0) -> Answer:
        """The same by a process of its own, as in a terminal."""
        chosen = self._example(page, number)
        answer = self.cli.run_apart(self._words(chosen))
        operation = catalog().find(*page.split("/"))
        assert operation
        self.answered.add(operation.action)
        return self._compared(chosen, answer)

    def documented(self, page: str, number: int = 0, without: tuple[str, ...] = ()) -> Answer:
        """The answer that an example shows, with our names in it."""
        shown = examples(*page.split("/"))[number].output
        assert shown is not None, page
        kept = {name: value for name, value in shown.items() if name not in without}
        return dict(json.loads(self.names.ours(json.dumps(kept))))

    def boto(self, service: str) -> Any:
        """A boto3 client, made as scripts make them."""
        if service not in self._clients:
            client = self._session.client(service, endpoint_url=self.url)
            client.meta.events.register("after-call", self._note)
            self._clients[service] = client
        return self._clients[service]

    def outbox(self, kind: str, number: int = 0, **members: str) -> Answer:
        """The first, or which else, message of this kind that a telephone would have got, as soon as it is there."""

        def look() -> Answer | None:
            wanted = {"kind": kind, **members}.items()
            found = [line for line in self._messages() if wanted <= line.items()]
            return found[number] if number < len(found) else None

        return until(look, f"message {number}: {kind} {members}")

    def _messages(self) -> list[Answer]:
        file = self.data_dir / "outbox.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line) for line in lines]

    def _example(self, page: str, number: int) -> Example:
        self.typed.add(page)
        return examples(*page.split("/"))[number]

    def _words(self, example: Example) -> list[str]:
        return [self.names.ours(word) for word in example.words()]

    def _compared(self, example: Example, answer: Answer) -> Answer:
        assert missing(example.file, example.output, answer) == set(), (example.command, answer)
        return answer

    def _note(self, model: Any, http_response: Any, parsed: Answer, **_: object) -> None:
        name = f"{_service(model)}:{model.name}"
        if parsed["ResponseMetadata"].get("RetryAttempts"):
            self.repeated.append(name)
        if http_response.status_code < 300:
            self.answered.add(name)


def _service(model: Any) -> str:
    return str(model.service_model.service_name)


def until(look: Callable[[], Found | None], what: str) -> Found:
    """What is there as soon as it is there."""
    deadline = time.monotonic() + PATIENCE
    while (found := look()) is None:
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)
    return found


def answer_of_the_model(service: str, operation: str) -> Answer:
    """The answer that botocore's own examples show."""
    return dict(load(service, "examples-1")["examples"][operation][0]["output"])
