"""Fixtures for every test: LibreOffice in the place of Excel, a browser; started only where they are asked for."""

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("excel_here", "ribbon_workbooks", "browser_here", "postgres_here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The quick tests alone reach every branch that the gate is about: tracing would slow the slow ones by a third."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")


# A busy machine is no failure: what is slow is the benchmark's to say.
settings.register_profile("gouji", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gouji")
