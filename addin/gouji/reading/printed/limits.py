"""Nothing in, nothing out: the process that calls it may from then on use only so much memory and time."""

from __future__ import annotations

MEMORY = 1 << 30  # bytes of address space
CPU_SECONDS = 50


def limit() -> None:
    """Where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
