"""gouji 勾稽 helps to fill in, check and export the annual report on government information disclosure.

What other programs build on is listed here and described in docs/api.md. It is loaded when it is first asked for:
`import gouji` alone costs nothing. Types stand in `__init__.pyi`.
"""

__version__ = "0.1.0"

_WHERE = {
    "check": "gouji.api",
    "check_file": "gouji.api",
    "export": "gouji.api",
    "forms": "gouji.api",
    "read": "gouji.api",
    "Cell": "gouji.reading.reading",
    "Explanation": "gouji.reading.reading",
    "Paragraph": "gouji.reading.reading",
    "Reading": "gouji.reading.reading",
    "Remark": "gouji.reading.reading",
    "Finding": "gouji.check.finding",
    "Result": "gouji.check.result",
    "Suspect": "gouji.check.finding",
    "Form": "gouji.form.form",
    "Place": "gouji.place",
    "Value": "gouji.value",
    "FormError": "gouji.errors",
    "GoujiError": "gouji.errors",
    "UnreadableError": "gouji.errors",
    "UsageError": "gouji.errors",
    "RefusedError": "gouji.report.export",
}
__all__ = ["__version__", *_WHERE]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'gouji' has no attribute {name!r}")
    from importlib import import_module  # not at the top: most who import gouji want one module of it

    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
