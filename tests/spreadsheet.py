"""Workbooks in; what LibreOffice makes of them out: recalculated workbooks, or pictures of their printed pages.

Nothing here belongs to the product. LibreOffice runs headless in a profile of its own that recalculates on load.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""

# The typefaces of official documents are not free; pictures are made with the nearest free ones.
# Calibri matters though no cell uses it: column widths are counted in its digits, and Liberation Sans Narrow's
# are as wide.
_NEAREST = {
    "宋体": "Noto Serif CJK SC",
    "黑体": "Noto Sans CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC",
    "Calibri": "Liberation Sans Narrow",
}


def fonts() -> str:
    matches = "".join(
        f'<match><test name="family"><string>{name}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{free}</string></edit></match>'
        for name, free in _NEAREST.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{matches}</fontconfig>'
    )


def needs(program: str) -> str:
    """The path of a program; skips the test when it is missing, and fails it when CI promised to have it."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing on CI")
        pytest.skip(f"{program} is not installed")
    return found


def convert(files: Iterable[Path], to: str, into: Path) -> list[Path]:
    """Converts in one run of LibreOffice, every formula recalculated; the results, in the order of the files."""
    soffice, sources = needs("soffice"), list(files)
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder)
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        (profile / "fonts.conf").write_text(fonts(), encoding="utf-8")
        subprocess.run(
            [
                soffice,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                to,
                "--outdir",
                str(into),
                *map(str, sources),
            ],
            check=True,
            capture_output=True,
            timeout=1200,
            env={**os.environ, "FONTCONFIG_FILE": str(profile / "fonts.conf")},
        )
    made = [into / f"{source.stem}.{to.split(':')[0]}" for source in sources]
    missing = [path.name for path in made if not path.exists()]
    assert not missing, f"LibreOffice made nothing of {missing}"
    return made


def recalculate(files: Iterable[Path], into: Path) -> list[Path]:
    """The same workbooks as LibreOffice saves them after a full recalculation."""
    return convert(files, "xlsx", into)


def pictures(file: Path, into: Path, dots: int = 70) -> list[Path]:
    """The printed pages of a workbook as PNG, in order."""
    pdf = convert([file], "pdf", into)[0]
    subprocess.run([needs("pdftoppm"), "-r", str(dots), "-png", str(pdf), str(into / file.stem)], check=True)
    return sorted(into.glob(f"{file.stem}-*.png"))
