import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from xborder.errors import BadInput, NoExchangeRate
from xborder.money import FxRule, RateTable

ECB_CSV = b"""Date,USD,JPY,RUB,
2022-03-02,1.1106,128.08,N/A,
2022-03-01,1.1162,128.15,117.201,
"""
ECB_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>
    <Cube time='2026-04-13'>
      <Cube currency='USD' rate='1.1684'/>
      <Cube currency='JPY' rate='186.75'/>
    </Cube>
  </Cube>
</gesmes:Envelope>
"""
HMRC_CSV = """Country/Territories,Currency,Currency Code,Currency Units per £1,Start date,End date
Abu Dhabi,Dirham,AED,4.6765,01/08/2020,31/08/2020
Dubai,Dirham,AED,4.6765,01/08/2020,31/08/2020
Eurozone,Euro,EUR,1.1051,01/08/2020,31/08/2020
Sierra Leone,Leone,SLL,"12,744.27",01/08/2020,31/08/2020
"""
HMRC_PERIOD_CSV = """Period,countryName,countryCode,currencyName,currencyCode,rateNew
01/Sep/2023 to 30/Sep/2023,Abu Dhabi,DH,Dirham,AED,4.6765
01/Sep/2023 to 30/Sep/2023,Eurozone,EU,Euro,EUR,1.1651
"""
HMRC_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<exchangeRateMonthList Period="01/Sep/2023 to 30/Sep/2023">
  <exchangeRate>
    <countryName>Abu Dhabi</countryName><countryCode>DH</countryCode>
    <currencyName>Dirham</currencyName><currencyCode>AED</currencyCode><rateNew>4.6765</rateNew>
  </exchangeRate>
  <exchangeRate>
    <countryName>Eurozone</countryName><countryCode>EU</countryCode>
    <currencyName>Euro</currencyName><currencyCode>EUR</currencyCode><rateNew>1.1651</rateNew>
  </exchangeRate>
</exchangeRateMonthList>
"""
HMRC_TABLE = b"AED,2020-01-01,2020-01-31,4.8012\nUSD,2020-01-01,2020-01-31,1.3071"


def zipped(name: str, content: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr(name, content)
    return memory.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        ECB_CSV,
        ECB_CSV.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + ECB_CSV,
        ECB_CSV.replace(b",\n", b"\n"),
        zipped("eurofxref-hist.csv", ECB_CSV),
        b"Date, USD, JPY, RUB, \n2 March 2022, 1.1106, 128.08, N/A, \n1 March 2022, 1.1162, 128.15, 117.201, \n",
    ],
)
def test_the_ecb_csv_is_read_in_each_of_its_dresses(content: bytes) -> None:
    rates = RateTable.from_ecb(content)
    assert rates.rate("EUR", "USD", on=date(2022, 3, 2)).text == "1.1106"
    assert rates.rate("EUR", "RUB", on=date(2022, 3, 2)).on == date(2022, 3, 1)
    (held,) = rates.provenance
    assert (held.source, held.rates, held.currencies) == ("ECB", 5, ("EUR", "JPY", "RUB", "USD"))
    assert held.digests[0].startswith("sha256:")


def test_the_ecb_xml_is_read() -> None:
    rates = RateTable.from_ecb(ECB_XML)
    rate = rates.rate("EUR", "JPY", on=date(2026, 4, 13), rule=FxRule.EXACT_DAY)
    assert (rate.text, rate.source) == ("186.75", "ECB")
    with_mark = RateTable.from_ecb(b"\xef\xbb\xbf" + ECB_XML)
    assert with_mark.rate("EUR", "USD", on=date(2026, 4, 13)) == rates.rate("EUR", "USD", on=date(2026, 4, 13))


def test_history_and_day_are_one_source() -> None:
    rates = RateTable.from_ecb(ECB_CSV, ECB_XML)
    (held,) = rates.provenance
    assert (held.first, held.last, held.rates, len(held.digests)) == (date(2022, 3, 1), date(2026, 4, 13), 7, 2)


