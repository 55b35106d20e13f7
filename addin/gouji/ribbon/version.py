"""Shows version, program and log in a dialog."""

from __future__ import annotations

import sys

from gouji import __version__
from gouji.ribbon.dialogs import tell
from gouji.ribbon.host import Host
from gouji.ribbon.log import log_file
from gouji.words import beside

say = beside(__file__)


def about(host: Host) -> None:
    tell(host, say("about.text", version=__version__, program=sys.executable, log=log_file()))
