"""Slips of paper beside codes: counted in batches, entered by one and checked by another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from sqlmodel import select

from models import VoteBatch
from records.workbooks.filled import write_sheet
from records.workbooks.sheets import TallyRow, tally_layout
from rules.identity import of_account, of_person
from tasks.campaigns import definition_of
from tasks.imports.tallies import import_tallies
from tasks.voting.batches import Line, check_batch, enter_batch
from tasks.voting.results import board, find_receipt
from tests.support.polls import (
    WINDOWS,
    counted,
    grades,
    numbers,
    paper,
    poll,
    refusal,
    settings_of,
)


def test_paper_and_codes_make_one_count_once_a_second_person_has_checked(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open({"heads": 7})
        for _ in range(5):
            held.cast(grades("一般"))
        with held.acting("录入员") as ctx:
            enter_batch(ctx, held.id, "windows", paper())
            assert refusal(check_batch, ctx, held.id, "windows", "1") == (
                "第1批由录入员录入，须由另一人复核",
            )
        assert refusal(held.close) == ("第1批纸质票还没有第二人复核",)
        with held.acting("复核员") as ctx:
            check_batch(ctx, held.id, "windows", "1")
            assert refusal(enter_batch, ctx, held.id, "windows", paper()) == (
                "第1批已由复核员复核，不能再改",
            )
        held.close()

        found = counted(held)["ck001"]
        assert numbers(found) == [("heads", 17, 13, 12, 1)]
        assert found.worth.value == Fraction(7 * 100 + 5 * 60, 12)


def test_a_batch_that_does_not_add_up_says_everything_at_once(tmp_path: Path) -> None:
    lines = {
        "ck001": Line(11, 12, {"优秀": 3}),
        "zz": Line(1, 1, {"优秀": 1}),
        "ck002": Line(2, 2, {"很好": 2}),
    }
    with poll(tmp_path) as held:
        held.prepare("ck001", "ck002", "ducha", "renshi", "xinxi")
        held.open({"heads": 1})
        with held.acting() as ctx:
            assert refusal(enter_batch, ctx, held.id, "windows", paper(lines=lines)) == (
                "第1批：缺候选 ck003、ck004、ck005，没有得票也请填 0",
                "第1批：ck001 收回11票，多于发出10票，请核对收发登记",
                "第1批：ck001 有效12票，多于收回11票，请核对废票登记",
                "第1批：ck001 各等次合计3票，有效12票，两者须相等",
                "第1批：zz 不在这张票上，请删去",
                "第1批：ck002 的“很好”不在票面上，可用：优秀、良好、一般、较差",
                "第1批：发出10张，按签到最多还能发4张，请核对签到表和已发的验票码",
            )
            few = {c: Line(2, 2, {"优秀": 2}) for c in WINDOWS}
            [reason] = refusal(enter_batch, ctx, held.id, "windows", paper(issued=4, lines=few))
            assert reason.startswith("第1批：只收回2张，不足5张，单独计票会看出谁投了什么")


def test_a_second_person_is_somebody_else_and_not_another_name(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open({"heads": 7})
        with held.acting(of_person(1, "王芳")) as ctx:
            enter_batch(ctx, held.id, "windows", paper())
        with held.acting(of_account(7, 1, "王芳（办公室）")) as ctx:
            assert refusal(check_batch, ctx, held.id, "windows", "1") == (
                "第1批由王芳录入，须由另一人复核",
            )
        with held.acting(of_person(2, "王芳")) as ctx:
            check_batch(ctx, held.id, "windows", "1")
            row = ctx.session.exec(select(VoteBatch)).one()
            assert (row.entered_key, row.checked_key) == ("person:1", "person:2")


def test_hardly_anybody_by_code_is_hidden_among_the_paper(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open({"heads": 7})
        receipt = held.cast(grades("较差"))
        with held.acting("录入员") as ctx:
            enter_batch(ctx, held.id, "windows", paper())
        with held.acting("复核员") as ctx:
            check_batch(ctx, held.id, "windows", "1")
        held.close()

        with held.acting() as ctx:
            shown = board(ctx, held.id, "windows")
            found = find_receipt(ctx, held.id, "windows", receipt.text)
        assert Counter((s.candidate, s.value) for s in shown.slips) == {
            **{(c, "优秀"): 7 for c in WINDOWS},
            **{(c, "较差"): 1 for c in WINDOWS},
        }
        assert [b.lines["ck001"] for b in shown.batches] == [
            Line(1, 0, {"优秀": 0, "良好": 0, "一般": 0, "较差": 0})
        ]
        assert {f.value for f in found} == {"较差"}
        assert numbers(counted(held)["ck001"]) == [("heads", 17, 9, 8, 1)]


def test_paper_of_a_vote_that_chooses_is_imported_beside_one_that_grades(tmp_path: Path) -> None:
    chosen = settings_of("pick", mode="choose", at_most=2)
    graded = settings_of("grade", schemes=["local_collective"])
    with poll(tmp_path, votes=[chosen, graded]) as held:
        held.prepare()
        held.open({"heads": 0})
        with held.acting() as ctx:
            layout = tally_layout(definition_of(ctx, held.id))
        marks = {"同意": 4, "未选": 3}
        rows = [TallyRow(c, 9, 8, 7, marks, batch="1") for c in WINDOWS]
        write_sheet(tmp_path / "计票单.xlsx", layout, rows)
        wrong = [replace(rows[0], grades={"优秀": 7}), *rows[1:]]
        write_sheet(tmp_path / "错.xlsx", layout, wrong)
        with held.acting("录入员") as ctx:
            assert refusal(import_tallies, ctx, held.id, tmp_path / "错.xlsx") == (
                "错.xlsx，工作表“计票单”，第2行，“优秀”列：“进驻窗口民主投票”的票上没有“优秀”，请留空。",
            )
        with held.acting("录入员") as ctx:
            import_tallies(ctx, held.id, tmp_path / "计票单.xlsx")
        with held.acting("复核员") as ctx:
            check_batch(ctx, held.id, "pick", "1")
        held.close()

        one = counted(held)["ck001"]
        assert (numbers(one), one.worth.value) == ([("heads", 9, 8, 7, 1)], Fraction(400, 7))
