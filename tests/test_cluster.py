"""`gouji check --cluster`: the same as without, byte for byte, whatever happens to workers, scheduler and files."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

import doors
import fillings
import gouji
from cluster_here import apart, needed, on_each_worker, workers
from gouji.bulk import batch, cluster
from gouji.bulk.gather import Gathered, Item
from gouji.cli.main import main
from gouji.errors import GoujiError, UsageError
from gouji.form.load import load, load_all
from gouji.workbook.mark import mark
from gouji.workbook.template import to_bytes

pytestmark = [
    pytest.mark.slow,
    # dask's own, of a loop that a killed scheduler leaves behind
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FORMS = load_all()
FORM = load("2021")


@pytest.fixture(scope="module")
def two() -> Iterator[Any]:
    with workers() as found:
        yield found


@pytest.fixture
def address(two: Any) -> Iterator[str]:
    """Of a cluster whose workers make no faults."""
    yield two.scheduler_address
    on_each_worker(two, _fault, "")


def _fault(of: str) -> None:
    os.environ.update(doors.fault(of), GOUJI_TEST_FIRST=str(os.getpid()))


def workbook(seed: int = 1, year: int = 2024, off: int = 0) -> bytes:
    figures = fillings.consistent(FORM, seed)
    figures[FORM.tables[1].figures[6]] += off
    return to_bytes(FORM, fillings.reading(FORM, figures, year=year, organization=f"示例市第{seed}局"))


def folder(at: Path, count: int) -> list[Path]:
    """Good, wrong, empty, damaged files, one of them in a folder of its own; in the order in which they are checked."""
    (at / "街道").mkdir(parents=True)
    kinds = [workbook(1), workbook(2, off=3), workbook(3), b"", b"PK\x03\x04 cut"]
    paths = [at / f"{number:03}.xlsx" for number in range(count)] + [at / "街道" / "甲.xlsx"]
    for number, path in enumerate(paths):
        path.write_bytes(kinds[number % len(kinds)])
    return paths


def checked(address: str, paths: list[Path], **more: Any) -> list[Gathered]:
    return list(cluster.gather(address, [Item(path) for path in paths], FORMS, **more))


def codes(found: list[Gathered]) -> list[tuple[str, list[str]]]:
    return [(Path(each.result.path).name, [finding.code for finding in each.result.findings]) for each in found]


# ---------------------------------------------------------------- the same as here


def test_json_and_marked_copies_are_byte_for_byte_those_of_a_run_without_a_cluster(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path / "this", 40)
    (tmp_path / "last").mkdir()
    (tmp_path / "last" / "a.xlsx").write_bytes(workbook(1, year=2023))
    monkeypatch.chdir(tmp_path)  # a worker has another working directory, and is asked for a relative path
    said, copies = [], []
    for name, more in (("here", []), ("there", ["--cluster", address])):
        command = ["check", "this", "--previous", "last", "--format", "json", "--marked", name, *more]
        assert main(command) == 1
        said.append(capsys.readouterr())
        copies.append({path.relative_to(name): path.read_bytes() for path in Path(name).rglob("*") if path.is_file()})
    assert said[0].out == said[1].out
    assert said[0].err.replace("here", "there") == said[1].err
    assert copies[0] == copies[1] and len(copies[0]) == 25
    results = json.loads(said[1].out)["results"]
    assert [each["path"] for each in results[:2]] == ["this/000.xlsx", "this/001.xlsx"]
    across = [finding["code"] for finding in results[0]["findings"]]
    assert across and [each["code"] for each in results[2]["findings"]] == ["AR610"]


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_files_at_once_gives_the_same(address: str, jobs: int, tmp_path: Path) -> None:
    paths = folder(tmp_path / "d", 23)
    assert codes(checked(address, paths, jobs=jobs)) == codes(checked(address, paths))


def test_one_file_and_no_file_are_no_special_case(address: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    path = folder(tmp_path / "d", 2)[1]
    assert [len(each.result.findings) for each in checked(address, [path])] == [2]
    assert checked(address, []) == []
    assert main(["check", str(tmp_path / "empty"), "--cluster", address]) == 2


def test_what_a_caller_keeps_of_a_file_comes_back(address: str, tmp_path: Path) -> None:
    paths = folder(tmp_path / "d", 3)
    assert [each.kept for each in checked(address, paths, keep=attrgetter("content"))] == [
        path.read_bytes() for path in paths
    ]


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(("fault", "code"), [("hang", "AR715"), ("crash", "AR716")])
@pytest.mark.parametrize("at", [0, 5])
def test_a_file_that_hangs_or_kills_its_process_costs_only_itself(
    two: Any, address: str, fault: str, code: str, at: int, tmp_path: Path
) -> None:
    paths = folder(tmp_path / "d", 11)
    expected = codes(checked(address, paths))
    on_each_worker(two, _fault, f"{fault}:{paths[at].name}")
    before = on_each_worker(two, os.getpid)
    assert codes(checked(address, paths, seconds=2.0)) == [
        (name, [code] if number == at else found) for number, (name, found) in enumerate(expected)
    ]
    assert on_each_worker(two, os.getpid) == before  # the workers themselves live on


def test_a_file_lost_in_a_worker_has_no_marked_copy_and_says_so(two: Any, address: str, tmp_path: Path) -> None:
    paths = folder(tmp_path / "d", 2)
    on_each_worker(two, _fault, f"crash:{paths[0].name}")
    items = [Item(path, tmp_path / "marked" / path.name) for path in paths]
    found = list(cluster.gather(address, items, FORMS, mark=mark))
    assert [each.unmarked for each in found] == ["没有检查完", "", ""]
    assert sorted(path.name for path in (tmp_path / "marked").iterdir()) == ["001.xlsx", "甲.xlsx"]


def test_killed_workers_lose_no_file(two: Any, address: str, tmp_path: Path) -> None:
    paths = folder(tmp_path / "d", 200)
    expected = codes(checked(address, paths))
    found = []
    for number, each in enumerate(cluster.gather(address, [Item(path) for path in paths], FORMS)):
        found.append(each)
        if number == 20:
            os.kill(next(iter(on_each_worker(two, os.getpid).values())), signal.SIGKILL)
    assert codes(found) == expected


def test_a_file_that_kills_the_worker_itself_is_found_alone(tmp_path: Path) -> None:
    """As where a machine ends whatever takes too much memory: the children are no protection then."""
    distributed = needed("distributed")
    paths = folder(tmp_path / "d", 11)
    with apart(tmp_path, 2) as (address, _):
        expected = codes(checked(address, paths))
        with distributed.Client(address, set_as_default=False) as client:
            client.register_plugin(_poison())
            assert codes(checked(address, paths)) == [
                (name, ["AR716"] if name == "甲.xlsx" else found) for name, found in expected
            ]


def _poison() -> Any:
    """A plug-in by which one file ends the worker that asks for it, also the workers that are started anew."""

    class Poison(needed("distributed").WorkerPlugin):  # type: ignore[misc]
        def setup(self, worker: Any) -> None:
            ask = batch._ask

            def deadly(child: Any, given: Any, seconds: float) -> Any:
                if getattr(getattr(given, "path", None), "name", "") == "甲.xlsx":
                    os._exit(9)
                return ask(child, given, seconds)

            batch._ask = deadly

    return Poison()


def test_children_end_with_their_worker(tmp_path: Path) -> None:
    paths = folder(tmp_path / "d", 5)
    with workers(1) as own:
        checked(own.scheduler_address, paths)
        children = [pid for found in on_each_worker(own, _children).values() for pid in found]
        assert children
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(map(_is_running, children)):
        time.sleep(0.1)
    assert not any(map(_is_running, children))


def _children() -> list[int]:
    return [child.pid for _, _, child in batch._resting]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


# ---------------------------------------------------------------- the end of a run


@pytest.mark.skipif(os.name == "nt", reason="SIGINT can't be sent to one process on Windows")
@pytest.mark.parametrize("how", ["Ctrl-C", "scheduler killed"])
def test_what_was_done_is_kept(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = folder(tmp_path / "d", 12)
    for name, value in doors.fault(f"hang:{paths[9].name}").items():
        monkeypatch.setenv(name, value)
    output = tmp_path / "results.json"
    command = ["check", str(tmp_path / "d"), "--format", "json", "-o", str(output)]
    marked = tmp_path / "marked"
    with apart(tmp_path, 1) as (address, scheduler):
        process = subprocess.Popen(
            [sys.executable, "-m", "gouji", *command, "--cluster", address, "--marked", str(marked)],
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 60
        while not (marked / paths[7].name).exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
        assert process.poll() is None
        if how == "Ctrl-C":
            process.send_signal(signal.SIGINT)
        else:
            scheduler.kill()
        _, err = process.communicate(timeout=40)
    assert process.returncode == 1
    assert "已中断：13 个文件只检查了 9 个" in err and "Traceback" not in err
    lost = f"错误：{address}：与集群的连接断了，其余的文件没有检查。检查调度进程和网络后再试。\n"
    assert (lost in err) == (how == "scheduler killed")
    names = [Path(each["path"]).name for each in json.loads(output.read_text(encoding="utf-8"))["results"]]
    assert names == [path.name for path in paths[:9]]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".gouji")]


def test_a_cluster_without_workers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = folder(tmp_path / "d", 100)
    monkeypatch.setattr(cluster, "PATIENCE", 2.0)
    monkeypatch.setattr(cluster, "_HEALTH", 0.2)
    found = []
    with workers(1) as own, pytest.raises(GoujiError, match="集群里一个工作进程也没有了，其余的文件没有检查。"):
        for each in cluster.gather(own.scheduler_address, [Item(path) for path in paths], FORMS):
            found.append(each)
            if len(found) == 5:
                own.scale(0)
    assert 5 <= len(found) < 101


def test_no_more_is_handed_in_than_may_wait(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays flat: a caller that is slow to take answers stops the cluster."""
    monkeypatch.setattr(cluster, "AHEAD", 10)
    asked: list[int] = []
    wanted = cluster._wanted

    def counted(item: Item) -> Any:
        asked.append(1)
        return wanted(item)

    monkeypatch.setattr(cluster, "_wanted", counted)
    answers = cluster.gather(address, [Item(path) for path in folder(tmp_path / "d", 60)], FORMS)
    for number, _ in enumerate(answers, start=1):
        assert len(asked) <= number + 10 + 1  # one was asked for to try the workers


