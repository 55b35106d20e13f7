"""The types of what `__init__.py` loads when it is asked for."""

from gouji.api import check, check_file, export, forms, read
from gouji.check.finding import Finding, Suspect
from gouji.check.result import Result
from gouji.errors import FormError, GoujiError, UnreadableError, UsageError
from gouji.form.form import Form
from gouji.place import Place
from gouji.reading.reading import Cell, Explanation, Paragraph, Reading, Remark
from gouji.report.export import RefusedError
from gouji.value import Value

__version__: str
__all__ = [
    "Cell",
    "Explanation",
    "Finding",
    "Form",
    "FormError",
    "GoujiError",
    "Paragraph",
    "Place",
    "Reading",
    "RefusedError",
    "Remark",
    "Result",
    "Suspect",
    "UnreadableError",
    "UsageError",
    "Value",
    "__version__",
    "check",
    "check_file",
    "export",
    "forms",
    "read",
]
