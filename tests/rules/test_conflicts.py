"""Who may not judge whom: by person, by unit as the file says, by declaration."""

from __future__ import annotations

import pytest

from rules.conflicts import Judge, Judged, conflict, may_assign
from rules.definition import Judging

TOWN = Judged("zh001", "青禾镇", "zh001", "xq01")
PERSON = Judged("SZSC-2021-0001", "示例甲", "zh001", "xq01", "p1")
FREE = Judge("e9", "示例评委", "e9", frozenset({"ck001"}))


@pytest.mark.parametrize(
    ("judge", "judged", "why"),
    [
        (Judge("p1", "示例甲", "p1"), PERSON, "是候选人本人"),
        (Judge("p2", "示例乙", "p2", frozenset({"zh001"})), PERSON, "与候选同属一个单位"),
        (Judge("zh001", "青禾镇", units=frozenset({"zh001"})), TOWN, "与候选同属一个单位"),
        (Judge("p3", "示例丙", "p3", frozenset({"xq01"})), TOWN, "所在单位是候选单位的上级"),
        (
            Judge("p4", "示例丁", "p4", frozenset({"zh009"}), frozenset({"zh001"})),
            TOWN,
            "所在单位是候选单位的下级",
        ),
        (Judge("z1", "专家", declared={"zh001": "曾任顾问"}), TOWN, "已申报回避：曾任顾问"),
        (Judge("z1", "专家", declared={"zh001": "曾任顾问"}), PERSON, "已申报回避：曾任顾问"),
        (Judge("z1", "专家", declared={PERSON.code: "师生"}), PERSON, "已申报回避：师生"),
        (Judge("z1", "专家", declared={PERSON.code: "师生"}), TOWN, ""),
        (FREE, TOWN, ""),
    ],
)
def test_what_bars_a_judge_from_a_candidate(judge: Judge, judged: Judged, why: str) -> None:
    assert conflict(judge, judged, Judging()) == why


def test_the_file_says_how_far_related_units_reach() -> None:
    above = Judge("p3", "示例丙", "p3", frozenset({"xq01"}))
    below = Judge("p4", "示例丁", "p4", frozenset({"zh009"}), frozenset({"zh001"}))

    barred = {
        reach: (bool(conflict(above, TOWN, rules)), bool(conflict(below, TOWN, rules)))
        for reach in ("own", "parent", "parent_and_child")
        for rules in [Judging.model_validate({"related_units": reach})]
    }

    assert barred == {
        "own": (False, False),
        "parent": (True, False),
        "parent_and_child": (True, True),
    }


def test_r11_observers_are_given_nobody_to_score() -> None:
    observer = Judge("o1", "示例列席", "o1", frozenset({"zhunru_yi"}), observer=True)

    assert may_assign(observer, TOWN, Judging()) == "属于列席单位，只提参考意见、不评分（附件1）"
    assert may_assign(FREE, TOWN, Judging()) == ""
