"""Gives Windows' kernel32 with its functions typed: a handle is wider than the int that ctypes takes it for."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any


@cache
def kernel() -> Any:
    """Gives kernel32; None on other systems."""
    if sys.platform != "win32":
        return None
    system = ctypes.WinDLL("kernel32", use_last_error=True)
    handle, number, boolean, pointer = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_void_p
    for name, gives, takes in (
        ("OpenProcess", handle, (number, boolean, number)),
        ("CloseHandle", boolean, (handle,)),
        ("GetExitCodeProcess", boolean, (handle, pointer)),
        ("CreateJobObjectW", handle, (pointer, pointer)),
        ("SetInformationJobObject", boolean, (handle, boolean, pointer, number)),
        ("AssignProcessToJobObject", boolean, (handle, handle)),
    ):
        function = getattr(system, name)
        function.restype, function.argtypes = gives, takes
    return system


def last_error() -> int:
    """Gives the error of the last call of a function of `kernel()`."""
    if sys.platform == "win32":
        return ctypes.get_last_error()
    return 0
