"""Files that were handed in are kept byte for byte, found by their hash, and go into backups."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from config.settings import Settings
from models import ImportedFile, MethodPaper
from models.migrate import upgrade
from records.workbooks.filled import write_sheet
from records.workbooks.sheets import THIRD_PARTY, ThirdPartyRow
from tasks import attachments, backup, method_papers
from tasks.clocks import SimulatedClock
from tasks.errors import NotFound, Refused
from tasks.imports.problems import ImportRefused
from tasks.imports.scores import import_third_party
from tests.support import files
from tests.support.bench import NOW, Bench, bench
from tests.support.campaign_builder import built
from tests.support.signing import method_of


@pytest.fixture
def judging(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path, methods=False, entries=()) as made:
        yield made


def kept(judging: Bench) -> dict[str, bytes]:
    """Everything in the store, by the name of the file without its ending."""
    folder = judging.campaign.house.settings.attachments_folder
    return {path.stem: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def found(judging: Bench, sha256: str) -> Path:
    with judging.campaign.acting(NOW) as ctx:
        return attachments.find(ctx, sha256)


def test_the_agencys_file_is_kept_as_it_came_and_found_by_its_hash(judging: Bench) -> None:
    rows = [ThirdPartyRow("ck001", "示例测评机构", Decimal("88.5"))]
    path = judging.file(THIRD_PARTY, rows)

    judging.do(import_third_party, path)
    judging.do(import_third_party, path)

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert kept(judging) == {digest: path.read_bytes()}
    assert found(judging, digest).name == f"{digest}.xlsx"
    imported = [(f["kind"], f["name"], f["sha256"]) for f in judging.all(ImportedFile)]
    assert imported == [("third_party", path.name, digest)] * 2


def test_a_file_that_was_refused_or_only_looked_at_is_not_kept(judging: Bench) -> None:
    good = judging.file(THIRD_PARTY, [ThirdPartyRow("ck001", "示例测评机构", Decimal(88))])
    bad = judging.file(THIRD_PARTY, [ThirdPartyRow("ck404", "示例测评机构", Decimal(88))])

    judging.do(import_third_party, good, dry_run=True)
    with pytest.raises(ImportRefused):
        judging.do(import_third_party, bad)

    assert kept(judging) == {}


def test_r42_the_method_paper_itself_is_kept_and_named_by_its_row(judging: Bench) -> None:
    judging.do(method_papers.register, method_of("g2", data=files.pdf()))

    [row] = judging.all(MethodPaper)
    assert found(judging, row["sha256"]).read_bytes() == files.pdf()
    assert found(judging, row["sha256"]).suffix == ".pdf"


def test_r42_a_method_paper_with_macros_or_scripts_is_refused(judging: Bench) -> None:
    evil = (files.docx(**{"word/vbaProject.bin": b"x"}), files.pdf(b"/OpenAction /JavaScript"))

    told = [judging.refused(method_papers.register, method_of("g2", data=data)) for data in evil]

    assert [reasons[0].partition("，")[0] for reasons in told] == [
        "办法.pdf：文件带有宏或控件",
        "办法.pdf：PDF带有脚本",
    ]
    assert judging.all(MethodPaper) == []
    assert kept(judging) == {}


def test_a_file_that_is_gone_or_was_changed_is_told_plainly(judging: Bench) -> None:
    judging.do(method_papers.register, method_of("g2"))
    digest = judging.all(MethodPaper)[0]["sha256"]
    path = found(judging, digest)

    path.write_bytes(b"something else")
    with pytest.raises(Refused, match="已被改动，请从备份恢复"):
        found(judging, digest)
    path.unlink()
    with pytest.raises(NotFound, match=f"没有校验值为 {digest} 的文件"):
        found(judging, digest)


def test_every_imported_file_of_a_campaign_is_in_the_store(judging: Bench) -> None:
    for number in range(3):
        row = ThirdPartyRow("ck001", "示例测评机构", Decimal(80 + number))
        judging.do(import_third_party, judging.file(THIRD_PARTY, [row]))

    digests = {file["sha256"] for file in judging.all(ImportedFile)}
    assert set(kept(judging)) == digests
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in kept(judging).items())


@pytest.mark.parametrize("outside", [False, True], ids=["in_the_home", "elsewhere"])
def test_a_backup_takes_them_along_wherever_the_settings_put_them(
    tmp_path: Path, *, outside: bool
) -> None:
    def settings(home: Path) -> Settings:
        return Settings(home=home, attachments=tmp_path / f"{home.name}-kept" if outside else None)

    with built(tmp_path / "old", tables=upgrade) as campaign:
        campaign.house.settings = settings(tmp_path / "old")
        campaign.house.clock = SimulatedClock(NOW)
        path = tmp_path / "第三方测评.xlsx"
        write_sheet(path, THIRD_PARTY, [ThirdPartyRow("ck001", "示例测评机构", Decimal(88))])
        with campaign.acting(NOW) as ctx:
            import_third_party(ctx, campaign.campaign, path)
        package = backup.back_up(campaign.house, tmp_path).file

    house = backup.restore(settings(tmp_path / "new"), package)

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with house.reading() as ctx:
        again = attachments.find(ctx, digest)
    house.engine.dispose()
    assert again.read_bytes() == path.read_bytes()
    assert again.is_relative_to(settings(tmp_path / "new").attachments_folder)
