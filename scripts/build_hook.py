"""Puts the compiled forms into the wheel (docs/decisions/0013-compiled-forms.md): hatchling runs it, nobody else.

An editable install has none of its own: a checkout makes them when they are first needed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledForms(BuildHookInterface):  # type: ignore[misc]  # without hatchling installed, its types are not
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "addin"))
        from gouji.form import compiled
        from gouji.form.load import read_toml

        made_from = compiled.made_from()
        self.made = tempfile.TemporaryDirectory()
        file = Path(self.made.name) / "forms.pickle"
        file.write_bytes(compiled.packed(read_toml(), made_from))
        build_data["force_include"][str(file)] = "gouji/_shipped/schema/forms.pickle"
