"""Every hostile file that we know how to make: where it comes from, and what a check has to say of it."""

from __future__ import annotations

from hostile_corpus import packages, reports, sheets, texts, xml
from hostile_corpus.case import Case

CASES: tuple[Case, ...] = (*packages.CASES, *xml.CASES, *sheets.CASES, *texts.CASES, *reports.CASES)
