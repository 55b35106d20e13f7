"""Fixtures for every test: LibreOffice in the place of Excel, started only where it is asked for."""

pytest_plugins = ("excel_here",)
