import shutil
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path) -> Path:
    """A content folder that lacks nothing, with two roles, to be changed by a test."""
    return Path(shutil.copytree(Path(__file__).parent / "miniature", tmp_path / "content"))
