"""Tells and asks a person by Excel's own dialogs: messages, questions, file names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gouji.ribbon.host import Host
from gouji.words import beside

say = beside(__file__)

_TEXT = 2  # Application.InputBox: what is asked for is text


def tell(host: Host, text: str, grave: bool = False) -> None:
    """Shows a message."""
    host.app.alert(text, title=_title(host), mode="critical" if grave else "info")


def confirmed(host: Host, text: str) -> bool:
    """Asks a question; whether the answer is yes."""
    return bool(host.app.alert(text, title=_title(host), buttons="yes_no") == "yes")


def text_asked(host: Host, prompt: str, default: str = "") -> str | None:
    """Gives what was typed, None after Cancel."""
    answer = host.app.api.InputBox(prompt, _title(host), default, Type=_TEXT)
    return None if answer is False or answer is None else str(answer).strip()


def file_asked(host: Host, title: str, kinds: str) -> Path | None:
    """Gives a file to read, None after Cancel."""
    answer = host.app.api.GetOpenFilename(kinds, 1, title)
    return Path(answer) if isinstance(answer, str) and answer else None


def target_asked(host: Host, title: str, name: str, kinds: Sequence[tuple[str, str]], mark: str = "") -> Path | None:
    """Gives a file to write, None after Cancel. Not every Excel asks whether an existing one may be replaced: we do.

    kinds: what it may be, as (label, ending); a name with none of the endings gets the first. mark: what its name
    has to say, before the ending.
    """
    offered = ",".join(f"{label} (*{ending}),*{ending}" for label, ending in kinds)
    answer = host.app.api.GetSaveAsFilename(name, offered, 1, title)
    if not (isinstance(answer, str) and answer):
        return None
    path = Path(answer)
    if path.suffix.lower() not in [ending for _, ending in kinds]:
        path = path.with_name(path.name + kinds[0][1])
    if mark not in path.stem:
        path = path.with_name(path.stem + mark + path.suffix)
    if path.exists() and not confirmed(host, say("file.replace", name=path.name)):
        return None
    return path


def _title(host: Host) -> str:
    """Two workbooks may be open: every message says which one it is about."""
    return f"{say('title')}：{host.name}" if host.name else say("title")
