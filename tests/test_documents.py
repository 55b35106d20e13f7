"""What the documents say is so: files, commands, codes, the two READMEs side by side, CONTRIBUTING's worked example."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.check.rule_page import pages
from gouji.check.run import check
from gouji.cli.arguments import parser
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.workbook.template import text_twin
from test_cases import reading_of

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts"))
from build_rule_pages import page_text  # noqa: E402

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md"))
    if path.name != "CHANGELOG.md"  # it tells what was
)
CODE = "AR398"  # of CONTRIBUTING's invented rule
# Made while something runs, or in the wheel; and what the invented rule brings.
ELSEWHERE = (
    "out/",
    "schema/forms.pickle",
    ".venv/",
    "gouji/_shipped/",
    f"tests/cases/{CODE}.toml",
    f"docs/rules/{CODE}.md",
)
_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.M | re.S)
_PATH = re.compile(r"[\w.*-]+(/[\w.*-]*)+")
_COMMAND = re.compile(r"(?:^|bin/|python -P -m |python -m )gouji ([^#（]*)")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fenced(name: str) -> list[str]:
    """The lines of a document's fenced blocks."""
    return [line for block in _FENCED.findall(text(name)) for line in block.splitlines()]


def quoted(name: str) -> list[str]:
    """What stands between backquotes in its sentences."""
    found: list[str] = re.findall(r"`([^`\n]+)`", _FENCED.sub("", text(name)))
    return found


def exists(path: str, beside: Path) -> bool:
    # Modules are named from their package too, and an id of a form is its folder in schema.
    roots = (ROOT, ROOT / "addin" / "gouji", ROOT / "addin", ROOT / "schema", beside)
    return any(next(root.glob(path.rstrip("/")), None) is not None for root in roots)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_names_exists(name: str) -> None:
    beside = (ROOT / name).parent
    words = [word for span in quoted(name) for word in span.split() if _PATH.fullmatch(word)]
    words += [word for line in fenced(name) for word in re.findall(r"(?:^|\s)((?:scripts|\.ci|tests)/[\w./]+)", line)]
    words += [link for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text(name)) if "://" not in link]
    assert [word for word in words if not word.startswith(ELSEWHERE) and not exists(word, beside)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_inside_a_document_has_its_heading(name: str) -> None:
    headings = {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in _headings(name)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text(name))) <= headings


def _headings(name: str) -> list[str]:
    found: list[str] = re.findall(r"^#+ (.+)$", _FENCED.sub("", text(name)), re.M)
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_that_a_document_names_is_there_with_its_options(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in commands(name):
        words = command.split()
        named = words[: next((at for at, word in enumerate(words) if not re.fullmatch("[a-z]+", word)), len(words))]
        help = help_of(named[:2], capsys) or help_of(named[:1], capsys)
        options = {word.strip("[]()").partition("=")[0] for word in words if word.lstrip("[(").startswith("-")}
        assert help and all(re.search(rf"(?<![\w-]){option}\b", help) for option in options - {"--help"}), command


def commands(name: str) -> Iterator[str]:
    for line in (*fenced(name), *quoted(name)):
        if found := _COMMAND.search(line):
            yield found[1]


def help_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command says of itself; "" when there is none of that name."""
    with pytest.raises((SystemExit, Exception)) as ended:
        parser().parse_args([*words, "--help"])
    said = capsys.readouterr().out
    return said if ended.type is SystemExit else ""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_code_that_a_document_names_has_its_page(name: str) -> None:
    codes = {path.stem for path in (ROOT / "docs" / "rules").glob("AR*.md")}
    assert set(re.findall(r"\bAR\d{3}\b", text(name))) - {CODE} <= codes


def test_both_readmes_have_the_same_sections_commands_and_links() -> None:
    chinese, english = "README.md", "README.en.md"

    def bare(name: str) -> list[str]:
        return [line.partition("#")[0].strip() for line in fenced(name)]

    def links(name: str) -> set[str]:
        return set(re.findall(r"\]\(([^)]+)\)", text(name))) - {chinese, english}

    assert bare(chinese) == bare(english)
    assert links(chinese) <= links(english)
    assert f"]({english})" in text(chinese) and f"]({chinese})" in text(english)
    assert len(_headings(english)) == len(_headings(chinese))


# ---------------------------------------------------------------- the worked example


def example(name: str) -> str:
    """A block of CONTRIBUTING, by the comment above it."""
    found = re.search(rf"<!-- example: {name} -->\n```\w*\n(.*?)^```", text("CONTRIBUTING.md"), re.M | re.S)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """The form of 2021 with the invented rule."""
    schema = shutil.copytree(ROOT / "schema", tmp_path_factory.mktemp("schema") / "schema")
    rules = schema / "annual_report" / "2021" / "rules.toml"
    rules.write_text(f"{rules.read_text(encoding='utf-8')}\n{example('rule')}", encoding="utf-8")
    return load_folder(rules.parent)


def test_the_invented_rule_finds_what_its_case_says(form: Form) -> None:
    (case,) = tomllib.loads(example("case"))["case"]
    found = check(form, (form,), reading_of(case, form))
    assert sorted((finding.code, *sorted(finding.cells)) for finding in found) == sorted(
        (code, *sorted(cells)) for code, *cells in case["expect"]
    )


def test_the_invented_rule_has_its_lines_in_the_workbook_and_its_page(form: Form) -> None:
    assert CODE not in {page.code for page in pages(load_all())}
    twin = text_twin(form)
    assert all(line.rstrip() in twin for line in example("twin").splitlines())
    assert sum(line.split()[1:] == ["list_center", CODE] for line in twin.splitlines()) == 7  # as the text says
    (page,) = (page for page in pages((form,)) if page.code == CODE)
    assert page_text(page) == example("page")
