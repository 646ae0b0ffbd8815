"""What a campaign file says of votes: each mistake by itself, at its place, with nothing else reported."""

from __future__ import annotations

import pytest

from tests.support.campaign_text import TEXT, changed, checked, place_of

CLASS = "{code: heads, name: 局机关党委、各处室和各进驻窗口负责人, kinds: [bureau_office, window], weight: 1}"
ONE = "    schemes: [window_collective]\n"


def classes(*written: str) -> tuple[str, str]:
    """The windows' only class replaced by these."""
    return (f"      - {CLASS}", "\n".join(f"      - {{{one}}}" for one in written))


def more(line: str) -> tuple[str, str]:
    """A further line of the windows' vote."""
    return (ONE, f"{ONE}    {line}\n")


A = "code: a, name: 甲, kinds: [window], weight: 0.5, merge_into: b"
B = "code: b, name: 乙, kinds: [bureau_office], weight: 0.5"
CHOOSE = "mode: choose\n    at_most: 3\n    share_points: "

CASES = {
    "weights of classes that do not sum to one": (
        classes(A, B.replace("0.5", "0.4")),
        ("classes:                   # 通知没有分类计权，所有投票人为一类\n      ⌖- {code: a", "error", "weights-do-not-sum-to-one"),
    ),
    "a class that weighs nothing": (
        classes(A.replace("0.5", "1"), B.replace("0.5", "0")),
        ("weight: ⌖0}", "error", "weight-of-nothing"),
    ),
    "a class of nobody": (
        classes(A, "code: b, name: 乙, weight: 0.5"),
        ("⌖{code: b, name: 乙, weight", "error", "class-of-nobody"),
    ),
    "an unknown kind in a class": (
        classes(A.replace("[window]", "[windows]"), B),
        ("kinds: [⌖windows]", "error", "unknown-name"),
    ),
    "a kind in two classes": (
        classes(A, B.replace("[bureau_office]", "[bureau_office, window]")),
        ("[bureau_office, ⌖window], weight: 0.5", "error", "two-classes"),
    ),
    "a class to merge into that is not there": (
        classes(A.replace("merge_into: b", "merge_into: c"), B),
        ("merge_into: ⌖c}", "error", "unknown-name"),
    ),
    "classes of which none says where it goes when it is small": (
        classes(A.replace(", merge_into: b", ""), B),
        ("classes:                   # 通知没有分类计权，所有投票人为一类\n      ⌖- {code: a", "warning", "class-without-neighbour"),
    ),
    "a vote for an unknown scheme": (
        (ONE, "    schemes: [window_collective, window_colective]\n"),
        ("schemes: [window_collective, ⌖window_colective]", "error", "unknown-name"),
    ),
    "a vote for a scheme without a vote": (
        (ONE, "    schemes: [window_collective, hotline_collective]\n"),
        ("[window_collective, ⌖hotline_collective]", "error", "vote-without-component"),
    ),
    "two votes for one component": (
        (ONE, "    schemes: [window_collective, hall_person]\n"),
        ("hotline_person, ⌖hall_person, bureau_person]", "error", "two-votes"),
    ),
    "a component that no vote fills": (
        ("hotline_person, hall_person, bureau_person]", "hotline_person, hall_person]"),
        ("name: 局机关和直属单位的个人\n      group: bureau\n      honours: [window_star, advanced_worker]\n      components:\n        - {code: materials, name: 事迹材料审阅, method: materials, weight: 0.60}\n        - {code: vote, name: 民主测评, method: ⌖vote", "error", "component-without-vote"),
    ),
    "choosing without a limit": (
        more("mode: choose"), ("mode: ⌖choose", "error", "choose-without-limit"),
    ),
    "a limit where grades are given": (
        more("at_most: 3"), ("at_most: ⌖3", "error", "limit-without-choose"),
    ),
    "shares where grades are given": (
        more("share_points: [{at_least: 0, points: 10}]"),
        ("share_points: ⌖[{at", "error", "limit-without-choose"),
    ),
    "equal grades where candidates are chosen": (
        more("mode: choose\n    at_most: 3\n    all_equal_invalid: true"),
        ("all_equal_invalid: ⌖true", "error", "limit-without-choose"),
    ),
    "shares that leave the lowest without points": (
        more(f"{CHOOSE}[{{at_least: 0.5, points: 50}}]"),
        ("{at_least: ⌖0.5, points: 50}", "error", "points-with-gap"),
    ),
    "shares out of order": (
        more(f"{CHOOSE}[{{at_least: 0, points: 50}}, {{at_least: 0.5, points: 40}}]"),
        ("points: 50}, ⌖{at_least: 0.5, points: 40}", "error", "points-out-of-order"),
    ),
    "a share worth more than everything": (
        more(f"{CHOOSE}[{{at_least: 0, points: 101}}]"),
        ("points: ⌖101}", "error", "points-out-of-range"),
    ),
    "a vote given twice": (
        ("  - code: locals\n", "  - code: windows\n"),
        ("- code: ⌖windows\n", "error", "given-twice"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_of_a_vote_is_found_at_its_place_and_nothing_else_is(name: str) -> None:
    edit, (marker, severity, code) = CASES[name]
    text = changed(edit)

    found = [(f.line, f.column, f.severity, f.code) for f in checked(text).findings]

    assert found == [(*place_of(text, marker), severity, code)]


def test_a_class_given_twice_is_found() -> None:
    text = changed(
        classes(A.replace("0.5", "0.4"), B, "code: b, name: 丙, units: [ducha], weight: 0.1")
    )

    found = [(f.line, f.column, f.code) for f in checked(text).findings]

    assert found == [(*place_of(text, "code: ⌖b, name: 丙"), "given-twice")]


def test_the_windows_vote_is_the_notices_and_the_others_are_the_offices_own() -> None:
    definition = checked(TEXT).definition
    assert definition is not None

    assert [(v.code, v.from_notice, v.session) for v in definition.votes] == [
        ("windows", True, "one"),
        ("locals", False, "one"),
        ("staff", False, "one"),
    ]
