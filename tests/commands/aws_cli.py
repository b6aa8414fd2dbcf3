"""What the real AWS CLI would send for a command: its own parser, stopped before it calls anybody."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import awscli
from awscli.clidriver import CLIDriver, create_clidriver
from botocore.model import Shape
from botocore.utils import parse_to_aware_datetime

EXAMPLES = Path(awscli.__file__).parent / "examples"


class AwsCli:
    """The AWS CLI in this process; `sent` is what it would have sent last."""

    def __init__(self, driver: CLIDriver) -> None:
        self._driver = driver
        self.sent: dict[str, Any] = {}
        # Returning a status here is the AWS CLI's own way of doing something else than calling.
        driver.session.get_component("event_emitter").register_last("calling-command.*", self._note)

    def _note(self, call_parameters: dict[str, Any], **_: object) -> int:
        self.sent = dict(call_parameters)
        return 0

    def params(self, command: str) -> dict[str, Any]:
        """The parameters of a command line without its `aws`; raises `SystemExit` or fails where it is refused."""
        status = self._driver.main(words_of_a_shell(command))
        assert status == 0, command
        return {name: value for name, value in self.sent.items() if name != "PaginationConfig"}


def words_of_a_shell(command: str) -> list[str]:
    """The words that a real shell makes of a command line."""
    shown = subprocess.run(["sh", "-c", f"printf '%s\\0' {command}"], capture_output=True, check=True, text=True)
    return shown.stdout.split("\0")[:-1]


@cache
def aws_cli() -> AwsCli:
    return AwsCli(create_clidriver())


def with_moments(shape: Shape, value: Any) -> Any:
    """The value with its times as botocore would read them when it sends them."""
    match shape.type_name:
        case "structure":
            return {name: with_moments(shape.members[name], inner) for name, inner in value.items()}
        case "list":
            return [with_moments(shape.member, inner) for inner in value]
        case "map":
            return {name: with_moments(shape.value, inner) for name, inner in value.items()}
        case "timestamp":
            return parse_to_aware_datetime(value)
    return value


def documented(service: str) -> Iterator[tuple[str, str]]:
    """Every command in the AWS CLI's own examples, with the file it stands in."""
    for path in sorted((EXAMPLES / service).glob("*.rst")):
        lines = iter(path.read_text().splitlines())
        for line in lines:
            if line.startswith(" ") and line.strip().startswith("aws "):
                command = [line]
                while command[-1].rstrip().endswith("\\"):
                    command.append(next(lines))
                yield path.name, "\n".join(command)
