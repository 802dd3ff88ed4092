"""Exchange rates with provenance: tables of published rates, and the rate in force on a day."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs
from moneyed import Currency, Money

from xborder.errors import BadInput, NoExchangeRate
from xborder.money._exact import decimal_of, ratio_of, ratio_of_money
from xborder.money._lookup import Index, find_rate
from xborder.money._series import Series
from xborder.money.currencies import currency, minor_units
from xborder.money.fx_rules import FxRule
from xborder.money.rate import Rate
from xborder.money.rounding import Rounding, round_ratio

if TYPE_CHECKING:
    from xborder.money._files import File

__all__ = ["Provenance", "RateFile", "RateRow", "RateTable"]

RateFile: TypeAlias = str | os.PathLike[str] | bytes
"""A published file: its path, or its content."""
RateRow: TypeAlias = (
    tuple[date, str, str, str | int | Decimal | Fraction, str]
    | tuple[date, str, str, str | int | Decimal | Fraction, str, date | None]
)
"""Day, base, quote, value (units of quote per unit of base), source; and the last day, for a rate of a period."""

_CODE: Final = re.compile("[A-Z]{3}")
_DECIMAL: Final = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?")
_NAMED: Final = 48
_REMEMBERED: Final = 4096


@attrs.frozen
class Provenance:
    """What a table holds from one source.

    Attributes:
        source: who published the rates.
        currencies: all currencies in them, bases included.
        first: the first day of publication, or of the first period.
        last: the last day of publication, or of the last period.
        rates: how many figures.
        digests: the files that they were read from, as ``sha256:`` and hexadecimal digits.
    """

    source: str
    currencies: tuple[str, ...]
    first: date
    last: date
    rates: int
    digests: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = ", ".join(self.currencies[:_NAMED])
        more = f" and {len(self.currencies) - _NAMED} more" if len(self.currencies) > _NAMED else ""
        return f"{self.source} {self.first} to {self.last} ({named}{more})"


@attrs.frozen(eq=False)
class RateTable:
    """Published exchange rates, and which of them is in force.

    Immutable; make one with ``of``, ``from_ecb`` or ``from_hmrc``, and combine tables with ``|``. Looking for a pair,
    it takes the source laid on top first, in either direction of the pair, then the sources below; when none has the
    pair, it crosses through the base currency whose two rates were last published on the same day.

    Attributes:
        max_age: how many days a daily rate may be old before it no longer answers.

    >>> rates = RateTable.of([(date(2026, 11, 20), "EUR", "USD", "1.1600", "ECB")])
    >>> print(rates.rate("EUR", "USD", on=date(2026, 11, 22)))
    1 EUR = 1.1600 USD (ECB of 2026-11-20)
    >>> rates.convert(Money("25.00", "USD"), "EUR", on=date(2026, 11, 22))
    Money('21.55', 'EUR')
    """

    _series: tuple[Series, ...] = attrs.field(default=(), repr=False)
    _digests: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    max_age: int = 10
    _find: Callable[[str, str, date, FxRule | None], Rate | None] = attrs.field(init=False, repr=False)

    @_find.default
    def _build_find(self) -> Callable[[str, str, date, FxRule | None], Rate | None]:
        return lru_cache(_REMEMBERED)(partial(find_rate, Index.of(self._series, self.max_age)))

    def __reduce__(self) -> tuple[Callable[..., RateTable], tuple[object, ...]]:
        # The remembered look-ups stay behind when a table travels to another process.
        return RateTable, (self._series, self._digests, self.max_age)

    @classmethod
    def of(cls, rows: Iterable[RateRow]) -> RateTable:
        """A table of rates that the host supplies.

        Args:
            rows: ``(day, base, quote, value, source)``: one ``base`` was worth ``value`` units of ``quote``. A sixth
                member, a date, makes it the rate of the period from ``day`` to that date.

        Raises:
            BadInput: a row is malformed; the path names it.
        """
        figures: dict[tuple[str, str, str, bool], dict[tuple[int, int], str]] = {}
        for number, row in enumerate(rows):
            key, days, figure = _row(row, f"rows[{number}]")
            known = figures.setdefault(key, {}).setdefault(days, figure)
            if known != figure and Fraction(known) != Fraction(figure):
                raise BadInput(
                    f"{key[0]} to {key[1]} is {figure} here and {known} in an earlier row of the same day and source",
                    path=f"rows[{number}].value",
                    hint="leave one of them out",
                )
        return cls(
            tuple(
                Series.of(
                    base,
                    quote,
                    source,
                    days=[start for start, _ in sorted(found)],
                    ends=[end for _, end in sorted(found)] if period else (),
                    figures=[found[days] for days in sorted(found)],
                )
                for (base, quote, source, period), found in figures.items()
            )
        )

    @classmethod
    def from_ecb(cls, file: RateFile, *more: RateFile) -> RateTable:
        """The euro reference rates of the European Central Bank, source ``ECB``.

        Args:
            file: the history (``eurofxref-hist.zip``, or the CSV in it) or a day's rates (XML or CSV); what it is
                shows from its content.
            more: further files, laid over the first.

        Raises:
            BadInput: a file cannot be read or is malformed; the path names file, row and column.
        """
        from xborder.money._ecb import SOURCE, read_ecb  # noqa: PLC0415 - csv, zipfile and xml load when files do

        return cls._read((file, *more), SOURCE, read_ecb)

    @classmethod
    def from_hmrc(cls, file: RateFile, *more: RateFile) -> RateTable:
        """The monthly rates for customs of HM Revenue & Customs, source ``HMRC``.

        Args:
            file: a month's CSV or XML, or the table of all months; what it is shows from its content.
            more: further months, laid over the first.

        Raises:
            BadInput: a file cannot be read or is malformed; the path names file, row and column.
        """
        from xborder.money._hmrc import SOURCE, read_hmrc  # noqa: PLC0415 - as above

        return cls._read((file, *more), SOURCE, read_hmrc)

    @classmethod
    def _read(cls, files: Iterable[RateFile], source: str, reader: Callable[[File], Sequence[Series]]) -> RateTable:
        from xborder.money._files import File  # noqa: PLC0415 - as above

        table = cls()
        for place, each in enumerate(files):
            file = File.open(each, f"files[{place}]")
            table |= cls(tuple(reader(file)), ((source, file.digest),))
        return table

    def __or__(self, other: RateTable) -> RateTable:
        if not isinstance(other, RateTable):
            return NotImplemented
        return self.merge(other)

    def merge(self, other: RateTable) -> RateTable:
        """Both tables in one, ``other`` laid over this one.

        Where both have a source, a pair and a day, ``other``'s figure holds; its other sources are asked before this
        table's. ``max_age`` stays this table's.
        """
        below = {_kind(series): series for series in self._series}
        merged: list[Series] = []
        for series in other._series:
            under = below.pop(_kind(series), None)
            merged.append(series if under is None else under.overlaid(series))
        digests = tuple(dict.fromkeys((*self._digests, *other._digests)))
        return RateTable((*merged, *below.values()), digests, self.max_age)

    def with_max_age(self, days: int) -> RateTable:
        """The same rates, with another age at which a daily rate no longer answers."""
        return RateTable(self._series, self._digests, _age(days))

    def rate(self, base: str | Currency, quote: str | Currency, *, on: date, rule: FxRule | None = None) -> Rate:
        """The rate from one currency to another that is in force on a day.

        Args:
            base: the currency to convert.
            quote: the currency to convert to.
            on: the day that the law looks at, the tax point.
            rule: how the law picks among published rates; default: the period that contains the day, or the last
                rate published up to it.

        Raises:
            NoExchangeRate: no such rate is in force; the message says what is loaded.
            BadInput: a code or the day is malformed.
        """
        base, quote = _code(base, "base"), _code(quote, "quote")
        _day(on, "on")
        if rule is not None and not isinstance(rule, FxRule):
            raise BadInput(f"{rule!r} is not a rule", path="rule", hint="a member of FxRule, for example LATEST")
        return self._find(base, quote, on, rule) or self._refuse(base, quote, on, rule)

    def convert(
        self,
        money: Money,
        to: str | Currency,
        *,
        on: date,
        rule: FxRule | None = None,
        rounding: Rounding = Rounding.HALF_UP,
    ) -> Money:
        """An amount in another currency, in one exact step, rounded once to that currency's minor unit.

        Args:
            money: the amount.
            to: the currency wanted.
            on: the day that the law looks at.
            rule: how the law picks among published rates.
            rounding: the mode of the rounding at the end.

        Raises:
            NoExchangeRate: no rate is in force; the message says what is loaded.
            BadInput: an argument is malformed.
        """
        numerator, denominator = ratio_of_money(money)
        target = to if isinstance(to, Currency) else currency(_code(to, "to"))
        digits = minor_units(target.code)
        value = self.rate(money.currency, target, on=on, rule=rule).value
        units = round_ratio(numerator * value.numerator * 10**digits, denominator * value.denominator, rounding)
        return Money(decimal_of(units, digits), target)

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """What the table holds, by source, those asked first in front."""
        return tuple(self._provenance(source) for source in dict.fromkeys(series.source for series in self._series))

    @property
    def digest(self) -> str:
        """The fingerprint of all figures and of the order in which they are asked: what makes an answer repeatable."""
        whole = hashlib.sha256(f"{self.max_age}".encode())
        for series in self._series:
            whole.update(f"\n{series.base} {series.quote} {series.source!r} {list(series.rows())}".encode())
        return f"sha256:{whole.hexdigest()}"

    def _provenance(self, source: str) -> Provenance:
        held = [series for series in self._series if series.source == source]
        return Provenance(
            source,
            tuple(sorted({code for series in held for code in (series.base, series.quote)})),
            date.fromordinal(min(series.days[0] for series in held)),
            max(map(_last_day, held)),
            sum(map(len, held)),
            tuple(digest for name, digest in self._digests if name == source),
        )

    def _refuse(self, base: str, quote: str, on: date, rule: FxRule | None) -> Rate:
        last = [
            f"{series.source}'s {series.base} to {series.quote} ends on {ends.isoformat()}"
            for series in self._series
            if series.quote in {base, quote} and on > (ends := _last_day(series))
        ]
        by = f" by the rule {rule.value}" if rule else ""
        loaded = "; ".join(map(str, self.provenance)) or "nothing"
        ended = f" {'; '.join(last)}." if last else ""
        raise NoExchangeRate(
            f"no rate from {base} to {quote} is in force on {on.isoformat()}{by}.{ended} Loaded: {loaded}",
            hint=f'load a file that has it, or supply it: RateTable.of([(day, "{base}", "{quote}", "rate", "source")])',
        )


def _kind(series: Series) -> tuple[str, str, str, bool]:
    return series.base, series.quote, series.source, bool(series.ends)


def _last_day(series: Series) -> date:
    return date.fromordinal(max(series.ends, default=series.days[-1]))


def _age(days: object) -> int:
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise BadInput(f"{days!r} is not a number of days", path="max_age", hint="an integer of 0 or more")
    return days


def _code(code: object, path: str) -> str:
    text = code.code if isinstance(code, Currency) else code
    if not isinstance(text, str) or _CODE.fullmatch(text) is None:
        raise BadInput(
            f"{text!r} is not a currency code", path=path, hint="three capital letters of ISO 4217, for example EUR"
        )
    return text


def _row(row: object, path: str) -> tuple[tuple[str, str, str, bool], tuple[int, int], str]:
    """A row as the key of its series, its days, and its figure."""
    if not isinstance(row, (tuple, list)) or not 5 <= len(row) <= 6:
        raise BadInput(f"{row!r} is not a row", path=path, hint="(day, base, quote, value, source)")
    on, base, quote, value, source, end = (*row, None)[:6]
    start = _day(on, f"{path}.date")
    stop = 0 if end is None else _day(end, f"{path}.until")
    if end is not None and stop < start:
        raise BadInput(f"the period ends on {end}, before it starts", path=f"{path}.until")
    base, quote = _code(base, f"{path}.base"), _code(quote, f"{path}.quote")
    if base == quote:
        raise BadInput("a rate is between two currencies", path=f"{path}.quote", hint=f"another currency than {base}")
    if not isinstance(source, str) or not source:
        raise BadInput(f"{source!r} names no source", path=f"{path}.source", hint='for example "ECB"')
    return (base, quote, source, end is not None), (start, stop), _figure(value, f"{path}.value")


def _day(on: object, path: str) -> int:
    if not isinstance(on, date) or isinstance(on, datetime):
        raise BadInput(f"{on!r} is not a date", path=path, hint="datetime.date, a calendar day without a time")
    return on.toordinal()


def _figure(value: object, path: str) -> str:
    """A value as text that keeps it exactly, and as written where it was text."""
    hint = 'a number above zero: a string such as "1.1600", an int, a Decimal or a Fraction; no float'
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        figure = value
    elif isinstance(value, Decimal):
        ratio_of(value, path)
        figure = format(value, "f")
    elif isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        figure = str(value)
    else:
        raise BadInput(f"{value!r} is not a rate", path=path, hint=hint)
    if Fraction(figure) <= 0:
        raise BadInput(f"the rate {figure} is not above zero", path=path, hint=hint)
    return figure
