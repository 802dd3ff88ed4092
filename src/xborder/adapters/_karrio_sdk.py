"""The karrio SDK, loaded when used, and the one way in which the adapter asks through it.

The SDK is untyped: what goes in and comes out here is plain text, numbers, lists and mappings.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from xborder.errors import MissingExtra

__all__ = ["Gateway", "Plain", "Settings", "Step", "Tracer", "load", "plain", "sends_twice", "to_model"]

Plain = None | bool | int | float | str | Sequence["Plain"] | Mapping[str, "Plain"]
Step = Callable[..., object]
"""A step of the SDK, which is untyped."""


class Tracer(Protocol):
    """What keeps the SDK's traces."""

    def with_metadata(self, metadata: Mapping[str, object], /) -> Step:
        """Makes a function that takes a trace."""


class Settings(Protocol):
    """The settings of a connection."""

    carrier_name: str
    carrier_id: str
    tracer: Tracer


class Proxy(Protocol):
    """What sends."""

    settings: Settings


class Gateway(Protocol):
    """A connection of the SDK to one carrier: ``karrio.gateway["ups"].create({...})``."""

    @property
    def settings(self) -> Settings:
        """Its settings."""

    @property
    def mapper(self) -> object:
        """Puts requests in the carrier's terms, and reads its answers."""

    @property
    def proxy(self) -> Proxy:
        """Sends them."""

    def check(self, request: str, origin_country_code: str | None = None) -> Sequence[object]:
        """Messages that say why an operation cannot be asked for."""


def load(module: str) -> object:
    """A module of the SDK.

    Loading the SDK switches the check of certificates off for the whole process; here it is switched on again.

    Raises:
        MissingExtra: it is not installed.
    """
    if find_spec("karrio") is None or find_spec("karrio.lib") is None:
        raise MissingExtra("the adapter needs the karrio SDK", hint="pip install 'xborder[karrio]' and the carriers")
    kept = ssl._create_default_https_context  # noqa: SLF001 - the name that the SDK overwrites
    found = import_module(module)
    ssl._create_default_https_context = kept  # noqa: SLF001 - as above
    return found


def to_model(name: str, values: Mapping[str, object]) -> object:
    """A model of the SDK's, as its own interface makes it of a mapping."""
    lib, models = load("karrio.lib"), load("karrio.core.models")
    made: object = getattr(lib, "to_object")(getattr(models, name), getattr(lib, "to_dict")(dict(values)))  # noqa: B009 - untyped
    return made


def plain(value: object) -> Plain:
    """What the SDK made, as text, numbers, lists and mappings."""
    made: Plain = getattr(load("karrio.lib"), "to_dict")(value)  # noqa: B009 - untyped
    return made


def sends_twice() -> bool:
    """Whether the SDK sends a request that failed a second time, by itself.

    Where sentry-sdk is installed, versions of 2026 open each request inside a ``try`` of the tracing whose ``except``
    sends it again: a time-out then becomes a second shipment.
    """
    helpers = load("karrio.core.utils.helpers")
    return hasattr(helpers, "_urlopen_with_span") and find_spec("sentry_sdk") is not None
