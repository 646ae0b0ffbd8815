"""Opening and closing steps: every reason at once, each with its clause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.definition import Campaign
from rules.opening import Refusal, may_close, may_open
from rules.states import StepState
from tests.support.campaigns import suzhou

CODES = [step.code for step in suzhou().steps]


def test_the_first_step_opens_at_any_time() -> None:
    assert may_open("1.1", suzhou(), {}) is None


def test_a_step_that_only_needs_another_to_have_begun_does_not_wait_for_its_end() -> None:
    assert may_open("2.2", suzhou(), {"2.1": StepState.OPEN}) is None


def test_a_trigger_out_of_order_is_refused_with_every_reason_and_clause() -> None:
    refusal = may_open("2.4", suzhou(), {"2.2": StepState.OPEN})

    assert refusal == Refusal(
        "启动 2.4 形成综合性考评材料",
        (
            "须待 2.2 总结并报送申报材料办结，现正在进行（四·第二阶段·4）",
            "须待 2.3 考评评估办结，现尚未开始（四·第二阶段·4）",
        ),
    )
    assert refusal.text == (
        "不能启动 2.4 形成综合性考评材料："
        "须待 2.2 总结并报送申报材料办结，现正在进行（四·第二阶段·4）；"
        "须待 2.3 考评评估办结，现尚未开始（四·第二阶段·4）。"
    )


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (StepState.OPEN, "该环节正在进行（四·第一阶段·1；附件1）"),
        (StepState.CLOSED, "该环节已经办结（四·第一阶段·1；附件1）"),
        (StepState.SKIPPED, "该环节已经跳过（四·第一阶段·1；附件1）"),
    ],
)
def test_a_step_opens_once(state: StepState, told: str) -> None:
    refusal = may_open("1.1", suzhou(), {"1.1": state})

    assert refusal is not None
    assert refusal.reasons == (told,)


def test_a_step_the_campaign_does_not_take_cannot_be_opened() -> None:
    told = suzhou().model_dump(mode="json")
    for phase in told["phases"]:
        for step in phase["steps"]:
            step["enabled"] = step["code"] != "publicity"
    without = Campaign.model_validate(told)

    assert may_open("publicity", without, {}) == Refusal(
        "启动环节 publicity", ("本次活动没有启用“公示”（不在通知内）",)
    )
    assert may_open("9.9", without, {}) == Refusal(
        "启动环节 9.9", ("本次活动没有环节 9.9（活动文件）",)
    )
    assert may_open("3.2", without, {"3.1": StepState.CLOSED}) is None


def test_a_step_closes_when_it_is_open_and_has_brought_forth_what_it_is_for() -> None:
    open_review = {"3.1": StepState.OPEN}

    assert may_close("3.1", suzhou(), open_review, has_outcome=True) is None
    assert may_close("3.1", suzhou(), open_review, has_outcome=False) == Refusal(
        "办结 3.1 领导小组专题会议审定名单",
        ("还没有“会议纪要和各类先进名单”（四·第三阶段·1）",),
    )
    assert may_close("3.1", suzhou(), {}, has_outcome=False) == Refusal(
        "办结 3.1 领导小组专题会议审定名单",
        ("该环节尚未开始（四·第三阶段·1）", "还没有“会议纪要和各类先进名单”（四·第三阶段·1）"),
    )


def test_a_collection_closes_without_an_outcome_of_its_own() -> None:
    assert may_close("1.4", suzhou(), {"1.4": StepState.OPEN}, has_outcome=False) is None


@given(st.dictionaries(st.sampled_from(CODES), st.sampled_from(list(StepState))))
def test_whatever_the_states_the_archive_opens_only_after_everything_else(
    states: dict[str, StepState],
) -> None:
    over = {StepState.CLOSED, StepState.SKIPPED}
    others_over = all(states.get(code) in over for code in CODES if code != "3.4")
    untouched = states.get("3.4", StepState.PLANNED) is StepState.PLANNED

    assert (may_open("3.4", suzhou(), states) is None) == (others_over and untouched)


def test_taking_the_steps_in_order_is_never_refused() -> None:
    states: dict[str, StepState] = {}
    for step in sorted(suzhou().steps, key=lambda step: step.opens):
        states |= {s.code: StepState.CLOSED for s in suzhou().steps if s.closes < step.opens}
        assert may_open(step.code, suzhou(), states) is None, step.code
        states[step.code] = StepState.OPEN
