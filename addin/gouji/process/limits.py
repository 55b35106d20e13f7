"""Limits the memory and time of a child process that reads hostile files, from the call on."""

from __future__ import annotations

import sys

MEMORY = 512 << 20  # bytes of address space; a real file takes 180 MB of it at most
CPU_SECONDS = 50


def limit() -> None:
    """Limits this process. On Windows the memory is limited from outside (`windows`), the time by the parent's own
    deadline."""
    if sys.platform != "win32":
        import resource  # Unix only

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
