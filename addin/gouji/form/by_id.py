"""The known forms and an id in; the form of that id out."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import FormError
from gouji.form.form import Form


def find(forms: Sequence[Form], figure_id: str | None) -> Form | None:
    """None where no form has this id."""
    return next((form for form in forms if form.id == figure_id), None)


def by_id(forms: Sequence[Form], figure_id: str) -> Form:
    """The form that a reading was read on. Raises FormError where it is none of `forms`."""
    form = find(forms, figure_id)
    if form is None:
        raise FormError("Reading", "form", f"没有表样 {figure_id}")
    return form
