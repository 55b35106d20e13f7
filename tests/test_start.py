"""What a check of one file loads, and our own stand-ins for what it must not load."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest

from gouji.named_tuple import NamedTuple
from gouji.pattern import pattern
from hostile_corpus.case import plain

HEAVY = (
    "locale",  # argparse's translations
    *("dataclasses", "inspect", "typing"),
    "tomllib",  # forms are compiled
    "multiprocessing",
    *("openpyxl", "xlsxwriter", "jsonschema", "lxml", "xlwings"),
)


class Ours(NamedTuple):
    """A point."""

    x: int
    y: int = 2

    @property
    def sum(self) -> int:
        return self.x + self.y

    def moved(self, by: int) -> Ours:
        return self._replace(x=self.x + by)


class Theirs(typing.NamedTuple):
    """A point."""

    x: int
    y: int = 2


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


def test_a_named_tuple_is_what_typing_makes() -> None:
    ours, theirs = Ours(1), Theirs(1)
    assert tuple(ours) == tuple(theirs) == (1, 2)
    assert repr(ours).replace("Ours", "Theirs") == repr(theirs)
    for name in ("_fields", "_field_defaults", "__doc__", "__module__", "__slots__"):
        assert getattr(Ours, name) == getattr(Theirs, name), name
    assert Ours(y=5, x=4).moved(1) == (5, 5)
    assert ours.sum == 3
    assert type(pickle.loads(pickle.dumps(ours))) is Ours
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        Ours()  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        ours.x = 2  # type: ignore[misc]


def test_a_pattern_does_what_re_compiles() -> None:
    ours = pattern(r"(a+)b", re.IGNORECASE)
    assert ours.sub("-", "AAB ab") == "- -"
    assert ours.findall("aab xAb") == ["aa", "A"]
    assert (found := ours.search("xAb")) is not None
    assert found.span(1) == (1, 2)
    assert pattern(rb"\d").split(b"a1b") == [b"a", b"b"]


def test_a_wrong_pattern_is_noticed_when_it_is_first_used() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error, match="unterminated"):
        wrong.match("")
