from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def official_files() -> Path:
    """The folder of files as their publishers issued them, which lies beside the checkout."""
    folder = Path(__file__).parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the publishers' files are not beside this checkout")
    return folder
