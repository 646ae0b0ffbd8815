"""Words that need an approval, roles that exclude each other, choices without their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import StepKind
from rules.lint.remarks import Remark, Surroundings, each_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Campaign


def check_wording(campaign: Campaign, _: Surroundings) -> Iterator[Remark]:
    if campaign.wording == "表彰" and campaign.approval is None:
        message = "用“表彰”须经批准，文件没有写批准文件。"
        hint = "请写 approval（文号、日期、标题），或改用“表扬”。"
        yield Remark(("wording",), "error", "commendation-not-approved", message, hint)
    if campaign.wording == "表扬" and campaign.approval is not None:
        message = "写了批准文件，但用词仍是“表扬”。"
        yield Remark(("approval",), "note", "approval-not-needed", message)
    for o, office in enumerate(campaign.offices):
        if office.member and office.observer:
            message = f"{office.name}不能既是成员单位又是列席单位。"
            hint = "列席单位只提参考意见，没有表决权（附件1）。"
            yield Remark(("offices", o, "observer"), "error", "member-and-observer", message, hint)
    yield from _overrun(campaign)


def _overrun(campaign: Campaign) -> Iterator[Remark]:
    publicity = campaign.publicity
    if publicity.overrun_decided and publicity.overrun_reason is None:
        message = "写明公示超出阶段已经决定，但没有写理由。"
        decided = ("publicity", "overrun_decided")
        yield Remark(decided, "error", "decision-without-reason", message, "请写 overrun_reason。")
    for path_of_step, step in each_step(campaign):
        if step.kind is not StepKind.PUBLICITY or not step.enabled:
            continue
        phase = campaign.phase_of(step.code)
        if step.closes > phase.closes and not publicity.overrun_decided:
            message = f"公示到 {step.closes}，超出“{phase.name}”的 {phase.closes}，尚未作出选择。"
            hint = "见决定表中的时间冲突；选定后请写 publicity.overrun_decided 和理由。"
            path = (*path_of_step, "closes")
            also = (("publicity", "overrun_decided"),)
            yield Remark(path, "warning", "clash-undecided", message, hint, also)
