"""Logs what the ribbon did and what went wrong in it, in UTF-8, in a file of the user's own folder."""

from __future__ import annotations

import logging
import os
import sys
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

_BYTES = 500_000


def log_file() -> Path:
    """Gives the place of the log; its folder need not exist yet."""
    home = Path.home()
    if sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "gouji" / "logs"
    elif sys.platform == "darwin":
        folder = home / "Library" / "Logs" / "gouji"
    else:
        folder = Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "gouji"
    return folder / "ribbon.log"


@cache
def _logger(path: Path) -> logging.Logger:
    logger = logging.getLogger(f"gouji.ribbon:{path}")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8")
    except OSError:  # a full or locked disk must not keep anybody from checking
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    return logger


def note(message: str) -> None:
    """Logs a line of what was done: actions and counts, never what stands in cells."""
    _logger(log_file()).info(message)


def failure(action: str) -> None:
    """Logs the exception that is being handled, with its traceback."""
    _logger(log_file()).exception(action)
