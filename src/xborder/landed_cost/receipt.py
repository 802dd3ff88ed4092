"""The reproducible record of a quote: what was asked, under which rules, with which rates, and what came out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from xborder.errors import BadInput, NoExchangeRate, RulesChanged, XborderError
from xborder.landed_cost._writing import number, request
from xborder.landed_cost.consignment import Consignment
from xborder.money.currencies import currency

if TYPE_CHECKING:
    from xborder.landed_cost.desk import Desk
    from xborder.landed_cost.quote import Quote
    from xborder.money.fx_rules import FxRule

__all__ = ["Receipt", "RecordedRate"]

_VERSION = "1"
_DEEPEST = 12
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}").fullmatch
_RATE = re.compile(r"\d{1,15}(?:\.\d{1,15})?").fullmatch
_EXACT = re.compile(r"\d{1,60}/\d{1,60}").fullmatch
_FIELDS = ("receipt", "request", "rules", "result", "policies", "fx")
_TEXTS = ("contract", "on", "currency", "destination", "procedure", "status", "charges_total", "landed_cost")


@attrs.frozen
class RecordedRate:
    """An exchange rate that a quote used: 1 ``base`` was ``value`` ``quote``, exact."""

    base: str
    quote: str
    value: Fraction
    on: date | None = None
    source: str = ""

    def to_dict(self) -> dict[str, str | None]:
        """The rate as the contract writes it, with ``exact`` beside it where twelve decimals do not hold it."""
        shown = Decimal(round(self.value * 10**12)).scaleb(-12)
        written: dict[str, str | None] = {
            "base": self.base,
            "quote": self.quote,
            "rate": number(shown),
            "on": self.on.isoformat() if self.on else None,
            "source": self.source,
        }
        if Fraction(shown) != self.value:
            written["exact"] = f"{self.value.numerator}/{self.value.denominator}"
        return written


@attrs.frozen
class Receipt:
    """The record of a quote, to be kept with the order and computed again when somebody asks.

    Attributes:
        request: what was asked, in the form of the contract, with the tax point and the currency settled.
        rules: version and digest of the rules that answered.
        result: the answer, in the form of the contract.
        policies: the desk's choices where the law is disputed or optional.
        fx: the exchange rates that were used, exact.

    >>> import json, xborder
    >>> receipt = xborder.quote({
    ...     "on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "NL"},
    ...     "lines": [{"hs": "8518.30", "duty": "2%", "unit_price": {"amount": "200.00", "currency": "EUR"}}],
    ... }).receipt()
    >>> kept = json.dumps(receipt.to_dict())
    >>> Receipt.from_dict(json.loads(kept)).replay().landed_cost
    Money('246.84', 'EUR')
    """

    request: Mapping[str, object]
    rules: Mapping[str, str]
    result: Mapping[str, object]
    policies: Mapping[str, str]
    fx: tuple[RecordedRate, ...]
    _desk: Desk | None = attrs.field(default=None, eq=False, repr=False)

    @classmethod
    def of(cls, quote: Quote) -> Receipt:
        """The record of a quote."""
        result = quote.to_dict()
        asked = {**request(quote.assessment.consignment), "on": quote.on.isoformat(), "currency": quote.currency}
        exchange = quote.assessment.exchange
        rates = tuple(
            RecordedRate(pair.base, pair.quote, exchange.rate(pair.base, pair.quote), pair.on, pair.source)
            for pair in tuple(exchange.used)
        )
        return cls(asked, dict(quote.rules), result, dict(quote.desk.policies), rates, quote.desk)

    def to_dict(self) -> dict[str, object]:
        """The record as JSON can hold it."""
        return {
            "receipt": _VERSION,
            "request": dict(self.request),
            "rules": dict(self.rules),
            "result": dict(self.result),
            "policies": dict(self.policies),
            "fx": [rate.to_dict() for rate in self.fx],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Receipt:
        """Reads a record.

        Args:
            data: what ``to_dict`` wrote.

        Raises:
            BadInput: naming the path of what is wrong.
            InvalidRequest: when several things are wrong with the recorded request.
        """
        whole = _object(data, "")
        for name in _FIELDS:
            if name not in whole:
                raise BadInput("the field is missing", path=name, hint=f"a receipt has {', '.join(_FIELDS)}")
        for name in whole:
            if name not in _FIELDS:
                raise BadInput("unknown field", path=_short(name), hint=f"a receipt has {', '.join(_FIELDS)}")
        if whole["receipt"] != _VERSION:
            raise BadInput("not a receipt that this version reads", path="receipt", hint=f'known is "{_VERSION}"')
        asked = _plain(_object(whole["request"], "request"), "request")
        try:
            consignment = Consignment.from_dict(asked)
        except XborderError as error:
            raise error.at("request") from None
        if consignment.on is None or not consignment.currency:
            raise BadInput("tax point and currency must be settled", path="request", hint="give on and currency")
        return cls(
            asked,
            _rules(whole["rules"]),
            _result(whole["result"]),
            _texts(whole["policies"], "policies"),
            tuple(_rate(entry, f"fx[{place}]") for place, entry in enumerate(_list(whole["fx"], "fx"))),
        )

    def replay(self, desk: Desk | None = None) -> Quote:
        """Computes the quote again, with the recorded rates and policies.

        Args:
            desk: whose law and tariffs to use; default: the desk that made the quote, or for a receipt read back a
                plain one.

        Raises:
            BadInput: when the recorded request cannot be read.
            RulesChanged: when the rules in use are not the recorded ones, or do not give the recorded answer.
        """
        desk = desk if desk is not None else self._desk if self._desk is not None else _plain_desk()
        consignment = Consignment.from_dict(self.request)
        brought = {(pair.base, pair.quote) for pair in consignment.fx}
        found = tuple(rate for rate in self.fx if (rate.base, rate.quote) not in brought)
        off_rule = any(notice.get("code") == "fx-not-by-rule" for notice in _notices(self.result))
        rates = _Recorded(found, off_rule) if found or off_rule else None
        desk = attrs.evolve(desk, rates=rates, policies=dict(self.policies), strict=False)
        try:
            quote = desk.quote(consignment)
        except XborderError as error:
            raise RulesChanged(
                f"recorded under {_named(self.rules)}; in use is version {_in_use()}, which cannot answer: {error}",
                path=error.path,
                hint=_HINT,
            ) from error
        if dict(quote.rules) != dict(self.rules):
            raise RulesChanged(
                f"recorded under {_named(self.rules)}; in use are {_named(quote.rules)}", path="rules", hint=_HINT
            )
        different = _differences(self.result, quote.to_dict())
        if different:
            raise RulesChanged(
                f"the rules are as recorded ({_named(self.rules)}), but the answer differs: {'; '.join(different)}",
                path="result",
                hint="the receipt was changed, or the desk computes with other parts than the first one",
            )
        return quote


_HINT = "replay with the recorded version of the library and the same law packs, tariffs and checks of registrations"


@attrs.frozen
class _Recorded:
    """The rates of a receipt, as a desk takes them."""

    rates: tuple[RecordedRate, ...]
    off_rule: bool

    def rate(self, base: str, quote: str, *, on: date, rule: FxRule | None = None) -> _Found:
        """The recorded rate; by a rule only when the rates were found by it."""
        if rule is None or not self.off_rule:
            for rate in self.rates:
                if (rate.base, rate.quote) == (base, quote):
                    return _Found(rate.value, rate.on or on, rate.source)
        raise NoExchangeRate(f"the receipt has no rate from {base} to {quote}", path="fx")


@attrs.frozen
class _Found:
    """A recorded rate, as an exchange asks for it."""

    value: Fraction
    on: date
    source: str


def _plain_desk() -> Desk:
    from xborder.landed_cost.desk import Desk  # noqa: PLC0415 - the desk knows quotes, and quotes know receipts

    return Desk()


def _in_use() -> str:
    from xborder._version import __version__  # noqa: PLC0415 - read when it is said

    return __version__


def _named(rules: Mapping[str, str]) -> str:
    return f"version {rules['version']}, {rules['digest']}"


# --- comparing --------------------------------------------------------------------------------------------------------


def _differences(recorded: Mapping[str, object], computed: Mapping[str, object]) -> list[str]:
    """What differs between two answers, the first few in words.

    The order of exchange rates does not count, nor in which words another procedure was dismissed: for want of a rate
    they name the tables that were at hand.
    """
    found: list[str] = []
    for name in dict.fromkeys((*recorded, *computed)):
        before, after = recorded.get(name), computed.get(name)
        if name == "fx":
            before, after = _sorted(before), _sorted(after)
        _compare(before, after, name, found)
    return found[:6]


def _sorted(rates: object) -> object:
    return sorted(rates, key=repr) if isinstance(rates, list) else rates


def _compare(before: object, after: object, path: str, found: list[str]) -> None:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            if name == "why_not":
                continue
            _compare(before.get(name), after.get(name), f"{path}.{name}", found)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            _compare(one, other, f"{path}[{place}]", found)
    elif before != after:
        found.append(f"{path} was {_short(before)}, is {_short(after)}")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


# --- reading ----------------------------------------------------------------------------------------------------------


def _rules(value: object) -> dict[str, str]:
    rules = _texts(value, "rules")
    for name in ("version", "digest"):
        if name not in rules:
            raise BadInput("the field is missing", path=f"rules.{name}")
    if not _DIGEST(rules["digest"]):
        raise BadInput("not a digest", path="rules.digest", hint="sha256: and 64 hexadecimal digits")
    return rules


def _result(value: object) -> dict[str, object]:
    result = _plain(_object(value, "result"), "result")
    for name in _TEXTS:
        if not isinstance(result.get(name), str):
            raise BadInput("the field is missing or not text", path=f"result.{name}", hint="an answer of the contract")
    return result


def _rate(value: object, path: str) -> RecordedRate:
    entry = _object(value, path)
    texts = {
        name: _text(entry.get(name, ""), f"{path}.{name}") for name in ("base", "quote", "rate", "source", "exact")
    }
    if not _RATE(texts["rate"]) or (texts["exact"] and not _EXACT(texts["exact"])):
        raise BadInput("not a rate", path=f"{path}.rate", hint='a decimal string, and in exact a ratio such as "25/29"')
    try:
        day = date.fromisoformat(_text(entry["on"], f"{path}.on")) if entry.get("on") is not None else None
        exact = Fraction(texts["exact"] or texts["rate"])
    except (ValueError, ZeroDivisionError) as error:
        if isinstance(error, XborderError):
            raise
        raise BadInput(f"not a rate of a day: {_short(error)}", path=path) from None
    for name in ("base", "quote"):
        try:
            currency(texts[name])
        except XborderError as error:
            raise BadInput(error.message, path=f"{path}.{name}", hint=error.hint) from None
    if not exact or not Decimal(texts["rate"]):
        raise BadInput("a rate is more than nothing", path=f"{path}.rate")
    if abs(exact - Fraction(texts["rate"])) > Fraction(1, 10**12):
        raise BadInput("rate and exact disagree", path=f"{path}.exact")
    return RecordedRate(texts["base"], texts["quote"], exact, day, texts["source"])


def _plain(value: Mapping[str, object], path: str) -> dict[str, object]:
    """A copy that holds nothing but what JSON can, and no floats."""
    return {_text(name, path): _member(item, f"{path}.{_short(name)}", 1) for name, item in value.items()}


def _member(value: object, path: str, depth: int) -> object:
    if depth > _DEEPEST:
        raise BadInput("nested too deeply", path=path)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Mapping):
        return {_text(key, path): _member(item, f"{path}.{_short(key)}", depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_member(item, f"{path}[{place}]", depth + 1) for place, item in enumerate(value)]
    raise BadInput(f"a {type(value).__name__} does not belong here", path=path, hint="numbers are decimal strings")


def _object(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadInput("not an object", path=path, hint="what Receipt.to_dict wrote")
    return value


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise BadInput("not a list", path=path, hint="what Receipt.to_dict wrote")
    return value


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise BadInput("not text", path=path, hint="give a JSON string")
    return value


def _texts(value: object, path: str) -> dict[str, str]:
    return {_text(name, path): _text(item, f"{path}.{_short(name)}") for name, item in _object(value, path).items()}


def _notices(result: Mapping[str, object]) -> list[Mapping[str, object]]:
    notices = result.get("notices")
    return [notice for notice in notices if isinstance(notice, Mapping)] if isinstance(notices, list) else []
