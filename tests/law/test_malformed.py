"""Every kind of malformed pack is refused, and the error says where and what."""

from __future__ import annotations

from pathlib import Path

import pytest

from xborder.errors import LawError, UnsupportedDestination
from xborder.law.book import LawBook
from xborder.law.loader import code_of, read_pack

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "malformed").glob("*.toml"))
MINIMAL = (
    (HERE / "malformed" / "rate-gap.toml")
    .read_text(encoding="utf-8")
    .replace("until = 2021-01-01 }, {", "until = 2022-01-01 }, {")
)


def _expected(text: str) -> tuple[str, str]:
    """The first two lines of a fixture: where its error points, and what it says (empty: whatever it likes)."""
    path, message = text.splitlines()[:2]
    return path.removeprefix("# path: "), message.removeprefix("# message:").strip()


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_malformed_pack_is_refused_with_its_place_and_fault(file: Path) -> None:
    data = file.read_bytes()
    path, message = _expected(data.decode())
    book = LawBook({"PW": data})
    with pytest.raises(LawError) as caught:
        book.pack("PW")
    error = caught.value
    assert error.path.startswith(path), f"{error.path!r} does not start with {path!r}: {error}"
    assert message in str(error)
    assert str(error).isprintable()
    assert len(str(error)) < 2_000


def test_the_fixtures_fail_for_their_own_fault_only() -> None:
    assert read_pack(MINIMAL.encode(), "pw.toml").jurisdiction.code == "PW"


def test_there_is_a_fixture_for_each_kind_of_fault() -> None:
    assert len(FIXTURES) >= 120
    assert all(file.read_text(encoding="utf-8").startswith("# path: pw.toml") for file in FIXTURES)


@pytest.mark.parametrize(
    "swap",
    [
        ('name = "Palau"', 'name = "Palau"\nextends = "FJ"'),
    ],
)
def test_packs_that_extend_each_other_in_a_circle_are_refused(swap: tuple[str, str]) -> None:
    palau = MINIMAL.replace(*swap)
    fiji = MINIMAL.replace('code = "PW"', 'code = "FJ"').replace('name = "Palau"', 'name = "Fiji"\nextends = "PW"')
    book = LawBook({"PW": palau.encode(), "FJ": fiji.encode()})
    with pytest.raises(LawError, match=r"extend") as caught:
        book.pack("PW")
    assert "jurisdiction.extends" in caught.value.path


def test_a_pack_filed_under_another_code_is_refused() -> None:
    with pytest.raises(LawError, match=r"PW"):
        LawBook({"FJ": MINIMAL.encode()}).pack("FJ")


@pytest.mark.parametrize("data", [b"\xff\xfe", b"", b"[jurisdiction]\n", b"jurisdiction = 5\n", b"x = " + b"[" * 3000])
def test_what_is_no_pack_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(LawError):
        LawBook({"PW": data}).pack("PW")
    with pytest.raises(LawError):
        code_of(data, "pw.toml")


@pytest.mark.parametrize("data", [5, "text", [], {}, 1.5])
def test_an_overlay_that_is_not_bytes_is_refused(data: object) -> None:
    with pytest.raises(LawError):
        LawBook({"PW": data}).pack("PW")


@pytest.mark.parametrize("code", ["ZZ", "de", "", "../de", "KP"])
def test_a_code_without_a_pack_is_an_unsupported_destination(code: str) -> None:
    with pytest.raises(UnsupportedDestination, match=r"no law pack"):
        LawBook().pack(code)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.toml"):
        with pytest.raises(LawError) as caught:
            LawBook.with_files([path])
        assert caught.value.path == str(path)


def test_a_charge_may_rest_only_on_values_that_always_hold() -> None:
    """A value with conditions would be nothing, silently, where they do not hold."""
    for more in ('when = { sale = ["b2b"] }', "until = 2021-01-01", "from = 2024-01-01"):
        text = MINIMAL.replace('id = "customs-value"', f'id = "customs-value"\n{more}')
        with pytest.raises(LawError, match=r"customs-value"):
            LawBook({"PW": text.encode()}).pack("PW")
