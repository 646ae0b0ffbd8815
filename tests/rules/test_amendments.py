"""A changed file in words, and which changes come too late: every reason at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.schema import TITLES
from rules.amendments import Standing, too_late
from rules.definition import Campaign
from rules.differences import differences
from rules.states import StepState
from tests.support.campaigns import suzhou

OLD = suzhou()
OPEN, CLOSED = StepState.OPEN, StepState.CLOSED
Edit = Callable[[dict[str, Any]], object]


def edited(*edits: Edit) -> Campaign:
    told = OLD.model_dump(mode="json")
    for edit in edits:
        edit(told)
    return Campaign.model_validate(told)


def step(told: dict[str, Any], code: str) -> dict[str, Any]:
    return next(s for phase in told["phases"] for s in phase["steps"] if s["code"] == code)


def item(items: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(one for one in items if one.get("code") == code)


def due(told: dict[str, Any]) -> None:
    step(told, "2.2")["duties"][0]["due"] = "2021-12-20"


def moved_place(told: dict[str, Any]) -> None:
    cells = item(told["honours"], "window_star")["cells"]
    item(cells, "town")["places"], item(cells, "county")["places"] = 8, 4


def rung(told: dict[str, Any]) -> None:
    item(told["messaging"]["ladders"], "office")["rungs"].pop()


def reading(told: dict[str, Any]) -> None:
    told["readings"]["top_three"] = "among_applicants"


def weights(told: dict[str, Any]) -> None:
    parts = item(told["evaluation"]["schemes"], "branch_collective")["components"]
    parts[0]["weight"], parts[1]["weight"] = "0.30", "0.40"


def addressees(told: dict[str, Any]) -> None:
    told["messaging"]["addressees"][1]["copies"].append("示例部门")


def narrowed(told: dict[str, Any]) -> None:
    step(told, "2.2")["duties"][0]["kinds"].remove("window")


def without_duty(told: dict[str, Any]) -> None:
    step(told, "2.2")["duties"].pop()


def without_step(told: dict[str, Any]) -> None:
    step(told, "opinions")["enabled"] = False


def without_honour(told: dict[str, Any]) -> None:
    told["honours"] = [h for h in told["honours"] if h["code"] != "window_star"]


def without_kind(told: dict[str, Any]) -> None:
    told["unit_kinds"] = [k for k in told["unit_kinds"] if k["code"] != "soe"]


def longer_notice(told: dict[str, Any]) -> None:
    told["publicity"]["working_days"] = 6


def other_word(told: dict[str, Any]) -> None:
    told["wording"] = "表彰"


def opens_later(told: dict[str, Any]) -> None:
    step(told, "2.2")["opens"] = "2021-12-03"


def other_code(told: dict[str, Any]) -> None:
    told["code"] = "szsc-2022"


def test_each_difference_is_told_in_words_in_the_order_of_the_file() -> None:
    new = edited(due, moved_place, weights, rung, reading)

    assert [one.text for one in differences(OLD, new, TITLES)] == [
        "环节 2.2 总结并报送申报材料 · 事项“报送申报材料” · 截止日：2021-12-17 → 2021-12-20",
        "荣誉“窗口服务明星” · 名额类别“市、区审批局” · 名额：5 → 4",
        "荣誉“窗口服务明星” · 名额类别“开发区、镇（街道）” · 名额：7 → 8",
        "评分方案“分中心（专厅）” · 评分项“现场察看” · 权重：0.40 → 0.30",
        "评分方案“分中心（专厅）” · 评分项“第三方测评” · 权重：0.30 → 0.40",
        (
            "提醒方案 office · 各次提醒：T-3 09:37（contact）、T-1 09:37（contact）、T+0 09:07（contact）、"
            "T+1 09:37（contact、leader）、T+2 10:07（contact、leader、office_director）"
            " → T-3 09:37（contact）、T-1 09:37（contact）、T+0 09:07（contact）、T+1 09:37（contact、leader）"
        ),
        "对通知的理解 · A6：no_sliding → among_applicants",
    ]


def test_what_is_added_dropped_or_reordered_is_said_so() -> None:
    def added(told: dict[str, Any]) -> None:
        area = told["task_areas"][0]
        told["task_areas"] = [*told["task_areas"][::-1][:3], {**area, "code": "t5", "name": "示例"}]

    assert [one.text for one in differences(OLD, edited(added), TITLES)] == [
        "目标任务“党的建设”：有 → 删去",
        "目标任务“示例”：无 → 新增",
        "目标任务的次序：t2、t3、t4 → t4、t3、t2",
    ]


def test_equal_files_differ_in_nothing() -> None:
    assert differences(OLD, edited(), TITLES) == ()


@pytest.mark.parametrize(
    ("edit", "standing", "reason"),
    [
        (due, {"states": {"2.2": CLOSED}}, "环节 2.2 总结并报送申报材料已经办结，不能再改"),
        (without_step, {"states": {"opinions": OPEN}}, "环节 opinions 征求意见正在进行，不能取消"),
        (opens_later, {"states": {"2.2": OPEN}}, "已经启动，开始日不能再改；请恢复为 2021-12-02"),
        (narrowed, {"states": {"2.2": OPEN}}, "“报送申报材料”已经下达，范围只能扩大"),
        (without_duty, {"states": {"2.2": OPEN}}, "“对所属单位申报的意见”已经下达，不能删去"),
        (addressees, {"issued": {"1.2"}}, "《实施意见印发通知》已经印发，标题、主送和抄送不能再改"),
        (moved_place, {"decided": True}, "“窗口服务明星”的名单已经领导小组审定，名额和条件不能再改"),
        (without_honour, {"applications": {"window_star": 3}}, "“窗口服务明星”已有 3 件申报，不能取消"),
        (weights, {"states": {"2.3": CLOSED}}, "考评已经结束，考评方法、权重和分组不能再改"),
        (reading, {"decided": True}, "名单已经领导小组审定，读法不能再改"),
        (longer_notice, {"states": {"publicity": OPEN}}, "公示已经开始，公示期限不能再改"),
        (other_word, {"states": {"3.2": CLOSED}}, "表扬通报已经发出，措辞和批准文件不能再改"),
        (without_kind, {"units": {"soe": 2}}, "名册中还有 2 个“附属国企”，不能删去这一类别"),
        (other_code, {}, "文件的代码是 szsc-2022，正在进行的活动是 szsc-2021"),
    ],
)  # fmt: skip
def test_what_has_happened_cannot_be_changed_any_more(
    edit: Edit, standing: dict[str, Any], reason: str
) -> None:
    new = edited(edit)
    happened = Standing(**{"states": {}, **standing})

    [told] = too_late(OLD, new, happened)

    assert reason in told
    if edit is not other_code:
        assert too_late(OLD, new, Standing({})) == ()


def test_every_reason_comes_at_once() -> None:
    happened = Standing({"2.2": CLOSED, "publicity": OPEN}, frozenset({"1.2"}), decided=True)

    reasons = too_late(OLD, edited(due, addressees, moved_place, reading, longer_notice), happened)

    assert len(reasons) == 5


def test_widening_an_opened_duty_is_allowed() -> None:
    def widened(told: dict[str, Any]) -> None:
        step(told, "2.2")["duties"][1]["kinds"].append("zone_bureau")

    assert too_late(OLD, edited(widened), Standing({"2.2": OPEN})) == ()
