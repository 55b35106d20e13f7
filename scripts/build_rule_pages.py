"""Writes the rule handbook, one page a code, from the forms' own words; `--check` only says whether it is stale.

python3 scripts/build_rule_pages.py [--check]
"""

from __future__ import annotations

import argparse
import sys

from environment import ROOT

sys.path.insert(0, str(ROOT / "addin"))

from gouji.check.rule_page import Page, pages
from gouji.form.load import load_all

FOLDER = ROOT / "docs" / "rules"


def page_text(page: Page) -> str:
    lines = [f"# {page.code} {page.name}", ""]
    for heading, texts in page.parts:
        body = [f"`{text}`" for text in texts] if heading == "算式" else list(texts)
        lines += [f"## {heading}", "", *(line for text in body for line in (text, ""))]
    return "\n".join(lines)


def index_text(found: tuple[Page, ...]) -> str:
    lines = ["# 规则手册", "", "由 `scripts/build_rule_pages.py` 从 `schema/` 生成，不要手改。", ""]
    lines += ["| 编号 | 级别 | 查什么 |", "|---|---|---|"]
    for page in found:
        parts = dict(page.parts)
        lines.append(f"| [{page.code}]({page.code}.md) | {parts['级别'][0].split('（')[0]} | {parts['查什么'][0]} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    check = parser.parse_args().check
    found = pages(load_all())
    wanted = {FOLDER / f"{page.code}.md": page_text(page) for page in found} | {FOLDER / "README.md": index_text(found)}
    present = {path: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    if present == wanted:
        return 0
    if check:
        stale = sorted(path.name for path in {*present, *wanted} if present.get(path) != wanted.get(path))
        print(f"stale: {', '.join(stale)}; run python3 scripts/build_rule_pages.py")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in present.keys() - wanted.keys():
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
