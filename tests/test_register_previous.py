"""Last year's figures out of the register, as `--previous` asks for them."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from filled_workbooks import write
from gouji.cli.main import main
from gouji.collect.register.database import open_register
from gouji.collect.register.previous import FromRegister, from_register
from gouji.collect.register.receiving import receive
from gouji.errors import UsageError
from gouji.reading.reading import contents
from register_samples import FORM, OTHER, UNIT, YEAR, delivered, unreadable
from register_samples import reading as sample


@pytest.fixture
def where(new_register: Callable[[], str]) -> str:
    return new_register()


@pytest.fixture
def register(where: str) -> Iterator[Engine]:
    with open_register(where) as engine:
        yield engine


NOW = sample(year=YEAR + 1)


def test_last_years_version_that_counts_is_found_by_the_code(where: str, register: Engine) -> None:
    old = sample(organization="旧名")
    receive(register, YEAR, [delivered(UNIT, sample(seed=2)), delivered(UNIT, old)])
    assert from_register(where)(NOW) == contents(old)


def test_without_a_code_the_name_tells(where: str, register: Engine) -> None:
    old = sample(OTHER)
    receive(register, YEAR, [delivered(OTHER, old), delivered(UNIT, sample())])
    assert from_register(where)(sample(OTHER, year=YEAR + 1)) == contents(old)


@pytest.mark.parametrize(
    "now",
    [
        sample(year=YEAR + 2),
        sample(year=None),
        sample(year=YEAR + 1, scope="乡镇街道"),
        sample(year=YEAR + 1, credit_code="11330000MB0000002"),
        sample(year=YEAR + 1, organization=None, credit_code=None),
        sample(year=YEAR + 1, organization="\x00" * 400, credit_code=None),
    ],
    ids=("two years later", "no year", "another scope", "another code", "nobody", "hostile"),
)
def test_another_organisations_figures_are_never_taken(where: str, register: Engine, now: object) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    assert from_register(where)(now) is None  # type: ignore[arg-type]


def test_what_could_not_be_read_or_is_nobodys_is_no_last_year(where: str, register: Engine) -> None:
    receive(register, YEAR, [delivered(None, sample()), delivered(UNIT, sample(seed=2)), unreadable(UNIT)])
    assert from_register(where)(NOW) is None


def test_it_travels_to_other_processes(where: str, register: Engine) -> None:
    receive(register, YEAR, [delivered(UNIT, sample())])
    found = pickle.loads(pickle.dumps(from_register(where)))
    assert found == FromRegister(where)
    assert found(NOW) == contents(sample())


def test_a_register_that_is_not_there_is_told_before_anything_is_checked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有这个台账"):
        from_register(str(tmp_path / "台账.sqlite"))


def test_check_reads_last_years_figures_from_the_register(
    where: str, register: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two files, so that two worker processes ask the register; one tie across the years fails in one of them."""
    tie = next(rule for rule in FORM.across_years if rule.severity == "error")
    old = {unit: sample(unit) for unit in (UNIT, OTHER)}
    receive(register, YEAR, [delivered(unit, each) for unit, each in old.items()])
    folder = tmp_path / "今年"
    folder.mkdir()
    for number, unit in enumerate(old):
        write(FORM, folder / f"{number}.xlsx", sample(unit, seed=5, year=YEAR + 1))
    main(["check", str(folder), "--previous", where, "--format", "json", "--jobs", "2"])
    across = {rule.code for rule in FORM.across_years}
    with_register = [
        sorted({each["code"] for each in found["findings"]} & across)
        for found in json.loads(capsys.readouterr().out)["results"]
    ]
    last = tmp_path / "去年"
    last.mkdir()
    for number, each in enumerate(old.values()):
        write(FORM, last / f"{number}.xlsx", each)
    main(["check", str(folder), "--previous", str(last), "--format", "json"])
    with_folder = [
        sorted({each["code"] for each in found["findings"]} & across)
        for found in json.loads(capsys.readouterr().out)["results"]
    ]
    assert with_register == with_folder
    assert tie.code in with_register[0]


def test_a_cluster_is_not_sent_a_file_of_this_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "台账.sqlite"
    with open_register(path):
        pass
    write(FORM, tmp_path / "a.xlsx", sample())
    status = main(["check", str(tmp_path / "a.xlsx"), "--previous", str(path), "--cluster", "tcp://127.0.0.1:1"])
    assert (status, "集群上的电脑打不开这个文件" in capsys.readouterr().err) == (2, True)
