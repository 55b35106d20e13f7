"""Checks files by the workers of a dask cluster, with the answers of `gather`, in the order of the files.

Each task is a batch of files (`batch`), so that the scheduler sees thousands of tasks, not tens of thousands. Only so
many are handed in that a slow one holds up no more answers than fit into memory.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gouji import __version__
from gouji.atomic import replacing
from gouji.bulk import batch
from gouji.bulk.gather import SECONDS, Gathered, Item, Keep, Mark, called, lost
from gouji.bulk.pool import AHEAD, Lost
from gouji.bulk.remote import RemoteFile
from gouji.check.file import FindPrevious
from gouji.errors import GoujiError, UsageError, of_system
from gouji.form.form import Form
from gouji.reading.stored import Stored

_BATCH = 32  # files, at most: a batch that has begun can't be stopped
_BATCH_WITH_COPIES = 8  # files of up to 20 MB each
_CONNECT = 10.0  # seconds for the scheduler to answer
PATIENCE = 60.0  # seconds without any worker after which the run is given up
_LOOK = 0.2  # seconds between two looks at `stopped`
_HEALTH = 5.0  # seconds between two looks at the workers
_FETCH = 60.0  # seconds to fetch the answers of a batch
_NOT_THERE = "No module named 'gouji"  # dask hands on the words of an error, not its type
_GONE = "与集群的连接断了，其余的文件没有检查。检查调度进程和网络后再试。"
_RETRIES = 2  # of a batch that raised, as where a worker could start no process


@dataclass(slots=True)
class _State:
    """A run under way. left: numbers of files not yet handed in. flying: key of a task → the numbers of its files.

    suspects: files of batches whose workers died. Each goes again alone (is_alone): whoever dies then died of it.
    """

    client: Any
    address: str
    items: Sequence[Item]
    run: batch.Run
    packed: Any  # the Work, kept by the cluster
    forms: Sequence[Form]
    jobs: int | None
    lanes: int = 1
    next: int = 0
    flying: dict[str, list[int]] = field(default_factory=dict)
    futures: set[Any] = field(default_factory=set)
    done: queue.SimpleQueue[Any] = field(default_factory=queue.SimpleQueue)
    suspects: deque[int] = field(default_factory=deque)
    is_alone: bool = False
    answers: dict[int, Gathered] = field(default_factory=dict)
    looked_at: float = 0.0
    worker_seen: float = 0.0


def gather(
    address: str,
    items: Sequence[Item],
    forms: Sequence[Form],
    find_previous: FindPrevious | None = None,
    *,
    mark: Mark | None = None,
    keep: Keep | None = None,
    jobs: int | None = None,
    seconds: float = SECONDS,
    stopped: Callable[[], bool] = lambda: False,
    debug: bool = False,
) -> Iterator[Gathered]:
    """Gives the same answers as `gouji.bulk.gather.gather`, from the cluster at `address` (tcp://host:8786).

    A worker needs the same version of gouji, and either the same folders or, for a RemoteFile, credentials of its own.
    Marked copies come back as bytes and are written here. jobs: files at once, by default what the cluster can do.
    Raises UsageError, at once, when the cluster can't be reached or can't do it; GoujiError in mid-run when it is lost,
    after every answer that came before.
    """
    client = _connected(address, debug)
    try:
        if not _has_workers(client, address, stopped):
            _leave(client)
            return iter(())
        _refuse_unfit(client, items)
        run = batch.Run(uuid.uuid4().hex, __version__, seconds)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dask finds last year's figures of thousands of units large
            work = batch.Work(tuple(forms), find_previous, mark, keep, debug)
            packed = client.submit(bytes, batch.pack(work), key=f"gouji-{run.id}")
        state = _State(client, address, items, run, packed, forms, jobs)
        _look_at_workers(state)
    except BaseException as error:
        _leave(client)
        if isinstance(error, OSError):  # what dask raises of a connection that is lost
            raise UsageError(f"{address}：{_GONE}") from error
        raise
    return _in_order(state, stopped)


def _in_order(state: _State, stopped: Callable[[], bool]) -> Iterator[Gathered]:
    try:
        for wanted in range(len(state.items)):
            while wanted not in state.answers:
                if stopped():
                    return
                _hand_out(state, wanted)
                _collect(state)
            yield state.answers.pop(wanted)
    finally:
        _leave(state.client, state.futures)


# ---------------------------------------------------------------- the cluster


def _connected(address: str, debug: bool) -> Any:
    try:
        import distributed  # an extra
    except ImportError as error:
        raise UsageError('--cluster 要先装一个组件：pip install "gouji[cluster]"。') from error
    if not debug:
        _silence("distributed")  # what matters we say ourselves, in Chinese
    if not address.strip():  # dask would start a cluster of its own
        raise UsageError("--cluster 后面要写集群的地址，例如 tcp://10.0.0.5:8786。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions: _refuse_unfit
            return _within(2 * _CONNECT, lambda: distributed.Client(address, timeout=_CONNECT, set_as_default=False))  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError) as error:
        raise UsageError(f"{address}：连不上集群的调度进程。检查地址、端口、网络，以及调度进程开着没有。") from error
    except Exception as error:
        said = f"不能用这个集群地址（{type(error).__name__}）。写成 tcp://主机:8786 的样子"
        if address.startswith("tls:"):
            said += "；tls:// 还要在 dask 的配置（distributed.comm.tls）里写好证书"
        raise UsageError(f"{address}：{said}。") from error


def _silence(package: str) -> None:
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == package:
            logging.getLogger(name).disabled = True  # each has a level of its own


def _within(seconds: float, make: Callable[[], Any]) -> Any:
    """What `make` returns or raises, TimeoutError after so long: dask waits without end for a server that is silent."""
    made: Future[Any] = Future()

    def run() -> None:
        try:
            made.set_result(make())
        except Exception as error:  # noqa: BLE001  # raised in the thread that waits for it
            made.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return made.result(seconds)


def _has_workers(client: Any, address: str, stopped: Callable[[], bool]) -> bool:
    """Waits for the first worker. False when the user has no patience, UsageError when we have none."""
    deadline = time.monotonic() + PATIENCE / 2
    while not client.nthreads():
        if stopped():
            return False
        if time.monotonic() > deadline:
            raise UsageError(f"{address}：集群里没有工作进程。先启动 dask worker。")
        time.sleep(_LOOK)
    return True


def _refuse_unfit(client: Any, items: Sequence[Item]) -> None:
    """Raises UsageError unless every worker has our version and can get at the first file."""
    first = _wanted(items[0]).file if items else None
    for worker, found in client.run(batch.probe, first, on_error="return").items():
        if isinstance(found, BaseException):
            raise UsageError(_unfit(worker, found)) from found
        version, trouble = found
        if version != __version__:
            raise UsageError(_unfit(worker, batch.VersionError(version)))
        if trouble:
            raise UsageError(
                f"{items[0].path}：集群的工作进程 {worker} 读不了：{trouble}。"
                "文件要放在每台机器都能看到的文件夹，或者 s3:// 里；每台机器要有自己的访问凭据。"
            )


def _unfit(worker: str, error: BaseException) -> str:
    if isinstance(error, batch.VersionError):
        said = f"装的是 gouji {error}，这里是 {__version__}。装成同一个版本再试"
    elif _NOT_THERE in str(error):
        said = f'没有装 gouji {__version__}，或者版本不对。在那台机器上运行 pip install "gouji[cluster]=={__version__}"'
    else:
        said = f"不能用（{type(error).__name__}）。检查那里的 Python、dask 和 gouji 是不是同这里一样的版本"
    return f"集群的工作进程 {worker} {said}。"


def _look_at_workers(state: _State) -> None:
    now = time.monotonic()
    try:
        threads = sum(state.client.nthreads().values())
    except Exception as error:  # whatever the connection's end looks like
        raise _gone(state) from error
    if threads or not state.worker_seen:
        state.worker_seen = now
    if now - state.worker_seen > PATIENCE:
        raise GoujiError(f"{state.address}：集群里一个工作进程也没有了，其余的文件没有检查。启动 dask worker 后再试。")
    state.lanes, state.looked_at = max(threads, 1), now


def _gone(state: _State) -> GoujiError:
    return GoujiError(f"{state.address}：{_GONE}")


def _leave(client: Any, futures: set[Any] = frozenset()) -> None:  # type: ignore[assignment]
    with contextlib.suppress(Exception):
        client.cancel(list(futures))
    with contextlib.suppress(Exception):
        client.close(timeout=_LOOK)


# ---------------------------------------------------------------- batches


def _hand_out(state: _State, wanted: int) -> None:
    """Hands in as many batches as the workers can use, none further than AHEAD files before the one waited for."""
    if state.flying and (state.suspects or state.is_alone):
        return
    state.is_alone = bool(state.suspects)
    if state.is_alone:
        _hand(state, [state.suspects.popleft()])
        return
    most = _BATCH_WITH_COPIES if state.items[0].marked else _BATCH
    end = min(len(state.items), wanted + AHEAD)
    while state.next < end and len(state.flying) < (state.jobs or 2 * state.lanes):
        size = max(1, min(most, len(state.items) // (4 * state.lanes), end - state.next))
        _hand(state, list(range(state.next, state.next + size)))
        state.next += size


def _hand(state: _State, numbers: list[int]) -> None:
    wanted = [_wanted(state.items[number]) for number in numbers]
    future = state.client.submit(batch.check, state.run, state.packed, wanted, pure=False, retries=_RETRIES)
    state.flying[future.key] = numbers
    state.futures.add(future)
    future.add_done_callback(state.done.put)


def _wanted(item: Item) -> batch.Wanted:
    return batch.Wanted(_file(item.path), item.marked is not None)


def _file(path: Path | Stored) -> str | RemoteFile:
    assert isinstance(path, Path | RemoteFile)
    return str(path.absolute()) if isinstance(path, Path) else path


def _collect(state: _State) -> None:
    """Waits for the next batch that is done, not long."""
    try:
        future = state.done.get(timeout=_LOOK)
    except queue.Empty:
        if state.client.status != "running":
            raise _gone(state) from None
        if time.monotonic() - state.looked_at > _HEALTH:
            _look_at_workers(state)
        return
    state.futures.discard(future)
    numbers = state.flying.pop(future.key)
    try:
        answers = future.result(timeout=_FETCH)
    except Exception as error:
        if future.cancelled() or state.client.status != "running":
            raise _gone(state) from error
        if isinstance(error, batch.VersionError) or _NOT_THERE in str(error):
            raise GoujiError(_unfit("（后来加入的）", error)) from error
        _suspect(state, numbers)
        return
    for number, answer in zip(numbers, answers, strict=True):
        state.answers[number] = _kept(state.items[number], answer, state)


def _suspect(state: _State, numbers: Sequence[int]) -> None:
    """Files of a batch that was lost with its worker."""
    if not state.is_alone:
        state.suspects.extend(numbers)
        return
    for number in numbers:
        state.answers[number] = lost(state.items[number], state.forms, Lost.DIED.value, state.run.seconds)


def _kept(item: Item, answer: batch.Answer, state: _State) -> Gathered:
    """The answer as it would be here: under the name that the user calls the file, its marked copy written."""
    found = answer.found
    if isinstance(found, Lost):
        return lost(item, state.forms, found.value, state.run.seconds)
    found = called(found, item)
    if item.marked is None or answer.copy is None:
        return found
    try:
        item.marked.parent.mkdir(parents=True, exist_ok=True)
        with replacing(item.marked) as unfinished:
            unfinished.write_bytes(answer.copy)
    except GoujiError as error:
        return found._replace(unmarked=str(error))
    except OSError as error:
        return found._replace(unmarked=f"写不进去：{of_system(error)}")
    return found
