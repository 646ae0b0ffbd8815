"""R16 to R40 and the readings that touch them: who may compete, with every reason at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from rules.eligibility import Effect, Eligibility, Reason, Standing, judge
from rules.facts import Exposure, Incident, Media, RecordFacts, Ruling
from tests.support.campaigns import suzhou, suzhou_with
from tests.support.candidates import bearer, collective, person, project, star, unit, worker

if TYPE_CHECKING:
    from rules.definition import Campaign
    from rules.facts import ApplicationFacts

FITS = Eligibility()
STAIN = (Incident("虚构情形", date(2021, 7, 1)),)
STAINS = [
    RecordFacts(discipline=STAIN),
    RecordFacts(credit=STAIN),
    RecordFacts(law=STAIN),
    RecordFacts(negative_events=STAIN),
]


def failing(application: ApplicationFacts, campaign: Campaign | None = None) -> list[str]:
    reasons = judge(application, campaign or suzhou()).reasons
    return [f"{reason.rule} {reason.effect}" for reason in reasons]


@pytest.mark.parametrize(
    "kind",
    [
        "county_bureau",
        "zone_bureau",
        "town_bureau",
        "street_centre",
        "trading_centre",
        "hotline",
        "branch_hall",
        "window",
    ],
)
def test_r16_each_kind_in_scope_may_apply_for_the_standard_bearer(kind: str) -> None:
    assert judge(bearer(unit=unit(kind=kind)), suzhou()) == FITS


@pytest.mark.parametrize("kind", ["bureau_office", "direct_unit", "soe"])
def test_r16_other_kinds_may_not(kind: str) -> None:
    assert failing(bearer(unit=unit(kind=kind))) == ["R16 fails"]


def test_r17_a_window_with_one_person_is_not_eligible() -> None:
    eligibility = judge(bearer(unit=unit("w-1", headcount=1)), suzhou())

    assert eligibility == Eligibility(
        (Reason("R17", "虚构单位w-1申报时在岗1人，须2人以上（含2人）。"),)
    )
    assert eligibility.verdict is Standing.INELIGIBLE
    assert eligibility.reasons[0].clause == "附件2·改革创新标兵单位·参评范围"


def test_r17_two_persons_are_enough_because_the_number_itself_counts() -> None:
    assert judge(bearer(unit=unit(headcount=2)), suzhou()) == FITS


def test_r17_two_persons_are_not_enough_where_a8_is_read_otherwise() -> None:
    assert failing(bearer(unit=unit(headcount=2)), suzhou_with(at_least="exclusive")) == [
        "R17 fails"
    ]


def test_r17_concerns_windows_only() -> None:
    assert judge(bearer(unit=unit(kind="hotline", headcount=1)), suzhou()) == FITS


def test_r18_the_standard_bearer_is_applied_for_with_a_project() -> None:
    assert failing(bearer(project=None)) == ["R18 fails"]


def test_r18_a_project_that_follows_others_is_not_eligible() -> None:
    assert failing(bearer(project=project(leading=False))) == ["R18 fails"]


def test_r18_a_project_whose_leading_character_is_open_waits_for_a_ruling() -> None:
    assert failing(bearer(project=project(leading=None))) == ["R18 ruling"]


@pytest.mark.parametrize(
    ("started", "reasons"),
    [
        (date(2020, 6, 30), ["R19 fails"]),
        (date(2020, 7, 1), []),
        (None, ["R19 ruling"]),
    ],
)
def test_r19_a_project_starts_on_the_first_of_july_2020_at_the_earliest(
    started: date | None, reasons: list[str]
) -> None:
    assert failing(bearer(project=project(started_on=started))) == reasons


def test_r19_follows_the_campaigns_reading_of_the_second_half_year() -> None:
    later = suzhou_with(second_half_from=date(2021, 1, 1))

    assert failing(bearer(project=project(started_on=date(2020, 7, 1))), later) == ["R19 fails"]


@pytest.mark.parametrize(
    ("in_use", "reasons"),
    [
        (date(2021, 11, 30), []),
        (date(2021, 12, 1), ["R20 fails"]),
        (None, ["R20 ruling"]),
    ],
)
def test_r20_a_project_is_in_use_by_the_thirtieth_of_november(
    in_use: date | None, reasons: list[str]
) -> None:
    assert failing(bearer(project=project(in_use_on=in_use))) == reasons


def test_r20_follows_the_campaigns_reading_of_the_end_of_november() -> None:
    earlier = suzhou_with(in_use_by=date(2021, 11, 29))

    assert failing(bearer(project=project(in_use_on=date(2021, 11, 30))), earlier) == ["R20 fails"]


@pytest.mark.parametrize("media", [Media.NATIONAL, Media.PROVINCIAL, Media.MUNICIPAL])
def test_r21_any_exposure_by_the_three_levels_of_media_bars_the_standard_bearer(
    media: Media,
) -> None:
    record = RecordFacts(exposures=(Exposure("办事拖延", media=media, by_poor_work=False),))

    assert failing(bearer(record=record)) == ["R21 fails"]


def test_r21_other_media_do_not_count() -> None:
    record = RecordFacts(exposures=(Exposure("办事拖延", media=Media.OTHER),))

    assert judge(bearer(record=record), suzhou()) == FITS


def test_r21_a_major_negative_impact_bars_without_any_media() -> None:
    record = RecordFacts(negative_events=(Incident("排队踩踏", date(2021, 8, 2)),))

    assert judge(bearer(record=record), suzhou()) == Eligibility(
        (Reason("R21", "2021-08-02造成重大负面影响：排队踩踏。"),)
    )


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [("soe", []), ("bureau_office", ["R23 fails"]), ("direct_unit", ["R23 fails"])],
)
def test_r23_the_collective_is_open_to_the_trading_centres_enterprises_too(
    kind: str, reasons: list[str]
) -> None:
    assert failing(collective(unit=unit(kind=kind))) == reasons


def test_r24_a_window_with_one_person_is_no_collective() -> None:
    assert failing(collective(unit=unit(headcount=1))) == ["R24 fails"]


def test_r25_the_collective_is_applied_for_in_the_units_name() -> None:
    assert failing(collective(person=person())) == ["R25 fails"]


@pytest.mark.parametrize(
    ("by_poor_work", "reasons"),
    [(True, ["R26 fails"]), (False, []), (None, ["R26 ruling"])],
)
def test_r26_only_exposure_caused_by_poor_work_bars_the_collective(
    by_poor_work: bool | None, reasons: list[str]
) -> None:
    record = RecordFacts(exposures=(Exposure("办事拖延", by_poor_work=by_poor_work),))

    assert failing(collective(record=record)) == reasons


def test_r26_a_major_impact_caused_by_poor_work_bars_too() -> None:
    record = RecordFacts(negative_events=(Incident("系统停摆", by_poor_work=True),))

    assert failing(collective(record=record)) == ["R26 fails"]


@pytest.mark.parametrize(
    ("front_line", "reasons"), [(True, []), (False, ["R29 fails"]), (None, ["R29 ruling"])]
)
def test_r29_stars_work_at_the_front_line(front_line: bool | None, reasons: list[str]) -> None:
    assert failing(star(person=person(front_line=front_line))) == reasons


def test_r29_stars_need_no_post_on_the_establishment() -> None:
    assert judge(star(person=person(on_establishment=False, rank=None)), suzhou()) == FITS


def test_r29_offices_of_the_bureau_have_no_stars_but_the_two_direct_units_do() -> None:
    assert failing(star(unit=unit(kind="bureau_office"))) == ["R29 fails"]
    assert failing(star(unit=unit("bianmin_zhongxin", kind="direct_unit"))) == []


@pytest.mark.parametrize("record", STAINS)
def test_r30_a_star_has_a_clean_record(record: RecordFacts) -> None:
    assert failing(star(record=record)) == ["R30 fails"]


def test_r30_a_slight_credit_breach_does_not_count() -> None:
    record = RecordFacts(credit=(Incident("逾期归还图书", date(2021, 7, 1), serious=False),))

    assert judge(star(record=record), suzhou()) == FITS


def test_r30_an_older_case_goes_to_a_ruling_because_the_notice_sets_no_limit_in_time() -> None:
    record = RecordFacts(discipline=(Incident("警告", date(2009, 5, 6)),))
    only_campaign = suzhou_with(record_ever="campaign_period")

    assert failing(star(record=record)) == ["R30 ruling"]
    assert failing(star(record=record), only_campaign) == []


def test_r30_a_case_without_a_date_goes_to_a_ruling() -> None:
    assert failing(star(record=RecordFacts(law=(Incident("待核"),)))) == ["R30 ruling"]


def test_r31_a_star_is_recommended_by_the_unit_and_judged_as_a_person() -> None:
    assert failing(star(recommended=False)) == ["R31 fails"]
    assert failing(star(person=None)) == ["R31 fails"]


@pytest.mark.parametrize(
    ("reported", "reasons"),
    [
        (date(2021, 3, 31), []),
        (date(2021, 4, 1), ["R33 ruling"]),
        (date(2021, 4, 2), ["R33 fails"]),
        (None, ["R33 ruling"]),
    ],
)
def test_r33_workers_reported_for_duty_before_the_first_of_april(
    reported: date | None, reasons: list[str]
) -> None:
    assert failing(worker(person=person(reported_on=reported))) == reasons


def test_r33_the_day_itself_counts_where_a11_is_read_so() -> None:
    inclusive = suzhou_with(reported_before="inclusive")

    assert failing(worker(person=person(reported_on=date(2021, 4, 1))), inclusive) == []


@pytest.mark.parametrize(
    ("whole_year", "reasons"), [(True, []), (False, ["R34 fails"]), (None, ["R34 ruling"])]
)
def test_r34_workers_served_the_whole_year_without_a_break(
    whole_year: bool | None, reasons: list[str]
) -> None:
    assert failing(worker(person=person(whole_year=whole_year))) == reasons


def test_r34_leaving_before_the_years_end_counts_by_the_reading_of_a12() -> None:
    leaves = worker(person=person(served_until=date(2021, 12, 20)))

    assert failing(leaves) == ["R34 fails"]
    assert failing(leaves, suzhou_with(whole_year="to_application")) == []


@pytest.mark.parametrize(
    ("on_establishment", "reasons"), [(True, []), (False, ["R35 fails"]), (None, ["R35 ruling"])]
)
def test_r35_workers_are_on_the_establishment(
    on_establishment: bool | None, reasons: list[str]
) -> None:
    assert failing(worker(person=person(on_establishment=on_establishment))) == reasons


@pytest.mark.parametrize(
    ("rank", "reasons"),
    [
        ("正处职", ["R36 fails"]),
        ("副处级", ["R36 fails"]),
        ("四级调研员", ["R36 fails"]),
        ("管理六级", ["R36 fails"]),
        ("正科职", []),
        ("正科级", []),
        ("一级主任科员", []),
        ("四级主任科员", []),
        ("管理七级", []),
        ("管理九级", []),
        ("一级科员", []),
        ("科员", []),
        ("专业技术七级", ["R36 ruling"]),
        (None, ["R36 ruling"]),
    ],
)
def test_r36_workers_rank_no_higher_than_section_chief(
    rank: str | None, reasons: list[str]
) -> None:
    assert failing(worker(person=person(rank=rank))) == reasons


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        ("county_bureau", []),
        ("zone_bureau", []),
        ("street_centre", []),
        ("trading_centre", []),
        ("hotline", []),
        ("bureau_office", []),
        ("direct_unit", []),
        ("window", ["R37 fails"]),
        ("branch_hall", ["R37 fails"]),
        ("soe", ["R37 fails"]),
    ],
)
def test_r37_workers_come_from_the_bureaus_the_centres_and_the_hotlines(
    kind: str, reasons: list[str]
) -> None:
    assert failing(worker(unit=unit(kind=kind))) == reasons


@pytest.mark.parametrize(("strong", "reasons"), [(True, []), (False, ["R37 fails"])])
def test_r37_of_the_towns_only_those_with_extended_powers(strong: bool, reasons: list[str]) -> None:
    assert failing(worker(unit=unit(kind="town_bureau", strong_town=strong))) == reasons


@pytest.mark.parametrize("record", STAINS)
def test_r38_a_worker_has_a_clean_record(record: RecordFacts) -> None:
    assert failing(worker(record=record)) == ["R38 fails"]


def test_r39_a_worker_is_recommended_by_the_unit() -> None:
    assert failing(worker(recommended=False)) == ["R39 fails"]


def test_r40_member_units_stand_back_from_collective_honours() -> None:
    member = unit("u-9", kind="county_bureau", member=True)

    eligibility = judge(collective(unit=member), suzhou())

    assert eligibility == Eligibility(
        (Reason("R40", "虚构单位u-9是领导小组成员单位，原则上不参加集体荣誉评选。", Effect.BARRED),)
    )
    assert eligibility.verdict is Standing.INELIGIBLE


def test_r40_the_campaign_files_member_offices_count_even_without_the_rosters_mark() -> None:
    direct = unit("bianmin_zhongxin", kind="direct_unit")

    assert failing(collective(unit=direct)) == ["R23 fails", "R40 barred"]


@pytest.mark.parametrize(
    ("reading", "reasons", "verdict"),
    [
        ("block_with_override", ["R40 barred"], Standing.INELIGIBLE),
        ("block", ["R40 fails"], Standing.INELIGIBLE),
        ("warn", ["R40 note"], Standing.ELIGIBLE),
    ],
)
def test_r40_is_as_firm_as_a20_is_read(reading: str, reasons: list[str], verdict: Standing) -> None:
    application = bearer(unit=unit(kind="county_bureau", member=True))
    campaign = suzhou_with(member_units=reading)

    assert failing(application, campaign) == reasons
    assert judge(application, campaign).verdict is verdict


def test_r40_staff_of_member_units_may_take_personal_honours() -> None:
    member = unit("ducha", kind="bureau_office", member=True)

    assert judge(worker(unit=member), suzhou()) == FITS


def test_r40_an_affiliated_enterprise_competes_unless_a19_is_read_otherwise() -> None:
    soe = collective(unit=unit(kind="soe"))

    assert failing(soe) == []
    assert failing(soe, suzhou_with(trading_soe="barred")) == ["R40 barred"]


def test_all_reasons_come_at_once() -> None:
    application = bearer(
        unit=unit(headcount=1, member=True),
        project=project(leading=False, started_on=date(2019, 1, 1), in_use_on=date(2022, 1, 1)),
        record=RecordFacts(exposures=(Exposure("办事拖延"),)),
    )

    assert failing(application) == [
        "R17 fails",
        "R18 fails",
        "R19 fails",
        "R20 fails",
        "R21 fails",
        "R40 barred",
    ]


@pytest.mark.parametrize(("accepted", "effect"), [(True, "R33 note"), (False, "R33 fails")])
def test_a_recorded_ruling_answers_an_open_point(accepted: bool, effect: str) -> None:
    ruling = Ruling("R33", accepted, "报到单载明3月31日", "人事处")
    on_the_day = person(reported_on=date(2021, 4, 1))

    assert failing(worker(person=on_the_day, rulings=(ruling,))) == [effect]


def test_a_ruling_cannot_make_good_what_plainly_fails() -> None:
    ruling = Ruling("R33", accepted=True, reason="求情", ordered_by="人事处")
    too_late = person(reported_on=date(2021, 5, 1))

    assert failing(worker(person=too_late, rulings=(ruling,))) == ["R33 fails"]


def test_every_reason_names_its_clause() -> None:
    application = worker(
        unit=unit(),
        recommended=False,
        person=person(reported_on=None, whole_year=None, on_establishment=None, rank=None),
        record=RecordFacts(discipline=(Incident("警告", date(2021, 7, 1)),)),
    )

    reasons = judge(application, suzhou()).reasons

    assert [(reason.rule, reason.clause) for reason in reasons] == [
        ("R37", "附件2·先进工作者·参评范围"),
        ("R39", "附件2·先进工作者·名额配比和评选方式"),
        ("R33", "附件2·先进工作者·参评范围"),
        ("R34", "附件2·先进工作者·参评范围"),
        ("R35", "附件2·先进工作者·参评范围"),
        ("R36", "附件2·先进工作者·参评范围"),
        ("R38", "附件2·先进工作者·评选基本标准"),
    ]
