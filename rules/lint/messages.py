"""Messages that could not be written, rungs at bad hours, notices without addressees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definition import Audience, StepKind
from rules.lint.remarks import Path, Remark, Surroundings, each_step, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import time

    from rules.definition import Campaign, Quiet, Step

NEEDED_BY_KIND = {
    StepKind.NOTICE: ("notice_issued",),
    StepKind.APPLICATIONS: ("application_received", "returned_for_correction"),
    StepKind.PUBLICITY: ("objection_received",),
    StepKind.COMMENDATION: ("result_notice",),
}
"""Message kinds without which a kind of step cannot tell people what happened."""

ALWAYS_NEEDED = ("reminder", "deadline_moved", "extension_granted", "address_failed", "office_task")


def check_messages(campaign: Campaign, around: Surroundings) -> Iterator[Remark]:
    if around.templates is not None:
        for kind, path in needed_messages(campaign).items():
            if kind not in around.templates:
                message = f"缺少消息模板 {kind}，这里要用到它。"
                yield Remark(
                    path, "error", "missing-template", message, nearest(kind, around.templates)
                )
    yield from _rungs(campaign)
    yield from _unused(campaign)
    yield from _addressees(campaign)
    yield from _double_scope(campaign)


def needed_messages(campaign: Campaign) -> dict[str, Path]:
    """The message kinds this campaign will use, each with the part of the file that calls for it."""
    needed: dict[str, Path] = dict.fromkeys(ALWAYS_NEEDED, ("messaging",))
    for path, step in each_step(campaign):
        if step.enabled:
            for kind in _of_step(step):
                needed.setdefault(kind, path)
    for x, ladder in enumerate(campaign.messaging.ladders):
        for r, rung in enumerate(ladder.rungs):
            if {Audience.LEAD_OFFICE, Audience.OFFICE_DIRECTOR} & set(rung.to):
                needed.setdefault("escalation", ("messaging", "ladders", x, "rungs", r, "to"))
    return needed


def _of_step(step: Step) -> tuple[str, ...]:
    blocked = any(duty.blocked_by is not None for duty in step.duties)
    return (*NEEDED_BY_KIND.get(step.kind, ()), *(("blocked_reminder",) if blocked else ()))


def _rungs(campaign: Campaign) -> Iterator[Remark]:
    quiet = campaign.messaging.quiet
    for x, ladder in enumerate(campaign.messaging.ladders):
        for r, rung in enumerate(ladder.rungs):
            path: Path = ("messaging", "ladders", x, "rungs", r, "at")
            if _in_quiet(rung.at, quiet) and not rung.in_quiet_hours:
                message = f"{ladder.code} 的 {rung.label} 定在 {rung.at:%H:%M}，正在免打扰时段。"
                hint = f"它会推迟到 {quiet.end:%H:%M} 才发出；确要照发请写 in_quiet_hours: true。"
                yield Remark(path, "warning", "rung-in-quiet-hours", message, hint)
            if rung.at.minute == 0:
                message = f"{ladder.code} 的 {rung.label} 定在整点 {rung.at:%H:%M}，通道容易拥堵。"
                yield Remark(path, "note", "rung-on-the-hour", message, "请错开几分钟。")


def _in_quiet(at: time, quiet: Quiet) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end


def _unused(campaign: Campaign) -> Iterator[Remark]:
    used = {duty.ladder for _, step in each_step(campaign) for duty in step.duties}
    for x, ladder in enumerate(campaign.messaging.ladders):
        if ladder.code not in used:
            path: Path = ("messaging", "ladders", x, "code")
            message = f"提醒方案 {ladder.code} 没有任务使用。"
            yield Remark(path, "note", "ladder-not-used", message)


def _addressees(campaign: Campaign) -> Iterator[Remark]:
    listed = {a.notice for a in campaign.messaging.addressees}
    for path, step in each_step(campaign):
        sends = step.kind in {StepKind.NOTICE, StepKind.REPORTING}
        if sends and step.enabled and step.code not in listed:
            message = f"步骤 {step.code} 要发文，但没有写主送单位。"
            hint = "请在 messaging.addressees 里补上。"
            yield Remark((*path, "kind"), "warning", "no-addressees", message, hint)


def _double_scope(campaign: Campaign) -> Iterator[Remark]:
    for path, step in each_step(campaign):
        for d, duty in enumerate(step.duties):
            if duty.kinds and duty.offices:
                message = f"任务“{duty.title}”既写了单位类别又写了处室。"
                hint = "两者都会收到；如非本意，请删去一项。"
                at = (*path, "duties", d, "offices")
                yield Remark(at, "warning", "units-and-offices", message, hint)
