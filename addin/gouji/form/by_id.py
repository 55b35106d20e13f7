"""Finds the form of an id among the known forms."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import FormError
from gouji.form.form import Form


def find(forms: Sequence[Form], form_id: str | None) -> Form | None:
    """Gives the form of this id; None where there is none."""
    return next((form for form in forms if form.id == form_id), None)


def by_id(forms: Sequence[Form], form_id: str) -> Form:
    """Gives the form that a reading was read on. Raises FormError where it is none of `forms`."""
    form = find(forms, form_id)
    if form is None:
        raise FormError("Reading", "form", f"没有表样 {form_id}")
    return form
