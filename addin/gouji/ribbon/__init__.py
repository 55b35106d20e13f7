"""The functions that the ribbon's buttons call, one each, without arguments. Each returns whether it came to its end.

`RunPython "import gouji.ribbon; gouji.ribbon.validate()"` starts a Python for every click; the launcher
`gouji excel validate` calls the same functions from outside. Only this package uses xlwings.
"""

from __future__ import annotations

from gouji.ribbon import checking, files, version
from gouji.ribbon.entry import button

new_report = button(files.new_report, needs_book=False)
import_previous = button(files.import_previous)
import_report = button(files.import_report, needs_book=False)
validate = button(checking.validate)
previous_finding = button(checking.previous_finding)
next_finding = button(checking.next_finding)
adopt = button(checking.adopt)
explain = button(checking.explain)
clear = button(checking.clear)
export_json = button(files.export_json)
export_report = button(files.export_report)
export_draft = button(files.export_draft)
export_copy = button(files.export_copy)
show_guide = button(checking.show_guide)
show_rule = button(checking.show_rule)
about = button(version.about, needs_book=False)

ACTIONS = {
    "new": new_report,
    "import-previous": import_previous,
    "import-report": import_report,
    "validate": validate,
    "previous": previous_finding,
    "next": next_finding,
    "adopt": adopt,
    "explain": explain,
    "clear": clear,
    "export-json": export_json,
    "export-report": export_report,
    "export-draft": export_draft,
    "export-copy": export_copy,
    "guide": show_guide,
    "rule": show_rule,
    "about": about,
}
