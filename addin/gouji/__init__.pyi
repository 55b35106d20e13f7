"""The types of what `__init__.py` loads when it is asked for."""

from gouji.api import check as check
from gouji.api import check_file as check_file
from gouji.api import export as export
from gouji.api import forms as forms
from gouji.api import read as read
from gouji.check.finding import Finding as Finding
from gouji.check.finding import Suspect as Suspect
from gouji.check.result import Result as Result
from gouji.errors import FormError as FormError
from gouji.errors import GoujiError as GoujiError
from gouji.errors import UnreadableError as UnreadableError
from gouji.errors import UsageError as UsageError
from gouji.form.form import Form as Form
from gouji.place import Place as Place
from gouji.reading.reading import Cell as Cell
from gouji.reading.reading import Explanation as Explanation
from gouji.reading.reading import Paragraph as Paragraph
from gouji.reading.reading import Reading as Reading
from gouji.reading.reading import Remark as Remark
from gouji.report.export import RefusedError as RefusedError
from gouji.value import Value as Value

__version__: str
