"""Files of a store that speaks S3, with and without a cluster: the findings are a folder's; refusals say why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fillings
from cluster_here import needed, s3, workers
from gouji.bulk import remote
from gouji.check.file import check_path
from gouji.cli.main import main
from gouji.errors import UsageError
from gouji.form.load import load, load_all
from gouji.reading.stored import MAX_FILE
from gouji.workbook.template import to_bytes

pytestmark = pytest.mark.slow
FORMS = load_all()
FORM = load("2021")
SIZE = MAX_FILE


def workbook(seed: int, year: int = 2024, off: int = 0) -> bytes:
    figures = fillings.consistent(FORM, seed)
    figures[FORM.tables[1].figures[6]] += off
    return to_bytes(FORM, fillings.reading(FORM, figures, year=year, organization=f"示例市第{seed}局"))


FILES = {
    "002.xlsx": workbook(1),
    "001.xlsx": workbook(2, off=3),
    "空 格#?%41&+.xlsx": workbook(3),
    "街道/甲.xlsx": workbook(4, off=1),
    "街道/空.xlsx": b"",
    "damaged.xlsx": b"PK\x03\x04 cut",
}
LEFT_OUT = {".hidden.xlsx": b"x", "~$001.xlsx": b"x", "a/.b/c.xlsx": b"x", "folder/": b""}


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    with s3() as found:
        found.mkdir("reports")
        for name, content in (FILES | LEFT_OUT).items():
            found.pipe_file(f"reports/2024/{name}", content)
        found.pipe_file("reports/2023/a.xlsx", workbook(1, year=2023))
        found.pipe_file("reports/2023/b.txt", b"nothing")
        yield found


@pytest.fixture(scope="module")
def address(store: Any) -> Iterator[str]:
    with workers() as found:
        yield found.scheduler_address


def as_json(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    assert main(["check", *command, "--format", "json"]) == 1
    said, err = capsys.readouterr()
    assert err == ""
    return said


def on_disk(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / "2024" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "2024" / name).write_bytes(content)
    return tmp_path / "2024"


# ---------------------------------------------------------------- the same as from a folder


def test_a_bucket_gives_what_a_folder_of_the_same_files_gives(
    store: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = on_disk(tmp_path)
    expected = as_json(capsys, str(folder)).replace(json.dumps(str(folder))[1:-1], "s3://reports/2024")
    for jobs in ("1", "3"):
        assert as_json(capsys, "s3://reports/2024/", "--jobs", jobs) == expected
    assert as_json(capsys, f"file://{folder}").replace(f"file://{folder}", "s3://reports/2024") == expected


def test_a_cluster_reads_the_bucket_itself_and_says_the_same_byte_for_byte(
    store: Any, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["s3://reports/2024", "--previous", "s3://reports/2023"]
    copies = []
    for name, more in (("here", []), ("there", ["--cluster", address])):
        expected = as_json(capsys, *command)
        assert as_json(capsys, *command, *more) == expected
        marked = tmp_path / name
        main(["check", *command, "--marked", str(marked), *more])
        capsys.readouterr()
        copies.append({str(path.relative_to(marked)): path.read_bytes() for path in marked.rglob("*.xlsx")})
    assert copies[0] == copies[1]
    assert set(copies[0]) == {"002.xlsx", "001.xlsx", "空 格#%41&+.xlsx", "街道/甲.xlsx"}  # a ? no file system likes


def test_last_years_bucket_serves_for_this_year(store: Any, capsys: pytest.CaptureFixture[str]) -> None:
    alone, both = (
        json.loads(as_json(capsys, "s3://reports/2024", *more))["results"][1]["findings"]
        for more in ([], ["--previous", "s3://reports/2023"])
    )
    assert alone == []
    assert {finding["code"] for finding in both} & {rule.code for rule in FORM.across_years}
    assert main(["check", "s3://reports/2024", "--previous", "s3://reports/2023/b.txt"]) == 2
    said = "错误：s3://reports/2023/b.txt（上年数据）：这里没有读得出来的报告。\n"
    assert capsys.readouterr().err == said


def test_one_object_is_checked_by_its_own_name(store: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (result,) = json.loads(as_json(capsys, "s3://reports/2024/001.xlsx"))["results"]
    assert (result["path"], result["verdict"]) == ("s3://reports/2024/001.xlsx", "error")


def test_several_places_are_marked_side_by_side(store: Any, tmp_path: Path) -> None:
    marked = tmp_path / "m"
    main(["check", "s3://reports/2024", "s3://reports/2023", "s3://reports/2024/002.xlsx", "--marked", str(marked)])
    assert {"2024/002.xlsx", "2023/a.xlsx", "002.xlsx"} <= {
        path.relative_to(marked).as_posix() for path in marked.rglob("*.xlsx")
    }


# ---------------------------------------------------------------- hostile names and sizes


def test_hidden_names_and_ways_upwards_are_no_files(store: Any) -> None:
    found = remote.listed("s3://reports/2024")
    assert [file.url.removeprefix("s3://reports/2024/") for file, _ in found] == sorted(FILES)
    store.pipe_file("reports/names/a/../../../up.xlsx", b"x")
    store.pipe_file("reports/names/C:\\up\\n\x01ow.xlsx", b"x")
    store.pipe_file("reports/names/x::file:///etc/passwd", b"x")
    found = remote.listed("s3://reports/names")
    assert [(file.url.removeprefix("s3://reports/names/"), inside) for file, inside in found] == [
        ("C:\\up\\n\x01ow.xlsx", Path("Cupnow.xlsx")),
        ("x::file:///etc/passwd", Path("xfile/etc/passwd")),
    ]


def test_a_name_that_looks_like_a_chain_of_protocols_is_only_a_name(store: Any) -> None:
    file = remote.RemoteFile("s3://reports/names/x::file:///etc/passwd", 1)
    store.pipe_file("reports/names/x::file:///etc/passwd", b"ours")
    assert file.first(99) == b"ours"


def test_a_large_object_is_refused_before_it_is_fetched(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(remote, "_at", never)
    result = check_path(remote.RemoteFile("s3://reports/large.xlsx", SIZE + 1), FORMS)
    assert [finding.code for finding in result.findings] == ["AR706"]
    assert result.findings[0].message == "文件超出安全限度：文件大于 20 MB。"


def test_no_more_is_fetched_of_an_object_that_grew_since_it_was_listed(store: Any) -> None:
    store.pipe_file("reports/grown.xlsx", b"x" * 1000)
    assert remote.RemoteFile("s3://reports/grown.xlsx", 10).first(100) == b"x" * 100
    store.pipe_file("reports/grown.xlsx", bytes(SIZE + 10))
    result = check_path(remote.RemoteFile("s3://reports/grown.xlsx", 10), FORMS)
    assert result.findings[0].message == "文件超出安全限度：文件大于 20 MB。"


def test_an_object_that_is_gone_is_a_finding(store: Any) -> None:
    result = check_path(remote.RemoteFile("s3://reports/gone.xlsx", 10), FORMS)
    (finding,) = result.findings
    assert (finding.name, finding.message) == (
        "in-use",
        "文件打不开：没有这个桶、文件夹或文件，检查地址写得对不对。",
    )


# ---------------------------------------------------------------- calls that can't work


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("s3://no-such-bucket/x", "没有这个桶、文件夹或文件，检查地址写得对不对。"),
        ("s3://reports/no-such-folder", "没有这个桶、文件夹或文件，检查地址写得对不对。"),
        ("s3://", "没有这个桶、文件夹或文件，检查地址写得对不对。"),
        ("http://127.0.0.1/x", "不认得这种地址。能读的是文件夹、s3://（兼容 S3 的存储都可以）和 file://。"),
        ("simplecache::s3://reports/2024", "不认得这种地址。能读的是文件夹、s3://（兼容 S3 的存储都可以）和 file://。"),
    ],
)
def test_a_wrong_place_is_told_with_its_reason(
    store: Any, given: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", given]) == 2
    assert capsys.readouterr() == ("", f"错误：{given}：{said}\n")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
            "没有访问凭据，设好环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，或者写好 ~/.aws/credentials。",
        ),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"},
            "存储没有响应，检查网络和环境变量 AWS_ENDPOINT_URL。",
        ),
    ],
)
def test_a_store_that_lets_nobody_in_is_told_with_what_to_do(store: Any, changed: dict[str, str], said: str) -> None:
    environment = {name: value for name, value in {**os.environ, **changed}.items() if value}
    done = subprocess.run(
        [sys.executable, "-m", "gouji", "check", "s3://reports/2024"],
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"错误：s3://reports/2024：{said}\n")


def test_an_access_that_is_denied_is_told() -> None:
    assert remote.reason(PermissionError("Access Denied")) == "没有访问权限，检查凭据和桶的权限"


@pytest.mark.parametrize("option", ["-o", "--marked"])
def test_nothing_is_written_into_a_store(store: Any, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "s3://reports/2024", option, "s3://reports/out"]) == 2
    said = "错误：s3://reports/out：结果只能写到这台电脑的文件夹里，写完再上传。\n"
    assert capsys.readouterr().err == said


def test_a_worker_that_cannot_get_at_the_files_is_named_before_the_run(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    needed("fsspec").filesystem("memory").pipe_file("/ours/a.xlsx", FILES["001.xlsx"])
    assert main(["check", "memory://ours"]) == 1
    capsys.readouterr()
    assert main(["check", "memory://ours", "--cluster", address]) == 2
    said = capsys.readouterr().err
    assert said.startswith("错误：memory:///ours/a.xlsx：集群的工作进程 tcp://127.0.0.1:")
    assert said.endswith(
        "读不了：没有这个桶、文件夹或文件，检查地址写得对不对。"
        "文件要放在每台机器都能看到的文件夹，或者 s3:// 里；每台机器要有自己的访问凭据。\n"
    )


@pytest.mark.parametrize("missing", ["fsspec", "s3fs"])
def test_without_the_extra_the_call_says_what_to_install(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(needed("fsspec.registry")._registry, "s3", raising=False)  # imported before
    monkeypatch.setitem(sys.modules, missing, None)
    assert main(["check", "s3://reports/2024"]) == 2
    said = '错误：s3://reports/2024：读 s3:// 要先装一个组件：pip install "gouji[cluster]"。\n'
    assert capsys.readouterr().err == said


def test_an_unknown_protocol_has_no_file() -> None:
    with pytest.raises(UsageError, match="不认得这种地址"):
        remote.listed("github://a:b@c/x")
