"""The compiled forms: they are those of the TOML, always, whatever lies where they are kept (ADR 0013)."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from zlib import crc32

import pytest

from gouji.form import compiled
from gouji.form.load import load_all, read_toml

ROOT = Path(__file__).resolve().parents[1]
KEPT = "addin/gouji/form/__pycache__/forms.pickle"
TOML = "annual_report/2021/form.toml"
# The year that the newest form begins with, whether what was kept is used, and whether it is right afterwards.
ASK = """
from gouji.form import compiled
from gouji.form.load import load_all, read_toml
kept = compiled.read() is not None
forms = load_all()
print(forms[-1].notice, kept, forms == read_toml(), compiled.read() == forms)
"""
NOTICE = "国办公开办函〔2021〕30号"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package and its forms, as a checkout has them, with nothing compiled yet."""
    shutil.copytree(ROOT / "addin/gouji", tmp_path / "addin/gouji", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "schema", tmp_path / "schema")
    return tmp_path


@pytest.fixture
def wheel(checkout: Path) -> Path:
    """The same as a wheel has them: compiled when it was built."""
    (checkout / "addin/gouji/_shipped").mkdir()
    (checkout / "schema").rename(checkout / "addin/gouji/_shipped/schema")
    forms = compiled.packed(load_all(), compiled.made_from())
    (checkout / "addin/gouji/_shipped/schema/forms.pickle").write_bytes(forms)
    return checkout


def asked(where: Path) -> str:
    return start(where).communicate()[0].strip()


def start(where: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(where / "addin")}
    command = [sys.executable, "-B", "-c", ASK]
    return subprocess.Popen(command, cwd=where, env=environment, stdout=subprocess.PIPE, encoding="utf-8")


def renamed(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert NOTICE in text
    file.write_text(text.replace(NOTICE, "新的通知"), encoding="utf-8")


def test_a_checkout_makes_them_when_they_are_first_needed_and_uses_them_from_then_on(checkout: Path) -> None:
    assert asked(checkout) == f"{NOTICE} False True True"
    assert asked(checkout) == f"{NOTICE} True True True"
    assert [path.name for path in (checkout / KEPT).parent.iterdir()] == ["forms.pickle"]


def test_an_edited_form_is_used_at_once(checkout: Path) -> None:
    asked(checkout)
    renamed(checkout / "schema" / TOML)
    assert asked(checkout) == "新的通知 False True True"
    assert asked(checkout) == "新的通知 True True True"


def test_forms_made_by_other_code_are_made_anew(checkout: Path) -> None:
    asked(checkout)
    with (checkout / "addin/gouji/form/form.py").open("a") as file:
        file.write("# another line\n")
    assert asked(checkout) == f"{NOTICE} False True True"


class Attack:
    """Unpickled as it asks, it makes a file."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.target),))


def test_what_is_planted_never_runs_and_is_replaced(checkout: Path) -> None:
    struck = checkout / "struck"
    attack = pickle.dumps(Attack(struck))
    good = compiled.packed(read_toml(), compiled.made_from())  # what was kept and read is packed otherwise
    planted = (
        b"",
        b"\n",
        os.urandom(1000),
        attack,
        b"%08x %08x\n" % (compiled.made_from(), crc32(attack)) + attack,  # with the right marks before it
        b"%08x %08x\n" % (compiled.made_from(), crc32(b"cgouji.form.form\nos\n.")) + b"cgouji.form.form\nos\n.",
        good[:-1],
        good[:5000] + b"?" + good[5001:],
    )
    for content in planted:
        (checkout / KEPT).parent.mkdir(exist_ok=True)
        (checkout / KEPT).write_bytes(content)
        assert asked(checkout) == f"{NOTICE} False True True", content[:40]
        assert not struck.exists()
        assert (checkout / KEPT).read_bytes() == good


def test_where_nothing_can_be_written_the_toml_is_read_each_time(checkout: Path) -> None:
    (checkout / KEPT).parent.write_text("no folder")
    for _ in range(2):
        assert asked(checkout) == f"{NOTICE} False True False"
    assert (checkout / KEPT).parent.read_text() == "no folder"


def test_processes_that_make_them_at_once_do_not_hurt_each_other(checkout: Path) -> None:
    for process in [start(checkout) for _ in range(4)]:
        assert process.communicate()[0].strip() in (f"{NOTICE} False True True", f"{NOTICE} True True True")
    assert [path.name for path in (checkout / KEPT).parent.iterdir()] == ["forms.pickle"]


def test_a_wheel_uses_its_own_and_never_writes(wheel: Path) -> None:
    shipped = wheel / "addin/gouji/_shipped/schema"
    before = {path: path.read_bytes() for path in wheel.rglob("*") if path.is_file()}
    assert asked(wheel) == f"{NOTICE} True True True"
    renamed(shipped / TOML)
    assert asked(wheel) == "新的通知 False True False"
    del before[shipped / TOML]
    assert {path: path.read_bytes() for path in wheel.rglob("*") if path.is_file() and path != shipped / TOML} == before


def test_the_forms_in_this_process_are_those_of_the_toml() -> None:
    assert load_all() == read_toml()
