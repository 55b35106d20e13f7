"""CI, hooks, lock, builders and issue forms: what each repeats of another is the same."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts"))
import conftest  # noqa: E402
import environment  # noqa: E402
from build_all import BUILDERS  # noqa: E402

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads(PYPROJECT)["project"]
RUN = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
NOT_COMMITTED = {"build_all", "build_addin", "build_hook", "build_installer"}  # the first calls the others


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_everything_that_is_generated_and_committed_is_built_by_one_command() -> None:
    scripts = {path.stem for path in (ROOT / "scripts").glob("build_*.py")}
    assert set(BUILDERS) == scripts - NOT_COMMITTED
    assert "scripts/build_all.py --check" in RUN
    assert not any(f"scripts/{name}.py" in RUN for name in BUILDERS)


def test_the_workflow_runs_what_is_run_at_home_on_the_oldest_and_the_newest_python() -> None:
    (job,) = loaded(".github/workflows/ci.yml")["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["bash .ci/run"]
    oldest = ".".join(map(str, environment.MINIMUM))
    assert job["strategy"]["matrix"]["python"] == [oldest, "3"]
    assert PROJECT["requires-python"] == f">={oldest}"
    assert f"Programming Language :: Python :: {oldest}" in PROJECT["classifiers"]


def test_every_hook_before_a_commit_is_a_step_of_ci() -> None:
    (here,) = loaded(".pre-commit-config.yaml")["repos"]
    steps = RUN.replace("$bin/", ".venv/bin/")
    for hook in here["hooks"]:
        command = hook["entry"].removeprefix("env ").removesuffix(" --force-exclude")
        assert re.search(rf"^ *{re.escape(command)}", steps, re.M), command


def test_every_program_of_ci_is_there_and_every_step_is_named() -> None:
    for path in re.findall(r"(?:python3?|bash) ((?:scripts|\.ci)/[\w./]+)", RUN):
        assert (ROOT / path).is_file(), path
    steps = re.findall(r'^ *(?:step|beside) "([^$"]+)"', RUN, re.M)
    assert len(steps) == len(set(steps)) >= 9


def test_the_lock_holds_all_that_the_tests_need_within_the_stated_bounds() -> None:
    lines = [line for line in environment.LOCK.read_text(encoding="utf-8").splitlines() if line[:1].isalpha()]
    locked: dict[str, list[Requirement]] = {}
    for requirement in map(Requirement, lines):
        locked.setdefault(_plain(requirement.name), []).append(requirement)
    for wanted in needed("dev"):
        versions = [next(iter(each.specifier)) for each in locked[_plain(wanted.name)]]
        assert all(each.operator == "==" and each.version in wanted.specifier for each in versions), wanted


def needed(extra: str) -> Iterator[Requirement]:
    """What an extra asks for, with the extras that it names in turn; and what gouji itself asks for."""
    yield from map(Requirement, PROJECT["dependencies"])
    for line in PROJECT["optional-dependencies"][extra]:
        requirement = Requirement(line)
        if requirement.name != PROJECT["name"]:
            yield requirement
        for each in requirement.extras if requirement.name == PROJECT["name"] else ():
            yield from needed(each)


def test_pips_own_index_is_told_to_uv_and_further_ones_are_left_to_pip() -> None:
    assert environment.mirror("") == []
    further = "global.extra-index-url='https://more.example/simple'\n"
    assert environment.mirror(f"{further}:env:.timeout='60'\n") == []
    one = "global.index-url='https://mirror.example/simple'\n"
    assert environment.mirror(further + one) == ["--default-index=https://mirror.example/simple"]
    nearer = ":env:.index-url='https://nearer.example/simple'\n"  # pip lists first what goes before the rest
    assert environment.mirror(nearer + further + one) == ["--default-index=https://nearer.example/simple"]


def test_every_module_that_the_workers_are_told_of_is_there() -> None:
    modules = {path.stem for path in (ROOT / "tests").glob("test_*.py")}
    assert modules >= conftest.TRACED | conftest.TOGETHER.keys()
    assert {*map(conftest.group, modules)} >= {*conftest.LONGEST_FIRST}
    assert "--dist loadfile --no-loadscope-reorder" in RUN


# Package → a private name of it that the product uses, and the file that uses it.
PRIVATE = {
    "XlsxWriter": ("xlsxwriter.worksheet", "Worksheet", "_xml_formula_element", "workbook/template.py"),
    "alembic": ("alembic.script", "ScriptDirectory", "_upgrade_revs", "collect/register/database.py"),
    "fsspec": ("fsspec", "AbstractFileSystem", "_strip_protocol", "bulk/remote.py"),
}


@pytest.mark.parametrize("package", PRIVATE)
def test_a_private_name_of_a_library_is_there_and_its_library_has_an_upper_bound(package: str) -> None:
    module, owner, name, user = PRIVATE[package]
    assert hasattr(getattr(pytest.importorskip(module), owner), name)
    assert name in (ROOT / "addin" / "gouji" / user).read_text(encoding="utf-8")
    (stated,) = {str(each.specifier) for each in needed("dev") if each.name == package}
    assert "<" in stated
    line = next(line for line in PYPROJECT.splitlines() if f'"{package}' in line)
    around = PYPROJECT.partition(line)[0].splitlines()[-1] + line
    assert name in around and user in around  # the reason stands beside it


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


FORMS = sorted(path.name for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config")


def test_there_is_an_issue_form_for_each_of_the_four_kinds() -> None:
    titles = [loaded(f".github/ISSUE_TEMPLATE/{name}")["name"].partition(" ")[0] for name in FORMS]
    assert sorted(titles) == sorted(["误报", "漏报", "读不出", "功能"])


@pytest.mark.parametrize("name", FORMS)
def test_an_issue_form_asks_in_chinese_first_and_never_for_a_real_report(name: str) -> None:
    form = loaded(f".github/ISSUE_TEMPLATE/{name}")
    first, *fields, last = form["body"]
    assert first["attributes"]["value"].startswith("**请不要上传真实的年报")
    assert last["attributes"]["options"][0]["required"]
    for field in fields:
        assert "一" <= field["attributes"]["label"][0] <= "鿿", field["id"]
    assert len({field["id"] for field in (*fields, last)}) == len(fields) + 1
