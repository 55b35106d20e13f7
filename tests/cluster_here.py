"""Nothing in; a dask cluster of two worker processes and an S3 server of this machine out, on free ports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest


def needed(name: str) -> Any:
    """A module of the extra `cluster`; without it a test is skipped, but fails in CI."""
    if os.environ.get("CI") == "true":
        return import_module(name)
    return pytest.importorskip(name)


@contextmanager
def s3() -> Iterator[Any]:
    """A file system on an S3 server of its own, which this process and all that it starts meanwhile are told of."""
    server = needed("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            patch.setenv(name, value)
        s3fs = needed("s3fs")
        s3fs.S3FileSystem.clear_instance_cache()
        yield s3fs.S3FileSystem()
    server.stop()


@contextmanager
def workers(count: int = 2, threads: int = 1) -> Iterator[Any]:
    """A LocalCluster of worker processes, each watched by a nanny that starts it anew."""
    distributed = needed("distributed")
    with distributed.LocalCluster(
        n_workers=count, threads_per_worker=threads, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=100
    ) as cluster:
        yield cluster


@contextmanager
def apart(folder: Path, count: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler, and workers as they are started by hand; its address, and the scheduler to be killed."""
    needed("distributed")
    note = folder / "scheduler.json"
    dask, local = (sys.executable, "-m"), ("--host", "127.0.0.1", "--no-dashboard")
    # The tests' folder is where a worker finds what a test sends it; a task is given up after its second dead worker.
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent), os.environ.get("PYTHONPATH", ""))),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    }
    started = []

    def start(*command: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        words = [*dask, *command, *local]
        # A group of its own: a worker that waits for a hanging file takes ten seconds to end when it is asked to.
        process = subprocess.Popen(words, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)
        started.append(process)
        return process

    try:
        scheduler = start("distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(note))
        deadline = time.monotonic() + 60
        while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        address = json.loads(note.read_text())["address"]
        scratch = ("--local-directory", str(folder / "scratch"))
        start("distributed.cli.dask_worker", address, "--nworkers", str(count), "--nthreads", "1", *scratch)
        with needed("distributed").Client(address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)
        yield address, scheduler
    finally:
        for each in reversed(started):
            if sys.platform == "win32":
                each.kill()
            else:
                with suppress(ProcessLookupError):
                    os.killpg(each.pid, signal.SIGKILL)
            each.wait()


def on_each_worker(cluster: Any, function: Callable[..., Any], *given: object) -> dict[str, Any]:
    distributed = needed("distributed")
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        answers: dict[str, Any] = client.run(function, *given)
        return answers
