"""``xborder quote`` as a shell sees it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import xborder
from xborder.money import RateTable

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Order = dict[str, Any]


def test_a_request_in_a_file_is_answered_with_a_table(run: Run, order: Order, order_file: Path) -> None:
    done = run("quote", order_file)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"{xborder.quote(order)}\n"
    assert b"landed cost" in done.stdout


def test_json_is_the_answer_of_the_contract(run: Run, order: Order) -> None:
    done = run("quote", "-", "--json", given=json.dumps(order))
    assert done.returncode == 0
    assert json.loads(done.stdout) == xborder.quote(order).to_dict()


def test_a_byte_order_mark_is_no_mistake(run: Run, order: Order) -> None:
    assert run("quote", "-", "--json", given=b"\xef\xbb\xbf" + json.dumps(order).encode()).returncode == 0


def test_explain_retells_the_calculation(run: Run, order: Order, order_file: Path) -> None:
    done = run("quote", order_file, "--explain")
    assert done.returncode == 0
    assert done.stdout.decode() == xborder.quote(order).explain()


def test_the_day_on_the_command_line_comes_first(run: Run, order_file: Path) -> None:
    done = run("quote", order_file, "--json", "--on", "2026-06-30")
    assert json.loads(done.stdout)["on"] == "2026-06-30"
    assert json.loads(done.stdout)["duties"] == "0.00"


def test_a_refusal_is_the_error_of_the_contract(run: Run, order: Order) -> None:
    order["lines"][0]["hs"] = "61a"
    done = run("quote", "-", "--json", given=json.dumps(order))
    assert done.returncode == 1
    error = json.loads(done.stdout)
    assert set(error) == {"error"}
    assert error["error"]["code"] == "bad-input"
    assert error["error"]["path"] == "lines[0].hs"
    people = run("quote", "-", given=json.dumps(order))
    assert (people.returncode, people.stdout) == (1, b"")
    assert people.stderr.startswith(b"xborder: bad-input: lines[0].hs: ")
    assert b"Traceback" not in people.stderr


def test_several_mistakes_come_back_together(run: Run, order: Order) -> None:
    order["lines"][0]["quantity"] = 1.5
    order["incoterm"] = "XXX"
    done = run("quote", "-", "--json", given=json.dumps(order))
    answer = json.loads(done.stdout)
    assert {error["path"] for error in answer["errors"]} == {"lines[0].quantity", "incoterm"}
    assert answer["error"] == answer["errors"][0]
    assert run("quote", "-", given=json.dumps(order)).stderr.count(b"xborder: bad-input: ") == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (b"", b"not JSON"),
        (b"{", b"not JSON"),
        (b"[]", b"not a JSON object"),
        (b"\xff\xfe{\x00}\x00", b"not UTF-8"),
        (b'{"lines": NaN}', b"NaN is not a number"),
        (b'{"on": "2026-01-01", "on": "2026-01-02"}', b"on: the key comes twice"),
        (b"[" * 200_000, b"nested too deeply"),
        (b'{"lines": %s}' % (b"9" * 10_000), b"10000 digits"),
        (b"{}\n{}", b"--jsonl"),
    ],
)
def test_what_is_not_a_request_is_refused(run: Run, given: bytes, message: bytes) -> None:
    done = run("quote", "-", given=given)
    assert done.returncode == 1
    assert message in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["quote"],
        ["quote", "no-such-file.json"],
        ["quote", "-", "--nonsense"],
        ["quote", "-", "--on", "22.11.2026"],
        ["quote", "-", "--explain", "--json"],
        ["quote", "-", "--explain", "--jsonl"],
        ["quote", "-", "--policy", "eu.flat-duty-scope"],
        ["quote", "-", "--policy", "eu.flat-duty-scope=nobody"],
        ["quote", "-", "--policy", "nobodys.policy=yes"],
        ["quote", "-", "--rates", "no-such-file.csv"],
        ["quote", "-", "--law", "no-such-file.toml"],
        ["nonsense"],
    ],
)
def test_a_command_used_wrongly_exits_with_two(run: Run, arguments: list[str]) -> None:
    done = run(*arguments, given=b"{}")
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Error: " in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_policy_on_the_command_line_counts(run: Run) -> None:
    order = {"on": "2026-11-22", "ship_from": {"country": "CN"}, "ship_to": {"country": "JP"},
             "freight": {"amount": "3000", "currency": "JPY"},
             "lines": [{"hs": "8518.30", "unit_price": {"amount": "15000", "currency": "JPY"}}]}  # fmt: skip
    plain = run("quote", "-", "--json", given=json.dumps(order))
    other = run("quote", "-", "--json", "--policy", "jp.retail-price=goods-and-freight", given=json.dumps(order))
    assert json.loads(plain.stdout)["landed_cost"] != json.loads(other.stdout)["landed_cost"]


# --- files of the host ------------------------------------------------------------------------------------------------

ECB_CSV = b"Date,USD,GBP,\n2026-11-20,1.1637,0.8713,\n"
ECB_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time="2026-11-20"><Cube currency="USD" rate="1.1637"/></Cube></Cube></gesmes:Envelope>"""
HMRC_CSV = (
    b"Country,Currency,Currency Code,Currency Units per \xc2\xa31,Start Date,End Date\n"
    b"Eurozone,Euro,EUR,1.1477,01/11/2026,30/11/2026\nUSA,Dollar,USD,1.3356,01/11/2026,30/11/2026\n"
)


def priced_in_dollars(order: Order) -> bytes:
    order["lines"][0]["unit_price"]["currency"] = "USD"
    return json.dumps(order).encode()


