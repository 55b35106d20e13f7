"""A form and its reading in, the name that a file of the report gets out."""

from __future__ import annotations

from gouji.form.form import Form
from gouji.reading.reading import Reading

_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*' + "".join(map(chr, range(32)))))


def file_stem(form: Form, reading: Reading) -> str:
    """The report's title as a file name; what a file system forbids is left out, so no cell can name a path."""
    title = form.title.replace("{organization}", reading.text("organization")).replace("{year}", reading.text("year"))
    return title.translate(_FORBIDDEN).strip(" .")[:120] or form.report_name
