"""Bodies of JSON:API: resources by type and id, and errors that name their place in the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NoReturn

import attrs

from xborder.errors import LawError
from xborder.tariff.files import File, read_day

__all__ = ["Body", "Resource"]

_HINT: Final = "a body as the service answers it"
_TYPES: Final = {dict: "an object", list: "an array", str: "text", bool: "true or false", type(None): "null"}


def _shown(value: object) -> str:
    return _TYPES.get(type(value), "a number")


@attrs.frozen
class Resource:
    """A resource of a body.

    Attributes:
        path: where it stands: ``data``, ``included[3]``.
    """

    body: Body = attrs.field(repr=False, eq=False)
    path: str
    type: str
    id: str
    attributes: Mapping[str, object]
    relationships: Mapping[str, object]
    meta: Mapping[str, object]

    def text(self, name: str) -> str:
        """An attribute that is text; empty for null or none."""
        value = self.attributes.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._wrong(name, "text", value)
        return value

    def day(self, name: str) -> date | None:
        """An attribute that is a date, with or without its time."""
        value = self.text(name)
        if not value:
            return None
        try:
            return read_day(value)
        except ValueError:
            self._wrong(name, "a date", value)

    def flag(self, name: str) -> bool:
        """An attribute that is true or false; false for null or none."""
        value = self.attributes.get(name)
        if value is not None and not isinstance(value, bool):
            self._wrong(name, "true or false", value)
        return bool(value)

    def number(self, name: str) -> Decimal | None:
        """An attribute that is a number; ``None`` for null or none."""
        value = self.attributes.get(name)
        if value is None:
            return None
        if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
            self._wrong(name, "a number", value)
        return Decimal(value)

    def count(self, name: str) -> int:
        """An attribute that is a small whole number; 0 for null or none."""
        value = self.number(name)
        if value is not None and not (0 <= value <= 99 and value == int(value)):
            self._wrong(name, "a whole number up to 99", value)
        return int(value or 0)

    def many(self, name: str, *, optional: bool = False) -> tuple[Resource, ...]:
        """The resources of a relationship with several.

        Raises:
            LawError: it is not there (unless optional), or names what is not in the body.
        """
        place = f"{self.path}.relationships.{name}"
        data = self._linked(name, place, optional=optional)
        if data is None:
            data = []
        if not isinstance(data, list):
            self.body.fail(f"{_shown(data)} where an array belongs", f"{place}.data")
        return tuple(self.body.find(link, f"{place}.data[{number}]") for number, link in enumerate(data))

    def one(self, name: str, *, optional: bool = False) -> Resource | None:
        """The resource of a relationship with one; ``None`` when it is null."""
        place = f"{self.path}.relationships.{name}"
        data = self._linked(name, place, optional=optional)
        return None if data is None else self.body.find(data, f"{place}.data")

    def link_ids(self, name: str) -> tuple[str, ...]:
        """The ids in a relationship, whether or not the body has the resources."""
        place = f"{self.path}.relationships.{name}"
        data = self._linked(name, place, optional=True)
        if data is None:
            return ()
        if not isinstance(data, list):
            self.body.fail(f"{_shown(data)} where an array belongs", f"{place}.data")
        return tuple(self.body.link(link, f"{place}.data[{number}]")[1] for number, link in enumerate(data))

    def fail(self, message: str, name: str = "", hint: str = _HINT) -> NoReturn:
        """An error at this resource, or at one of its attributes."""
        self.body.fail(message, f"{self.path}.attributes.{name}" if name else self.path, hint)

    def _linked(self, name: str, place: str, *, optional: bool) -> object:
        if name not in self.relationships:
            if optional:
                return None
            self.body.fail(f"this {self.type} has no {name}", place)
        value = self.relationships[name]
        if value is None and optional:
            return None
        if not isinstance(value, dict) or "data" not in value:
            self.body.fail('{"data": ...} is missing', place)
        return value["data"]

    def _wrong(self, name: str, wanted: str, value: object) -> NoReturn:
        shown = repr(value)[:40] if isinstance(value, (str, int, Decimal)) else _shown(value)
        self.fail(f"{shown} where {wanted} belongs", name)


@attrs.define
class Body:
    """A body: what was asked for, and what is included.

    Attributes:
        single: it is about one resource, not about a list of them.
    """

    file: File
    single: bool = True
    data: tuple[Resource, ...] = ()
    meta: Mapping[str, object] = attrs.field(factory=dict)
    links: Mapping[str, object] = attrs.field(factory=dict)
    _by_key: dict[tuple[str, str], Resource] = attrs.field(factory=dict, repr=False)

    @classmethod
    def read(cls, file: File) -> Body:
        """The body in a file.

        Raises:
            LawError: it is not JSON, or no body of JSON:API.
        """
        body = cls(file)
        top = file.json()
        if not isinstance(top, dict) or "data" not in top:
            body.fail("this is no body of the service: it has no data", "")
        body.meta, body.links = body._objects(top, "meta"), body._objects(top, "links")
        data, included = top["data"], top.get("included")
        body.single = not isinstance(data, list)
        rows = [(data, "data")] if body.single else [(row, f"data[{number}]") for number, row in enumerate(data)]
        body.data = tuple(body._resource(row, path) for row, path in rows)
        if included is not None and not isinstance(included, list):
            body.fail(f"{_shown(included)} where an array belongs", "included")
        for number, row in enumerate(included or ()):
            resource = body._resource(row, f"included[{number}]")
            body._by_key.setdefault((resource.type, resource.id), resource)
        for resource in body.data:
            body._by_key.setdefault((resource.type, resource.id), resource)
        return body

    def of_type(self, type_: str) -> Iterator[Resource]:
        """The resources of a type, in the order of the body."""
        return (resource for resource in self._by_key.values() if resource.type == type_)

    def find(self, link: object, path: str) -> Resource:
        """The resource that a link means.

        Raises:
            LawError: it is no link, or the body does not have the resource.
        """
        key = self.link(link, path)
        found = self._by_key.get(key)
        if found is None:
            self.fail(f"the body includes no {key[0]} {key[1]!r:.40}", path)
        return found

    def link(self, link: object, path: str) -> tuple[str, str]:
        """The type and id that a link names."""
        if not isinstance(link, dict):
            self.fail(f"{_shown(link)} where a link belongs", path)
        return self._id(link, "type", path), self._id(link, "id", path)

    def fail(self, message: str, path: str, hint: str = _HINT) -> NoReturn:
        """An error at a place in the body."""
        raise LawError(message, path=f"{self.file.name} {path}".rstrip(), hint=hint)

    def _resource(self, row: object, path: str) -> Resource:
        if not isinstance(row, dict):
            self.fail(f"{_shown(row)} where a resource belongs", path)
        parts = [self._objects(row, name, path) for name in ("attributes", "relationships", "meta")]
        return Resource(self, path, self._id(row, "type", path), self._id(row, "id", path), *parts)

    def _id(self, row: Mapping[str, object], name: str, path: str) -> str:
        value = row.get(name)
        if not isinstance(value, str) or not value:
            self.fail(f"{_shown(value)} where text belongs", f"{path}.{name}")
        return value

    def _objects(self, row: Mapping[str, object], name: str, path: str = "") -> Mapping[str, object]:
        value = row.get(name)
        if value is not None and not isinstance(value, dict):
            self.fail(f"{_shown(value)} where an object belongs", f"{path}.{name}".lstrip("."))
        return value or {}
