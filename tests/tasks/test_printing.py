"""Issued papers are written once as PDF and .docx, with their sums and faces kept beside them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from docx import Document
from sqlmodel import col, insert, select

from models import OfficeTask, Paper
from tasks import certificates, commendation, notices, papers, printing, reporting
from tasks.campaigns import definition_of
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer, star

DAY = shanghai("2021-06-18")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        yield made


def issue(campaign: Built, step: str, day: str) -> None:
    campaign.open(step, shanghai(day))
    with campaign.acting(shanghai(day)) as ctx:
        notices.issue(ctx, campaign.campaign, step)


def printed(campaign: Built, step: str, day: str = "2022-01-20") -> printing.Printed:
    with campaign.acting(shanghai(day)) as ctx:
        return printing.print_issued(ctx, campaign.campaign, step)


def files_of(campaign: Built) -> dict[str, bytes]:
    folder = next((campaign.house.settings.home / "results").glob("*/papers"))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def words_of(pdf: bytes) -> str:
    return "".join(
        "".join(p.extract_text().split()) for p in pdfplumber.open(io.BytesIO(pdf)).pages
    )


def kept(campaign: Built, kind: str) -> Paper:
    with campaign.house.reading() as ctx:
        paper = papers.find(ctx, campaign.campaign, kind)
    assert paper is not None
    return paper


def test_an_issued_notice_is_written_as_pdf_and_docx_and_its_sums_are_kept(campaign: Built) -> None:
    issue(campaign, "1.1", "2021-06-18")

    done = printed(campaign, "1.1")

    files = files_of(campaign)
    paper = kept(campaign, "notice-1.1")
    assert (
        sorted(files)
        == sorted(done.files)
        == [
            "评选〔2021〕1号 领导小组成员调整通知.docx",
            "评选〔2021〕1号 领导小组成员调整通知.pdf",
        ]
    )
    assert paper.files == {n: hashlib.sha256(c).hexdigest() for n, c in files.items()}
    assert paper.faces == ["NotoSansSC-Regular", "NotoSerifSC-Regular"]


def test_a_paper_that_is_written_is_not_written_again(campaign: Built) -> None:
    issue(campaign, "1.1", "2021-06-18")
    printed(campaign, "1.1")

    assert printed(campaign, "1.1").files == ()
    assert len(campaign.journal("paper.printed")) == 1


def test_who_asks_for_one_paper_gets_the_first_that_waits(campaign: Built) -> None:
    issue(campaign, "1.1", "2021-06-18")
    issue(campaign, "1.2", "2021-06-21")

    def one() -> list[str]:
        with campaign.acting(shanghai("2022-01-20")) as ctx:
            done = printing.print_issued(ctx, campaign.campaign, "", at_most=1)
        return [name.partition(" ")[0] for name in done.files]

    assert [one(), one(), one()] == [["评选〔2021〕1号"] * 2, ["评选〔2021〕2号"] * 2, []]


def test_a_paper_that_cannot_be_set_is_a_task_and_keeps_no_other_from_being_printed(
    campaign: Built,
) -> None:
    issue(campaign, "1.1", "2021-06-18")
    with campaign.acting(shanghai("2021-06-18")) as ctx:
        row = kept(campaign, "notice-1.1").model_dump(exclude={"id"})
        strange = {
            "kind": "strange",
            "number": 99,
            "text": f"{row['text']}\n\n没有字体的字：\ue000",
        }
        ctx.session.execute(insert(Paper), [{**row, **strange}])
    issue(campaign, "1.2", "2021-06-21")

    first, again = printed(campaign, "1.1"), printed(campaign, "1.1")

    assert [len(done.files) for done in (first, again)] == [4, 0]
    assert first.failed == again.failed
    assert "u{e000}" in first.failed[0]
    assert tasks(campaign) == [(first.failed[0], "")]


def test_the_task_to_mend_a_paper_is_done_when_it_is_printed(
    campaign: Built, tmp_path: Path
) -> None:
    issue(campaign, "1.1", "2021-06-18")
    campaign.house.settings.seal = tmp_path / "没有.png"
    (told,) = printed(campaign, "1.1").failed
    campaign.house.settings.seal = None

    assert len(printed(campaign, "1.1").files) == 2
    assert tasks(campaign) == [(told, "已排印")]


def tasks(campaign: Built) -> list[tuple[str, str]]:
    with campaign.house.reading() as ctx:
        wanted = select(OfficeTask.text, OfficeTask.outcome).where(
            col(OfficeTask.kind) == "printing"
        )
        return [*ctx.session.exec(wanted).all()]


def test_a_paper_can_be_read_as_pdf_before_it_is_printed_in_the_same_bytes(
    campaign: Built,
) -> None:
    issue(campaign, "1.1", "2021-06-18")

    def read() -> bytes:
        paper = kept(campaign, "notice-1.1")
        with campaign.house.reading(now=shanghai("2021-06-30")) as ctx:
            plan = definition_of(ctx, campaign.campaign)
            return printing.as_pdf(ctx, plan, paper)

    before = read()
    printed(campaign, "1.1")
    (pdf,) = (content for name, content in files_of(campaign).items() if name.endswith(".pdf"))

    assert before == pdf == read()


def test_r10_r11_the_group_stands_in_its_paper_by_posts(campaign: Built) -> None:
    issue(campaign, "1.1", "2021-06-18")
    printed(campaign, "1.1")

    words = words_of(files_of(campaign)["评选〔2021〕1号 领导小组成员调整通知.pdf"])
    assert "组长：局党组书记、局长" in words
    assert "市场准入一处、项目建设一处、综合审批处列席领导小组会议" in words


def test_the_implementation_opinion_tells_steps_places_and_offices_in_its_annex(
    campaign: Built,
) -> None:
    issue(campaign, "1.2", "2021-06-18")
    [name] = [n for n in printed(campaign, "1.2").files if n.endswith(".pdf")]

    words = words_of(files_of(campaign)[name])
    assert "抄送：省政务服务管理办公室" in words
    assert "4项荣誉，共99个名额" in words
    assert "改革创新标兵单位17" in words
    assert "（本环节由组织单位另行确定）" in words


def test_r4_the_evaluation_notice_carries_timetable_and_forms_with_the_criteria(
    campaign: Built,
) -> None:
    issue(campaign, "2.1", "2021-12-01")
    names = printed(campaign, "2.1").files
    files = files_of(campaign)
    [pdf] = [files[n] for n in names if n.endswith(".pdf")]
    [docx] = [files[n] for n in names if n.endswith(".docx")]

    words = words_of(pdf)
    assert "报送申报材料（2021年" in words
    assert "附件4先进工作者推荐表" in words
    assert "率先引领，不是跟随" in words
    assert len(Document(io.BytesIO(docx)).tables) == 5


def test_commendation_and_circular_name_the_winners(campaign: Built) -> None:
    ready_for_the_meeting(campaign, {bearer("ck001"): 96, star("ck001", candidate="示例明星"): 90})
    confirm(campaign)
    held = shanghai("2022-01-14", "16:30")
    campaign.open("3.2", shanghai("2022-01-14", "09:00"))
    with campaign.acting(held) as ctx:
        commendation.record_meeting(
            ctx, campaign.campaign, held_on=date(2022, 1, 14), attended=300, text="总结"
        )
    with campaign.acting(held) as ctx:
        commendation.commend(ctx, campaign.campaign, "3.2")
        made = certificates.print_certificates(ctx, campaign.campaign, "3.2")
    campaign.open("3.3", shanghai("2022-01-17"))
    with campaign.acting(shanghai("2022-01-17")) as ctx:
        reporting.circulate(ctx, campaign.campaign, "3.3")

    pdfs = [name for name in printed(campaign, "3.3").files if name.endswith("pdf")]

    files = files_of(campaign)
    assert [name.partition(" ")[2] for name in pdfs] == [
        "“双争双创”主题活动（第三届）领导小组专题会议纪要.pdf",
        "关于表扬“双争双创”主题活动（第三届）先进集体和个人的通报.pdf",
        "关于活动情况和评选结果的通报.pdf",
    ]
    for name in pdfs:
        words = words_of(files[name])
        assert "{" not in words
        assert "示例明星（示例一窗口）" in words
        assert "改革创新标兵单位（1个）示例一窗口" in words
    assert "空缺97个名额" in words_of(files[pdfs[2]])
    assert made == certificates.Printed(2, "荣誉证书.pdf")
    certificate = words_of(files["荣誉证书.pdf"])
    assert "示例一窗口：在" in certificate
    assert "示例明星同志：在" in certificate
    assert "SZSC-2021-ZS-0002" in certificate
