"""The answer to `why` as lines of text, one fact a line."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.context import Context
from tasks.explain import DutyStory, Explanation, Told, why
from tasks.nudges import Desk, open_desk
from tasks.wording import moment_cn


def why_text(ctx: Context, campaign_id: int, unit_code: str, step_code: str) -> str:
    """What `pingxuan why UNIT STEP` prints. Raises NotFound for unknown codes."""
    story = why(ctx, campaign_id, unit_code, step_code)
    return "\n".join(lines_of(story, open_desk(ctx, campaign_id))) + "\n"


def lines_of(story: Explanation, desk: Desk) -> Iterator[str]:
    yield f"{story.unit} · {story.step}"
    if not story.duties:
        yield "　该单位在这一环节没有事项：不在适用范围内，或环节尚未开始。"
    for duty in story.duties:
        yield from _lines_of(duty, desk)
    if story.messages:
        yield "其他消息"
        yield from (f"　{_told_line(told, desk)}" for told in story.messages)


def _lines_of(duty: DutyStory, desk: Desk) -> Iterator[str]:
    yield f"● {duty.title}（{duty.state}）"
    yield f"　截止 {duty.end}"
    yield from (f"　　因为 {fact}" for fact in duty.basis)
    yield from (f"　　调整 {change}" for change in duty.changes)
    if duty.waits_for:
        yield f"　等待 {duty.waits_for}"
    yield from (f"　已到 {_told_line(told, desk)}" for told in duty.told)
    for ahead in duty.ahead:
        when = moment_cn(ahead.moment, desk.calendar)
        mark = "不发" if ahead.not_sent else "将发"
        yield f"　{mark} {when} {ahead.rung} → {'、'.join(ahead.to)}{_because(ahead.not_sent)}"


def _because(reason: str) -> str:
    return f"：{reason}" if reason else ""


def _told_line(told: Told, desk: Desk) -> str:
    parts = (
        moment_cn(told.moment, desk.calendar),
        told.rung,
        told.audience,
        told.person,
        told.channel,
    )
    return f"{' '.join(filter(None, parts))}：{told.outcome}"
