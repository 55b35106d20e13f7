"""What Windows is asked for a child: memory, and that it ends with us. Against a stand-in: no Windows was at hand."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pytest

from gouji.process import alive, windows, windows_job
from gouji.process.windows_job import Limits

LIMITS = ("CreateJobObjectW", "SetInformationJobObject")
TIES = ("OpenProcess", "AssignProcessToJobObject", "CloseHandle")


class Kernel:
    """kernel32 as far as it is called. refuses: a function that fails. status: what a process has ended with."""

    def __init__(self, refuses: str = "", status: int = 259) -> None:
        self.refuses, self.status = refuses, status
        self.calls: list[tuple[object, ...]] = []
        self.limits: list[Limits] = []

    def _done(self, name: str, answer: int, *given: object) -> int:
        self.calls.append((name, *given))
        return 0 if name == self.refuses else answer

    def CreateJobObjectW(self, attributes: object, name: object) -> int:  # noqa: N802
        return self._done("CreateJobObjectW", 1 << 40, attributes, name)

    def SetInformationJobObject(self, job: int, kind: int, limits: object, size: int) -> int:  # noqa: N802
        assert size == ctypes.sizeof(Limits) == 144  # as in winnt.h, 64 bits
        self.limits.append(limits._obj)  # type: ignore[attr-defined]
        return self._done("SetInformationJobObject", 1, job, kind)

    def OpenProcess(self, access: int, inherit: bool, process: int) -> int:  # noqa: N802
        return self._done("OpenProcess", 7 << 40, access, inherit, process)

    def AssignProcessToJobObject(self, job: int, process: int) -> int:  # noqa: N802
        return self._done("AssignProcessToJobObject", 1, job, process)

    def GetExitCodeProcess(self, process: int, status: object) -> int:  # noqa: N802
        status._obj.value = self.status  # type: ignore[attr-defined]
        return self._done("GetExitCodeProcess", 1, process)

    def CloseHandle(self, handle: int) -> int:  # noqa: N802
        return self._done("CloseHandle", 1, handle)


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    kernel = Kernel()
    for module in (windows, windows_job):
        monkeypatch.setattr(module, "kernel", lambda: kernel)
    windows_job._job.cache_clear()
    yield kernel
    windows_job._job.cache_clear()


def test_children_of_a_limit_share_a_job_that_ends_them_when_its_only_handle_is_closed(kernel: Kernel) -> None:
    windows_job.tie(11, 512 << 20)
    windows_job.tie(12, 512 << 20)
    windows_job.tie(13)
    assert [call[0] for call in kernel.calls] == [*LIMITS, *TIES, *TIES, *LIMITS, *TIES]
    assert [call for call in kernel.calls if call[0] == "OpenProcess"] == [
        ("OpenProcess", 0x101, False, number) for number in (11, 12, 13)
    ]
    assert [(each.flags, each.process_memory) for each in kernel.limits] == [(0x2100, 512 << 20), (0x2000, 0)]
    closed = [call[1] for call in kernel.calls if call[0] == "CloseHandle"]
    assert closed == [7 << 40] * 3  # those of the processes, never the job's


@pytest.mark.parametrize("refuses", ["CreateJobObjectW", "OpenProcess", "AssignProcessToJobObject"])
def test_where_windows_refuses_the_child_goes_on(refuses: str, kernel: Kernel) -> None:
    kernel.refuses = refuses
    windows_job.tie(11)
    opened = [call for call in kernel.calls if call[0] == "OpenProcess"]
    closed = [call for call in kernel.calls if call[0] == "CloseHandle"]
    assert len(closed) == (len(opened) if refuses != "OpenProcess" else 0)


@pytest.mark.parametrize(
    ("refuses", "error", "status", "is_alive"),
    [("", 0, 259, True), ("", 0, 1, False), ("OpenProcess", 87, 0, False), ("OpenProcess", 5, 0, True)],
    ids=["runs", "has ended", "there is none", "is somebody else's"],
)
def test_a_process_that_can_t_be_asked_is_taken_for_alive(
    refuses: str, error: int, status: int, is_alive: bool, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel.refuses, kernel.status = refuses, status
    monkeypatch.setattr(windows, "last_error", lambda: error)
    assert alive.on_windows(11) is is_alive
