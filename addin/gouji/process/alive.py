"""Tells whether a process of this machine is still there, given its number."""

from __future__ import annotations

import os
import sys

_NO_SUCH_PROCESS = 87  # ERROR_INVALID_PARAMETER
_STILL_ACTIVE = 259


def is_alive(process: int) -> bool:
    """Whether a process is there. In doubt it is: somebody else's process that we may not ask about."""
    if sys.platform == "win32":
        return on_windows(process)
    try:
        os.kill(process, 0)  # on Windows this would end it
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def on_windows(process: int) -> bool:
    """Whether a process is there, as Windows says it."""
    import ctypes  # heavy, and only here

    from gouji.process.windows import kernel, last_error

    if not (handle := kernel().OpenProcess(0x1000, False, process)):  # PROCESS_QUERY_LIMITED_INFORMATION
        return last_error() != _NO_SUCH_PROCESS
    status = ctypes.c_uint32(_STILL_ACTIVE)
    kernel().GetExitCodeProcess(handle, ctypes.byref(status))
    kernel().CloseHandle(handle)
    return status.value == _STILL_ACTIVE
