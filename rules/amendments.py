"""Which changes of a launched campaign's file come too late, because what they touch has happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from rules.definition import Campaign, Duty, Step, StepKind
from rules.opening import BEGUN, OVER, STATE_NAMES
from rules.states import StepState


@dataclass(frozen=True, slots=True)
class Standing:
    """What has already happened of a campaign; the rest of its file may still be changed."""

    states: Mapping[str, StepState]
    issued: frozenset[str] = frozenset()
    """Steps whose notice has been issued."""
    decided: bool = False
    """Whether the leading group has decided the lists (R6)."""
    applications: Mapping[str, int] = field(default_factory=dict)
    """Honour to the applications handed in for it."""
    units: Mapping[str, int] = field(default_factory=dict)
    """Unit kind to the units of the roster."""

    def of(self, code: str) -> StepState:
        return self.states.get(code, StepState.PLANNED)

    def reached(self, kind: StepKind, plan: Campaign, states: frozenset[StepState]) -> bool:
        return any(s.kind is kind and self.of(s.code) in states for s in plan.steps)


def too_late(old: Campaign, new: Campaign, standing: Standing) -> tuple[str, ...]:
    """Every reason why the new version may not take the old one's place; none when it may."""
    if old.code != new.code:
        return (f"文件的代码是 {new.code}，正在进行的活动是 {old.code}；请改用该活动的文件",)
    return tuple(reason for check in CHECKS for reason in check(old, new, standing))


def _steps(old: Campaign, new: Campaign, standing: Standing) -> Iterator[str]:
    after = {step.code: step for step in new.steps}
    for step in old.steps:
        state, told = standing.of(step.code), f"环节 {step.code} {step.name}"
        changed = after.get(step.code)
        if state in OVER and changed != step:
            yield f"{told}{STATE_NAMES[state]}，不能再改；请在文件中恢复原来的内容"
        elif state is StepState.OPEN and changed is None:
            yield f"{told}正在进行，不能取消；请办结后再说明"
        elif state is StepState.OPEN and changed is not None:
            yield from _open_step(step, changed, told)


def _open_step(step: Step, changed: Step, told: str) -> Iterator[str]:
    if changed.opens != step.opens:
        yield f"{told}已经启动，开始日不能再改；请恢复为 {step.opens}"
    if changed.kind is not step.kind:
        yield f"{told}已经启动，种类不能再改；请恢复为 {step.kind}"
    duties = {duty.code: duty for duty in changed.duties}
    for duty in step.duties:
        yield from _laid_on(duty, duties.get(duty.code), told)


def _laid_on(duty: Duty, changed: Duty | None, told: str) -> Iterator[str]:
    """What units owe already cannot be unsaid by a file: only by a waiver that each one hears of."""
    name = f"{told}的事项“{duty.title}”已经下达"
    if changed is None:
        yield f"{name}，不能删去；不再需要的单位请逐一免报"
        return
    if changed.kind is not duty.kind or changed.blocked_by != duty.blocked_by:
        yield f"{name}，种类和前置事项不能再改"
    if not _at_least(changed, duty):
        yield f"{name}，范围只能扩大；不再需要的单位请逐一免报"


def _at_least(changed: Duty, duty: Duty) -> bool:
    """Whether everybody who owes it goes on owing it; without kinds and offices all units do."""
    if not changed.kinds and not changed.offices:
        return not duty.offices
    if not duty.kinds and not duty.offices:
        return False
    return set(changed.kinds) >= set(duty.kinds) and set(changed.offices) >= set(duty.offices)


def _notices(old: Campaign, new: Campaign, standing: Standing) -> Iterator[str]:
    after = {to.notice: to for to in new.messaging.addressees}
    for to in old.messaging.addressees:
        if to.notice in standing.issued and after.get(to.notice) != to:
            yield f"《{to.title}》已经印发，标题、主送和抄送不能再改；请另发补充通知"


def _honours(old: Campaign, new: Campaign, standing: Standing) -> Iterator[str]:
    after = {honour.code: honour for honour in new.honours}
    for honour in old.honours:
        changed = after.get(honour.code)
        handed_in = standing.applications.get(honour.code, 0)
        if standing.decided and changed != honour:
            yield f"“{honour.name}”的名单已经领导小组审定，名额和条件不能再改"
        elif changed is None and handed_in:
            yield f"“{honour.name}”已有 {handed_in} 件申报，不能取消；请先逐件退回或撤回"
    if standing.decided and {h.code for h in new.honours} - {h.code for h in old.honours}:
        yield "名单已经领导小组审定，不能再增加荣誉"


def _evaluation(old: Campaign, new: Campaign, standing: Standing) -> Iterator[str]:
    done = standing.decided or standing.reached(StepKind.EVALUATION, old, OVER)
    if done and old.evaluation != new.evaluation:
        yield "考评已经结束，考评方法、权重和分组不能再改"
    if standing.decided and old.readings != new.readings:
        yield "名单已经领导小组审定，读法不能再改"


def _announced(old: Campaign, new: Campaign, standing: Standing) -> Iterator[str]:
    if standing.reached(StepKind.PUBLICITY, old, BEGUN) and old.publicity != new.publicity:
        yield "公示已经开始，公示期限不能再改"
    wording = (old.wording, old.approval) != (new.wording, new.approval)
    if standing.reached(StepKind.COMMENDATION, old, OVER) and wording:
        yield "表扬通报已经发出，措辞和批准文件不能再改"


def _unit_kinds(old: Campaign, new: Campaign, standing: Standing) -> Iterator[str]:
    kept = {kind.code for kind in new.unit_kinds}
    for kind in old.unit_kinds:
        there = standing.units.get(kind.code, 0)
        if there and kind.code not in kept:
            yield f"名册中还有 {there} 个“{kind.name}”，不能删去这一类别；请先调整名册"


CHECKS: tuple[Callable[[Campaign, Campaign, Standing], Iterator[str]], ...] = (
    _steps,
    _notices,
    _honours,
    _evaluation,
    _announced,
    _unit_kinds,
)
