"""Makes the JSON Schema (draft 2020-12) of a report's record. Every row and column comes from the forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gouji.form.family import newest
from gouji.form.form import Form
from gouji.reading.record import MONEY_PLACES
from gouji.value import Kind

ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_TEXTS = {"type": "array", "items": _TEXT}
_KINDS: dict[str, dict[str, Any]] = {
    "count": {"type": ["integer", "null"], "minimum": 0},
    "change": {"type": ["integer", "null"]},
    "money": {"type": ["string", "null"], "pattern": rf"^(0|[1-9][0-9]*)(\.[0-9]{{1,{MONEY_PLACES}}})?$"},
}


def schema(forms: Sequence[Form]) -> dict[str, Any]:
    """Gives the schema of a record of any of these forms: its `form` tells which one."""
    return {
        "$schema": ADDRESS,
        "title": "政府信息公开工作年度报告的 JSON 记录" if not forms else f"{newest(forms).report_name}的 JSON 记录",
        "description": "由 schema/ 里的表样生成，不要手改。件数是整数，金额是十进制数的文字，空着是 null。",
        "oneOf": [{"$ref": f"#/$defs/{_name(form)}"} for form in forms],
        "$defs": {
            **{_name(form): _record(form) for form in forms},
            "explanation": _object(
                {"code": _TEXT, "cells": _TEXTS, "text": _TEXT, "figures": {**_TEXT, "description": "说明时的数"}},
                required=["code", "cells", "text"],
            ),
            "remark": _object({"code": _TEXT, "cells": _TEXTS, "message": _TEXT}),
            "previous": _object(
                {
                    "year": _TEXT_OR_NULL,
                    "organization": _TEXT_OR_NULL,
                    "figures": {"type": "object", "additionalProperties": _TEXT},
                },
                required=["figures"],
            ),
            "paragraphs": _TEXTS,
            **_KINDS,
            "unread": {
                "description": "不是这一格应有的数：照原样留在这里，figures 里是 null。missing 是原文没有这一格。",
                "type": "object",
                "properties": {
                    "kind": {"enum": [*(kind.value for kind in Kind), "missing"]},
                    "raw": _TEXT,
                    "number": _TEXT,
                },
                "required": ["kind", "raw"],
                "additionalProperties": False,
            },
        },
    }


def _name(form: Form) -> str:
    return form.id.replace("/", ".")


def _record(form: Form) -> dict[str, Any]:
    figures: dict[str, dict[str, dict[str, Any]]] = {}
    for figure in form.figures.values():
        row = figures.setdefault(figure.table, {}).setdefault(figure.row, {})
        row[figure.column] = {"$ref": f"#/$defs/{figure.kind}", "description": figure.label}
    info = {field.id: {"type": ["string", "integer", "null"], "description": field.label} for field in form.info}
    sections = {s.id: {"$ref": "#/$defs/paragraphs", "description": s.heading} for s in form.sections}
    record = _object(
        {
            "form": {"const": form.id, "description": form.name},
            "year": {"type": ["integer", "null"]},
            "organization": _TEXT_OR_NULL,
            "info": _object(info, required=[]),
            "figures": _object({t: _object({r: _object(c) for r, c in rows.items()}) for t, rows in figures.items()}),
            "sections": _object(sections, required=[]),
            "explanations": {"type": "array", "items": {"$ref": "#/$defs/explanation"}},
            "receipt": _TEXT_OR_NULL,
        }
    )
    optional = record["properties"]
    optional["remarks"] = {
        "description": "读的时候发现的：编号、说到的单元格、原话。",
        "type": "array",
        "items": {"$ref": "#/$defs/remark"},
    }
    optional["previous"] = {"description": "填报表里带的上年数据。", "$ref": "#/$defs/previous"}
    optional["unread"] = {"type": "object", "additionalProperties": {"$ref": "#/$defs/unread"}}
    optional["written"] = {
        "description": "数字在原文里的写法，与我们的写法不同时才有，例如 +3。",
        "type": "object",
        "additionalProperties": _TEXT,
    }
    return record


def _object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }
