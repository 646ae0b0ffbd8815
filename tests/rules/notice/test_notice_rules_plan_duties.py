"""The notice's rules about places in all, groups, and what units and offices owe (R22 to R62)."""

from __future__ import annotations

from datetime import date

from rules.definition import DutyKind, Method, StepKind, Subject, Way
from tests.support.campaigns import suzhou


def places(honour: str) -> dict[str, tuple[int, bool]]:
    return {cell.code: (cell.places, cell.soft) for cell in suzhou().honour(honour).cells}


def test_r22_standard_bearer_places_are_17_split_5_5_1_1_2_3() -> None:
    assert suzhou().honour("standard_bearer").total == 17
    assert places("standard_bearer") == {
        "county": (5, True),
        "town": (5, True),
        "trading": (1, False),
        "hotline": (1, False),
        "branch": (2, False),
        "window": (3, False),
    }


def test_r27_service_collective_places_are_27_split_5_5_2_2_3_10() -> None:
    assert suzhou().honour("service_collective").total == 27
    assert places("service_collective") == {
        "county": (5, True),
        "town": (5, True),
        "trading": (2, False),
        "hotline": (2, False),
        "branch": (3, True),
        "window": (10, True),
    }


def test_r32_window_star_places_are_35_with_one_for_each_direct_unit() -> None:
    star = suzhou().honour("window_star")

    assert star.total == 35
    assert places("window_star") == {
        "county": (5, True),
        "town": (7, True),
        "trading": (2, False),
        "hotline": (2, False),
        "direct_trading": (1, False),
        "direct_hotline": (1, False),
        "branch": (7, True),
        "window": (10, True),
    }
    assert [cell.units for cell in star.cells if cell.units] == [
        ("ziyuan_jiaoyi_zhongxin",),
        ("bianmin_zhongxin",),
    ]


def test_r39_advanced_worker_places_are_20_split_5_4_2_2_7() -> None:
    worker = suzhou().honour("advanced_worker")

    assert (worker.total, worker.way) == (20, Way.RECOMMENDATION)
    assert places("advanced_worker") == {
        "county": (5, True),
        "town": (4, True),
        "trading": (2, False),
        "hotline": (2, False),
        "bureau": (7, True),
    }


def test_the_four_honours_give_99_places_44_to_collectives_and_55_to_persons() -> None:
    by_subject = {
        subject: sum(h.total for h in suzhou().honours if h.subject is subject)
        for subject in Subject
    }

    assert by_subject == {Subject.UNIT: 44, Subject.PERSON: 55}
    assert all(sum(c.places for c in h.cells) == h.total for h in suzhou().honours)


def test_r41_four_groups_are_judged_each_under_its_lead_office() -> None:
    groups = {g.code: (g.lead, g.cooperating) for g in suzhou().evaluation.groups if g.from_notice}
    members = {group: [k.code for k in suzhou().unit_kinds if k.group == group] for group in groups}

    assert groups == {
        "g1": ("shenpi_gaige", ()),
        "g2": ("ziyuan_jiaoyi_chu", ("ziyuan_jiaoyi_zhongxin",)),
        "g3": ("gonggong_rexian", ("bianmin_zhongxin",)),
        "g4": ("ducha", ("zonghe_shenpi",)),
    }
    assert members == {
        "g1": ["county_bureau", "zone_bureau", "town_bureau", "street_centre"],
        "g2": ["trading_centre", "soe"],
        "g3": ["hotline"],
        "g4": ["branch_hall", "window"],
    }


def test_r42_trading_and_hotlines_set_their_own_method_before_they_score() -> None:
    own = [g.lead for g in suzhou().evaluation.groups if g.own_method]
    method, score = suzhou().duty("2.3", "method"), suzhou().duty("2.3", "score")

    assert own == ["ziyuan_jiaoyi_chu", "gonggong_rexian"]
    assert method.offices == tuple(own)
    assert score.blocked_by == "method"
    assert method.due < score.due


