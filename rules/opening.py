"""Whether a step may be opened or closed now, and if not, every reason at once with its clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.definition import StepKind
from rules.said import Named, Said
from rules.states import StepState
from rules.step_kinds import NEEDS_OUTCOME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.definition import Campaign, Phase, Step

OVER = frozenset({StepState.CLOSED, StepState.SKIPPED})
BEGUN = OVER | {StepState.OPEN}

STATE_NAMES: Mapping[StepState, str] = {
    StepState.PLANNED: "尚未开始",
    StepState.OPEN: "正在进行",
    StepState.CLOSED: "已经办结",
    StepState.SKIPPED: "已经跳过",
}

AFTER_REVIEW = frozenset({StepKind.PUBLICITY, StepKind.COMMENDATION, StepKind.REPORTING})
"""Steps that speak of who has won, which only the leading group's meeting decides (R6, R7)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done; nothing is left for a second attempt to find out."""

    what: str
    reasons: tuple[str, ...]
    """Each one sentence with the clause it rests on."""

    @property
    def text(self) -> str:
        return f"不能{self.what}：{'；'.join(self.reasons)}。"


def _reason(text: Said, clause: str) -> Said:
    return Said("{reason}（{clause}）", reason=text, clause=clause)


def state_name(state: StepState) -> Said:
    return Said(STATE_NAMES[state])


def name_of(thing: Step | Phase) -> Named:
    return Named(thing.name, thing.name_en)


def may_open(step_code: str, campaign: Campaign, states: Mapping[str, StepState]) -> Refusal | None:
    """Nothing when the step may open now; a step missing from `states` is planned."""
    step = next((s for s in campaign.steps if s.code == step_code), None)
    if step is None:
        return Refusal(f"启动环节 {step_code}", (_not_taken(step_code, campaign),))
    reasons = tuple(_against_opening(step, campaign, states))
    return Refusal(f"启动 {step.code} {step.name}", reasons) if reasons else None


def may_close(
    step_code: str, campaign: Campaign, states: Mapping[str, StepState], *, has_outcome: bool
) -> Refusal | None:
    """Nothing when the step may close now; what it is for has to exist (`has_outcome`)."""
    step = next((s for s in campaign.steps if s.code == step_code), None)
    if step is None:
        return Refusal(f"办结环节 {step_code}", (_not_taken(step_code, campaign),))
    reasons: list[Said] = []
    state = states.get(step.code, StepState.PLANNED)
    if state is not StepState.OPEN:
        reasons.append(_reason(_stands(state), step.clause))
    if step.kind in NEEDS_OUTCOME and not has_outcome:
        reasons.append(_reason(Said("还没有“{output}”", output=step.output), step.clause))
    return Refusal(f"办结 {step.code} {step.name}", tuple(reasons)) if reasons else None


def phase_close_warnings(
    phase_code: str, campaign: Campaign, states: Mapping[str, StepState]
) -> tuple[str, ...]:
    """Steps still open when their phase closes: allowed, but only with a recorded reason (R2)."""
    phase = next(p for p in campaign.phases if p.code == phase_code)
    return tuple(
        Said(
            "“{phase}”结束时，{code} {name}{state}",
            phase=name_of(phase),
            code=step.code,
            name=name_of(step),
            state=state_name(state),
        )
        for step in phase.steps
        if step.enabled and (state := states.get(step.code, StepState.PLANNED)) not in OVER
    )


def _not_taken(step_code: str, campaign: Campaign) -> Said:
    for phase in campaign.phases:
        for step in phase.steps:
            if step.code == step_code:
                return _reason(Said("本次活动没有启用“{name}”", name=name_of(step)), step.clause)
    return _reason(Said("本次活动没有环节 {code}", code=step_code), Said("活动文件"))


def _against_opening(
    step: Step, campaign: Campaign, states: Mapping[str, StepState]
) -> Iterator[Said]:
    state = states.get(step.code, StepState.PLANNED)
    if state is not StepState.PLANNED:
        yield _reason(_stands(state), step.clause)
    required = set(step.after)
    if step.kind is StepKind.ARCHIVING:  # R9: whatever the file waits for, archiving is last
        required = {s.code for s in campaign.steps} - {step.code}
    begun = set(step.after_open) - required
    for before in campaign.steps:
        now = states.get(before.code, StepState.PLANNED)
        if before.code in required and now not in OVER:
            yield _reason(_waits(CLOSED_FIRST, before, now), _clause(step, before))
        elif before.code in begun and now not in BEGUN:
            yield _reason(_waits(OPENED_FIRST, before, now), _clause(step, before))
        elif _needs_decision(step, before) and now is not StepState.CLOSED:
            yield _reason(_waits(CLOSED_FIRST, before, now), _clause(step, before))


CLOSED_FIRST = ("须待 {code} {name}办结，现{state}", "须待“{name}”办结，现{state}")
OPENED_FIRST = ("须待 {code} {name}开始，现{state}", "须待“{name}”开始，现{state}")
"""Of a step that the notice numbers, and of one that it does not have."""


def _waits(patterns: tuple[str, str], before: Step, now: StepState) -> Said:
    name, state = name_of(before), state_name(now)
    if before.listed:
        return Said(patterns[0], code=before.code, name=name, state=state)
    return Said(patterns[1], name=name, state=state)


def _stands(state: StepState) -> Said:
    return Said("该环节{state}", state=state_name(state))


def _needs_decision(step: Step, before: Step) -> bool:
    return step.kind in AFTER_REVIEW and before.kind is StepKind.REVIEW


def _clause(step: Step, before: Step) -> str:
    """The clause that sets the order: of the earlier step where the notice demands it first."""
    if _needs_decision(step, before) or step.kind is StepKind.EVALUATION:
        return before.clause
    return step.clause