@pytest.mark.parametrize(
    "content",
    [
        HMRC_CSV.encode(),
        b"\xef\xbb\xbf" + HMRC_CSV.encode(),
        HMRC_CSV.replace("\n", "\r\n").encode("cp1252"),
        HMRC_CSV.replace("Units per", "units per").replace("Start date", "Start Date").encode(),
        HMRC_CSV.replace("\n", ",\n").encode(),
    ],
)
def test_the_hmrc_monthly_csv_is_read_in_each_of_its_dresses(content: bytes) -> None:
    rates = RateTable.from_hmrc(content)
    rate = rates.rate("GBP", "AED", on=date(2020, 8, 31), rule=FxRule.HMRC_MONTHLY)
    assert (rate.text, rate.source, rate.until) == ("4.6765", "HMRC", date(2020, 8, 31))
    assert rates.rate("GBP", "SLL", on=date(2020, 8, 1)).text == "12744.27"
    (held,) = rates.provenance
    assert (held.rates, held.currencies) == (3, ("AED", "EUR", "GBP", "SLL"))


@pytest.mark.parametrize("content", [HMRC_PERIOD_CSV.encode(), HMRC_XML])
def test_the_hmrc_period_layouts_are_read(content: bytes) -> None:
    rates = RateTable.from_hmrc(content)
    rate = rates.rate("GBP", "EUR", on=date(2023, 9, 30))
    assert (rate.text, rate.on, rate.until) == ("1.1651", date(2023, 9, 1), date(2023, 9, 30))
    with pytest.raises(NoExchangeRate):
        rates.rate("GBP", "EUR", on=date(2023, 10, 1))


def test_the_hmrc_table_and_a_month_make_one_source() -> None:
    rates = RateTable.from_hmrc(HMRC_TABLE, HMRC_XML)
    assert rates.rate("GBP", "USD", on=date(2020, 1, 15)).text == "1.3071"
    assert rates.rate("GBP", "AED", on=date(2023, 9, 15)).text == "4.6765"
    assert len(rates.provenance) == 1