# ---------------------------------------------------------------- calls that can't work


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("tcp://127.0.0.1:9", "tcp://127.0.0.1:9：连不上集群的调度进程。检查地址、端口、网络，以及调度进程开着没有。"),
        ("胡说", "胡说：不能用这个集群地址（ValueError）。写成 tcp://主机:8786 的样子。"),
        ("", "--cluster 后面要写集群的地址，例如 tcp://10.0.0.5:8786。"),
        (
            "tls://127.0.0.1:9",
            "tls://127.0.0.1:9：不能用这个集群地址（TypeError）。写成 tcp://主机:8786 的样子；"
            "tls:// 还要在 dask 的配置（distributed.comm.tls）里写好证书。",
        ),
    ],
)
def test_a_wrong_address_is_told_before_anything_is_written(
    given: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    needed("distributed")
    monkeypatch.setattr(cluster, "_CONNECT", 1.0)
    folder(tmp_path / "d", 1)
    assert main(["check", str(tmp_path / "d"), "--format", "json", "--cluster", given]) == 2
    assert capsys.readouterr() == ("", f"错误：{said}\n")


def test_a_server_that_is_silent_is_no_scheduler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    needed("distributed")
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    folder(tmp_path / "d", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert main(["check", str(tmp_path / "d"), "--cluster", f"tcp://127.0.0.1:{port}"]) == 2
    assert "连不上集群的调度进程" in capsys.readouterr().err


def test_workers_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    folder(tmp_path / "d", 1)
    with workers(0) as none:
        assert main(["check", str(tmp_path / "d"), "--cluster", none.scheduler_address]) == 2
        said = f"错误：{none.scheduler_address}：集群里没有工作进程。先启动 dask worker。\n"
    assert capsys.readouterr() == ("", said)


def test_a_worker_with_another_gouji_is_refused_by_name_and_version(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "__version__", "9.9.9")
    folder(tmp_path / "d", 1)
    assert main(["check", str(tmp_path / "d"), "--cluster", address]) == 2
    assert re.fullmatch(
        r"错误：集群的工作进程 tcp://127\.0\.0\.1:\d+ 装的是 gouji \d\.\d\.\d，这里是 9\.9\.9。装成同一个版本再试。\n",
        capsys.readouterr().err,
    )


def test_a_worker_that_joins_later_with_another_gouji_ends_the_run_and_keeps_what_was_done(
    two: Any, address: str, tmp_path: Path
) -> None:
    found = []
    with pytest.raises(GoujiError, match=r"（后来加入的） 装的是 gouji 0\.0\.9，这里是") as caught:
        for each in cluster.gather(address, [Item(path) for path in folder(tmp_path / "d", 300)], FORMS):
            found.append(each)
            if len(found) == 1:
                on_each_worker(two, _version, "0.0.9")
    on_each_worker(two, _version, gouji.__version__)
    assert not isinstance(caught.value, UsageError)  # that one would throw away what was done
    assert 1 <= len(found) < 301


def _version(version: str) -> None:
    setattr(batch, "__version__", version)  # noqa: B010  # what it imported, not its own


def test_without_the_extra_the_call_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path / "d", 1)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["check", str(tmp_path / "d"), "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert capsys.readouterr().err == '错误：--cluster 要先装一个组件：pip install "gouji[cluster]"。\n'


def test_a_check_without_cluster_and_url_imports_nothing_of_it(tmp_path: Path) -> None:
    folder(tmp_path / "d", 2)
    code = (
        "import sys; from gouji.cli.main import main; main(['check', sys.argv[1]])\n"
        "print({name.partition('.')[0] for name in sys.modules} & {'dask', 'distributed', 'fsspec', 's3fs', 'asyncio'})"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "d")], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "set()"
