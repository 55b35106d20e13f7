"""PDFs of others: what is told apart, what is refused. (Our own come back whole: test_report_round_trip.)"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import samples
from gouji.cli.main import main
from gouji.errors import UnreadableError
from gouji.form.load import load, load_all
from gouji.reading import source
from gouji.reading.printed import from_pdf
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html
from pdfs import pdf

pytest.importorskip("pypdfium2")
image = pytest.importorskip("PIL.Image")

FORMS = load_all()


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs {name}")
        pytest.skip(f"no {name}")
    return found


def picture() -> bytes:
    stream = io.BytesIO()
    image.new("L", (200, 200), 255).save(stream, "PDF")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n", "damaged-file"),
        (b"%PDF-1.7\n" + bytes(1000), "damaged-file"),
        (picture(), "not-a-report"),
        (picture()[:300], "damaged-file"),
    ],
    ids=["only a head", "zeros", "a picture", "cut short"],
)
def test_what_can_not_be_read_is_refused_with_its_reason(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "年报.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        source.read(path, FORMS)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (pdf("nothing"), ["AR701"]),
        (pdf("nothing", owner="theirs"), ["AR701"]),
        (pdf("nothing", owner="theirs", user="secret"), ["AR703"]),
        (pdf("nothing", owner="theirs").replace(b"/Standard", b"/Certific"), ["AR703"]),
    ],
    ids=["open", "printing allowed, copying not", "a password to open", "a certificate to open"],
)
def test_a_pdf_that_asks_for_a_password_is_told_from_one_that_only_forbids_copying(
    data: bytes, codes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "年报.pdf").write_bytes(data)
    assert main(["check", str(tmp_path / "年报.pdf"), "--format", "json"]) == 1
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert [finding["code"] for finding in result["findings"]] == codes


def test_a_reader_that_hangs_costs_its_file_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **keywords: object) -> None:
        raise subprocess.TimeoutExpired("pdf", 60)

    monkeypatch.setattr(subprocess.Popen, "communicate", hang)
    with pytest.raises(UnreadableError) as caught:
        from_pdf.blocks(b"%PDF")
    assert (caught.value.code, caught.value.facts) == ("timed-out", {"seconds": 60})


@pytest.mark.slow
@pytest.mark.parametrize("id", ["2019", "2021"])
def test_what_libreoffice_prints_of_the_word_report_reads_back(id: str, tmp_path: Path) -> None:
    form = load(id)
    office = program("soffice")
    for reading in (samples.plain(form), samples.wide(form)):
        (tmp_path / "report.docx").write_bytes(to_docx(compose(form, reading)))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        subprocess.run([*command, str(tmp_path / "report.docx")], capture_output=True, timeout=120, check=True)
        back = source.read(tmp_path / "report.pdf", FORMS)
        numbers = {figure: cell.value.number for figure, cell in reading.figures.items()}
        assert {figure: cell.value.number for figure, cell in back.figures.items()} == numbers
        texts = {section: [each.text for each in found] for section, found in back.sections.items()}
        assert texts == {section: [each.text for each in found] for section, found in reading.sections.items()}


@pytest.mark.slow
@pytest.mark.parametrize("id", ["2019", "2021"])
def test_what_a_browser_prints_of_the_web_page_reads_back(id: str, tmp_path: Path) -> None:
    form = load(id)
    reading = samples.wide(form)
    page, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(to_html(compose(form, reading)), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--no-pdf-header-footer", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [program("chromium"), *flags, f"--print-to-pdf={printed}", page.as_uri()]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    back = source.read(printed, FORMS)
    numbers = {figure: cell.value.number for figure, cell in reading.figures.items()}
    assert {figure: cell.value.number for figure, cell in back.figures.items()} == numbers
    assert back.text("organization") == reading.text("organization")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf("nothing").replace(b"/F1 12 Tf", b"3 Tr /F1 12 Tf"), "扫描件"),
        (picture(), "只有图片"),
    ],
    ids=["letters that a program has recognised in a picture", "a picture"],
)
def test_a_scan_is_refused_with_the_true_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        source.read_bytes(data, FORMS)
    assert caught.value.code == "not-a-report"
    assert reason in str(caught.value.facts["reason"])
