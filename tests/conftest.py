"""Fixtures for every test: LibreOffice in the place of Excel, a browser; started only where they are asked for."""

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("excel_here", "ribbon_workbooks", "browser_here", "postgres_here")


# These alone reach every branch that the gate is about. Tracing makes a check take more than twice as long, so nothing
# else is traced: a new branch of gouji.rule or gouji.check is reached from one of these.
TRACED = {
    "test_api",
    "test_attribute",
    "test_cases",
    "test_check_edges",
    "test_form",
    "test_last_year",
    "test_locate",
    "test_rule_language",
    "test_severity",
    "test_words",
}

# `--dist loadgroup` gives a worker one group at a time: what a module's tests share is made once. A module is a group,
# and these are one together, for what they share takes longer than they do.
TOGETHER = {
    "test_county_files": "county",
    "test_county_collect": "county",
    "test_ribbon_edges": "ribbon",
    "test_ribbon_in_calc": "ribbon",
    "test_dashboard": "dashboard",
    "test_dashboard_browser": "dashboard",
}

# Handed out first, so that the workers end together: the order is that of how long they take.
LONGEST_FIRST = (
    "three_judges",
    "ribbon",
    "county",
    "parity",
    "nothing_missing_is_clean",
    "benchmark",
    "hostile_corpus",
    "cluster",
    "dashboard",
    "reading_workbook",
    "which_marks",
    "what_is_seen",
    "report_round_trip",
    "fuzz",
    "child_processes",
    "two_families",
    "register_crashes",
    "gather_folders",
    "mark_workbook",
    "last_year",
    "undecodable",
    "streams",
)


@pytest.hookimpl(tryfirst=True)  # before xdist looks which group a test belongs to
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    turns = {name: turn for turn, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: turns.get(_group(item), len(turns)))  # stable: else as they were found
    for item in items:
        if item.path.stem not in TRACED:
            item.add_marker("no_cover")
        if config.pluginmanager.hasplugin("xdist"):
            item.add_marker(pytest.mark.xdist_group(_group(item)))


def _group(item: pytest.Item) -> str:
    return TOGETHER.get(item.path.stem, item.path.stem.removeprefix("test_"))


# A busy machine is no failure: what is slow is the benchmark's to say.
settings.register_profile("gouji", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gouji")
