"""Tallies add up or say why not, slips are void for a reason, counts are worth their weighted points."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.ballots import (
    CHOSEN,
    PASSED,
    Slip,
    Tally,
    TallyError,
    VoteCount,
    Voter,
    ballot_problems,
    board_hash,
    choices,
    class_of,
    count_slips,
    electorate,
    electorate_hash,
    groups_of,
    own_voters,
    slip_key,
    value_of,
)
from rules.definition import Campaign, GradePoints, Method, Vote
from rules.evaluation import METHODS
from tests.support.campaigns import suzhou
from tests.support.candidates import tally

GRADES = suzhou().evaluation.grades
LETTERS = ("a", "b", "c")


def vote_with(**settings: object) -> Vote:
    classes = (
        {"code": "a", "name": "甲类", "kinds": ["window"], "weight": "0.5", "merge_into": "b"},
        {"code": "b", "name": "乙类", "kinds": ["bureau_office"], "weight": "0.3"},
        {"code": "c", "name": "丙类", "units": ["ducha"], "weight": "0.2", "merge_into": "a"},
    )
    plain = {"code": "v", "name": "虚构投票", "schemes": ["window_collective"], "classes": classes}
    return Vote.model_validate({**plain, **settings})


def campaign_with(vote: Vote) -> Campaign:
    return suzhou().model_copy(update={"votes": (vote,)})


def grades_of(*votes: str) -> Tally:
    return Tally(tuple(Counter(votes).items()), len(votes), len(votes), len(votes))


def count_of(**classes: Tally) -> VoteCount:
    return VoteCount.of("v", classes.items())


def worth(count: VoteCount, vote: Vote) -> Fraction | None:
    return value_of(count, campaign_with(vote)).value


# ---- tallies --------------------------------------------------------------------------


def test_every_contradiction_is_named_at_once() -> None:
    with pytest.raises(TallyError) as refused:
        Tally((("优秀", 5), ("良好", -1), ("优秀", 2)), issued=3, returned=4, valid=5)

    assert refused.value.problems == (
        "良好-1票，票数不能为负，请核对计票表",
        "收回4票，多于发出3票，请核对收发登记",
        "有效5票，多于收回4票，请核对废票登记",
        "等次“优秀”出现2次，请合并为一行",
        "各等次合计6票，有效5票，两者须相等",
    )


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_issued_is_returned_and_unreturned_and_returned_is_valid_and_void(
    valid: int, void: int, unreturned: int
) -> None:
    counted = Tally((("优秀", valid),), valid + void + unreturned, valid + void, valid)

    assert counted.issued == counted.returned + counted.unreturned
    assert counted.returned == counted.valid + counted.void


def test_more_slips_than_heads_of_other_units_show_that_somebody_voted_on_the_own_unit() -> None:
    assert Tally((("优秀", 9),), issued=10, returned=9, valid=9, own=1).too_many == 0
    assert Tally((("优秀", 10),), issued=10, returned=10, valid=10, own=1).too_many == 1

    raw = VoteCount.of("windows", [("heads", Tally((("优秀", 10),), 10, 10, 10, own=1))])
    assert METHODS[Method.VOTE].measure(raw, suzhou()).left_out == (
        "至少1票出自本单位负责人，请领导小组裁定",
    )


# ---- points ---------------------------------------------------------------------------


def test_points_are_the_mean_of_the_valid_votes() -> None:
    assert value_of(tally(excellent=2, good=1), suzhou()).value == Fraction(280, 3)


def test_no_valid_vote_is_worth_nothing_known_rather_than_zero() -> None:
    nothing = VoteCount.of("windows", [("heads", Tally((("优秀", 0),), 12, 3, 0))])

    assert value_of(nothing, suzhou()).value is None
    assert METHODS[Method.VOTE].measure(nothing, suzhou()).missing == ("发出12票，没有有效票",)


def test_an_unknown_grade_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TallyError, match="等次“很好”不在活动的等次（优秀、良好、一般、较差）中"):
        value_of(VoteCount.of("windows", [("heads", grades_of("很好"))]), suzhou())


def test_an_unknown_class_and_a_class_counted_twice_are_refused() -> None:
    vote = vote_with()
    with pytest.raises(TallyError) as refused:
        worth(
            VoteCount.of(
                "v",
                [("a+b", grades_of("优秀")), ("b", grades_of("优秀")), ("x", grades_of("优秀"))],
            ),
            vote,
        )

    assert refused.value.problems == (
        "投票“虚构投票”没有“x”这一类投票人，可用：a、b、c",
        "“b”类的票计了2次，请合并为一行",
    )


def test_classes_weigh_what_the_file_says_however_many_vote_in_them() -> None:
    count = count_of(a=grades_of(*["优秀"] * 50), b=grades_of("一般"), c=grades_of("较差"))

    assert worth(count, vote_with()) == Fraction(50 + 18 + 8)


def test_a_class_without_votes_shares_out_its_weight_or_withholds_the_result() -> None:
    count = count_of(a=grades_of("优秀"), b=grades_of("一般"))

    assert worth(count, vote_with()) == Fraction(50 + 18) / Fraction(8, 10)
    assert worth(count, vote_with(missing_class="withhold")) is None
    stated = METHODS[Method.VOTE].measure(count, campaign_with(vote_with()))
    assert (stated.used, stated.left_out, stated.denominator) == (
        ("甲类（权重0.5）：优秀 1票", "乙类（权重0.3）：一般 1票"),
        ("丙类没有可计的有效票，权重由其他类分担",),
        2,
    )
    withheld = METHODS[Method.VOTE].measure(
        count, campaign_with(vote_with(missing_class="withhold"))
    )
    assert withheld.missing == ("丙类没有可计的有效票，按规定不出结果",)


def test_classes_counted_together_weigh_as_much_as_both() -> None:
    together = VoteCount.of("v", [("a+b", grades_of("优秀", "一般")), ("c", grades_of("较差"))])

    assert worth(together, vote_with()) == Fraction(8, 10) * 80 + Fraction(2, 10) * 40


def test_a_share_of_choices_is_worth_its_hundredth_or_what_the_table_says() -> None:
    count = count_of(a=Tally(((CHOSEN, 3), (PASSED, 1)), 5, 4, 4))
    table = [
        {"at_least": 0, "points": 0},
        {"at_least": "0.5", "points": 70},
        {"at_least": "0.75", "points": 90},
    ]
    chosen = vote_with(mode="choose", at_most=2)

    assert worth(count, chosen) == 75
    assert worth(count, vote_with(mode="choose", at_most=2, share_points=table)) == 90
    below = count_of(a=Tally(((CHOSEN, 74), (PASSED, 26)), 100, 100, 100))
    assert worth(below, vote_with(mode="choose", at_most=2, share_points=table)) == 70


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(LETTERS), st.lists(st.sampled_from(GRADES), min_size=1)),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_points_equal_a_count_vote_by_vote(
    votes: dict[str, list[GradePoints]], unused: int, void: int
) -> None:
    weights = {"a": Fraction(1, 2), "b": Fraction(3, 10), "c": Fraction(1, 5)}
    tallies = {
        code: Tally(
            tuple((g.grade, given_.count(g)) for g in GRADES),
            len(given_) + void + unused, len(given_) + void, len(given_),
        )
        for code, given_ in votes.items()
    }  # fmt: skip
    means = {
        code: Fraction(sum((v.points for v in given_), Decimal())) / len(given_)
        for code, given_ in votes.items()
    }
    there = sum(weights[code] for code in votes)
    expected = sum(weights[code] * means[code] for code in votes) / there if votes else None

    assert worth(count_of(**tallies), vote_with()) == expected


@settings(deadline=None)
@given(st.lists(st.sampled_from(["优秀", "良好", "一般", "较差"]), min_size=1), st.randoms())
def test_a_better_grade_never_lowers_a_value_and_order_does_not_matter(
    votes: list[str], chance: object
) -> None:
    ladder = [grade.grade for grade in GRADES]
    better = [*votes[:-1], ladder[max(0, ladder.index(votes[-1]) - 1)]]
    shuffled = list(votes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    def value(of: list[str]) -> Fraction:
        found = worth(count_of(a=grades_of(*of)), vote_with())
        assert found is not None
        return found

    assert value(better) >= value(votes) == value(shuffled)


# ---- who votes ------------------------------------------------------------------------


def test_a_unit_named_by_code_votes_in_that_class_whatever_its_kind() -> None:
    found = [class_of(vote_with(), *unit) for unit in (("ducha", "bureau_office"), ("x", "soe"))]

    assert [one and one.code for one in found] == ["c", None]


def test_a_person_who_heads_two_units_votes_once_and_leaves_both_out() -> None:
    heads = [
        Voter("p1", "甲", "b", ("renshi",)),
        Voter("p1", "甲", "a", ("ck001",)),
        Voter("p2", "乙", "a", ("ck002",), substitute=True, reason="出差"),
    ]

    voters = electorate(heads, vote_with())

    assert voters == (Voter("p1", "甲", "a", ("ck001", "renshi")), heads[2])
    assert [own_voters(voters, unit) for unit in ("ck001", "renshi", "x")] == [
        {"a": 1},
        {"a": 1},
        {},
    ]


def test_the_hash_of_the_voters_is_that_of_the_documented_text_in_any_order() -> None:
    voters = [
        Voter("p2", "乙", "a", ("ck002",), substitute=True),
        Voter("p1", "甲", "a", ("renshi", "ck001")),
    ]
    text = (
        '["pingxuan-electorate/1","szsc-2021/windows",'
        '[["a","p1",["ck001","renshi"],false],["a","p2",["ck002"],true]]]'
    )

    found = electorate_hash("szsc-2021/windows", voters)

    assert found == electorate_hash("szsc-2021/windows", voters[::-1])
    assert found == hashlib.sha256(text.encode()).hexdigest()


# ---- slips ----------------------------------------------------------------------------


def problems(marks: dict[str, str], **settings: object) -> tuple[str, ...]:
    return ballot_problems(marks, vote_with(**settings), ("x", "y", "z"), suzhou())


def test_a_slip_says_all_that_makes_it_void() -> None:
    assert problems({"x": "优秀", "y": "良好"}) == ()
    assert problems({}) == ("这是一张空白票，请至少给一个候选评等次",)
    assert problems({"q": "很好"}) == (
        "q 不在这张票上，请删去",
        "q 写着“很好”，请改为优秀、良好、一般、较差之一",
    )


def test_a_slip_of_equal_grades_is_void_only_where_the_file_says_so() -> None:
    equal = {"x": "优秀", "y": "优秀"}

    assert problems(equal) == ()
    assert problems(equal, all_equal_invalid=True) == ("全部评为“优秀”的票按规定无效，请区分等次",)
    assert problems({"x": "优秀"}, all_equal_invalid=True) == ()


def test_a_slip_that_chooses_too_many_or_nobody_is_void() -> None:
    limits = {"mode": "choose", "at_most": 1}
    everybody = ("x", "y", "z")

    assert problems(choices(everybody, ["x"]), **limits) == ()
    assert problems(choices(everybody, ["x", "y"]), **limits) == ("选了2个，最多选1个，请减少",)
    assert problems(choices(everybody, []), **limits) == ("这是一张空白票，请至少选一个候选",)
    assert problems(choices(everybody, ["q"]), **limits) == ("q 不在这张票上，请删去",)


def test_a_candidate_left_out_gets_no_slip_at_all() -> None:
    assert choices(("x", "y", "z"), ["x"], ["z"]) == {"x": CHOSEN, "y": PASSED}


def test_the_hashes_of_slips_are_those_of_the_documented_texts() -> None:
    key = slip_key("szsc-2021/windows", "ck001", "ABCD")
    slips = [Slip("2" * 64, "a", "ck001", "优秀"), Slip("1" * 64, "b", "ck002", "")]
    board = (
        f'["pingxuan-board/1","szsc-2021/windows",[["{"1" * 64}","b","ck002",""],'
        f'["{"2" * 64}","a","ck001","优秀"]]]'
    )

    assert (
        key == hashlib.sha256(b'["pingxuan-slip/1","szsc-2021/windows","ck001","ABCD"]').hexdigest()
    )
    assert board_hash("szsc-2021/windows", slips) == hashlib.sha256(board.encode()).hexdigest()


SLIPS = st.lists(
    st.builds(
        Slip,
        st.integers(0, 2**64).map(lambda n: f"{n:064x}"),
        st.sampled_from(LETTERS),
        st.sampled_from(["x", "y"]),
        st.sampled_from(["优秀", "良好", ""]),
    ),
    min_size=1,
    unique_by=lambda slip: slip.key,
)


@given(SLIPS, st.data())
def test_every_slip_altered_added_or_dropped_changes_the_hash_of_the_list(
    slips: list[Slip], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(slips) - 1))
    rest = [*slips[:place], *slips[place + 1 :]]
    altered = data.draw(
        st.sampled_from(
            [
                replace(slips[place], value="较差"),
                replace(slips[place], candidate="z"),
                replace(slips[place], voter_class="d"),
                replace(slips[place], key="f" * 64),
            ]
        )
    )
    others = [rest, [*rest, altered], [*slips, Slip("f" * 64, "a", "x", "优秀")]]

    honest = board_hash("s", slips)

    assert board_hash("s", slips[::-1]) == honest
    assert all(board_hash("s", other) != honest for other in others)
    assert board_hash("t", slips) != honest


@given(SLIPS)
def test_slips_are_counted_as_they_stand_and_withheld_ones_are_not(slips: list[Slip]) -> None:
    counted = count_slips(slips)

    assert {
        (group, candidate, value): n
        for (group, candidate), values in counted.items()
        for value, n in values.items()
    } == Counter((s.voter_class, s.candidate, s.value) for s in slips if s.value)


# ---- small classes --------------------------------------------------------------------


def test_a_small_class_joins_its_neighbour_and_a_small_one_without_is_withheld() -> None:
    vote = vote_with()

    assert groups_of(vote, {"a": 9, "b": 9, "c": 9}) == {"a": "a", "b": "b", "c": "c"}
    assert groups_of(vote, {"a": 4, "b": 9, "c": 9}) == {"a": "a+b", "b": "a+b", "c": "c"}
    assert groups_of(vote, {"a": 2, "b": 1, "c": 1}) == {"a": "", "b": "", "c": ""}
    assert groups_of(vote, {"a": 9, "b": 4, "c": 9}) == {"a": "a", "b": "", "c": "c"}
    assert groups_of(vote, {"a": 9, "b": 0, "c": 9}) == {"a": "a", "b": "b", "c": "c"}
    assert groups_of(vote, {"a": 0, "b": 9, "c": 3}) == {"a": "a+b+c", "b": "a+b+c", "c": "a+b+c"}


@given(st.fixed_dictionaries({code: st.integers(0, 12) for code in LETTERS}), st.integers(2, 9))
def test_no_group_that_is_counted_has_fewer_voters_than_the_least(
    voted: dict[str, int], least: int
) -> None:
    groups = groups_of(vote_with(min_group=least), voted)

    for name in set(groups.values()) - {""}:
        members = [code for code in LETTERS if groups[code] == name]
        total = sum(voted[code] for code in members)
        assert (name, total == 0 or total >= least) == ("+".join(members), True)
