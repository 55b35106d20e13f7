"""A path in, the file of the material beside the project out: absent, a test skips; in CI it fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared"
SEED = "seed/000_9d408dbf3f881aed.txt"


def shared(path: str) -> Path:
    """A file of the shared material; skips the test where there is none, fails it in CI."""
    found = FOLDER / path
    if not found.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} must be beside the project in CI")
        pytest.skip(f"no {path} beside the project")
    return found
