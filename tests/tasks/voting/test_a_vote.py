"""One vote from the list of voters to the count, by code and on paper, and what is refused on the way."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from models import TallySheet, VoteCode, Voter, VoteSession, VoteSlip
from records.workbooks.voting import write_codes
from rules.ballots import electorate_hash
from rules.definition import Vote
from tasks.campaigns import definition_of
from tasks.errors import NotFound
from tasks.facts_of import sheets
from tasks.voting.batches import check_batch, enter_batch
from tasks.voting.codes import issue_codes, withdraw_codes
from tasks.voting.electorate import Substitute
from tasks.voting.preparing import attend, open_vote, prepare
from tasks.voting.results import board, closed_boards, count, find_receipt
from tasks.voting.sessions import voters_of
from tasks.voting.upkeep import open_vote_tables, scrub
from tests.support.campaign_builder import shanghai
from tests.support.databases import KINDS, database
from tests.support.polls import (
    HELD_ON,
    VOTERS,
    WINDOWS,
    counted,
    grades,
    hold,
    numbers,
    paper,
    poll,
    refusal,
    settings_of,
)

CLASSES = [
    {"code": "windows", "name": "窗口", "kinds": ["window"], "weight": "0.6", "merge_into": "offices"},
    {"code": "offices", "name": "处室", "kinds": ["bureau_office"], "weight": "0.4"},
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_r44_heads_vote_in_one_session_and_leave_their_own_window_out(
    kind: str, tmp_path: Path
) -> None:
    with database(kind, tmp_path) as url, poll(tmp_path, url) as held:
        held.prepare()
        held.open()
        for _ in range(10):
            held.cast(grades("优秀", "良好"))
        held.cast(grades("较差", skip="ck001"))
        closed = held.close()

        found = counted(held)
        assert (closed.slips, closed.issued, closed.used, closed.paper) == (54, 17, 11, 0)
        assert numbers(found["ck001"]) == [("heads", 17, 10, 10, 1)]
        assert numbers(found["ck002"]) == [("heads", 17, 11, 11, 1)]
        assert found["ck001"].worth.value == 100
        assert found["ck002"].worth.value == Fraction(10 * 80 + 40, 11)
        scrub(held.campaign.house)
        assert counted(held) == found


def test_the_count_is_what_scores_are_made_of(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        for _ in range(6):
            held.cast(grades("优秀", "良好"))
        held.close()

        with held.acting() as ctx:
            figures = sheets(ctx, held.id, definition_of(ctx, held.id)).figures
        assert {code: raw.classes for (_, code), raw in figures.items()} == {  # type: ignore[union-attr]
            code: one.count.classes for code, one in counted(held).items()
        }


def test_the_list_of_voters_is_frozen_and_its_hash_is_all_that_the_journal_has(
    tmp_path: Path,
) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        with held.acting() as ctx:
            opened = open_vote(ctx, held.id, "windows")
            voters = voters_of(ctx, 1)
        with held.acting() as ctx:
            late = refusal(prepare, ctx, held.id, "windows", held_on=HELD_ON)

        assert len(voters) == VOTERS
        assert opened.electorate_hash == electorate_hash("szsc-2021/windows", voters)
        assert late == ("“进驻窗口民主投票”正在进行，投票人名单已经固定",)
        [entry] = held.campaign.journal("vote.opened")
        assert entry.payload == {
            "voters": VOTERS,
            "electorate": opened.electorate_hash,
            "candidates": list(WINDOWS),
        }


def test_somebody_may_stand_in_for_a_head_with_a_reason(tmp_path: Path) -> None:
    with poll(tmp_path) as held, held.acting() as ctx:
        wrong = (
            Substitute("ck001", "ck001-contact", " "),
            Substitute("jy01", "nobody", "外出"),
        )
        assert refusal(prepare, ctx, held.id, "windows", held_on=HELD_ON, substitutes=wrong) == (
            "请写明 ck001 由 ck001-contact 代投的原因",
            "jy01 的负责人不参加这次投票，不能派人代投",
            "名册里没有人员 nobody，请先导入名册",
        )
        prepare(
            ctx, held.id, "windows", held_on=HELD_ON,
            substitutes=(Substitute("ck001", "ck001-contact", "负责人出差"),),
        )  # fmt: skip
        found = {v.person: (v.substitute, v.reason) for v in voters_of(ctx, 1) if v.reason}
        assert found == {"ck001-contact": (True, "负责人出差")}


def test_a_vote_opens_on_its_day_with_candidates_and_enough_voters(tmp_path: Path) -> None:
    with poll(tmp_path, votes=[settings_of(schemes=["branch_collective"], min_group=30)]) as held:
        held.prepare()
        with held.campaign.acting(shanghai("2021-12-19")) as ctx:
            assert refusal(open_vote, ctx, held.id, "windows") == (
                "投票日是2021-12-20，今天2021-12-19还不能开始",
                "还没有可以投票的候选，请先受理申报",
                "投票人只有17人，不足30人，无法保密",
            )


def test_no_more_slips_are_given_out_than_voters_came(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare("ck001", "ck002", "ducha", "renshi", "xinxi", "bangongshi")
        held.open({"heads": 4})
        with held.acting() as ctx:
            assert refusal(issue_codes, ctx, held.id, "windows", {"heads": 3, "others": 1}) == (
                "本类还可以发2张，要发3张，请核对签到表".replace(
                    "本类", "局机关党委、各处室和各进驻窗口负责人"
                ),
                "“进驻窗口民主投票”没有“others”这一类投票人，可用：heads",
            )
            attend(ctx, held.id, "windows", ("ck003",))
            assert len(issue_codes(ctx, held.id, "windows")) == 3
            assert issue_codes(ctx, held.id, "windows") == ()


def test_a_code_counts_once_and_a_void_slip_leaves_it_good(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        code = held.codes[0].text
        spoken = f" {code[:4].lower()}-{code[4:8]} {code[8:]}"
        assert refusal(held.cast, {"ck001": "很好"}, code) == (
            "ck001 写着“很好”，请改为优秀、良好、一般、较差之一",
        )
        held.cast(grades("优秀"), spoken)
        again = refusal(held.cast, grades("优秀"), code)
        assert again == refusal(held.cast, grades("优秀"), "ABCD-EFGH-JKMN")
        assert again == ("验票码不对，或者已经投过票；每个码只能投一次，投出后不能更改",)


def test_a_code_handed_back_makes_room_for_paper(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        held.cast(grades("优秀"), held.codes[0].text)
        with held.acting() as ctx:
            assert refusal(
                withdraw_codes, ctx, held.id, "windows", [c.text for c in held.codes[:2]]
            ) == ("1个验票码不存在或已经用过，一个也没有收回",)
        with held.acting() as ctx:
            assert withdraw_codes(ctx, held.id, "windows", [held.codes[1].text]) == 1
            assert len(issue_codes(ctx, held.id, "windows")) == 1


def test_no_figure_is_told_before_the_vote_is_closed(tmp_path: Path) -> None:
    told = ("“进驻窗口民主投票”还没有结束：投票结束前不出任何数字",)
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        receipt = held.cast(grades("优秀"))
        with held.acting() as ctx:
            assert refusal(count, ctx, held.id, "windows") == told
            assert refusal(board, ctx, held.id, "windows") == told
            assert refusal(find_receipt, ctx, held.id, "windows", receipt.text) == told
            assert open_vote_tables(ctx) == ("votebatch", "votecode", "voteslip")
            assert ctx.session.exec(select(TallySheet)).all() == []
        held.close()
        with held.acting() as ctx:
            assert open_vote_tables(ctx) == ()
            assert refusal(open_vote, ctx, held.id, "windows") == (
                "“进驻窗口民主投票”已经结束，现在不能这样做",
            )
        assert refusal(held.cast, grades("优秀")) == ("“进驻窗口民主投票”已经结束，现在不能这样做",)


def test_a_closed_vote_keeps_neither_codes_nor_pepper(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        held.cast(grades("优秀"))
        held.close()
        assert counted(held)["ck001"].worth.value is None
        with held.acting() as ctx:
            assert ctx.session.exec(select(VoteCode)).all() == []
            assert ctx.session.exec(select(VoteSession.pepper)).all() == [""]


def test_every_receipt_leads_to_its_slips_and_to_no_others(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        marks = [grades("优秀", "良好"), grades("较差", skip="ck003"), *[grades("一般")] * 5]
        receipts = [held.cast(mark).text for mark in marks]
        held.close()
        with held.acting() as ctx:
            for receipt, mark in zip(receipts, marks, strict=True):
                found = find_receipt(ctx, held.id, "windows", receipt.replace("-", "").lower())
                assert {f.candidate: f.value for f in found} == mark
            with pytest.raises(NotFound, match="没有这张回执对应的票"):
                find_receipt(ctx, held.id, "windows", "A" * 20)


@pytest.mark.parametrize("what", ["altered", "added", "dropped"])
def test_a_slip_that_is_tampered_with_after_closing_is_noticed(what: str, tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        for _ in range(6):
            held.cast(grades("良好"))
        held.close()
        honest = counted(held)
        with held.acting() as ctx:
            slip = ctx.session.exec(select(VoteSlip)).first()
            assert slip is not None
            candidate = slip.candidate
            if what == "altered":
                slip.value = "优秀"
                ctx.session.add(slip)
            elif what == "added":
                ctx.session.add(VoteSlip(**{**slip.model_dump(), "key": "f" * 64}))
            else:
                ctx.session.delete(slip)
        with held.acting() as ctx:
            reasons = refusal(count, ctx, held.id, "windows")
        assert len(honest) == len(WINDOWS)
        assert reasons[0] == "票单与结束时公布的校验值不符：有票被改动、增加或删除"
        assert [r.split()[0] for r in reasons[1:]] == [candidate]


def test_classes_weigh_apart_and_a_small_one_joins_its_neighbour(tmp_path: Path) -> None:
    for home, windows_vote, groups in (
        ("a", 5, ["windows", "offices"]),
        ("b", 4, ["windows+offices"]),
    ):
        votes = [settings_of(classes=CLASSES)]
        with poll(tmp_path / home, votes=votes) as held:
            held.prepare()
            held.open()
            by_class = {
                name: [c.text for c in held.codes if c.voter_class == name]
                for name in ("windows", "offices")
            }
            for code in by_class["windows"][:windows_vote]:
                held.cast(grades("优秀"), code)
            for code in by_class["offices"][:6]:
                held.cast(grades("一般"), code)
            held.close()

            one = counted(held)["ck001"]
            assert [p.voter_class for p in one.count.classes] == groups
            mixed = Fraction(4 * 100 + 6 * 60, 10)
            assert one.worth.value == (Fraction(60 + 24) if windows_vote == 5 else mixed)


def test_the_marks_of_a_class_too_small_for_secrecy_are_forgotten(tmp_path: Path) -> None:
    alone = [{**CLASSES[0], "merge_into": None}, CLASSES[1]]
    with poll(tmp_path, votes=[settings_of(classes=alone)]) as held:
        held.prepare()
        held.open()
        receipt = ""
        for name, number in (("windows", 2), ("offices", 6)):
            for code in [c.text for c in held.codes if c.voter_class == name][:number]:
                receipt = receipt or held.cast(grades("较差"), code).text
                if name == "offices":
                    held.cast(grades("优秀"), code)
        closed = held.close()

        with held.acting() as ctx:
            found = find_receipt(ctx, held.id, held.vote, receipt)
            values = set(ctx.session.exec(select(VoteSlip.value)).all())
        assert (closed.withheld, {f.value for f in found}, values) == (
            ("窗口",),
            {""},
            {"", "优秀"},
        )
        one = counted(held)["ck001"]
        assert (one.worth.value, one.worth.absent) == (Fraction(100), ("窗口",))


def test_choosing_up_to_k_counts_shares_without_the_own_heads(tmp_path: Path) -> None:
    votes = [settings_of(mode="choose", at_most=2)]
    with poll(tmp_path, votes=votes) as held:
        held.prepare()
        held.open()
        too_many = dict.fromkeys(WINDOWS, "同意")
        assert refusal(held.cast, too_many, held.codes[0].text) == ("选了5个，最多选2个，请减少",)
        for own in WINDOWS:
            marks = {c: "同意" if c == "ck001" else "未选" for c in WINDOWS if c != own}
            held.cast(marks if own != "ck001" else {**marks, "ck002": "同意"})
        held.close()

        found = counted(held)
        assert numbers(found["ck001"]) == [("heads", 17, 4, 4, 1)]
        assert (found["ck001"].worth.value, found["ck002"].worth.value) == (
            Fraction(100),
            Fraction(25),
        )


def test_a_vote_over_days_needs_nobody_to_sign_in(tmp_path: Path) -> None:
    with poll(tmp_path, votes=[settings_of(session="days")]) as held:
        with held.acting() as ctx:
            prepare(ctx, held.id, held.vote, held_on=HELD_ON)
        held.open()

        assert len(held.codes) == VOTERS
        with held.acting() as ctx:
            assert {v.came for v in ctx.session.exec(select(Voter)).all()} == {False}


def test_an_archive_takes_the_lists_of_closed_votes_and_waits_for_open_ones(
    tmp_path: Path,
) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        for _ in range(5):
            held.cast(grades("优秀"))
        with held.acting() as ctx:
            assert refusal(closed_boards, ctx, held.id) == ("投票“windows”还没有结束，不能归档",)
        held.close()
        with held.acting() as ctx:
            [(name, filed)] = closed_boards(ctx, held.id).items()
            shown = board(ctx, held.id, "windows")
        assert (name, filed) == ("vote-windows.json", shown.as_json())


def test_two_offices_hand_out_a_half_each_under_one_number(tmp_path: Path) -> None:
    votes = [settings_of(halves=True)]
    with poll(tmp_path, votes=votes) as held:
        held.prepare()
        held.open()
        vote = Vote.model_validate(votes[0])
        rows = [(code.voter_class, code.printed(halves=vote.halves)) for code in held.codes]

        first, second = write_codes(tmp_path, vote, rows)
        halves = [
            {row[0].value: row[2].value for row in load_workbook(path).worksheets[0].iter_rows(3)}
            for path in (first, second)
        ]
        assert halves[0].keys() == halves[1].keys()
        assert held.cast(grades("优秀"), f"{halves[0][3]} {halves[1][3]}").slips == len(WINDOWS)
        assert refusal(held.cast, grades("优秀"), f"{halves[0][4]} {halves[1][5]}") == (
            "验票码不对，或者已经投过票；每个码只能投一次，投出后不能更改",
        )


def recounted(published: dict[str, Any], worth: dict[str, int]) -> dict[str, Fraction]:
    """By hand, from the published list alone: its hash, then the mean points of each candidate."""
    rows = sorted(published["slips"])
    canonical = json.dumps(
        ["pingxuan-board/1", published["session"], rows], ensure_ascii=False, separators=(",", ":")
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == published["hash"]
    marks: dict[str, list[int]] = {}
    for _, _, candidate, value in rows:
        marks.setdefault(candidate, []).append(worth[value])
    for batch in published["batches"]:
        for candidate, line in batch["lines"].items():
            for value, times in line["grades"].items():
                marks[candidate] += [worth[value]] * times
    return {candidate: Fraction(sum(given), len(given)) for candidate, given in marks.items()}


def test_anybody_recounts_the_vote_from_what_is_published(tmp_path: Path) -> None:
    worth = {"优秀": 100, "良好": 80, "一般": 60, "较差": 40}
    with poll(tmp_path) as held:
        held.prepare()
        held.open({"heads": 7})
        for given in worth:
            held.cast(grades(given, "良好"))
        held.cast(grades("优秀", "一般", "较差", skip="ck005"))
        with held.acting("录入员") as ctx:
            enter_batch(ctx, held.id, "windows", paper())
        with held.acting("复核员") as ctx:
            check_batch(ctx, held.id, "windows", "1")
        held.close()
        with held.acting() as ctx:
            published = json.loads(board(ctx, held.id, "windows").as_json())

        assert recounted(published, worth) == {
            code: one.worth.value for code, one in counted(held).items()
        }


def test_an_amendment_of_the_file_changes_no_vote_that_is_under_way(tmp_path: Path) -> None:
    with poll(tmp_path) as held:
        held.prepare()
        held.open()
        hold(held.campaign, [settings_of(min_group=9, all_equal_invalid=True)])
        for _ in range(5):
            held.cast(grades("优秀"))
        held.close()

        assert counted(held)["ck001"].worth.value == 100
