"""Who carries which type of contact channel: the providers that the settings name, each type as a chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.assembly.operators import Shared
from bot.delivery.chain import Chain, Provider
from bot.settings import Settings
from bot.watching.carriers import ObservedCarrier
from core.engine.ports import Carrier
from storage.opening import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a provider may need of its house."""

    settings: Settings
    storage: Storage
    shared: Shared


def carriers_of(around: Surroundings) -> Mapping[str, Carrier]:
    """A chain for each type that a provider is configured for."""
    providers: dict[str, Sequence[Provider]] = {
        "EMAIL": (),
        "SMS": (),
        "VOICE": (),
    }
    return {type_: _chain(named, around.shared) for type_, named in providers.items() if named}


def _chain(providers: Sequence[Provider], shared: Shared) -> Chain:
    observed = [ObservedCarrier(one, one.name, shared.observer) for one in providers]
    return Chain(observed, shared.clock, shared.operators)
