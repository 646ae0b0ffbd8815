"""One guard on every path: whoever must step back is refused wherever a figure could come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Assignment, Holding, ItemMark, Person, Post, Score, TallySheet, Unit
from records.workbooks.judging import AssignmentRow, EvaluatorRow, assignments_layout
from records.workbooks.sheets import (
    THIRD_PARTY,
    EvaluationRow,
    TallyRow,
    ThirdPartyRow,
    evaluation_layout,
    tally_layout,
)
from rules.definition import Role
from tasks import assigning, hearings, recusals, score_sheets
from tasks.imports.assignments import import_assignments
from tasks.imports.score_sheets import import_score_sheet
from tasks.imports.scores import import_scores, import_third_party
from tasks.imports.tallies import import_tallies
from tasks.voting.preparing import attend, open_vote, prepare
from tests.support.bench import ENTRIES, NOW, PLAN, Bench, bench, fill
from tests.support.signing import register_methods
from tests.support.stated import star

MOVED, DECLARED = "ducha-contact", "zj01"
CAUSES = {MOVED: "所在单位是候选单位的上级", DECLARED: "已申报回避：亲属在该单位任职"}
TOWN = "zh001"
VOTE = {"优秀": 10, "良好": 0, "一般": 0, "较差": 0}


@pytest.fixture(scope="module")
def judging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Two of the panel come into conflict with a town after sheets went out; nothing below changes it."""
    with bench(tmp_path_factory.mktemp("judging"), per_office=None) as made:
        for component in ("field_research", "hearing", "materials"):
            made.seat(EvaluatorRow(MOVED, "示例contact", component))
            made.experts(component, DECLARED, "zj02")
        for judge in CAUSES:
            made.do(assigning.assign, "field_research", judge, TOWN)
        made.do(score_sheets.issue, "field_research", made.home)
        move(made, MOVED, "xq01")
        made.do(recusals.recuse, DECLARED, TOWN, reason="亲属在该单位任职")
        yield made


def move(judging: Bench, person: str, unit: str) -> None:
    """From now on this person holds a post of that unit."""
    with judging.campaign.acting(NOW) as ctx:
        who = ctx.session.exec(select(Person.id).where(col(Person.code) == person)).one()
        where = ctx.session.exec(select(Unit.id).where(col(Unit.code) == unit)).one()
        post = Post(unit_id=where or 0, role=Role.CONTACT, title="副局长")
        ctx.session.add(post)
        ctx.session.flush()
        ctx.session.add(Holding(post_id=post.id or 0, person_id=who or 0, since=date(2021, 12, 1)))


def by_hand(judging: Bench, judge: str) -> tuple[str, ...]:
    return judging.refused(assigning.assign, "materials", judge, TOWN)


def in_bulk(judging: Bench, judge: str) -> tuple[str, ...]:
    del judge
    return judging.refused(assigning.assign_panel, "materials", "g1")


def by_workbook(judging: Bench, judge: str) -> tuple[str, ...]:
    path = judging.file(assignments_layout(PLAN), [AssignmentRow(judge, TOWN, "materials")])
    return judging.refused(import_assignments, path)


def balanced(judging: Bench, judge: str) -> tuple[str, ...]:
    del judge
    return judging.refused(assigning.balance, "materials", "g1", seed=1)


def score_import(judging: Bench, judge: str) -> tuple[str, ...]:
    row = EvaluationRow(judge, TOWN, "field_research", Decimal(90))
    return judging.refused(import_scores, judging.file(evaluation_layout(PLAN), [row]))


def rubric_sheet(judging: Bench, judge: str) -> tuple[str, ...]:
    path = judging.home / f"评分表-field_research-local_collective-{judge}.xlsx"
    return judging.refused(import_score_sheet, fill(path, {TOWN: [90]}))


def third_party(judging: Bench, judge: str) -> tuple[str, ...]:
    row = ThirdPartyRow(TOWN, judge, Decimal(90))
    return judging.refused(import_third_party, judging.file(THIRD_PARTY, [row]))


def tally(judging: Bench, judge: str) -> tuple[str, ...]:
    row = TallyRow(TOWN, 10, 10, 10, VOTE, teller=judge)
    return judging.refused(import_tallies, judging.file(tally_layout(PLAN), [row]))


def hearing(judging: Bench, judge: str) -> tuple[str, ...]:
    """With two of three in conflict too few are left, and both are named."""
    drawn = judging.refused(hearings.draw, "hearing", "g1")
    assert drawn == ("zh001 示例市青禾镇行政审批局 回避后只剩1名评委，至少要2名",)
    row = EvaluationRow(judge, TOWN, "hearing", Decimal(90))
    return judging.refused(import_scores, judging.file(evaluation_layout(PLAN), [row]))


PATHS = (
    by_hand, in_bulk, by_workbook, balanced, score_import, rubric_sheet, third_party, tally, hearing,
)  # fmt: skip