@pytest.mark.parametrize(
    ("content", "publisher"), [(ECB_CSV, "ECB"), (ECB_XML, "ECB"), (HMRC_CSV, "HMRC")], ids=["csv", "xml", "hmrc"]
)
def test_rates_are_read_from_published_files(
    run: Run, order: Order, tmp_path: Path, content: bytes, publisher: str
) -> None:
    path = tmp_path / "rates"
    path.write_bytes(content)
    given = priced_in_dollars(order)
    assert b"no-exchange-rate" in run("quote", "-", given=given).stderr
    done = run("quote", "-", "--json", "--rates", path, given=given)
    assert done.returncode == 0, done.stderr
    assert {rate["source"] for rate in json.loads(done.stdout)["fx"]} == {publisher}


def test_a_later_rate_file_lies_over_the_earlier_one(run: Run, order: Order, tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(ECB_CSV)
    second.write_bytes(ECB_CSV.replace(b"1.1637", b"1.2500"))
    done = run("quote", "-", "--json", "--rates", first, "--rates", second, given=priced_in_dollars(order))
    assert json.loads(done.stdout)["goods"] == "20.00"


def test_the_history_of_the_ecb_is_read_as_published(run: Run, order: Order) -> None:
    history = Path(__file__).parents[3] / "shared" / "data" / "ecb-fx" / "eurofxref-hist.zip"
    if not history.is_file():
        pytest.skip("the publisher's file is not beside this checkout")
    done = run("quote", "-", "--json", "--on", "2025-03-03", "--rates", history, given=priced_in_dollars(order))
    desk = xborder.Desk(rates=RateTable.from_ecb(history))
    from datetime import date  # noqa: PLC0415 - used once

    assert json.loads(done.stdout) == desk.quote(order, date(2025, 3, 3)).to_dict()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"PK\x03\x04broken", b"<a><b></a>", b"Date,USD\nnever,1\n", b"a,b\n1,2\n"]
)
def test_what_is_no_rate_file_is_wrong_use(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rates"
    path.write_bytes(content)
    done = run("quote", "-", "--rates", path, given=b"{}")
    assert done.returncode == 2
    assert b"as a file of ECB" in done.stderr
    assert b"as a file of HMRC" in done.stderr
    assert b"Traceback" not in done.stderr


FEE = """
[jurisdiction]
code = "DE"
name = "Germany"
extends = "EU"
currency = "EUR"
known_from = 2020-01-01
checked = 2026-11-22
[sources.us]
title = "Our terms"
publisher = "Us"
evidence = "official"
seen = 2026-11-22
[[charge]]
id = "de.handling"
kind = "fee"
name = "Handling"
amount = "5 EUR"
per = "consignment"
source = "us"
"""


def test_a_law_pack_of_the_host_lies_over_the_bundled_one(run: Run, order_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "de-fee.toml"
    path.write_text(FEE, encoding="utf-8")
    done = run("quote", order_file, "--json", "--law", path)
    assert json.loads(done.stdout)["fees"] == "5.00"
    assert json.loads(done.stdout)["rules"] != json.loads(run("quote", order_file, "--json").stdout)["rules"]
    twice = run("quote", order_file, "--law", path, "--law", path)
    assert twice.returncode == 2
    assert b"same jurisdiction" in twice.stderr


@pytest.mark.parametrize(
    "content", ["", "x = ", "[jurisdiction]\ncode = 'DE'\n", FEE.replace("5 EUR", "5"), FEE + "[more]\n"]
)
def test_what_is_no_law_pack_is_wrong_use(run: Run, order_file: Path, tmp_path: Path, content: str) -> None:
    path = tmp_path / "pack.toml"
    path.write_text(content, encoding="utf-8")
    done = run("quote", order_file, "--law", path)
    assert done.returncode == 2
    assert b"--law pack.toml: " in done.stderr
    assert b"Traceback" not in done.stderr


# --- streams ----------------------------------------------------------------------------------------------------------


def test_each_line_is_answered_in_order_whatever_is_on_it(run: Run, order: Order) -> None:
    dear = {**order, "freight": {"amount": "80.00", "currency": "EUR"}}
    given = "\r\n".join(
        [json.dumps(order), "", "not json", "   ", json.dumps(dear), '{"lines": 1.5}', json.dumps(order)]
    )
    done = run("quote", "-", "--jsonl", given=given)
    assert (done.returncode, done.stderr) == (1, b"")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    cost = xborder.quote(order).to_dict()
    assert len(answers) == 7
    assert answers[0] == answers[6] == cost
    assert [answers[at]["error"]["code"] for at in (1, 2, 3)] == ["bad-input"] * 3
    assert answers[4]["landed_cost"] == str(xborder.quote(dear).landed_cost.amount)
    assert {error["path"] for error in answers[5]["errors"]} == {"lines", "ship_from", "ship_to"}


def test_a_stream_of_good_requests_exits_with_nought(run: Run, order: Order, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text((json.dumps(order) + "\n") * 3, encoding="utf-8")
    done = run("quote", path, "--jsonl")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 3
    assert run("quote", "-", "--jsonl", given=b"").stdout == b""


def test_whoever_asks_line_by_line_is_answered_line_by_line(order: Order) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    with subprocess.Popen(
        [sys.executable, "-m", "xborder", "quote", "-", "--jsonl"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["destination"] == "DE"
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_reader_that_goes_away_ends_it_quietly(order: Order, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text((json.dumps(order) + "\n") * 400, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    with subprocess.Popen(
        [sys.executable, "-m", "xborder", "quote", str(path), "--jsonl"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


def test_a_terminal_that_knows_only_ascii_stops_no_answer(run: Run, order: Order) -> None:
    order["lines"][0]["sku"] = "シャツ"
    done = run("quote", "-", "--explain", given=json.dumps(order), PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"\\u30b7" in done.stdout or "シ".encode() in done.stdout
