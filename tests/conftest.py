"""Fixtures for every test: LibreOffice in the place of Excel, a browser; started only where they are asked for."""

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

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
    "test_text_against_tables",
    "test_words",
}


@pytest.fixture(autouse=True, scope="module")
def nothing_is_remembered(request: pytest.FixtureRequest) -> None:
    """What an untraced module before has left in a cache of the traced ones would never be traced."""
    if request.module.__name__ not in TRACED:
        return
    for name, module in list(sys.modules.items()):
        if name.startswith(("gouji.check", "gouji.rule")):
            for known, each in list(vars(module).items()):
                if callable(clear := getattr(each, "clear" if known == "_KEPT" else "cache_clear", None)):
                    clear()


# `--dist loadfile` gives a worker one group at a time: what a module's tests share is made once. A module is a group,
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
    "parity",
    "hostile_corpus",
    "ribbon",
    "county",
    "report_round_trip",
    "what_is_seen",
    "cluster",
    "dashboard",
    "three_judges",
    "benchmark",
    "which_marks",
    "installer",
    "fuzz",
    "child_processes",
    "streams",
    "reading_workbook",
    "reading_pdf",
    "source_kinds",
    "register_crashes",
    "nothing_missing_is_clean",
    "two_families",
    "gather_folders",
    "mark_workbook",
    "last_year",
    "undecodable",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    turns = {name: turn for turn, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: turns.get(group(item.path.stem), len(turns)))  # stable: else as they were found
    for item in items:
        if item.path.stem not in TRACED:
            item.add_marker("no_cover")


def group(module: str) -> str:
    return TOGETHER.get(module, module.removeprefix("test_"))


class Times:
    """Says at the end which groups took longest: what LONGEST_FIRST, and whoever wants a quicker run, goes by."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[group(Path(report.nodeid.partition("::")[0]).stem)] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if sum(self.seconds.values()) < 300:
            return
        terminalreporter.section("seconds a group")
        for name, seconds in sorted(self.seconds.items(), key=lambda pair: -pair[1])[:40]:
            terminalreporter.write_line(f"{seconds:7.1f}  {name}")


class Groups:
    """Asked by xdist, where it is installed. Its own --dist loadgroup groups nothing under pytest 9."""

    @pytest.hookimpl
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        if config.getvalue("dist") != "loadfile":
            return None
        from xdist.scheduler import LoadFileScheduling

        scheduler = LoadFileScheduling(config, log)
        scheduler._split_scope = lambda nodeid: group(Path(nodeid.partition("::")[0]).stem)
        return scheduler


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Times())
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(Groups())


# A busy machine is no failure: what is slow is the benchmark's to say.
settings.register_profile("gouji", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gouji")
