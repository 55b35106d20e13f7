"""Writes schema/record.schema.json, the JSON Schema of a report's record, from the forms. --check: only compare."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "addin"))

from gouji.form.load import load_all  # noqa: E402
from gouji.reading.record_schema import schema  # noqa: E402

TARGET = ROOT / "schema" / "record.schema.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 when the committed file is stale")
    check = parser.parse_args().check
    text = json.dumps(schema(load_all()), ensure_ascii=False, indent=1) + "\n"
    fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
    if check:
        print(f"{TARGET.name} is {'up to date' if fresh else 'stale: run scripts/build_record_schema.py'}")
        return 0 if fresh else 1
    if not fresh:
        TARGET.write_text(text, encoding="utf-8", newline="\n")
    print(TARGET)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
