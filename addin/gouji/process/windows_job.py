"""Ties a process to this one on Windows: it ends with us and gets only so much memory. Imported on Windows only.

A job ends its processes when its last handle is closed. The handle is ours, and however we end, Windows closes it.
Never run on Windows: a test holds it against a stand-in (docs/verification.md).
"""

from __future__ import annotations

import ctypes
from functools import cache

from gouji.process.windows import kernel

EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
KILL_ON_JOB_CLOSE, PROCESS_MEMORY = 0x2000, 0x100
TERMINATE_AND_SET_QUOTA = 0x101  # what putting a process into a job asks for


class Limits(ctypes.Structure):
    """The structure JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("most_process_memory", ctypes.c_size_t),
        ("most_job_memory", ctypes.c_size_t),
    )


def tie(process: int, memory: int | None = None) -> None:
    """Makes the process end with us and have `memory` bytes at most. Where Windows refuses that it goes on untied."""
    job = _job(memory)
    handle = kernel().OpenProcess(TERMINATE_AND_SET_QUOTA, False, process) if job else None
    if handle:
        kernel().AssignProcessToJobObject(job, handle)
        kernel().CloseHandle(handle)


@cache
def _job(memory: int | None) -> int | None:
    """Its handle: one for all processes of the same limit, never closed by us."""
    job: int | None = kernel().CreateJobObjectW(None, None)
    limits = Limits(flags=KILL_ON_JOB_CLOSE | (PROCESS_MEMORY if memory else 0), process_memory=memory or 0)
    if job:
        kernel().SetInformationJobObject(job, EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
    return job
