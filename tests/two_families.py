"""A made-up second family of forms beside the shipped one: in memory, and as a checkout whose schema/ holds both."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from gouji.form.load import load, load_all, load_folder
from gouji.reading.record_schema import schema

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "second_family"
SHIPPED = load_all()
OLD, NEW = load("2019"), load("2021")
SECOND = load_folder(FOLDER)
FORMS = (*SHIPPED, SECOND)


def checkout(folder: Path) -> Path:
    """The program as it is, beside a schema/ that holds the second family too. Nothing in it knows of the test."""
    folder.mkdir()
    shutil.copytree(ROOT / "schema", folder / "schema")
    shutil.copytree(FOLDER, folder / "schema" / SECOND.id)
    text = json.dumps(schema(FORMS), ensure_ascii=False)
    (folder / "schema" / "record.schema.json").write_text(text, encoding="utf-8")
    # Copied, not linked: compiled forms lie in the package, and those of the project are not to be written over.
    shutil.copytree(ROOT / "addin", folder / "addin", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "workbook_templates", folder / "workbook_templates")
    return folder


def run(checkout: Path, *words: str | Path, expect: int = 0) -> str:
    """What `gouji` of this checkout says, on both streams. The exit status must be the expected one."""
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": str(checkout / "addin"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "gouji", *map(str, words)],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == expect, done.stdout
    return done.stdout
