"""Terraform's AWS provider, as far as seven resources go: its calls in its order, and its idea of a difference.

jane = Contact(provider, alias="jane", type="PERSONAL")
assert jane.apply() == ["CreateContact", "GetContact", "ListTagsForResource"]
assert jane.plan() == {}
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

from botocore.exceptions import ClientError

from core.vocabulary.catalog import catalog
from tests.api.running import Api
from tests.terraform.strictly import unreadable

NOT_FOUND = "ResourceNotFoundException"


def bag(*items: Any) -> list[Any]:
    """A set of Terraform's: in whichever order."""
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def code_of(error: ClientError) -> str:
    """The error that a call ended with."""
    return str(error.response["Error"]["Code"])


class Provider:
    """`provider "aws"` with its endpoints."""

    def __init__(self, api: Api) -> None:
        self.incidents = api.client("ssm-incidents")
        self.contacts = api.client("ssm-contacts")
        self.chatbot = api.client("chatbot")
        self.calls: list[str] = []
        for service in (self.incidents, self.contacts, self.chatbot):
            service.meta.events.register("before-call", self._note)
            service.meta.events.register("response-received", self._read)

    def _note(self, model: Any, **_: Any) -> None:
        self.calls.append(model.name)

    def _read(self, event_name: str, response_dict: dict[str, Any], **_: Any) -> None:
        """Look at the bytes of every answer in every test."""
        if response_dict["status_code"] < 300:
            _, service, name = event_name.split(".")
            model = catalog()[f"{service}:{name}"].model
            assert unreadable(model, response_dict["body"]) == []
        else:
            assert json.loads(response_dict["body"])["__type"].isalpha()


class Resource(ABC):
    """One block of a configuration, and what the provider remembers of it."""

    attributes: ClassVar[dict[str, Any]]
    """Each with what the provider takes it for where nothing is said of it."""

    def __init__(self, provider: Provider, **config: Any) -> None:
        self.provider = provider
        self.config = config
        self.id = ""
        self.before: dict[str, Any] = {}
        """What was wanted before the last change."""

    @property
    def wanted(self) -> dict[str, Any]:
        assert set(self.config) <= set(self.attributes)
        return {**self.attributes, **self.config}

    def apply(self, **changes: Any) -> list[str]:
        """Create it, or change what is said otherwise now; the calls that this took."""
        before = self.before = self.wanted
        self.config = {**self.config, **changes}
        begun = len(self.provider.calls)
        if self.id:
            changed = {name for name, value in self.wanted.items() if value != before[name]}
            if "tags" in changed:
                self._change_tags(before["tags"], self.wanted["tags"])
            self.update(changed - {"tags"})
        else:
            self.create()
        return self.provider.calls[begun:]

    def plan(self) -> dict[str, Any]:
        """What `terraform plan` would change, as `(there is, there should be)`: nothing where all is well."""
        found = self.refreshed()
        if found is None:
            return {"": "has to be created"}
        return {name: (found[name], value) for name, value in self.wanted.items() if found[name] != value}

    def refreshed(self) -> dict[str, Any] | None:
        """What is there; only one error means that nothing is."""
        try:
            return self.read()
        except ClientError as error:
            if code_of(error) == NOT_FOUND:
                return None
            raise

    def destroy(self) -> list[str]:
        """The calls that this took; what is gone already is as good as destroyed."""
        begun = len(self.provider.calls)
        try:
            self.delete()
        except ClientError as error:
            if code_of(error) != NOT_FOUND:
                raise
        return self.provider.calls[begun:]

    def imported(self) -> Self:
        """The same configuration, knowing nothing but the id that somebody gives to `terraform import`."""
        other = type(self)(self.provider, **self.config)
        other.id = self.id
        return other

    @abstractmethod
    def create(self) -> None:
        """Make it, and keep its `id`."""

    @abstractmethod
    def read(self) -> dict[str, Any]:
        """Its attributes as they are there."""

    @abstractmethod
    def update(self, changed: set[str]) -> None:
        """Bring these attributes to what is wanted."""

    @abstractmethod
    def delete(self) -> None:
        """Remove it."""

    def put_tags(self, tags: dict[str, str]) -> None:
        raise AssertionError(f"{type(self).__name__} takes no tags")

    def remove_tags(self, keys: list[str]) -> None:
        raise AssertionError(f"{type(self).__name__} takes no tags")

    def _change_tags(self, before: dict[str, str], after: dict[str, str]) -> None:
        if removed := [key for key in before if key not in after]:
            self.remove_tags(removed)
        if changed := {key: value for key, value in after.items() if before.get(key) != value}:
            self.put_tags(changed)