def test_files_are_read_from_paths(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_bytes(ECB_CSV)
    assert RateTable.from_ecb(path).provenance == RateTable.from_ecb(str(path)).provenance


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (ECB_CSV.replace(b"128.08", b"x"), "files[0] row 2, column JPY: 'x' is not a rate"),
        (ECB_CSV.replace(b"1.1162", b"0.0"), "files[0] row 3, column USD: '0.0' is not a rate"),
        (ECB_CSV.replace(b"1.1162", b"-1"), "files[0] row 3, column USD"),
        (ECB_CSV.replace(b"2022-03-01", b"2022-02-30"), "files[0] row 3, column Date: '2022-02-30' is not a date"),
        (ECB_CSV.replace(b"2022-03-01", b"2022-03-02"), "column Date: this day comes twice"),
        (ECB_CSV.replace(b"JPY", b"Yen"), "files[0] row 1, column Yen: 'Yen' is not a currency code"),
        (ECB_CSV.replace(b"JPY", b""), "files[0] row 1, column without a name"),
        (ECB_CSV.replace(b"JPY", b"USD"), "files[0] row 1: a currency has two columns"),
        (ECB_CSV.replace(b",128.15,117.201,", b",128.15"), "files[0] row 3, column RUB: the row ends"),
        (ECB_CSV.replace(b"2022-03-01,1.1162,128.15,117.201,", b"2022-03-01"), "files[0] row 3, column USD"),
        (b"Date,USD,\n", "files[0]: there are no rates"),
        (b"", "files[0]: the first row does not begin with Date"),
        (b"\xff\xfe\x00\x81", "files[0]"),
        (HMRC_TABLE, "files[0]: the first row does not begin with Date"),
        (ECB_XML.replace(b"'186.75'", b"'abc'"), "files[0] row 2, column JPY: 'abc' is not a rate"),
        (ECB_XML.replace(b" rate='186.75'", b""), "files[0] row 2, column JPY: '' is not a rate"),
        (ECB_XML.replace(b"currency='JPY'", b""), "files[0] row 2, column currency"),
        (ECB_XML.replace(b"JPY", b"USD"), "files[0] row 2, column USD: this currency comes twice"),
        (ECB_XML.replace(b"2026-04-13", b"today"), "files[0] row 1, column time: 'today' is not a date"),
        (ECB_XML[:-20], "files[0]: not well-formed XML"),
        (b"<html></html>", "files[0]: there are no rates"),
        (b"<!DOCTYPE a><a/>", "files[0]: a document type is declared"),
        (b"PK not an archive", "files[0]: the archive is damaged"),
        (zipped("a.csv", ECB_CSV)[:-30], "files[0]: the archive is damaged"),
        (zipped("a.csv", b"x"), "files[0]/a.csv: the first row does not begin with Date"),
    ],
)
def test_a_malformed_ecb_file_names_row_and_column(content: bytes, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        RateTable.from_ecb(content)
    assert where in str(caught.value)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (HMRC_CSV.replace("1.1051", "N.A"), "files[0] row 4, column rate: 'N.A' is not a rate"),
        (HMRC_CSV.replace("01/08/2020", "08-2020", 1), "files[0] row 2, column start: '08-2020' is not a date"),
        (HMRC_CSV.replace("31/08/2020", "31/07/2020", 1), "files[0] row 2, column end: the period ends before"),
        (
            HMRC_CSV.replace("4.6765", "4.6766", 1),
            "files[0] row 3, column rate: AED is 4.6765 here and 4.6766 in row 2",
        ),
        (HMRC_CSV.replace("EUR", "Euro"), "files[0] row 4, column currency code: 'Euro' is not a currency code"),
        (HMRC_CSV.replace(",1.1051,01/08/2020,31/08/2020", ""), "files[0] row 4, column rate: the row ends"),
        (HMRC_PERIOD_CSV.replace(" to ", " - ", 1), "files[0] row 2, column Period"),
        ("Country,Unit of Currency,Currency Code,Sterling value,Currency Units per £1\nX,Y,AED,1,2\n", "no averages"),
        ("AUD,2020-03-31,,2.0167,spot\n", "files[0] row 1, column 5: a row has four columns"),
        ("AUD,2020-03-31,2020-03-31,1\nUSD,2020-03-31,x,1\n", "files[0] row 2, column end: 'x' is not a date"),
        (HMRC_XML.decode().replace("1.1651", "?"), "files[0] row 2, column rate: '?' is not a rate"),
        (HMRC_XML.decode().replace("<currencyCode>EUR</currencyCode>", ""), "files[0] row 2, column currency code"),
        (HMRC_XML.decode().replace("Period=", "period="), "column Period: '' is not a period"),
        ("<exchangeRateMonthList Period='01/Sep/2023 to 30/Sep/2023'/>", "files[0]: there are no rates"),
        (ECB_XML.decode(), "files[0]: the document is a Envelope"),
        ("", "files[0]: there are no rates"),
        ('"open quote\n', "files[0]"),
    ],
)
def test_a_malformed_hmrc_file_names_row_and_column(content: str, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        RateTable.from_hmrc(content.encode())
    assert where in str(caught.value)


def test_a_currency_without_a_rate_and_sterling_itself_are_passed_over() -> None:
    content = HMRC_CSV.replace("1.1051", "N/A") + "Jersey,Pound,GBP,1,01/08/2020,31/08/2020\n"
    assert RateTable.from_hmrc(content.encode()).provenance[0].currencies == ("AED", "GBP", "SLL")


def test_an_archive_of_several_files_is_refused() -> None:
    memory = io.BytesIO(zipped("a.csv", ECB_CSV))
    with zipfile.ZipFile(memory, "a") as archive:
        archive.writestr("b.csv", ECB_CSV)
    with pytest.raises(BadInput, match="the archive holds 2 files"):
        RateTable.from_ecb(memory.getvalue())


@pytest.mark.parametrize("file", ["no-such-file.zip", "a\0b", Path("no/such"), ".", None, 3, io.BytesIO(ECB_CSV)])
def test_what_is_no_file_is_bad_input(file: object) -> None:
    with pytest.raises(BadInput) as caught:
        RateTable.from_ecb(file)  # type: ignore[arg-type]
    assert caught.value.path == "file"
