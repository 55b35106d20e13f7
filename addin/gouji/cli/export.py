"""`gouji export`: a checked workbook in, the JSON record out. A workbook with errors is refused unless as a draft."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from jsonschema import Draft202012Validator

from gouji.check.run import check
from gouji.check.wording import sentence
from gouji.cli.output import say, write_file
from gouji.errors import GoujiError, UnreadableError, UsageError
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading import record, source
from gouji.reading.reading import Reading
from gouji.shipped import folder

TARGETS = ("json",)
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*' + "".join(map(chr, range(32)))))


def run(options: argparse.Namespace) -> int:
    for target in options.to.split(","):
        if target.strip() not in TARGETS:
            raise UsageError(f"还不能导出成 {target.strip()}；能导出的有 {'、'.join(TARGETS)}。")
    path = Path(options.file)
    if not path.exists():
        raise UsageError(f"{path}：没有这个文件。检查路径写得对不对。")
    forms = load_all()
    try:
        reading = source.read(path, forms)
    except UnreadableError as error:
        raise UsageError(f"{path}：{sentence(forms[-1].wordings, error)}") from error
    form = next(each for each in forms if each.id == reading.form)
    errors = sum(finding.severity == "error" for finding in check(form, forms, reading))
    if errors and not options.draft:
        say(f"{path}：有 {errors} 处错误，没有导出。先用 gouji check 看错在哪里；只要草稿就加 --draft。")
        return 1
    target_folder = Path(options.output)
    target_folder.mkdir(parents=True, exist_ok=True)
    written = target_folder / f"{file_stem(form, reading)}{'（草稿）' if options.draft else ''}.json"
    write_file(written, json.dumps(_record(form, reading), ensure_ascii=False, indent=1) + "\n")
    say(f"已导出：{written}")
    return 0


def file_stem(form: Form, reading: Reading) -> str:
    """The report's title as a file name; what a file system forbids is left out, so no cell can name a path."""
    title = form.title.replace("{organization}", reading.text("organization")).replace("{year}", reading.text("year"))
    return title.translate(_FORBIDDEN).strip(" .")[:120] or form.report_name


def _record(form: Form, reading: Reading) -> dict[str, object]:
    data = record.to_json(reading, form)
    schema = json.loads((folder("schema") / "record.schema.json").read_text(encoding="utf-8"))
    fault = next(iter(Draft202012Validator(schema).iter_errors(data)), None)
    if fault is not None:
        raise GoujiError(f"导出的数据不合 JSON Schema：{fault.json_path}。请加 --debug 再运行一次，告诉维护者。")
    return data
