"""What `gouji.workbook.template` is given, in; the workbook that it makes, out: made once for each, as a test of
something else needs the workbook and not its making."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from gouji.form.form import Form
from gouji.reading.reading import Reading
from gouji.workbook import template

_MOST = 500  # workbooks of about 60 kB
_made: OrderedDict[tuple[int, str], tuple[Form, bytes]] = OrderedDict()


def to_bytes(form: Form, reading: Reading | None = None, previous: Reading | None = None) -> bytes:
    key = id(form), repr((reading, previous))  # the form is kept, so no other one gets its id
    if key not in _made:
        _made[key] = form, template.to_bytes(form, reading, previous)
        if len(_made) > _MOST:
            _made.popitem(last=False)
    return _made[key][1]


def write(form: Form, path: Path, reading: Reading | None = None, previous: Reading | None = None) -> None:
    path.write_bytes(to_bytes(form, reading, previous))
