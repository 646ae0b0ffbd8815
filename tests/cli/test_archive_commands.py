"""`archive` and `papers` as an archivist types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.commands.archive import app
from records.archive.package import Entry, pack
from tests.support.personal import archived

RUNNER = CliRunner()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    pack(tmp_path / "a.zip", "SZSC", [Entry("电子档案/正文.pdf", b"%PDF")], {})
    return tmp_path / "a.zip"


def run(*words: object) -> tuple[int, str]:
    outcome = RUNNER.invoke(app, [str(word) for word in words])
    return outcome.exit_code, outcome.output


def test_a_whole_package_is_said_to_be_whole(package: Path) -> None:
    code, told = run("archive", "verify", package)

    assert code == 0
    assert "完整：5 个文件与清单一致" in told


def test_a_wrong_printed_sum_is_told_with_exit_code_1(package: Path) -> None:
    code, told = run("archive", "verify", package, "--printed", "0000 1111")

    assert code == 1
    assert "包校验值与移交清单所印不符" in told


def test_what_is_no_package_is_told_with_exit_code_2(tmp_path: Path, package: Path) -> None:
    del package
    (tmp_path / "b.zip").write_bytes(b"not a zip")

    code, told = run("archive", "verify", tmp_path / "b.zip")

    assert code == 2
    assert "不是完整的归档包" in told


def test_files_are_listed_and_unpacked(tmp_path: Path, package: Path) -> None:
    assert "4  SZSC/data/电子档案/正文.pdf" in run("archive", "list", package)[1]
    assert run("archive", "extract", package, tmp_path / "out")[0] == 0
    assert (tmp_path / "out/SZSC/data/电子档案/正文.pdf").read_bytes() == b"%PDF"
    assert run("archive", "extract", package, tmp_path / "out")[0] == 2


@pytest.mark.parametrize(
    "words", [("seal",), ("freeze", "--printed", "0" * 16)], ids=lambda w: w[0]
)
def test_without_a_campaign_there_is_nothing_to_seal_or_freeze(
    package: Path, words: tuple[str, ...]
) -> None:
    del package

    code, told = run("archive", *words)

    assert code == 1
    assert "还没有评选活动" in told


def test_what_is_due_is_shown_erased_and_shown_as_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archived(tmp_path) as found:
        sheet = found.sheet
    monkeypatch.setenv("PINGXUAN_HOME", str(tmp_path))

    before = run("archive", "personal-data")
    refused = run("archive", "erase", "--printed", "0" * 16, "--reason", "期满", "--kind", "voters")
    done = run("archive", "erase", "--printed", sheet, "--reason", "期满", "--kind", "voters")
    after = run("archive", "personal-data")

    assert [code for code, _ in (before, refused, done, after)] == [0, 1, 0, 0]
    assert "包校验值与移交清单所印不符" in refused[1]
    assert "投票人名单：1 条，0 个文件" in done[1]
    states = [
        next(line for line in told.splitlines() if "voters" in line).split("│")[-2].strip()
        for _, told in (before, after)
    ]
    assert states == ["到期", "已清除"]
