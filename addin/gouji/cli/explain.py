"""`gouji explain` shows the page of a code, or a line for every code there is."""

from __future__ import annotations

import argparse

from gouji.check.rule_page import page, pages
from gouji.cli.output import say
from gouji.errors import UsageError
from gouji.form.load import load_all


def run(options: argparse.Namespace) -> int:
    forms = load_all()
    if options.all:
        for each in pages(forms):
            say(f"{each.code}  {dict(each.parts)['查什么'][0]}")
        return 0
    found = page(options.code, forms)
    if found is None:
        raise UsageError(f"没有编号是 {options.code} 的规则。用 gouji explain --all 看全部编号。")
    say(f"{found.code}  {found.name}")
    for heading, lines in found.parts:
        say(f"\n{heading}")
        for line in lines:
            say(f"  {line}")
    return 0
