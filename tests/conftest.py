"""Fixtures for every test: LibreOffice in the place of Excel, a browser; started only where they are asked for."""

from hypothesis import HealthCheck, settings

pytest_plugins = ("excel_here", "ribbon_workbooks", "browser_here", "postgres_here")

# A busy machine is no failure: what is slow is the benchmark's to say.
settings.register_profile("gouji", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gouji")
