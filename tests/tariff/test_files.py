"""What readers of tariff files are given: hostile files end in errors of the family that name the place."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zipfile
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xborder.errors import BadInput, LawError, XborderError
from xborder.tariff import files as files_module
from xborder.tariff.files import File, fold, read_code, read_day
from xborder.tariff.records import Counter

TABLE = b'\xef\xbb\xbfHTS Number,Description\r\n0101.21.00,"Purebred\nbreeding"\r\n\r\n0102,Cattle\r\n'


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return held.getvalue()


def tarred(**members: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(f"data/{name.replace('_', '.')}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def codes(file: File) -> list[str]:
    return [row.code("HTS Number") for row in file.rows(None, ("HTS Number",))]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_table_reads_the_same_packed_or_not(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    place = tmp_path / "table.bin"
    place.write_bytes(pack(TABLE))
    assert (
        codes(File.open(place)) == codes(File.open(str(place))) == codes(File.open(pack(TABLE))) == ["01012100", "0102"]
    )


def test_archives_and_folders_are_told_by_their_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE)
    (tmp_path / "b.csv").write_bytes(TABLE)
    (tmp_path / ".hidden").write_bytes(b"x")
    for source in (zipped(a_csv=TABLE, b_csv=TABLE), tarred(b_csv=TABLE, a_csv=TABLE), tmp_path):
        file = File.open(source, "pack")
        assert file.is_archive
        members = list(file.members())
        assert [member.name.rpartition("/")[2] for member in members] == ["a.csv", "b.csv"]
        assert [codes(member) for member in members] == [["01012100", "0102"]] * 2
        with pytest.raises(LawError, match="several files"):
            file.only()
    alone = File.open(zipped(a_csv=TABLE)).only()
    assert (alone.name, codes(alone)) == ("file/a.csv", ["01012100", "0102"])
    assert [one.name for one in File.open(TABLE, "t.csv").members()] == ["t.csv"]
    with pytest.raises(LawError, match="no file"):
        File.open(zipped()).only()
    with pytest.raises(LawError, match="no 'c'"):
        File.open(zipped(a_csv=TABLE)).member("c")


def test_a_row_knows_its_place_and_its_columns_by_any_spelling() -> None:
    counter = Counter()
    rows = list(File.open(TABLE, "t.csv").rows(counter, ("hts_number",), optional=("Note",)))
    assert [(row.number, row["hts_number"], row["Description"], row["Note"]) for row in rows] == [
        (3, "0101.21.00", "Purebred\nbreeding", ""),
        (5, "0102", "Cattle", ""),
    ]
    assert counter.rows == 3
    with pytest.raises(LawError, match=r"t\.csv row 3, column Description: 'Purebred\\nbreeding' is no code"):
        rows[0].code("Description")
    with pytest.raises(LawError, match="row 5, column hts_number: 'x' is wrong"):
        raise rows[1].error("hts_number", "'x' is wrong")
    with pytest.raises(LawError, match="is not a date"):
        rows[0].day("Description")
    assert rows[0].day("Note") is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "no column 'HTS Number'"),
        (b"HTS Number\n1,2\n", "2 cells and the header 1"),
        (b'HTS Number\n"1', "unexpected end of data"),
        (b"HTS Number\n" + b"1" * 2_000_000, "a line without an end"),
        (b"HTS Number\n" + b"1" * 200_000 + b"\n", "field larger"),
        (gzip.compress(TABLE, mtime=0)[:-12], "damaged"),
        (gzip.compress(TABLE, mtime=0)[:30] + b"\xff" * 30, "damaged"),
        (zipped(a_csv=TABLE)[:60], "damaged"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(LawError, match=said) as caught:
        _ = [codes(member) for member in File.open(data, "t.csv").members()]
    assert caught.value.path.startswith("t.csv")
    assert caught.value.hint


def test_the_encoding_is_told_from_the_content() -> None:
    text = "HTS Number;Duty\n0101;4.4¢/kg\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        rows = list(File.open(text.encode(encoding)).rows(None, ("HTS Number", "Duty")))
        assert rows[0]["Duty"] == "4.4¢/kg", encoding


def test_a_json_array_is_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "_PIECE", 7)
    counter = Counter()
    source = '[ {"a": 1.50, "b": "é"} , {"a": [{}]}\n]  '.encode()
    assert list(File.open(source).objects(counter)) == [{"a": Decimal("1.50"), "b": "é"}, {"a": [{}]}]
    assert counter.rows == 2
    assert list(File.open(b"[]").objects()) == []
    assert File.open(source).json() == [{"a": Decimal("1.50"), "b": "é"}, {"a": [{}]}]


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[1]", b'[{"a": 1}', b'[{"a": 1},', b'[{"a": NaN}]', b'[{"a": 1}] x', b'[{"a": 1} {"a": 2}]', b"[{]",
     b"[" + b'{"a":' * 100_000, b'[{"a": "\xff"}]'],
)  # fmt: skip
def test_json_that_is_no_array_of_objects_is_refused(data: bytes) -> None:
    with pytest.raises(LawError) as caught:
        list(File.open(data, "h.json").objects())
    assert caught.value.path.startswith("h.json")


@pytest.mark.parametrize("size", [1, 2_000])
@pytest.mark.parametrize("pack", [bytes, lambda data: gzip.compress(data, mtime=0)])
def test_json_that_breaks_off_names_the_object_and_no_place_in_a_piece(
    size: int, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files_module, "_PIECE", 64)
    data = b"[" + b", ".join(b'{"number": %d, "text": "%s"}' % (number, b"x" * size) for number in range(1, 31))
    for end in (b', {"number"', b', {"number": 31, "te', b', {"number": 31', b",", b', {"number": 31 "a": 1}]'):
        with pytest.raises(LawError, match=r"breaks off here|delimiter") as caught:
            list(File.open(pack(data + end), "h.json").objects())
        assert caught.value.path == "h.json row 31"
        assert "char" not in caught.value.message
    with pytest.raises(LawError) as caught:
        list(File.open(gzip.compress(data, mtime=0)[:-20], "h.json").objects())
    assert re.fullmatch(r"h\.json row [0-9]+", caught.value.path)


@pytest.mark.parametrize("data", [b"", b"[", b'{"a": Infinity}', b"[" * 100_000, b"\xff\xff", b'{"a": "\xe9"}'])
def test_json_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(LawError, match="JSON"):
        File.open(data).json()


def test_xml_elements_come_whole_without_namespaces_and_without_their_surroundings() -> None:
    data = b'<e:env xmlns:e="u" xmlns="v"><skip/><record n="1"><code>01</code><record/></record><record n="2"/></e:env>'
    counter = Counter()
    found = list(File.open(data).elements("record", counter=counter))
    assert [(one.tag, one.get("n"), one.findtext("code")) for one in found] == [
        ("record", "1", "01"),
        ("record", "2", None),
    ]
    assert counter.rows == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<a><b></a>", "not well-formed"),
        (b"", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type"),
        (b"<a>" * 5_000, "nested too deeply"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "not well-formed"),
    ],
)
def test_xml_that_is_none_or_dangerous_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(LawError, match=said):
        list(File.open(data).elements("b"))


@pytest.mark.parametrize("source", ["no-such-file", 7, None, "a\0b", Path("/no/such/folder/f")])
def test_what_cannot_be_opened_is_bad_input(source: object) -> None:
    with pytest.raises(BadInput, match="file"):
        File.open(source)  # type: ignore[arg-type]


def test_more_than_fits_into_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "_WHOLE", 1000)
    bomb = gzip.compress(b"0" * 100_000, mtime=0)
    with pytest.raises(LawError, match="holds more than"):
        File.open(bomb).content()
    with pytest.raises(LawError, match="more is packed"):
        list(File.open(tarred(a_csv=b"0" * 100_000)).members())


_READINGS: tuple[Callable[[File], Iterable[object]], ...] = (
    File.rows,
    File.objects,
    File.text,
    lambda file: file.elements("a"),
    lambda file: [file.json()],
)


@given(st.binary(max_size=300))
def test_no_bytes_get_anything_but_an_error_of_the_family(data: bytes) -> None:
    try:
        for member in File.open(data).members():
            _ = (member.is_json, member.is_xml, member.is_workbook, member.encoding)
            for reading in _READINGS:
                with suppress(XborderError):
                    deque(reading(member), maxlen=0)
    except XborderError:
        pass


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_reads_in_every_order(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day:%d/%m/%Y}", "dmy") == read_day(f"{day:%m/%d/%y} 00:00:00", "mdy") == day


@pytest.mark.parametrize("text", ["", "2026", "2026-13-01", "31/02/2026", "1/2/3", "2026-01-01x", "1/2/345"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reader that called it says what is wrong
        read_day(text, "dmy")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_and_codes_are_digits(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    with suppress(ValueError):
        assert read_code(text).isdigit()


def test_official_files_open(official: Path) -> None:
    hts = File.open(official / "us-hts" / "hts_2026_rev_10.json.gz")
    assert hts.is_json
    assert sum(1 for _ in hts.objects()) == 35_509
    table = File.open(official / "us-hts" / "htsdata_2025-04.csv.gz")
    assert sum(1 for _ in table.rows(None, ("HTS Number", "Indent", "General Rate of Duty"))) == 35_938
    japan = list(File.open(official / "jp-tariff" / "tariffdata_2026-07-09.tar.gz").members())
    assert len(japan) == 98
    sample = File.open(official / "uk-cds-taric-samples" / "tariff_dailyExtract_v1_20251006T125959.gzip")
    assert [member.is_xml for member in sample.members()] == [True]
    assert File.open(official / "unece-rec20" / "rec20_Rev17e-2021.xlsx").is_workbook


@pytest.fixture
def official() -> Path:
    folder = Path(__file__).parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the publishers' files are not beside this checkout")
    return folder
