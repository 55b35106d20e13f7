"""One headless LibreOffice in a profile of its own: started, reached over a named pipe, stopped."""

from __future__ import annotations

import builtins
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_DEBIAN = "/usr/lib/python3/dist-packages"  # where python3-uno stands; usable by a venv of the same Python version
_PATIENCE = 60  # seconds


def uno_module() -> Any:
    """The module `uno`. Raises ImportError.

    Its hook into every import of the process is taken out again: where an import fails, it gives what it finds by that
    name instead, so a test of what happens without a package found it there after all.
    """
    without_hook = builtins.__import__
    try:
        import uno
    except ImportError:
        sys.path.append(_DEBIAN)
        try:
            import uno
        finally:
            sys.path.remove(_DEBIAN)
    finally:
        builtins.__import__ = without_hook
    return uno


class Office:
    """A running soffice. Raises RuntimeError when it does not answer."""

    def __init__(self, soffice: str, environment: dict[str, str]) -> None:
        uno = uno_module()
        self._profile = tempfile.mkdtemp(prefix="gouji-calc-")
        pipe = f"gouji{os.getpid()}"
        url = f"pipe,name={pipe};urp;StarOffice.ComponentContext"
        self._process = subprocess.Popen(
            [
                soffice,
                f"-env:UserInstallation={Path(self._profile).as_uri()}",
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nolockcheck",
                f"--accept={url}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        self._context = self._reached(resolver, f"uno:{url}")
        self.desktop = self._context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self._context
        )

    def _reached(self, resolver: Any, url: str) -> Any:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                return resolver.resolve(url)
            except Exception as error:  # uno's NoConnectException, until it listens
                if time.monotonic() > end or self._process.poll() is not None:
                    self.stop()
                    raise RuntimeError("LibreOffice does not answer") from error
                time.sleep(0.1)

    def stop(self) -> None:
        """Ends this process and no other, and removes its profile."""
        with contextlib.suppress(Exception):  # the bridge breaks while it answers
            self.desktop.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        shutil.rmtree(self._profile, ignore_errors=True)
