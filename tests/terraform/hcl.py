"""Reads as much of Terraform's language as the configuration in docs/terraform.md is written in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(r'\s*(?:#[^\n]*\n\s*)*("[^"]*"|[\w.-]+|[{}\[\]=,]|\Z)')
Look = Callable[[str], Any]
"""What a reference such as `local.topic` stands for."""


@dataclass
class Block:
    """`kind "label" … { name = value … }`; the blocks within it stand in `blocks`."""

    kind: str
    labels: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def of(self, kind: str) -> list[Block]:
        return [block for block in self.blocks if block.kind == kind]


@dataclass(frozen=True)
class Reference:
    path: str


class Reader:
    def __init__(self, text: str) -> None:
        self._tokens = [found[1] for found in TOKEN.finditer(text)]
        assert "".join(self._tokens) == re.sub(r"#[^\n]*|\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*\Z)", "", text)
        self._at = 0

    def file(self) -> Block:
        """All of a file as one block without a name."""
        return self._inside(Block("", []), "")

    def _inside(self, block: Block, end: str) -> Block:
        while (name := self._next()) != end:
            if self._tokens[self._at] == "=":
                self._next()
                block.values[name] = self._value()
            else:
                block.blocks.append(self._block(name))
        return block

    def _block(self, kind: str) -> Block:
        labels = []
        while (token := self._next()) != "{":
            labels.append(token.strip('"'))
        return self._inside(Block(kind, labels), "}")

    def _value(self) -> Any:
        token = self._next()
        if token == "[":
            return self._list()
        if token == "{":
            return self._inside(Block("", []), "}").values
        if token.startswith('"'):
            return token[1:-1]
        if token in ("true", "false"):
            return token == "true"
        return int(token) if token.isdigit() else Reference(token)

    def _list(self) -> list[Any]:
        items = []
        while self._tokens[self._at] != "]":
            items.append(self._value())
            if self._tokens[self._at] == ",":
                self._next()
        self._next()
        return items

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]
