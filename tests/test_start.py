"""What a check of one file loads, and our own stand-in for what it must not load."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from gouji.frozen import NOTHING, frozen
from gouji.reading.reading import Remark
from hostile_corpus.case import plain

HEAVY = (
    *("dataclasses", "inspect"),
    "tomllib",  # forms are compiled
    "multiprocessing",
    *("openpyxl", "xlsxwriter", "jsonschema", "lxml", "xlwings"),
)


def test_a_check_of_one_file_loads_nothing_that_takes_long(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(plain())
    code = (
        "import sys\nfrom gouji.cli.main import main\n"
        f"status = main(['check', 'a.xlsx'])\nprint(status, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    # -S: what lies in this environment's site-packages may load anything at its start.
    paths = f"import sys; sys.path += {sys.path!r}\n"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", paths + code], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert ran.stdout.splitlines()[-1] == "0 []", ran.stdout + ran.stderr


def test_no_button_of_the_ribbon_but_export_loads_what_only_exports_need() -> None:
    needed = ("jsonschema", "typst", "lxml")
    code = f"import sys\nimport gouji.ribbon\nprint([name for name in {needed!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert ran.stdout == "[]\n", ran.stderr


def test_a_default_that_could_be_changed_is_refused() -> None:
    defaults: tuple[object, ...] = ({}, [], set(), ({},))
    for default in defaults:
        with pytest.raises(TypeError, match=r"Shared\.field: a default must be immutable; got "):
            frozen(type("Shared", (), {"__annotations__": {"field": "object"}, "field": default}))


def test_the_default_of_a_mapping_is_an_empty_one_that_stays_so() -> None:
    assert NOTHING == {} == dict(NOTHING)
    assert repr(NOTHING) == "{}"
    assert len({NOTHING}) == 1
    assert pickle.loads(pickle.dumps(Remark("empty-file"))).facts is NOTHING
    assert "a" not in NOTHING
    with pytest.raises(TypeError):
        NOTHING["a"] = 1
