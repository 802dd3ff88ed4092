"""The columns of a frame, as one table that drives the reading, the checking and the documentation."""

from __future__ import annotations

import enum

import attrs

__all__ = ["COLUMNS", "MEASURES", "OUTPUT", "Column", "Form", "Output", "column_table"]

MEASURES = "measures."
"""How the columns of a line's measures begin: ``measures.l``, ``measures.pairs``, ``measures.alcohol_vol``."""


class Form(enum.Enum):
    """What a column holds, and the types of it that are read."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FLAG = "true or false"
    WORDS = "list of text"
    PAIRS = "list of name=value"

    @property
    def types(self) -> str:
        """The types of Polars that such a column may have."""
        return _TYPES[self]


_TYPES = {
    Form.TEXT: "String, Categorical, Enum",
    Form.NUMBER: "Decimal, any integer, String",
    Form.DAY: "Date, String",
    Form.FLAG: "Boolean",
    Form.WORDS: "List(String)",
    Form.PAIRS: "List(String)",
}


@attrs.frozen
class Column:
    """A column that is read.

    Attributes:
        path: the field of a request that it fills; one of a line begins with ``lines.``.
        default: what an absent column or an empty cell means, in words.
    """

    name: str
    form: Form
    path: str
    says: str
    default: str = ""
    required: bool = False

    @property
    def of_line(self) -> bool:
        """Whether each row has its own; otherwise all rows of a consignment share it."""
        return self.path.startswith("lines.")

    @property
    def field(self) -> str:
        """The field of a line, or of the consignment."""
        return self.path.removeprefix("lines.")


@attrs.frozen
class Output:
    """A column that is added."""

    name: str
    dtype: str
    says: str


_T, _N, _P = Form.TEXT, Form.NUMBER, Form.PAIRS

COLUMNS: tuple[Column, ...] = (
    Column("consignment", _T, "", "rows with the same one are sent together; whole numbers are welcome, too",
           "a consignment of its own"),
    Column("destination", _T, "ship_to.country", "country, ISO 3166-1 alpha-2", required=True),
    Column("subdivision", _T, "ship_to.subdivision", "of the destination, ISO 3166-2"),
    Column("postal_code", _T, "ship_to.postal_code", "of the destination"),
    Column("ship_from", _T, "ship_from.country", "country of dispatch", required=True),
    Column("ship_from_subdivision", _T, "ship_from.subdivision", "of the place of dispatch"),
    Column("ship_from_postal_code", _T, "ship_from.postal_code", "of the place of dispatch"),
    Column("on", Form.DAY, "on", "the tax point", "the day given with the call, else the desk's today"),
    Column("quote_currency", _T, "currency", "of the answer", "the destination's"),
    Column("sale", _T, "sale", "b2c, b2b, c2c or gift", "b2c"),
    Column("transport", _T, "transport", "courier, post, air, sea, road or rail", "courier"),
    Column("mode", _T, "mode", "direct-mail, consolidation or bonded", "direct-mail"),
    Column("incoterm", _T, "incoterm", "one of the eleven", "DDP"),
    Column("procedure", _T, "procedure", "asked for by id", "the law, then the cheapest, decides"),
    Column("seller_country", _T, "seller.country", "where the seller is established"),
    Column("seller_registrations", _P, "seller.registrations", "such as ioss or ioss=IM2760000742"),
    Column("platform_country", _T, "platform.country", "where the platform is established"),
    Column("platform_registrations", _P, "platform.registrations", "of the platform that makes the sale"),
    Column("buyer_country", _T, "buyer.country", "where the buyer is established"),
    Column("buyer_registrations", _P, "buyer.registrations", "of the buyer"),
    Column("buyer_year_to_date", _P, "buyer.year_to_date", "used of annual allowances, such as cn.cbec=21000.00"),
    Column("freight", _N, "freight.amount", "for the whole consignment", "0"),
    Column("freight_currency", _T, "freight.currency", "of the freight", "that of the first row's price"),
    Column("insurance", _N, "insurance.amount", "for the whole consignment", "0"),
    Column("insurance_currency", _T, "insurance.currency", "of the insurance", "that of the first row's price"),
    Column("discount", _N, "discount.amount", "off the goods, spread over the rows by value", "0"),
    Column("discount_currency", _T, "discount.currency", "of the discount", "that of the first row's price"),
    Column("prices_include", Form.WORDS, "prices_include", "tax, or tax and duty", "nothing"),
    Column("policies", _P, "policies", "choices where the law leaves one, as id=choice", "the desk's"),
    Column("sku", _T, "lines.sku", "the seller's number of the goods"),
    Column("description", _T, "lines.description", "of the goods"),
    Column("hs", _T, "lines.hs", "HS code, best with six digits or more", "a notice"),
    Column("origin", _T, "lines.origin", "country of origin", "ship_from, with a notice"),
    Column("quantity", _N, "lines.quantity", "how many", "1"),
    Column("unit_price", _N, "lines.unit_price.amount", "of one", required=True),
    Column("currency", _T, "lines.unit_price.currency", "of the price, ISO 4217", required=True),
    Column("line_discount", _N, "lines.discount.amount", "off this row, all units", "0"),
    Column("net_mass", _N, "lines.net_mass.value", "of all units of the row"),
    Column("mass_unit", _T, "lines.net_mass.unit", "kg, g, lb or oz", "kg"),
    Column("duty", _T, "lines.duty", "a duty expression that replaces the tariff's"),
    Column("duty_is_final", Form.FLAG, "lines.duty_is_final", "whether nothing is laid on top of it", "false"),
    Column("category", _T, "lines.category", "a goods category that replaces that of the HS code"),
    Column("preference", _T, "lines.preference", "a preference programme claimed with proof of origin"),
)  # fmt: skip

_MONEY = "Decimal(38, 4)"

OUTPUT: tuple[Output, ...] = (
    Output("quote_currency", "String", "the currency of the figures"),
    Output("customs_value", _MONEY, "the row's share of the value that duty is charged on"),
    Output("duties", _MONEY, "customs duties on the row"),
    Output("taxes", _MONEY, "taxes on the row"),
    Output("fees", _MONEY, "fees on the row; those of the whole consignment are shared by value"),
    Output("landed_cost", _MONEY, "goods less discounts, freight, insurance and charges"),
    Output("at_checkout", _MONEY, "of the charges, what the buyer pays with the order"),
    Output("on_delivery", _MONEY, "of the charges, what the buyer pays at the door"),
    Output("procedure", "String", "the procedure taken for the consignment"),
    Output("status", "String", "of the consignment: complete, bounded or partial"),
    Output("notices", "List(String)", "codes of the consignment's notices, each once, in alphabetical order"),
    Output("error", "String", "why there are no figures: the error's code, path and message; else null"),
)


def column_table() -> str:
    """The columns that are read, as a table in Markdown; the documentation has it from here.

    >>> print(column_table().splitlines()[3])
    | **`destination`** | String, Categorical, Enum | consignment | country, ISO 3166-1 alpha-2 |  |
    """
    rows = ["| column | type | one for each | says | when absent or null |", "|---|---|---|---|---|"]
    rows += [
        f"| {f'**`{column.name}`**' if column.required else f'`{column.name}`'} | {column.form.types} | "
        f"{'row' if column.of_line else 'consignment'} | {column.says} | {column.default} |"
        for column in COLUMNS
    ]
    rows.append(f"| `{MEASURES}*` | {Form.NUMBER.types} | row | a measure of all units: `{MEASURES}l`, "
                f"`{MEASURES}pairs` |  |")  # fmt: skip
    return "\n".join(rows)
