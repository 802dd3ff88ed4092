"""The notebooks run from top to bottom, say what they say, and are kept without outputs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("altair", reason="the notebooks draw charts")
nbformat = pytest.importorskip("nbformat", reason="notebooks are run by nbclient")
nbclient = pytest.importorskip("nbclient", reason="notebooks are run by nbclient")
pytest.importorskip("ipykernel", reason="notebooks are run by ipykernel")

NOTEBOOKS = Path(__file__).parents[2] / "examples" / "notebooks"
SAID = {
    "forty-countries": [
        r"41 destinations: AT AU BE .* US XI",
        r"BUDS to CA: unknown-duty-rate",
        r"CASE to RO 129\.2%",
        r"18\.60 EUR by eu\.h7",
    ],
    "july-2026": [
        r"297 of 324 prices changed: \+869\.00 EUR in all",
        r"eu\.duty\.flat \(new\): \+891\.00 EUR, on 297 rows",
        r"CASE costs 29\.2% more\nPHONE costs 0\.0% more",
        r"eu\.vat \(changed\): \+181\.62 EUR, on 294 rows",
    ],
    "which-mode": [
        r"CN bonded: 7 products\nCN post: 5 products\nDE bonded: 9 products\nDE consolidated: 3 products",
        r"by post 243\.90 CNY, of it 74\.16 charges \(cn\.postal\)",
        r"bonded 214\.97 CNY, of it 40\.28 charges \(cn\.cbec-bonded\)",
    ],
}


@pytest.fixture
def _kernels_keep_to_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a kernel writes beside its answers goes to a folder of the test."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.mark.usefixtures("_kernels_keep_to_themselves")
@pytest.mark.parametrize("name", SAID)
def test_a_notebook_runs_and_says_what_it_should(name: str) -> None:
    notebook: Any = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(NOTEBOOKS))
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]
    said = "".join(output.text for output in outputs if output.get("name") == "stdout")
    for pattern in SAID[name]:
        assert re.search(pattern, said), pattern
    shown = [output.data.get("text/html", "") for output in outputs if "data" in output]
    assert sum("xborder-frame" in html for html in shown) >= 1
    assert sum("vegaEmbed" in html for html in shown) == 2


def test_every_notebook_is_run_and_kept_without_outputs() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == set(SAID)
    for name in SAID:
        for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
