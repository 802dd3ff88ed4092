"""Public holidays from the package ``holidays``, which is an extra and loads when it is used."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from importlib.metadata import version

import attrs

from xborder.errors import BadInput, MissingExtra

__all__ = ["PublicHolidayDays", "public_holidays"]


@attrs.frozen(eq=False)
class PublicHolidayDays:
    """The public holidays of a place.

    Attributes:
        days: whether a day is one.
        source: the package and its version, for the record of a promise.
    """

    days: Container[date]
    source: str

    def __contains__(self, day: object) -> bool:
        return day in self.days


def public_holidays(country: str, subdivision: str, *, required: bool) -> tuple[PublicHolidayDays | None, str]:
    """The public holidays of a country or of a part of it, or ``None`` and why not.

    Raises:
        MissingExtra: they are required and the package is not installed.
        BadInput: they are required and the package does not know the country, or the subdivision is none of it.
    """
    try:
        import holidays  # noqa: PLC0415  # an extra, and heavy
    except ImportError:
        if required:
            raise MissingExtra(
                "public holidays need the package holidays", hint="pip install 'xborder[holidays]'"
            ) from None
        return None, "the package holidays is not installed"
    parts = holidays.list_supported_countries(include_aliases=True)
    if country not in parts:
        if required:
            raise BadInput(
                f"the package holidays does not know {country}", path="country", hint="give the days as closed"
            )
        return None, "the package holidays does not know the country"
    part = _part(subdivision, country, parts[country])
    found = holidays.country_holidays(country, subdiv=part or None)
    return PublicHolidayDays(found, f"holidays {version('holidays')}"), ""


def _part(subdivision: object, country: str, known: list[str]) -> str:
    if not isinstance(subdivision, str):
        raise BadInput(f"{subdivision!r:.40} is not text", path="subdivision", hint="give an ISO 3166-2 code")
    part = subdivision.strip().removeprefix(f"{country}-")
    if part and part not in known:
        hint = f"one of {', '.join(known[:40])}" if known else f"the package holidays knows no parts of {country}"
        raise BadInput(f"{subdivision!r:.40} has no holidays of its own in {country}", path="subdivision", hint=hint)
    return part
