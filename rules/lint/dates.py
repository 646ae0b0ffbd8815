"""Dates that contradict each other: phases, steps, what a step waits for, duties, conditions."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rules.lint.remarks import Path, Remark, Surroundings, each_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Campaign, Phase, Step


def check_dates(campaign: Campaign, _: Surroundings) -> Iterator[Remark]:
    for p, phase in enumerate(campaign.phases):
        yield from _phase(("phases", p), phase)
        for s, step in enumerate(phase.steps):
            yield from _step(("phases", p, "steps", s), step, phase)
    for p, (before, after) in enumerate(pairwise(campaign.phases)):
        if after.opens <= before.closes:
            message = (
                f"阶段“{after.name}”{after.opens} 开始，而“{before.name}”{before.closes} 才结束。"
            )
            path: Path = ("phases", p + 1, "opens")
            yield _order(path, message, also=("phases", p, "closes"))
    yield from _waiting(campaign)
    yield from _conditions(campaign)
    for c, closure in enumerate(campaign.closures):
        if closure.last < closure.first:
            message = f"停工从 {closure.first} 到 {closure.last}，先后颠倒。"
            yield _order(("closures", c, "last"), message)
    if campaign.phases and campaign.phases[0].opens.year != campaign.year:
        message = f"活动年度是 {campaign.year}，第一阶段却从 {campaign.phases[0].opens} 开始。"
        yield Remark(("year",), "warning", "year-differs", message, "请核对年度或日期。")


def _order(path: Path, message: str, hint: str = "", *, also: Path | None = None) -> Remark:
    hint = hint or "请调整其中一个日期。"
    return Remark(path, "error", "dates-out-of-order", message, hint, (also,) if also else ())


def _phase(path: Path, phase: Phase) -> Iterator[Remark]:
    if phase.closes < phase.opens:
        message = f"阶段“{phase.name}”结束日 {phase.closes} 早于开始日 {phase.opens}。"
        yield _order((*path, "closes"), message)


def _step(path: Path, step: Step, phase: Phase) -> Iterator[Remark]:
    if step.closes < step.opens:
        message = f"步骤 {step.code} 结束日 {step.closes} 早于开始日 {step.opens}。"
        yield _order((*path, "closes"), message)
    if step.opens < phase.opens:
        message = f"步骤 {step.code} {step.opens} 开始，早于阶段的 {phase.opens}。"
        yield _order((*path, "opens"), message, also=(*path[:2], "opens"))
    yield from _end(path, step, phase)
    due_of = {d.code: d.due for d in step.duties}
    for d, duty in enumerate(step.duties):
        at = (*path, "duties", d, "due")
        if not step.opens <= duty.due <= step.closes:
            message = f"任务“{duty.title}”{duty.due} 到期，不在步骤 {step.code} 的 {step.opens} 至 {step.closes} 之内。"
            yield _order(at, message)
        blocker = due_of.get(duty.blocked_by or "")
        if blocker is not None and blocker > duty.due:
            message = f"任务“{duty.title}”{duty.due} 到期，而须先完成的 {duty.blocked_by} {blocker} 才到期。"
            yield _order(at, message)


def _end(path: Path, step: Step, phase: Phase) -> Iterator[Remark]:
    if step.closes > phase.closes and step.past_phase is None:
        message = f"步骤 {step.code} {step.closes} 结束，超出阶段的 {phase.closes}。"
        hint = "请提前；如已决定超出，请在 past_phase 写明理由。"
        yield _order((*path, "closes"), message, hint, also=(*path[:2], "closes"))
    if step.closes <= phase.closes and step.past_phase is not None:
        message = f"步骤 {step.code} 没有超出阶段，past_phase 的理由用不上。"
        yield Remark((*path, "past_phase"), "note", "reason-not-needed", message, "可以删去。")


def _waiting(campaign: Campaign) -> Iterator[Remark]:
    places = {step.code: (path, step) for path, step in each_step(campaign)}
    for path, step in each_step(campaign):
        for index, code in enumerate(step.after):
            earlier = places.get(code, (path, step))
            yield from _after(((*path, "after", index), step), earlier)
        for index, code in enumerate(step.after_open):
            earlier_path, before = places.get(code, (path, step))
            if before.enabled and before.opens > step.opens:
                message = (
                    f"步骤 {step.code} {step.opens} 开始，而它要等的 {code} {before.opens} 才开始。"
                )
                also = (*earlier_path, "opens")
                yield _order((*path, "after_open", index), message, also=also)


def _after(later: tuple[Path, Step], earlier: tuple[Path, Step]) -> Iterator[Remark]:
    path, step = later
    earlier_path, before = earlier
    if not before.enabled or before is step or step.opens > before.closes:
        return
    also = (*earlier_path, "closes")
    message = (
        f"步骤 {step.code} {step.opens} 开始，而它要等的 {before.code} {before.closes} 才结束。"
    )
    if step.opens < before.closes:
        yield _order(path, message, also=also)
    else:
        hint = "同一天：只有前一步当天提前结束，后一步才能开始。"
        yield Remark(path, "warning", "same-day", message, hint, (also,))


def _conditions(campaign: Campaign) -> Iterator[Remark]:
    for h, honour in enumerate(campaign.honours):
        started, in_use = honour.conditions.started_from, honour.conditions.in_use_by
        path: Path = ("honours", h, "conditions")
        if started and in_use and in_use < started:
            message = f"{honour.name}：应用截止 {in_use} 早于启动起点 {started}。"
            yield _order((*path, "in_use_by"), message)
        yield from _readings(campaign, (*path, "started_from"), started, "second_half_from")
        yield from _readings(campaign, (*path, "in_use_by"), in_use, "in_use_by")


def _readings(campaign: Campaign, path: Path, told: object, reading: str) -> Iterator[Remark]:
    """A9 and A10 stand in two places; a file that changes one has to change the other."""
    if reading not in campaign.readings.model_fields_set:
        return
    read = getattr(campaign.readings, reading)
    if told is not None and told != read:
        message = f"条件写的是 {told}，readings.{reading} 写的是 {read}。"
        hint = "两处应当一致；评选按 readings 执行。"
        yield Remark(path, "warning", "reading-differs", message, hint, (("readings", reading),))
