"""The most memory that this process or a child of it has had."""

from __future__ import annotations

import sys


def peak() -> int:
    """Bytes; 0 where the system does not say."""
    try:
        import resource  # not on Windows
    except ImportError:
        return 0
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most << (10 if sys.platform != "darwin" else 0)
