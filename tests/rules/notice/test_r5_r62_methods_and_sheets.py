"""R5 and R62: the notice's ways of evaluating, all in one total, and its criteria on the sheets."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from rules.definition import Method, Scheme
from rules.evaluation import METHODS, Raw, round_half_up, score, sheet_mark
from tests.support.campaigns import suzhou
from tests.support.candidates import marks, tally

NOTICE = {
    "实地调研": Method.FIELD_RESEARCH,
    "现场察看": Method.SITE_VISIT,
    "听取汇报": Method.HEARING,
    "第三方测评": Method.THIRD_PARTY,
    "民主测评": Method.VOTE,
}


def test_r5_the_five_ways_of_the_notice_are_registered_and_used_by_the_shipped_file() -> None:
    used = {c.method for scheme in suzhou().evaluation.schemes for c in scheme.components}

    assert set(NOTICE.values()) <= set(METHODS)
    assert set(NOTICE.values()) <= used


def test_r5_all_five_ways_can_stand_in_one_total() -> None:
    components = [
        {"code": method.value, "name": name, "method": method.value, "weight": "0.2"}
        for name, method in NOTICE.items()
    ]
    scheme = Scheme.model_validate(
        {"code": "all", "name": "五种方式", "group": "g1", "honours": ["standard_bearer"],
         "components": components}
    )  # fmt: skip
    raw: dict[str, Raw] = {
        "field_research": marks(90, "甲", "乙"),
        "site_visit": marks(80, "甲"),
        "hearing": marks(70, "甲", "乙", "丙"),
        "third_party": marks(85, "虚构机构"),
        "vote": tally(excellent=1, good=1),
    }

    line = score(scheme, raw, suzhou())

    assert (line.exact, line.total) == (Fraction(83), Decimal("83.00"))
    assert all("×0.2（本局自定）" in text for text in line.explain()[:-1])


def test_r43_only_the_windows_weights_come_from_the_notice() -> None:
    given = {s.code: score(s, {}, suzhou()).basis for s in suzhou().evaluation.schemes}

    assert {code for code, basis in given.items() if basis != "本局自定"} == {"window_collective"}
    assert given["window_collective"] == "附件2·说明2"


def test_r43_the_windows_formula_joins_and_converts_nothing_in_another_way() -> None:
    scheme = next(s for s in suzhou().evaluation.schemes if s.code == "window_collective")

    assert [
        (c.method, c.weight, c.aggregation.kind, c.conversion.kind) for c in scheme.components
    ] == [
        (Method.BIMONTHLY, Decimal("0.50"), "mean", "as_is"),
        (Method.THIRD_PARTY, Decimal("0.25"), "mean", "as_is"),
        (Method.VOTE, Decimal("0.25"), "mean", "as_is"),
    ]


@pytest.mark.parametrize("scheme", suzhou().evaluation.schemes, ids=lambda s: s.code)
def test_r5_the_weights_of_every_scheme_are_one_whole(scheme: Scheme) -> None:
    assert sum(component.weight for component in scheme.components) == 1


def test_r62_a_sheet_carries_criteria_whose_marks_sum_to_a_hundred() -> None:
    rubrics = [c for s in suzhou().evaluation.schemes for c in s.components if c.rubric]

    assert [component.method for component in rubrics] == [Method.SITE_VISIT]
    assert all(item.criteria for component in rubrics for item in component.rubric)
    full = {item.code: item.full for item in rubrics[0].rubric}
    assert sheet_mark(rubrics[0], full) == 100


def test_r43_a_half_of_the_last_place_goes_up() -> None:
    assert round_half_up(Fraction("92.495"), suzhou().evaluation.decimals) == Decimal("92.50")