def test_r50_county_bureaus_give_their_opinion_on_the_units_below_them() -> None:
    opinion = suzhou().duty("2.2", "opinion")

    assert (opinion.kinds, opinion.kind) == (("county_bureau",), DutyKind.OPINION)
    assert opinion.due > suzhou().duty("2.2", "apply").due


def test_r51_the_opinion_is_where_a_case_can_be_marked_for_preference() -> None:
    assert "优先推荐" in suzhou().duty("2.2", "opinion").how


def test_r52_the_cells_are_a_reference_and_moving_places_takes_a_recorded_decision() -> None:
    soft = sum(cell.places for h in suzhou().honours for cell in h.cells if cell.soft)

    assert soft == 78
    assert suzhou().readings.moving_places == "recorded_decision"


def test_r53_below_the_mark_a_place_stays_vacant() -> None:
    assert 0 < suzhou().evaluation.pass_mark <= 100


def test_r54_queries_go_to_the_bureaus_own_office() -> None:
    assert suzhou().office(suzhou().leading_group.office).name == "办公室"


def test_r55_measures_answer_the_four_task_areas_with_a_gap_check() -> None:
    measures = suzhou().duty("1.3", "measures")

    assert [area.name for area in suzhou().task_areas] == [
        "党的建设",
        "改革引领",
        "创新驱动",
        "率先目标",
    ]
    assert (measures.kind, measures.kinds, measures.offices) == (DutyKind.MEASURES, (), ())
    assert "差距" in measures.how


def test_r56_reports_fall_under_four_headings() -> None:
    headings = ("改革创新", "便民惠企", "体系建设", "日常管理")

    assert suzhou().report_headings == headings
    assert suzhou().duty("1.4", "summary_1").headings == headings


def test_r57_units_summarise_the_campaign_in_stages() -> None:
    summaries = [d.due for d in suzhou().step("1.4").duties if d.kind is DutyKind.SUMMARY]

    assert summaries == [date(2021, 9, 17), date(2021, 11, 26)]


def test_r58_opinions_are_heard_through_several_channels_with_the_public_as_the_standard() -> None:
    collective = [s for s in suzhou().evaluation.schemes if "service_collective" in s.honours]
    outside = {
        s.code for s in collective if any(c.method is Method.THIRD_PARTY for c in s.components)
    }

    assert outside == {
        "window_collective",
        "branch_collective",
        "local_collective",
        "hotline_collective",
    }
    assert suzhou().step("opinions").kind is StepKind.OPINIONS


def test_r59_every_kind_of_unit_has_a_lead_office_that_guides_it() -> None:
    leads = {
        kind.code: suzhou().group(kind.group).lead for kind in suzhou().unit_kinds if kind.group
    }

    assert set(leads) == {kind.code for kind in suzhou().unit_kinds}
    assert leads["window"] == "ducha"


def test_r60_each_notice_has_its_addressees_and_its_receipt_can_be_chased() -> None:
    addressed = {a.notice: (bool(a.main), len(a.copies)) for a in suzhou().messaging.addressees}
    notices = [step for step in suzhou().steps if step.kind is StepKind.NOTICE]

    assert addressed == {
        "1.1": (True, 0),
        "1.2": (True, 7),
        "2.1": (True, 0),
        "3.3": (True, 0),
    }
    assert [(s.code, [d.kind for d in s.duties]) for s in notices] == [
        ("1.2", [DutyKind.ACKNOWLEDGE]),
        ("2.1", [DutyKind.ACKNOWLEDGE]),
    ]


def test_r61_visits_and_symposia_are_the_offices_task_with_records_as_their_outcome() -> None:
    visits = suzhou().step("1.5")

    assert (visits.kind, visits.output) == (StepKind.VISITS, "调研和座谈记录")
    assert [(d.offices, d.due) for d in visits.duties] == [(("bangongshi",), date(2021, 10, 29))]


def test_r62_each_honour_states_its_positive_criteria() -> None:
    assert {h.code: len(h.criteria) for h in suzhou().honours} == {
        "standard_bearer": 5,
        "service_collective": 8,
        "window_star": 4,
        "advanced_worker": 3,
    }
