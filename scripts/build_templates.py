"""Generates workbook_templates/ from schema/: for each form the blank workbook and its text twin.

python scripts/build_templates.py           writes them
python scripts/build_templates.py --check   says which are stale, exit status 1, and writes nothing
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from pathlib import Path

from gouji.form.load import load_folder, shipped_forms
from gouji.shipped import folder
from gouji.workbook.template import text_twin, to_bytes


def build() -> dict[Path, bytes]:
    """Every generated file: its path → its bytes."""
    files: dict[Path, bytes] = {}
    for id, path in shipped_forms().items():
        form = load_folder(path)
        target = folder("workbook_templates") / id
        files[target.with_name(target.name + ".xlsx")] = to_bytes(form)
        files[target.with_name(target.name + ".txt")] = text_twin(form).encode()
    return files


def is_same(path: Path, new: bytes) -> bool:
    """Whether a file holds these bytes; of a workbook, whether every part does.

    Two builds of zlib may pack the same part differently, so packed bytes are not what must be equal.
    """
    if not path.exists():
        return False
    old = path.read_bytes()
    return old == new or (path.suffix == ".xlsx" and _parts(old) == _parts(new))


def _parts(data: bytes) -> list[tuple[str, bytes]] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [(name, package.read(name)) for name in package.namelist()]
    except zipfile.BadZipFile:
        return None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="由 schema/ 生成 workbook_templates/ 里的填报表和它的文字对照。")
    parser.add_argument("--check", action="store_true", help="只检查是否过期，不写文件；过期时退出码为 1")
    options = parser.parse_args(arguments)
    files = build()
    stale = [path for path, new in files.items() if not is_same(path, new)]
    if options.check:
        for path in stale:
            print(f"过期：{path}，请运行 python scripts/build_templates.py")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[path])
        print(f"已写 {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
