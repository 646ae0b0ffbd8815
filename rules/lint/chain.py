"""Steps that nothing opens, steps that wait for each other, and the order the notice demands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import Opening, StepKind
from rules.lint.remarks import Path, Remark, Surroundings, each_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.definition import Campaign, Step

DEMANDED = (
    (StepKind.EVALUATION, StepKind.NOTICE, "考评须在考评通知印发之后（四·第二阶段·1）"),
    (StepKind.PUBLICITY, StepKind.REVIEW, "公示的名单须先经领导小组审定（四·第三阶段·1）"),
    (StepKind.COMMENDATION, StepKind.REVIEW, "表扬须在领导小组审定名单之后（四·第三阶段·1、2）"),
    (StepKind.REPORTING, StepKind.REVIEW, "通报须在领导小组审定名单之后（四·第三阶段·1、3）"),
    (StepKind.ARCHIVING, StepKind.REVIEW, "归档是最后一步（四·第三阶段·4）"),
)
"""A kind of step, what it must come after, and why (R3, R6, R7, R9)."""


def check_chain(campaign: Campaign, _: Surroundings) -> Iterator[Remark]:
    steps = {step.code: step for _, step in each_step(campaign)}
    before = {code: _before(step, steps) for code, step in steps.items()}
    for path, step in each_step(campaign):
        if step.enabled:
            yield from _opened_by_nothing(path, step, before)
            yield from _disabled_before(path, step, steps)
            yield from _demanded(path, step, steps, before)
        elif step.in_notice:
            message = f"步骤 {step.code} 是通知规定的，现在停用。"
            yield Remark((*path, "enabled"), "warning", "notice-step-off", message, "请说明依据。")
    yield from _archive_last(campaign, before)
    for p, phase in enumerate(campaign.phases):
        if not any(step.enabled for step in phase.steps):
            message = f"阶段“{phase.name}”没有可以进行的步骤。"
            yield Remark(("phases", p), "error", "empty-phase", message, "请启用至少一个步骤。")


def _before(step: Step, steps: Mapping[str, Step]) -> frozenset[str]:
    """All steps that must have begun before this one, through any number of others."""
    seen: set[str] = set()
    waiting = [*step.after, *step.after_open]
    while waiting:
        code = waiting.pop()
        if code not in seen and code in steps:
            seen.add(code)
            waiting += [*steps[code].after, *steps[code].after_open]
    return frozenset(seen)


def _opened_by_nothing(
    path: Path, step: Step, before: Mapping[str, frozenset[str]]
) -> Iterator[Remark]:
    if step.code in before[step.code]:
        ring = sorted(code for code in before[step.code] if step.code in before[code])
        message = f"步骤 {step.code} 永远不能开始：{'、'.join(ring)} 互相等待。"
        key = "after" if step.after else "after_open"
        hint = "请从 after 或 after_open 中去掉一项。"
        yield Remark((*path, key), "error", "nothing-opens", message, hint)
    if step.opening is Opening.TRIGGER and step.actor == "participants":
        message = f"步骤 {step.code} 只能由人启动，而参与单位不能启动步骤。"
        hint = "把 opening 改为 date 或 either，或指定一个处室办理。"
        yield Remark((*path, "opening"), "error", "nothing-opens", message, hint)


def _disabled_before(path: Path, step: Step, steps: Mapping[str, Step]) -> Iterator[Remark]:
    for key in ("after", "after_open"):
        for index, code in enumerate(getattr(step, key)):
            if code in steps and not steps[code].enabled:
                message = f"步骤 {step.code} 要等的 {code} 已停用，视为跳过。"
                yield Remark((*path, key, index), "note", "waits-for-skipped", message)


def _demanded(
    path: Path, step: Step, steps: Mapping[str, Step], before: Mapping[str, frozenset[str]]
) -> Iterator[Remark]:
    earlier = {steps[code].kind for code in before[step.code]}
    for kind, first, why in DEMANDED:
        if step.kind is kind and first not in earlier:
            message = f"步骤 {step.code} 没有等待应在它之前的步骤：{why}。"
            yield Remark(path, "error", "order-demanded", message, "请在 after 里写上那个步骤。")


def _archive_last(campaign: Campaign, before: Mapping[str, frozenset[str]]) -> Iterator[Remark]:
    taken = {step.code for step in campaign.steps}
    for path, step in each_step(campaign):
        if step.kind is StepKind.ARCHIVING and step.enabled:
            missing = sorted(taken - before[step.code] - {step.code} - _never_waited(campaign))
            if missing:
                message = f"归档没有等待 {'、'.join(missing)}，而归档应是最后一步。"
                hint = "请在 after 里补上。"
                yield Remark((*path, "after"), "warning", "archive-not-last", message, hint)


def _never_waited(campaign: Campaign) -> frozenset[str]:
    """Steps of phases that are over by date anyway when the last phase begins."""
    return frozenset(s.code for phase in campaign.phases[:-1] for s in phase.steps)
