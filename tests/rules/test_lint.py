"""What a campaign file means: each mistake by itself, at its place, with nothing else reported."""

from __future__ import annotations

import pytest

from rules.lint.messages import needed_messages
from tests.support.campaign_text import TEXT, changed, checked, place_of
from tests.support.campaigns import suzhou

CASES = {
    "weights that do not sum to one": (
        ("method: bimonthly, weight: 0.50", "method: bimonthly, weight: 0.40"),
        ("⌖- {code: bimonthly, name: 双月度考核", "error", "weights-do-not-sum-to-one"),
    ),
    "a component that weighs nothing": (
        (
            "method: bimonthly, weight: 0.50}",
            "method: bimonthly, weight: 0.50}\n        - {code: none, name: 无, method: hearing, weight: 0}",
        ),
        ("method: hearing, weight: ⌖0}", "warning", "weight-of-nothing"),
    ),
    "places that do not add up": (
        ("total: 27", "total: 28"),
        ("total: ⌖28", "error", "places-do-not-add-up"),
    ),
    "a cell for a kind outside the honour's scope": (
        ("kinds: [branch_hall], places: 2}", "kinds: [branch_hall, soe], places: 2}"),
        ("kinds: [branch_hall, ⌖soe], places: 2}", "error", "places-unreachable"),
    ),
    "a kind in scope without places": (
        ("kinds: [trading_centre, soe], places: 2}", "kinds: [trading_centre], places: 2}"),
        ("trading_centre, ⌖soe, hotline, branch_hall", "warning", "kind-without-places"),
    ),
    "a kind in two cells": (
        ("kinds: [branch_hall], places: 2}", "kinds: [branch_hall, window], places: 2}"),
        ("kinds: [⌖window], places: 3}", "error", "two-cells"),
    ),
    "more ranks than places": (
        ("ranks: 3\n", "ranks: 4\n"),
        ("ranks: ⌖4\n", "error", "places-unreachable"),
    ),
    "a pool that leaves its honour out": (
        ("pool_honours: [standard_bearer, service_", "pool_honours: [service_"),
        ("pool_honours: ⌖[service_", "error", "pool-without-honour"),
    ),
    "logs kept for less than the law asks": (
        ("log_details: 36", "log_details: 3"),
        ("log_details: ⌖3", "error", "logs-too-short"),
    ),
    "contacts kept with an item that there is not": (
        ("  personal:\n", "  kept_with_item: [contacts]\n  personal:\n"),
        ("kept_with_item: [⌖contacts]", "error", "kept-with-no-item"),
    ),
    "an unknown lead office": (
        ("lead: ducha,", "lead: duchi,"),
        ("lead: ⌖duchi,", "error", "unknown-name"),
    ),
    "an unknown step to wait for": (
        ('after: ["2.4", opinions]', 'after: ["2.4", opinion]'),
        ('["2.4", ⌖opinion]', "error", "unknown-name"),
    ),
    "an unknown duty to wait for": (
        ("blocked_by: method", "blocked_by: methods"),
        ("blocked_by: ⌖methods", "error", "unknown-name"),
    ),
    "an unknown excluded honour": (
        ("excludes: [service_collective]", "excludes: [service]"),
        ("excludes: [⌖service]", "error", "unknown-name"),
    ),
    "an unknown rank": (
        ("rank_at_most: 正科职", "rank_at_most: 正科"),
        ("rank_at_most: ⌖正科 ", "error", "unknown-name"),
    ),
    "a gap between bands": (
        ("low: 80, high: 90", "low: 80, high: 85"),
        ("{name: 优秀, low: ⌖90", "error", "band-gap"),
    ),
    "an overlap of bands": (
        ("low: 80, high: 90", "low: 80, high: 95"),
        ("{name: 优秀, low: ⌖90", "error", "band-overlap"),
    ),
    "bands that end below the full score": (
        ("low: 90, high: 100", "low: 90, high: 99"),
        ("high: ⌖99", "error", "band-gap"),
    ),
    "grades out of order": (
        ("{grade: 一般, points: 60}", "{grade: 一般, points: 85}"),
        ("points: ⌖85", "error", "grades-out-of-order"),
    ),
    "a deadline outside its step": (
        ("due: 2021-07-16", "due: 2021-08-16"),
        ("due: ⌖2021-08-16", "error", "dates-out-of-order"),
    ),
    "a deadline on a day off": (
        ("due: 2021-12-17", "due: 2021-12-18"),
        ("due: ⌖2021-12-18", "warning", "day-off"),
    ),
    "a step that ends after its phase without a reason": (
        ("        past_phase: 公示期满后召开。\n", ""),
        ("closes: ⌖2022-01-14", "error", "dates-out-of-order"),
    ),
    "a public notice that is too short": (
        ("closes: 2022-01-13", "closes: 2022-01-12"),
        ("closes: ⌖2022-01-12", "error", "notice-too-short"),
    ),
    "a clash that nobody has decided": (
        ("overrun_decided: true", "overrun_decided: false"),
        ("closes: ⌖2022-01-13", "warning", "clash-undecided"),
    ),
    "a decision without its reason": (
        ("  overrun_reason: 1月", "  # overrun_reason: 1月"),
        ("overrun_decided: ⌖true", "error", "decision-without-reason"),
    ),
    "the word for commendations that need approval": (
        ("wording: 表扬  ", "wording: 表彰  "),
        ("wording: ⌖表彰", "error", "commendation-not-approved"),
    ),
    "an office that is member and observer": (
        ("short: 综合审批处, observer: true", "short: 综合审批处, member: true, observer: true"),
        ("member: true, observer: ⌖true", "error", "member-and-observer"),
    ),
    "an evaluation that does not wait for its notice": (
        ('after: ["2.1"]\n        after_open: ["2.2"]', "after: []"),
        ('⌖code: "2.3"', "error", "order-demanded"),
    ),
    "a step of the notice that is turned off": (
        ('code: "1.5"', 'code: "1.5"\n        enabled: false'),
        ('code: "1.5"\n        enabled: ⌖false', "warning", "notice-step-off"),
    ),
    "a step that only participants could trigger": (
        (
            'opening: date\n        after_open: ["1.2"]',
            'opening: trigger\n        after_open: ["1.2"]',
        ),
        ("opening: ⌖trigger\n", "error", "nothing-opens"),
    ),
    "two rungs on one day": (
        ('{working_days: 2, at: "10:07"', '{working_days: 1, at: "10:07"'),
        ('working_days: ⌖1, at: "10:07"', "error", "given-twice"),
    ),
    "a rung in the quiet hours": (
        ('working_days: 5, at: "10:07"', 'working_days: 5, at: "19:07"'),
        ('at: ⌖"19:07"', "warning", "rung-in-quiet-hours"),
    ),
    "a rung on the full hour": (
        ('working_days: 5, at: "10:07"', 'working_days: 5, at: "10:00"'),
        ('at: ⌖"10:00"', "note", "rung-on-the-hour"),
    ),
    "an office given twice": (
        (
            "{code: renshi, name: 人事处",
            "{code: xinxi, name: 信息处, short: 信, member: true}\n  - {code: renshi, name: 人事处",
        ),
        ("code: ⌖xinxi, name: 信息处, short: 信,", "error", "given-twice"),
    ),
    "two schemes for the same candidates": (
        ("kinds: [branch_hall]\n      honours", "kinds: [branch_hall, window]\n      honours"),
        ("⌖code: branch_collective", "error", "two-schemes"),
    ),
    "a kind of another group in a scheme": (
        ("kinds: [branch_hall]\n      honours", "kinds: [branch_hall, soe]\n      honours"),
        ("kinds: [branch_hall, ⌖soe]\n      honours", "error", "kind-of-other-group"),
    ),
    "a condition and a reading that differ": (
        ("second_half_from: 2020-07-01", "second_half_from: 2021-01-01"),
        ("started_from: ⌖2020-07-01", "warning", "reading-differs"),
    ),
    "phases that overlap": (
        ("closes: 2021-11-30       # “11月", "closes: 2021-12-01       # “11月"),
        ("opens: ⌖2021-12-01\n    closes: 2021-12-31", "error", "dates-out-of-order"),
    ),
    "closures the wrong way round": (
        (
            "format: pingxuan/1",
            "format: pingxuan/1\nclosures: [{first: 2021-07-26, last: 2021-07-25, reason: 台风}]",
        ),
        ("last: ⌖2021-07-25", "error", "dates-out-of-order"),
    ),
    "a notice without addressees": (
        ('- notice: "2.1"          #', '- notice: "1.3"          #'),
        (
            'code: "2.1"\n        name: 印发考评通知\n        name_en: Issue the evaluation notice\n        kind: ⌖notice',
            "warning",
            "no-addressees",
        ),
    ),
    "a group whose own method nobody is asked for": (
        ("offices: [ziyuan_jiaoyi_chu, gonggong_rexian]   #", "offices: [ziyuan_jiaoyi_chu]   #"),
        (
            "lead: gonggong_rexian, cooperating: [bianmin_zhongxin], own_method: ⌖true",
            "warning",
            "method-not-asked-for",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_found_at_its_place_and_nothing_else_is(name: str) -> None:
    edit, (marker, severity, code) = CASES[name]
    text = changed(edit)

    found = [(f.line, f.column, f.severity, f.code) for f in checked(text).findings]

    assert found == [(*place_of(text, marker), severity, code)]


def test_steps_that_wait_for_each_other_are_named_as_a_ring() -> None:
    text = changed(('        after_open: ["1.1"]', '        after: ["1.3"]'))

    rings = [f.message for f in checked(text).findings if f.code == "nothing-opens"]

    assert rings == [
        "步骤 1.2 永远不能开始：1.2、1.3 互相等待。",
        "步骤 1.3 永远不能开始：1.2、1.3 互相等待。",
    ]


def test_a_step_that_is_turned_off_counts_as_skipped_for_those_that_wait() -> None:
    text = TEXT.replace("enabled: true", "enabled: false")

    found = [(f.severity, f.code, f.message) for f in checked(text).findings]

    assert found == [
        ("note", "waits-for-skipped", "步骤 3.1 要等的 opinions 已停用，视为跳过。"),
        ("note", "waits-for-skipped", "步骤 3.2 要等的 publicity 已停用，视为跳过。"),
    ]


def test_a_day_off_comes_with_its_reason_and_the_nearest_working_days() -> None:
    (found,) = checked(changed(("due: 2021-09-17", "due: 2021-09-20"))).findings

    assert found.message == "任务“第一次阶段性总结”的截止日 2021-09-20 不是工作日（中秋节）。"
    assert found.hint == (
        "最近的工作日：2021-09-18（周六，调休上班：中秋节）、2021-09-22（周三，工作日）。"
    )


def test_a_year_without_an_official_calendar_is_said_once_a_year() -> None:
    text = TEXT.replace("2022-01", "2051-01").replace("2021-", "2050-")

    found = [f for f in checked(text).findings if f.code == "calendar-not-published"]

    assert [f.message for f in found] == [
        "2050 年的放假安排没有公布，或者没有收录。",
        "2051 年的放假安排没有公布，或者没有收录。",
    ]


def test_a_closure_makes_a_day_off() -> None:
    closure = "closures: [{first: 2021-07-16, last: 2021-07-16, reason: 台风}]\n"

    (found,) = checked(TEXT + closure).findings

    assert found.message == "任务“报送争创措施”的截止日 2021-07-16 不是工作日（停工：台风）。"


def test_a_missing_template_is_named_where_the_file_needs_it() -> None:
    known = frozenset(needed_messages(suzhou())) - {"objection_received"}

    found = checked(TEXT, templates=known).findings

    assert [(f.line, f.code, f.message) for f in found] == [
        (
            place_of(TEXT, "⌖code: publicity\n")[0],
            "missing-template",
            "缺少消息模板 objection_received，这里要用到它。",
        )
    ]


def test_an_unknown_channel_gets_the_nearest_right_one() -> None:
    (found,) = checked(
        changed(("channels: [email, inbox]", "channels: [e_mail, inbox]")),
        channels=frozenset({"email", "inbox"}),
    ).findings

    assert (found.code, found.message, found.hint) == (
        "unknown-name",
        "渠道 e_mail 在文件里没有定义。",
        "是不是 email？",
    )


def test_a_duty_that_waits_for_a_later_one_is_out_of_order() -> None:
    text = changed(("due: 2021-12-22", "due: 2021-12-29"))

    (found,) = checked(text).findings

    assert (
        found.message
        == "任务“报送考评得分”2021-12-28 到期，而须先完成的 method 2021-12-29 才到期。"
    )
