"""Gives sys.path and PYTHONPATH without the current folder.

A collected folder may hold a json.py. Whoever works in it must not run it, and Python puts the current folder first:
for `python -m`, for `python -c`, for each empty or relative entry of PYTHONPATH. What the user has named by an absolute
path stays, and so does the folder that this very package lies in.
"""

# Only what Python itself has loaded before it runs `python -m gouji`: anything else, __future__ and pathlib too, would
# still come from that folder.
# ruff: noqa: PTH100, PTH117, PTH120
import os
import sys

PACKAGES = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_STANDARD = os.path.dirname(os.path.abspath(os.__file__))


def safe_path() -> list[str]:
    """Gives sys.path for this process or one that it starts."""
    named = _named()
    relative = [entry for entry in named if not os.path.isabs(entry)]
    current = {_here(entry) for entry in (relative if sys.flags.safe_path else ["", *relative])}
    current -= {PACKAGES, _STANDARD, *named}
    kept = [entry for entry in sys.path if os.path.isabs(entry) and entry not in current]
    return kept if PACKAGES in kept else [*kept, PACKAGES]


def safe_variable() -> str:
    """Gives PYTHONPATH for a process that is started, with this very package first."""
    return os.pathsep.join([PACKAGES, *filter(os.path.isabs, _named())])


def _named() -> list[str]:
    """The entries of PYTHONPATH. Empty, it has none; an empty one among others is the current folder."""
    text = "" if sys.flags.ignore_environment else os.environ.get("PYTHONPATH", "")
    return text.split(os.pathsep) if text else []


def forget_current_folder() -> None:
    """Makes sure that nothing is imported from the current folder from now on. What was imported before stays."""
    sys.path[:] = safe_path()


def _here(entry: str) -> str:
    try:
        return os.path.abspath(entry)
    except OSError:  # the current folder was removed
        return entry
