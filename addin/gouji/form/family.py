"""Finds the forms of a family among the known forms, and of these the one that binds a year and the newest one.

A family is one kind of report over the years: `annual_report` has a form of 2019 and one of 2021. Which family is meant
where nobody names one stands in `schema/families.toml`. No family knows anything of another.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.form.form import Form


def default_family(forms: Sequence[Form]) -> str:
    """Gives the family that is meant where nobody names one; that of the first form where none of these is of it."""
    return next((form for form in forms if form.is_default), forms[0]).family


def forms_of(forms: Sequence[Form], family: str = "") -> tuple[Form, ...]:
    """Gives the forms of a family, by default of the default one, in their order."""
    wanted = family or default_family(forms)
    return tuple(form for form in forms if form.family == wanted)


def families(forms: Sequence[Form]) -> tuple[str, ...]:
    """Gives every family that there is, once, the default one first."""
    return tuple(dict.fromkeys((default_family(forms), *(form.family for form in forms))))


def due(forms: Sequence[Form], year: int, family: str = "") -> Form | None:
    """Gives the form of a family, by default of the default one, that binds a report year; None where none does."""
    fitting = [form for form in forms_of(forms, family) if form.binds(year)]
    return max(fitting, key=lambda form: form.since) if fitting else None


def newest(forms: Sequence[Form], family: str = "") -> Form:
    """Gives the form of a family, by default of the default one, that came last: for where no year is known."""
    return max(forms_of(forms, family), key=lambda form: form.since)
