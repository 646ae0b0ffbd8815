"""The archive: everything numbered and sealed in one package, whole or not at all (R9)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pdfplumber
import pytest
from openpyxl import load_workbook
from sqlmodel import func, select

from models import Campaign, JournalEntry
from records.archive.verification import verify
from records.papers.handover import in_groups
from rules.states import CampaignState
from tasks import archiving, dossier, notices, printing
from tasks.paper_files import papers_folder
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer

DAY = shanghai("2022-01-20")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        ready_for_the_meeting(made, {bearer("ck001"): 96})
        made.open("2.4", shanghai("2021-12-30"))
        with made.acting(shanghai("2021-12-30")) as ctx:
            dossier.compile_when_complete(ctx, made.campaign, "2.4")
        confirm(made)
        made.open("3.4", DAY)
        yield made


def archive(campaign: Built) -> archiving.Archived:
    with campaign.acting(DAY, "流程") as ctx:
        return archiving.archive(ctx, campaign.campaign, "3.4")


def package(campaign: Built) -> Path:
    with campaign.house.reading() as ctx:
        return archiving.package_path(ctx, campaign.campaign)


def files_in(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name.partition("/")[2]: file.read(name) for name in file.namelist()}


def test_r9_papers_results_applications_and_the_journal_are_items_with_their_numbers(
    campaign: Built,
) -> None:
    done = archive(campaign)

    files = files_in(package(campaign))
    names = {
        (item.findtext("档号"), item.findtext("题名"))
        for item in ET.fromstring(files["data/文件目录.XML"])
    }
    assert names == {
        ("0000-WS·2022-Y-BGS-0001", "“双争双创”主题活动（第三届）领导小组专题会议纪要"),
        ("0000-WS·2021-D30-BGS-0001", "“双争双创”主题活动（第三届）综合性评选考核材料"),
        ("0000-WS·2022-D30-BGS-0001", "“双争双创”主题活动（第三届）获评申报材料"),
        ("0000-WS·2022-D30-BGS-0002", "“双争双创”主题活动（第三届）考评得分"),
        ("0000-WS·2022-D30-BGS-0003", "“双争双创”主题活动（第三届）计票单"),
        ("0000-WS·2022-D30-BGS-0004", "“双争双创”主题活动（第三届）活动日志"),
    }
    assert (done.items, done.failed) == (6, ())
    assert "data/电子档案/2021/WS/0000-WS.2021-D30-BGS-0001/得分.xlsx" in files
    assert b"szsc-2021" in files["data/其他/数据表/campaignversion.jsonl"]


def test_the_catalogue_has_the_columns_of_the_standard(campaign: Built) -> None:
    archive(campaign)

    sheet = load_workbook(
        BytesIO(files_in(package(campaign))["data/其他/归档文件目录.xlsx"])
    ).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [
        "序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "保管期限", "备注",
    ]  # fmt: skip
    assert sheet.max_row == 2 + 6


def test_the_package_is_whole_and_its_sum_stands_in_the_outcome(campaign: Built) -> None:
    done = archive(campaign)

    checked = verify(package(campaign), done.digest)
    assert (checked.problems, checked.root) == ((), "szsc-2021")
    assert campaign.outcome("3.4") == f"归档6件，包校验值{done.digest[:16]}…"


def test_the_sum_is_printed_on_a_hand_over_sheet_with_every_item(campaign: Built) -> None:
    done = archive(campaign)

    sheet = package(campaign).with_name(archiving.SHEET).read_bytes()
    words = "".join(
        "".join(page.extract_text().split()) for page in pdfplumber.open(BytesIO(sheet)).pages
    )
    assert all(group in words for group in in_groups(done.digest).split())
    assert "0000-WS·2022-D30-BGS-0004" in words


def test_the_check_report_names_every_test_and_what_was_not_tested(campaign: Built) -> None:
    archive(campaign)

    report = ET.fromstring(files_in(package(campaign))["data/其他/四性检测报告.xml"])
    results = {(check.get("编号"), check.get("类别")): check.findtext("结果") for check in report}
    assert results == {
        ("Z1", "真实性"): "通过",
        ("Z2", "真实性"): "通过",
        ("Z3", "真实性"): "通过",
        ("W1", "完整性"): "通过",
        ("W2", "完整性"): "通过",
        ("K1", "可用性"): "通过",
        ("K2", "可用性"): "通过",
        ("K3", "可用性"): "通过",
        ("A1", "安全性"): "通过",
        ("A2", "安全性"): "未检测",
    }


def test_a_paper_whose_file_was_changed_after_printing_is_told(campaign: Built) -> None:
    campaign.open("1.1", shanghai("2021-06-18"))
    with campaign.acting(shanghai("2021-06-18")) as ctx:
        notices.issue(ctx, campaign.campaign, "1.1")
    with campaign.acting(shanghai("2021-06-18")) as ctx:
        files = printing.print_issued(ctx, campaign.campaign, "1.1").files
        docx = next(name for name in files if name.endswith("成员调整通知.docx"))
        (papers_folder(ctx, campaign.campaign) / docx).write_bytes(b"changed")

    assert archive(campaign).failed == (
        "公文文件与印发时一致",
        "文档能够打开",
        "文档不含宏",
    )


def test_the_campaign_is_closed_by_its_archive(campaign: Built) -> None:
    archive(campaign)

    with campaign.house.reading() as ctx:
        closed = ctx.session.get_one(Campaign, campaign.campaign)
    assert (closed.state, closed.closed_at) == (CampaignState.CLOSED, DAY)


def test_a_run_that_dies_before_its_commit_is_repeated_with_the_same_bytes(
    campaign: Built,
) -> None:
    digests = []
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), campaign.acting(DAY, "流程") as ctx:  # noqa: PT012 - the transaction must die after the package is there
            digests.append(archiving.archive(ctx, campaign.campaign, "3.4").digest)
            raise KeyboardInterrupt

    assert digests[0] == digests[1] == archive(campaign).digest


def test_a_run_after_the_package_was_sealed_leaves_it_until_something_happens(
    campaign: Built,
) -> None:
    def run() -> archiving.Archived | str:
        with campaign.acting(DAY, "流程") as ctx:
            return archiving.archive_what_is_new(ctx, campaign.campaign, "3.4")

    def acts() -> int:
        with campaign.house.reading() as ctx:
            return ctx.session.exec(select(func.max(JournalEntry.seq))).one()

    sealed, bytes_, seen = run(), package(campaign).read_bytes(), acts()
    again = run()
    assert isinstance(sealed, archiving.Archived)
    assert again == "归档包已封装，此后没有新的记录"
    assert (package(campaign).read_bytes(), acts()) == (bytes_, seen)

    with campaign.acting(DAY, "办公室") as ctx:
        ctx.record("call.logged", "ck001", campaign=campaign.campaign)
    anew = run()
    assert isinstance(anew, archiving.Archived)
    chain = files_in(package(campaign))["data/其他/日志核对/chain.jsonl"].decode()
    assert (anew.digest != sealed.digest, "call.logged" in chain) == (True, True)

    package(campaign).unlink()
    assert isinstance(run(), archiving.Archived)


@pytest.mark.parametrize(
    ("what", "seals"), [("outbox.delivered", True), ("outbox.reaped", True), ("account.created", False)]
)  # fmt: skip
def test_what_became_of_messages_of_all_campaigns_is_new_and_other_acts_of_the_house_are_not(
    campaign: Built, what: str, *, seals: bool
) -> None:
    archive(campaign)
    with campaign.acting(DAY, "流程") as ctx:
        ctx.record(what, tally={"失败": 1})

    with campaign.acting(DAY, "流程") as ctx:
        again = archiving.archive_what_is_new(ctx, campaign.campaign, "3.4")
    assert isinstance(again, archiving.Archived) is seals
