"""Opinions of authorities: a table by candidate, letters on real days, no silent end of waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tasks import opinion_table, opinions, overview, overview_opinions, papers
from tasks.errors import NotFound, Refused
from tasks.imports.opinions import import_opinions, write_table
from tasks.imports.problems import ImportRefused
from tasks.meetings import concluding, deciding
from tasks.opinion_replies import Answer, Letter, add_scan, filling, record_reply
from tasks.opinion_table import DECIDED
from tasks.opinions import Ruling
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database
from tests.support.judged import AS_PROPOSED, MEETING, convene, ready_for_the_meeting
from tests.support.stated import star

ASKED, ANSWERED = shanghai("2021-12-27"), shanghai("2021-12-30")
STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 4)}
FIRST = "SZSC-2021-0001"
ALL = ("discipline", "credit", "media")


@pytest.fixture(params=KINDS)
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    """Three candidates are known and all three authorities have been asked."""
    with database(request.param, tmp_path) as url, built(tmp_path, url) as made:
        ready_for_the_meeting(made, STARS)
        made.close("2.2", shanghai("2021-12-22"))
        made.open("opinions", ASKED)
        check(made)
        yield made


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Built]:
    with built(tmp_path) as made:
        ready_for_the_meeting(made, STARS)
        made.close("2.2", shanghai("2021-12-22"))
        made.open("opinions", ASKED)
        check(made)
        yield made


def check(campaign: Built) -> opinions.Asked:
    with campaign.acting(ASKED, "流程") as ctx:
        return opinions.request_and_check(ctx, campaign.campaign, "opinions")


def letter(authority: str, number: int = 1) -> Letter:
    return Letter(authority, date(2021, 12, 29), f"虚构函〔2021〕{number}号", "函.pdf")


def answer(campaign: Built, authority: str, about: str = "") -> int:
    """A letter that objects to the first candidate, or to nobody, and has nothing against the others."""
    named = {FIRST: Answer("objection", about)} if about else {}
    with campaign.acting(ANSWERED) as ctx:
        return record_reply(ctx, campaign.campaign, letter(authority), named, others="none")


def test_a_letter_keeps_its_scan_once_however_many_it_speaks_of(one: Built) -> None:
    scan = one.scan("复函.pdf")
    told = replace(letter("discipline"), scan=scan)
    with one.acting(ANSWERED) as ctx:
        record_reply(ctx, one.campaign, told, {}, others="none")
        record_reply(ctx, one.campaign, letter("credit", 2), {}, others="none")
        late = one.scan("补来.pdf")
        for _ in range(2):
            add_scan(ctx, one.campaign, "credit", letter("credit", 2).document, late)
    with one.house.reading() as ctx:
        at = overview.desk(ctx)
        assert at is not None
        files = overview_opinions.scans_of(ctx, at)
        lines = overview_opinions.letters(ctx, at)

    assert [(file.sha256, file.note) for file in files] == [
        (scan.sha256, told.document), (late.sha256, letter("credit", 2).document),
    ]  # fmt: skip
    assert [(line.authority, line.answers, line.scan_name, line.scan) for line in lines] == [
        ("credit", 3, "补来.pdf", files[1].id), ("discipline", 3, "复函.pdf", files[0].id),
    ]  # fmt: skip
    with pytest.raises(NotFound, match="没有登记文号为“无此函”的来函"), one.acting(ANSWERED) as ctx:
        add_scan(ctx, one.campaign, "credit", "无此函", late)


def test_the_request_is_one_paper_marked_as_not_in_the_notice(one: Built) -> None:
    again = check(one)

    with one.house.reading() as ctx:
        paper = papers.find(ctx, one.campaign, opinion_table.REQUEST)
    assert again == opinions.Asked("评选〔2021〕1号", 3, 9, 0, 0, 0)
    assert paper is not None
    assert paper.facts["in_notice"] is False
    assert paper.main == ["机关纪委（纪检监察）", "信用管理", "媒体监测（新闻宣传）"]


def test_when_every_square_is_answered_the_step_has_its_outcome(campaign: Built) -> None:
    filled = [
        answer(campaign, "discipline", about="正在核查"),
        *(answer(campaign, a) for a in ALL[1:]),
    ]

    asked = check(campaign)

    assert filled == [3, 3, 3]
    assert (asked.answered, asked.objections, asked.unsettled) == (9, 1, 1)
    assert campaign.outcome("opinions") == "9/9项已答复，1项有异议"


def test_while_one_is_silent_the_step_waits_unless_somebody_decides_otherwise(one: Built) -> None:
    answer(one, "credit")
    check(one)
    waiting = one.outcome("opinions")
    with one.acting(ANSWERED) as ctx:
        chase = opinion_table.chase_list(ctx, one.campaign)
        opinions.stop_waiting(ctx, one.campaign, reason="电话确认无异议", ordered_by="办公室主任")
    check(one)

    assert waiting == ""
    assert [(c.authority, c.open, c.working_days) for c in chase] == [
        ("机关纪委（纪检监察）", 3, 3),
        ("媒体监测（新闻宣传）", 3, 3),
    ]
    told = "3/9项已答复，0项有异议；办公室主任决定不再等候：电话确认无异议"
    assert one.outcome("opinions") == told


def test_nobody_stops_waiting_twice_or_for_nothing(one: Built) -> None:
    def stop() -> tuple[str, ...]:
        with one.acting(ANSWERED) as ctx, pytest.raises(Refused) as refused:
            opinions.stop_waiting(ctx, one.campaign, reason="已电话确认", ordered_by="办公室主任")
        return refused.value.reasons

    with one.acting(ANSWERED) as ctx:
        opinions.stop_waiting(ctx, one.campaign, reason="已电话确认", ordered_by="办公室主任")
    again = stop()
    for authority in ALL:
        answer(one, authority)
    nothing = stop()

    decided = "办公室主任决定不再等候：已电话确认"
    assert (again, nothing) == ((decided,), ("各部门都已答复，不必再等候", decided))


def test_before_it_is_known_who_competes_an_empty_table_proves_nothing(tmp_path: Path) -> None:
    with built(tmp_path) as made:
        made.open("2.2", shanghai("2021-12-02"))
        made.open("opinions", ASKED)

        assert check(made).asked == 0
        assert made.outcome("opinions") == ""


def test_an_objection_must_be_settled_before_the_list_is_confirmed(campaign: Built) -> None:
    answer(campaign, "credit", about="有一条失信记录待核")
    convene(campaign)
    with campaign.acting(MEETING) as ctx:
        deciding.approve_rest(ctx, campaign.campaign, AS_PROPOSED)
    with pytest.raises(Refused) as open_, campaign.acting(MEETING) as ctx:
        concluding.conclude(ctx, campaign.campaign)
    with campaign.acting(MEETING) as ctx:
        ruling = Ruling("已于评选前修复", stands=False, by="办公室主任")
        opinions.rule(ctx, campaign.campaign, "credit", FIRST, ruling)
        concluding.conclude(ctx, campaign.campaign)

    told = f"信用管理对{FIRST}有异议，尚未认定，请先作出认定"
    assert open_.value.reasons == (told,)
    with campaign.house.reading() as ctx:
        minutes = papers.find(ctx, campaign.campaign, "review-minutes")
    assert minutes is not None
    assert minutes.facts["opinions"] == [
        {
            "authority": "信用管理",
            "number": FIRST,
            "remark": "有一条失信记录待核",
            "ruling": "已于评选前修复",
            "stands": False,
        }
    ]


def test_after_the_decision_no_letter_and_no_ruling_is_taken(one: Built) -> None:
    answer(one, "credit", about="有一条失信记录待核")
    ruling = Ruling("已于评选前修复", stands=False, by="办公室主任")
    convene(one)
    with one.acting(MEETING) as ctx:
        opinions.rule(ctx, one.campaign, "credit", FIRST, ruling)
        deciding.approve_rest(ctx, one.campaign, AS_PROPOSED)
        concluding.conclude(ctx, one.campaign)

    with one.acting(MEETING) as ctx, pytest.raises(Refused) as again:
        opinions.rule(ctx, one.campaign, "credit", FIRST, replace(ruling, stands=True))
    with one.acting(MEETING) as ctx, pytest.raises(Refused) as letter_:
        record_reply(ctx, one.campaign, letter("media"), {}, others="none")

    assert (again.value.reasons, letter_.value.reasons) == ((DECIDED,), (DECIDED,))


def test_an_objection_found_to_stand_keeps_its_candidate_off_the_list(one: Built) -> None:
    answer(one, "credit", about="失信")
    convene(one)
    with one.acting(MEETING) as ctx:
        opinions.rule(ctx, one.campaign, "credit", FIRST, Ruling("属实", stands=True, by="组长"))
        deciding.approve_rest(ctx, one.campaign, AS_PROPOSED)

    with one.acting(MEETING) as ctx, pytest.raises(Refused, match="经认定成立，不能列入名单"):
        concluding.conclude(ctx, one.campaign)


def test_everything_wrong_with_a_reply_is_told_at_once(one: Built) -> None:
    named = {
        "SZSC-2021-0099": Answer("none"),
        FIRST: Answer("objection"),
        "SZSC-2021-0002": Answer("同意"),
    }
    wrong = Letter("credit", date(2021, 12, 26), " ")

    with one.acting(ANSWERED) as ctx, pytest.raises(Refused) as refused:
        record_reply(ctx, one.campaign, wrong, named, others="objection")

    assert [reason[:8] for reason in refused.value.reasons] == [
        "答复日期2021",
        "请填写来函文号；",
        "没有编号为SZS",
        "SZSC-202",
        "SZSC-202",
        "未点名的对象只能",
    ]


def test_a_letter_is_looked_at_before_it_fills_anything(one: Built) -> None:
    answer(one, "credit")
    named = {FIRST: Answer("objection", "失信")}
    with one.house.reading(now=ANSWERED) as ctx:
        media = filling(ctx, one.campaign, letter("media"), named, others="none")
        credit = filling(ctx, one.campaign, letter("credit", 2), named, others="none")

    assert [a.result for a in media.answers.values()] == ["objection", "none", "none"]
    assert (media.replaced, credit.replaced, list(credit.answers)) == ([], [FIRST], [FIRST])
    assert check(one).answered == 3


def test_a_letter_about_everybody_else_when_nobody_else_is_left_says_nothing(one: Built) -> None:
    answer(one, "credit")
    told = replace(letter("credit", 2), scan=one.scan("复函.pdf"))

    with one.acting(ANSWERED) as ctx, pytest.raises(Refused, match="信用管理已经全部答复"):
        record_reply(ctx, one.campaign, told, {}, others="none")


def test_a_ruling_says_whether_the_objection_stands(one: Built) -> None:
    answer(one, "credit", about="失信")

    with one.acting(ANSWERED) as ctx, pytest.raises(Refused) as refused:
        opinions.rule(ctx, one.campaign, "credit", FIRST, Ruling("", stands=None, by=""))

    assert refused.value.reasons == (
        "请写明认定的依据和结论", "请写明作出认定的岗位", "请写明异议是否成立",
    )  # fmt: skip


def test_an_unknown_authority_is_told_the_known_ones(one: Built) -> None:
    with pytest.raises(NotFound, match="“气象”不在征求意见的部门中：discipline"):
        answer(one, "气象")


def test_the_table_goes_out_as_a_workbook_and_comes_back_filled(
    campaign: Built, tmp_path: Path
) -> None:
    with campaign.house.reading(now=ANSWERED) as ctx:
        file = write_table(ctx, campaign.campaign, tmp_path / "征求意见表.xlsx")
    fill(file, ["无异议"] * 8)
    with campaign.acting(ANSWERED) as ctx:
        report = import_opinions(ctx, campaign.campaign, file)
        again = import_opinions(ctx, campaign.campaign, file)

    assert dict(report.counts) == {"新增答复": 8, "更正答复": 0, "未变答复": 0}
    assert dict(again.counts) == {"新增答复": 0, "更正答复": 0, "未变答复": 8}
    assert check(campaign).answered == 8


def test_every_bad_cell_of_a_returned_table_is_named_and_nothing_is_kept(
    one: Built, tmp_path: Path
) -> None:
    with one.house.reading(now=ANSWERED) as ctx:
        file = write_table(ctx, one.campaign, tmp_path / "征求意见表.xlsx")
    fill(file, ["无异议", "有异议", "无异议"], document="")

    with one.acting(ANSWERED) as ctx, pytest.raises(ImportRefused) as refused:
        import_opinions(ctx, one.campaign, file)

    assert [(p.place.row, p.place.column) for p in refused.value.problems] == [
        (2, "来函文号"), (3, "内容"), (3, "来函文号"), (4, "来函文号"),
    ]  # fmt: skip
    assert check(one).answered == 0


def fill(file: Path, results: list[str], document: str = "虚构函1号") -> None:
    """Write results, number and day into the first rows as an authority would."""
    book = load_workbook(file)
    sheet = book["征求意见表"]
    columns = {cell.value: cell.column or 0 for cell in sheet[1]}
    for row, result in enumerate(results, 2):
        sheet.cell(row, columns["结果"]).value = result
        sheet.cell(row, columns["来函文号"]).value = document
        sheet.cell(row, columns["答复日期"]).value = date(2021, 12, 29)
    book.save(file)
