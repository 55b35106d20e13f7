"""The path of a file of Office Open XML in, what Microsoft's validator finds wrong in it out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

# It runs for half a second: to watch its own code for what is worth compiling again costs a quarter of that.
_QUICK = {"DOTNET_TieredPGO": "0"}


def validator() -> str:
    """The program. Without one a test skips, in CI it fails."""
    found = os.environ.get("OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("OOXML_VALIDATOR must name Microsoft's validator in CI")
        pytest.skip("OOXML_VALIDATOR names no validator")
    return found


def faults(path: Path) -> list[dict[str, str]]:
    environment = {**os.environ, **_QUICK}
    done = subprocess.run([validator(), str(path)], capture_output=True, encoding="utf-8", env=environment, timeout=120)
    found: list[dict[str, str]] = json.loads(done.stdout)["errors"]
    return found
