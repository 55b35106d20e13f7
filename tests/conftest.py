"""Fixtures for every test: LibreOffice in the place of Excel, a browser; started only where they are asked for."""

from functools import lru_cache
from types import SimpleNamespace

from hypothesis import HealthCheck, settings
from xlsxwriter.worksheet import Worksheet

pytest_plugins = ("excel_here", "ribbon_workbooks", "browser_here", "postgres_here")

# A busy machine is no failure: what is slow is the benchmark's to say.
settings.register_profile("gouji", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gouji")

# XlsxWriter runs thirty regular expressions over every formula: half the time of a workbook, and the tests write
# thousands with the same formulas. What it made of a formula is kept.
_prepare = Worksheet._prepare_formula


@lru_cache(maxsize=20_000)
def _prepared(future: bool, formula: str, expand: bool) -> str:
    made: str = _prepare(SimpleNamespace(use_future_functions=future), formula, expand)
    return made


def _prepared_once(self: Worksheet, formula: str, expand_future_functions: bool = False) -> str:
    return _prepared(self.use_future_functions, formula, expand_future_functions)


Worksheet._prepare_formula = _prepared_once
