"""Mistakes in how figures are joined and converted: each by itself, at its line and column."""

from __future__ import annotations

import pytest

from tests.support.campaign_text import changed, checked, place_of

VISIT = "name: 现场察看, method: site_visit, weight: 0.40}\n        - {code: hearing"
PLACE = "name: 现场察看, method: site_visit, weight: 0.40, {}}}\n        - {{code: hearing"
"""Site visits of the trading system: a component of people's sheets that the file leaves plain."""
AGENCY = "name: 第三方测评, method: third_party, weight: 0.30}"
WEIGHED = "aggregation: {kind: weighted_mean, weights: [{role: %s, weight: 2}]}"
CLASSES = "  grades:                    # 票面等次"
RUBRIC = "full: 10, criteria: 记录完整"


def visit(words: str) -> tuple[str, str]:
    return VISIT, PLACE.format(words)


def agency(words: str) -> tuple[str, str]:
    return AGENCY, f"{AGENCY[:-1]}, conversion: {words}}}"


def ranks(words: str) -> tuple[str, str]:
    return agency(f"{{kind: rank_points, {words}}}")


def classes(words: str) -> tuple[str, str]:
    return CLASSES, f"  evaluators:\n    - {{code: leaders, name: 牵头处室, {words}}}\n{CLASSES}"


CASES = {
    "a class of evaluators that is not there": (
        (classes("offices: [ducha]"), visit(WEIGHED % "leader")),
        ("role: ⌖leader,", "error", "unknown-evaluator-class"),
    ),
    "a class of nobody": (
        (classes("kinds: []"),),
        ("- ⌖{code: leaders", "error", "empty-evaluator-class"),
    ),
    "a class of an office that is not there": (
        (classes("offices: [ducha, duchu]"),),
        ("offices: [ducha, ⌖duchu]", "error", "unknown-evaluators"),
    ),
    "a trimmed mean that may have nothing left": (
        (visit("aggregation: {kind: trimmed_mean, from_scores: 2}"),),
        ("from_scores: ⌖2}", "error", "nothing-left-to-average"),
    ),
    "an aggregation where nobody scores by sheet": (
        (
            (
                "method: bimonthly, weight: 0.50}",
                "method: bimonthly, weight: 0.50, aggregation: {kind: median}}",
            ),
        ),
        ("{kind: ⌖median}", "error", "aggregation-without-evaluators"),
    ),
    "a rubric that is not a hundred": (
        ((RUBRIC, "full: 12, criteria: 记录完整"),),
        ("⌖- {code: environment", "error", "rubric-not-a-hundred"),
    ),
    "two items of one code": (
        (("{code: records, name: 台账资料", "{code: service, name: 台账资料"),),
        ("{code: ⌖service, name: 台账资料", "error", "rubric-item-twice"),
    ),
    "a gap between the bands of points": (
        (("{low: 95, high: 100, points: 100}", "{low: 97, high: 100, points: 100}"),),
        ("{low: ⌖97, high: 100, points", "error", "band-gap"),
    ),
    "an overlap of the bands of points": (
        (("{low: 95, high: 100, points: 100}", "{low: 90, high: 100, points: 100}"),),
        ("{low: ⌖90, high: 100, points", "error", "band-overlap"),
    ),
    "bands of points that end below the full mark": (
        (("{low: 95, high: 100, points: 100}", "{low: 95, high: 99, points: 100}"),),
        ("high: ⌖99, points", "error", "band-gap"),
    ),
    "a better band with fewer points": (
        (("{low: 95, high: 100, points: 100}", "{low: 95, high: 100, points: 80}"),),
        ("high: 100, points: ⌖80}", "error", "bands-out-of-order"),
    ),
    "points over a hundred": (
        (("{low: 95, high: 100, points: 100}", "{low: 95, high: 100, points: 105}"),),
        ("points: ⌖105}", "error", "points-out-of-range"),
    ),
    "points by rank that do not fall": (
        (ranks("ranks: [{to: 1, points: 90}, {to: 3, points: 90}], beyond: 60"),),
        ("{to: 3, points: ⌖90}", "error", "ranks-not-falling"),
    ),
    "points beyond the ranks that are not below them": (
        (ranks("ranks: [{to: 1, points: 90}], beyond: 95"),),
        ("beyond: ⌖95}", "error", "ranks-not-falling"),
    ),
    "ranks out of order": (
        (ranks("ranks: [{to: 3, points: 90}, {to: 3, points: 80}]"),),
        ("{to: ⌖3, points: 80}", "error", "ranks-out-of-order"),
    ),
    "a higher grade with fewer points": (
        (
            agency(
                "{kind: grades, grades: [{figure: 1, name: 甲, points: 60}, "
                "{figure: 2, name: 乙, points: 50}]}"
            ),
        ),
        ("name: 乙, points: ⌖50}", "error", "grades-out-of-order"),
    ),
    "two grades of one figure": (
        (
            agency(
                "{kind: grades, grades: [{figure: 1, name: 甲, points: 60}, "
                "{figure: 1, name: 乙, points: 70}]}"
            ),
        ),
        ("{figure: ⌖1, name: 乙", "error", "two-grades-one-figure"),
    ),
    "a vote that is converted once more": (
        (
            (
                "name: 民主投票, method: vote, weight: 0.25}",
                "name: 民主投票, method: vote, weight: 0.25, conversion: {kind: scaled, full: 5}}",
            ),
        ),
        ("{kind: ⌖scaled", "error", "vote-converted-twice"),
    ),
    "a count of reports without points": (
        (
            ("name: 第三方测评, method: third_party, weight: 0.30", "name: 信息, method: reports, weight: 0.30"),
            ("readings:\n", "readings:\n  report_points: count_listed\n"),
        ),
        ("method: ⌖reports", "error", "count-without-points"),
    ),
    "reports that count although the reading says they do not": (
        (
            (
                AGENCY,
                ("name: 信息, method: reports, weight: 0.30, conversion: "
                "{kind: bands, bands: [{low: 0, high: 5, points: 60}, {low: 5, high: 9, points: 90}]}}"),
            ),
        ),
        ("method: ⌖reports", "warning", "reports-counted"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CASES))
def test_a_mistake_is_told_once_and_where_it_stands(name: str) -> None:
    edits, (marker, severity, code) = CASES[name]
    text = changed(*edits)

    report = checked(text)

    assert [(f.line, f.column, f.severity, f.code) for f in report.findings] == [
        (*place_of(text, marker), severity, code)
    ]


def test_a_scheme_whose_lead_has_no_duty_to_score_names_each_component() -> None:
    offices = "offices: [shenpi_gaige, ziyuan_jiaoyi_chu, gonggong_rexian, ducha, renshi]"
    report = checked(changed((offices, offices.replace(", renshi", ""))))

    assert [(f.code, f.message) for f in report.findings] == [
        (
            "nobody-hands-in",
            (
                "“局机关和直属单位的个人”的“事迹材料审阅”没有人报送得分："
                "牵头处室 renshi 没有评分任务。"
            ),
        )
    ]
