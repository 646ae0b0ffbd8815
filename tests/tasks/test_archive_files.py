"""What the package holds beside its items: attachments, a proof that runs by itself, the journal's chain."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import bagit
import pdfplumber
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from models import Application, ImportedFile, JournalEntry, Opinion, Paper
from records.archive.verification import extract, verify
from tasks import archiving, attachments, opinion_replies, proof
from tasks.archive_files import ITEMS_OF_OWNERS
from tasks.attachments import OWNERS, Owner
from tasks.errors import Refused
from tests.support import files
from tests.support.campaign_builder import Built, shanghai
from tests.support.publicised import publicised

DAY = shanghai("2022-01-20")
WORKBOOKS = files.xlsx(), files.xlsx(4)
PHONE, MASKED = "13800000000", "138****0000"
LETTER = files.pdf(more=b"% an authority's answer\n")
ITEM = "data/电子档案/2022/WS/0000-WS.2022-"


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """A public list, with files from outside and a telephone number where it does not belong."""
    with publicised(tmp_path_factory.mktemp("archive")) as made:
        made.open("3.4", DAY)
        with made.acting(DAY) as ctx:
            numbers = ctx.session.exec(select(Application.id).order_by(col(Application.id))).all()
            paper = ctx.session.exec(select(Paper).where(Paper.template == "public-notice")).one()
            # As a paper of before the guard may hold one: no issued paper changes any more.
            ctx.session.execute(text("DROP TRIGGER paper_stays"))
            paper.facts = {**paper.facts, "counting": f"电话{PHONE}"}
            ctx.session.add(paper)
        attach(made, Owner("application", numbers[0] or 0), files.pdf(), "证明.pdf")
        attach(made, Owner("application", numbers[-1] or 0), files.picture("JPEG"), "照片.png")
        attach(made, Owner("meeting", 1), files.pdf(more=b"% signed by hand\n"), "签字页.pdf")
        import_(made, "third_party", "第三方.xlsx", WORKBOOKS[0])
        import_(made, "third_party", "..\\再传.xlsx", WORKBOOKS[1])
        import_(made, "roster", "名册.xlsx", files.xlsx(5))
        answered(made)
        attach(made, Owner("meeting", 1), b"wrong one", "误传.txt")
        with made.acting(DAY) as ctx:
            attachments.withdraw(ctx, attachments.of(ctx, Owner("meeting", 1))[1].id or 0, "误传")
        yield made


def answered(made: Built) -> None:
    """One letter about two candidates, entered with its scan."""
    scan = attachments.receive(made.house.settings, BytesIO(LETTER), "来函.pdf")
    with made.acting(DAY) as ctx:
        ids = ctx.session.exec(select(Application.id).order_by(col(Application.id))).all()
        ctx.session.add_all(
            Opinion(
                campaign_id=made.campaign, authority="discipline", application_id=number or 0,
                result="none", document="示例函〔2022〕1号", answered_on=DAY.date(),
                entered_at=DAY, entered_by="办公室",
            )
            for number in ids[:2]
        )  # fmt: skip
        ctx.session.flush()
        opinion_replies.add_scan(ctx, made.campaign, "discipline", "示例函〔2022〕1号", scan)


def attach(made: Built, owner: Owner, data: bytes, name: str) -> None:
    received = attachments.receive(made.house.settings, BytesIO(data), name)
    with made.acting(DAY) as ctx:
        attachments.attach(ctx, owner, received)


def import_(made: Built, kind: str, name: str, data: bytes) -> None:
    with made.acting(DAY) as ctx:
        digest = attachments.keep(ctx, name, data)
        row = ImportedFile(kind=kind, name=name, sha256=digest, rows=1, at=DAY, by="x")
        ctx.session.add(row)


@pytest.fixture(scope="module")
def package(campaign: Built) -> Path:
    with campaign.acting(DAY, "流程") as ctx:
        done = archiving.archive(ctx, campaign.campaign, "3.4")
        path = archiving.package_path(ctx, campaign.campaign)
    assert verify(path, done.digest).problems == ()
    return path


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked") / "out"
    extract(package, folder)
    root = folder / "szsc-2021"
    assert bagit.Bag(str(root)).validate()
    return root


def ran(*words: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_files_that_belong_to_something_are_filed_with_it_as_they_came(package: Path) -> None:
    with zipfile.ZipFile(package) as file:
        kept = {
            name.rpartition("/")[2]: hashlib.sha256(file.read(name)).hexdigest()
            for name in file.namelist()
            if "/附件/" in name
        }
        catalogue = ET.fromstring(file.read("szsc-2021/data/文件目录.XML"))

    assert kept == {
        "00001-证明.pdf": hashlib.sha256(files.pdf()).hexdigest(),
        "00002-照片.png.jpg": hashlib.sha256(files.picture("JPEG")).hexdigest(),
        "00001-第三方.xlsx": hashlib.sha256(WORKBOOKS[0]).hexdigest(),
        f"00002-{hashlib.sha256(WORKBOOKS[1]).hexdigest()}.xlsx": hashlib.sha256(
            WORKBOOKS[1]
        ).hexdigest(),
        "00004-来函.pdf": hashlib.sha256(LETTER).hexdigest(),
        "00003-签字页.pdf": hashlib.sha256(files.pdf(more=b"% signed by hand\n")).hexdigest(),
    }
    titles = {item.findtext("题名", "").partition("）")[2] for item in catalogue}
    assert {"获评申报附件", "未获评申报附件", "会议附件", "报送表格原件", "部门意见附件"} <= titles


def test_what_may_have_files_has_an_item_for_them() -> None:
    assert set(ITEMS_OF_OWNERS) == set(OWNERS)


def test_the_result_inside_is_checked_by_its_own_verifier_with_the_printed_head(
    campaign: Built, unpacked: Path
) -> None:
    with campaign.house.reading() as ctx:
        head = proof.head_of(ctx, campaign.campaign)
    folder = unpacked / "data/其他/结果核验"

    code, told = ran("-I", folder / "verify.py", "--head", head)
    assert (code, "结果由输入得出" in told) == (0, True), told
    scores = folder / "results/scores.jsonl"
    scores.write_text(scores.read_text("utf-8").replace("9", "8", 1), "utf-8")
    assert ran("-I", folder / "verify.py", "--head", head)[0] == 1


def test_the_journal_inside_is_checked_by_its_own_verifier_with_a_checkpoint(
    campaign: Built, unpacked: Path
) -> None:
    folder = unpacked / "data/其他/日志核对"
    lines = [json.loads(line) for line in (folder / "chain.jsonl").read_text("utf-8").splitlines()]
    with campaign.house.reading() as ctx:
        ours = ctx.session.exec(
            select(JournalEntry.seq).where(JournalEntry.campaign_id == campaign.campaign)
        ).all()

    assert ran("-I", folder / "verify_journal.py", folder)[0] == 0
    shown = {line["seq"] for line in lines[1:] if "what" in line}
    assert shown == {seq for seq in ours if seq <= lines[-1]["seq"]}
    chain = folder / "chain.jsonl"
    chain.write_text(
        chain.read_text("utf-8").replace("campaign.launched", "campaign.x", 1), "utf-8"
    )
    assert ran("-I", folder / "verify_journal.py", folder)[0] == 1


def test_tables_and_copies_for_the_public_show_no_telephone(unpacked: Path) -> None:
    other = unpacked / "data/其他"
    tables = "".join(path.read_text("utf-8") for path in (other / "数据表").iterdir())
    [copy] = (other / "公开用副本").iterdir()

    assert (PHONE in tables, MASKED in tables) == (False, True)
    with pdfplumber.open(copy) as pages:
        words = "".join(page.extract_text() for page in pages.pages)
    assert (PHONE in words, MASKED in words) == (False, True)


def test_the_report_says_what_was_not_scanned(unpacked: Path) -> None:
    report = ET.fromstring((unpacked / "data/其他/四性检测报告.xml").read_bytes())

    told = {check.get("编号"): check.findtext("说明") for check in report}
    results = {check.get("编号"): check.findtext("结果") for check in report}
    assert (told["A2"], results["A2"]) == ("3个附件中3个未查毒", "未检测")
    assert results["Z3"] == "通过"


def test_an_attachment_that_was_changed_or_lost_stops_the_sealing(
    campaign: Built, package: Path
) -> None:
    whole = package.read_bytes()
    with campaign.house.reading() as ctx:
        [row] = attachments.of(ctx, Owner("meeting", 1))
        path = attachments.find(ctx, row.sha256)
    content = path.read_bytes()

    try:
        for damage in (lambda: path.write_bytes(content + b"x"), path.unlink):
            damage()
            with pytest.raises(Refused, match=r"已被改动|没有校验值"), campaign.acting(DAY) as ctx:
                archiving.archive(ctx, campaign.campaign, "3.4")
    finally:
        path.write_bytes(content)
    assert package.read_bytes() == whole