@pytest.mark.parametrize("judge", CAUSES)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_whoever_must_step_back_is_refused_on_every_path_and_nothing_changes(
    judging: Bench, path: Callable[[Bench, str], tuple[str, ...]], judge: str
) -> None:
    tables = (Assignment, Score, ItemMark, TallySheet)
    before = [judging.all(table) for table in tables]

    reasons = path(judging, judge)

    named = [reason for reason in reasons if judge in reason and CAUSES[judge] in reason]
    assert named != [], reasons
    assert [judging.all(table) for table in tables] == before


def test_the_same_judge_is_free_for_everybody_else(judging: Bench) -> None:
    with judging.campaign.acting(NOW) as ctx:
        board = assigning.Board(ctx, judging.id)
    told = {(j, code): board.barred(code, j) for j in CAUSES for code in ("zh002", "jd001")}

    # The person moved to the bureau above both towns of that county; the other county is free.
    assert told == {
        (MOVED, "zh002"): CAUSES[MOVED],
        (MOVED, "jd001"): "",
        (DECLARED, "zh002"): "",
        (DECLARED, "jd001"): "",
    }


@pytest.fixture(scope="module")
def without_method(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Trading centres and hotlines have applied, their systems owe their methods."""
    entries = (*ENTRIES, star("jy01", "jy01-contact"))
    with bench(tmp_path_factory.mktemp("r42"), methods=False, entries=entries) as made:
        for component in ("site_visit", "hearing"):
            made.experts(component, "zj01", "zj02")
        made.do(assigning.assign, "site_visit", "zj01", "jy01")
        made.do(score_sheets.issue, "site_visit", made.home)
        yield made


TRADING = "公共资源交易系统的考评办法尚未登记"
HOTLINE = "12345热线系统的考评办法尚未登记"
PERSON = "SZSC-2021-0010"


def scores_before(made: Bench) -> tuple[str, ...]:
    rows = [
        EvaluationRow("zj01", "jy01", "materials", Decimal(90)),
        EvaluationRow("zj01", PERSON, "materials", Decimal(90)),
    ]
    return made.refused(import_scores, made.file(evaluation_layout(PLAN), rows))


def sheet_before(made: Bench) -> tuple[str, ...]:
    path = made.home / "评分表-site_visit-trading_collective-zj01.xlsx"
    return made.refused(import_score_sheet, fill(path, {"jy01": [90]}))


def agency_before(made: Bench) -> tuple[str, ...]:
    row = ThirdPartyRow("rx01", "示例测评机构", Decimal(90))
    return made.refused(import_third_party, made.file(THIRD_PARTY, [row]))


def tally_before(made: Bench) -> tuple[str, ...]:
    row = TallyRow(PERSON, 10, 10, 10, VOTE)
    return made.refused(import_tallies, made.file(tally_layout(PLAN), [row]))


def hearing_before(made: Bench) -> tuple[str, ...]:
    return made.refused(hearings.draw, "hearing", "g3")


@pytest.mark.parametrize(
    ("path", "said", "times"),
    [
        (scores_before, TRADING, 2),
        (sheet_before, TRADING, 1),
        (agency_before, HOTLINE, 1),
        (tally_before, TRADING, 1),
        (hearing_before, HOTLINE, 1),
    ],
)
def test_r42_nothing_of_a_system_is_scored_before_its_method_is_registered(
    without_method: Bench, path: Callable[[Bench], tuple[str, ...]], said: str, times: int
) -> None:
    reasons = path(without_method)

    assert [said in reason for reason in reasons] == [True] * times
    assert without_method.all(Score) == without_method.all(TallySheet) == []


def test_r42_with_the_method_registered_every_one_of_them_goes_through(
    without_method: Bench,
) -> None:
    made = without_method
    with made.campaign.acting(NOW) as ctx:
        register_methods(ctx, made.id)
    rows = [EvaluationRow("zj01", "jy01", "materials", Decimal(90))]

    made.do(import_scores, made.file(evaluation_layout(PLAN), rows))
    path = made.home / "评分表-site_visit-trading_collective-zj01.xlsx"
    made.do(import_score_sheet, fill(path, {"jy01": [90]}))
    agency = ThirdPartyRow("rx01", "示例测评机构", Decimal(90))
    made.do(import_third_party, made.file(THIRD_PARTY, [agency]))
    tallied = TallyRow(PERSON, 10, 10, 10, VOTE)
    made.do(import_tallies, made.file(tally_layout(PLAN), [tallied]))
    made.do(hearings.draw, "hearing", "g3")

    assert len(made.all(Score)) == 3
    assert len(made.all(TallySheet)) == 1


def test_r42_no_vote_opens_before_the_method_is_registered(tmp_path: Path) -> None:
    with bench(tmp_path, methods=False, entries=[star("jy01", "jy01-contact")]) as made:
        made.do(prepare, "staff", held_on=NOW.date())
        made.do(attend, "staff", ())

        reasons = made.refused(open_vote, "staff")
        with made.campaign.acting(NOW) as ctx:
            register_methods(ctx, made.id)

        assert reasons == (f"{TRADING}，不能评分（说明2），请资源交易处先报送考评办法",)
        assert made.do(open_vote, "staff").candidates == 1
