"""Hearings (听取汇报): the order is drawn and shown, and who heard whom is recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from models import Hearing
from rules.definition import Campaign, Group, Method
from rules.hearings import drawn_order, needed, too_few
from tasks import method_papers
from tasks.assigning import Board
from tasks.campaigns import calendar_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.moments import day_problems
from tasks.panels import ToScore, panel_of, to_score
from tasks.use_case import use_case


@dataclass(frozen=True, slots=True)
class Drawn:
    """The order with the lot that gives it, and who leaves the room for whom."""

    version: int
    lot: str
    order: tuple[str, ...]
    names: tuple[str, ...]
    panel: tuple[str, ...]
    stepping_out: tuple[str, ...] = ()


@use_case("汇报抽签排序")
def draw(ctx: Context, campaign_id: int, component: str, group: str, *, reason: str = "") -> Drawn:
    """Draw the order of a group's candidates; the lot and the list are in the journal.

    Raises Refused where there is nobody to hear or to be heard, after the hearing was held, and
    for a second draw without its reason.
    """
    board = Board(ctx, campaign_id)
    asked = _asked(ctx, campaign_id, board.plan, component, group)
    panel = panel_of(ctx, campaign_id, component, group)
    before = last(ctx, campaign_id, component, group)
    out = stepping_out(board, panel, asked)
    problems = _draw_problems(panel, asked, before, reason)
    problems += _without_method(ctx, campaign_id, board.plan, group)
    problems += _too_small(panel, asked, out, board.plan)
    if problems:
        raise Refused(problems)
    lot = f"{ctx.house.chance.getrandbits(64):016x}"
    order = drawn_order(asked, lot)
    version = before.version + 1 if before else 1
    ctx.session.add(
        Hearing(
            campaign_id=campaign_id, component=component, group=group, version=version, lot=lot,
            order=list(order), panel=list(panel), drawn_at=ctx.now, drawn_by=ctx.actor,
            reason=reason,
        )
    )  # fmt: skip
    ctx.record(
        "hearing.drawn",
        f"{component}:{group}",
        why=reason,
        campaign=campaign_id,
        version=version,
        lot=lot,
        order=list(order),
        panel=list(panel),
    )
    told = tuple(
        board.told(code, judge, board.barred(code, judge)) for code in order for judge in out[code]
    )
    return Drawn(version, lot, order, tuple(asked[c].name for c in order), panel, told)


@use_case("登记汇报会")
def record(
    ctx: Context,
    campaign_id: int,
    component: str,
    group: str,
    *,
    held_on: date,
    present: Collection[str],
) -> None:
    """Enter who of the panel was there; from then on they may hand in their marks.

    Raises Refused before the draw, for strangers to the panel, and where too few heard a
    candidate, counting out whoever must leave the room for it.
    """
    board = Board(ctx, campaign_id)
    asked = _asked(ctx, campaign_id, board.plan, component, group)
    hearing = _drawn(ctx, campaign_id, component, board.plan.group(group))
    problems = _day_problems(ctx, hearing, held_on)
    strangers = sorted(set(present) - set(hearing.panel))
    problems += [f"{code} 不在汇报会的评委席上（{'、'.join(hearing.panel)}）" for code in strangers]
    least = needed(len(hearing.panel), board.plan.judging)
    out = stepping_out(board, hearing.panel, [code for code in hearing.order if code in asked])
    problems += [
        f"{code} {asked[code].name} 只有{count}名评委听取汇报，至少要{least}名（回避的不计）"
        for code, count in too_few(hearing.panel, present, out, board.plan.judging).items()
    ]
    if problems:
        raise Refused(problems)
    hearing.held_on, hearing.present = held_on, sorted(set(present))
    ctx.session.add(hearing)
    ctx.record(
        "hearing.held",
        f"{component}:{group}",
        campaign=campaign_id,
        version=hearing.version,
        held_on=held_on.isoformat(),
        present=hearing.present,
    )


def last(ctx: Context, campaign_id: int, component: str, group: str) -> Hearing | None:
    """The draw that stands: the latest."""
    return ctx.session.exec(
        select(Hearing)
        .where(
            col(Hearing.campaign_id) == campaign_id,
            col(Hearing.component) == component,
            col(Hearing.group) == group,
        )
        .order_by(col(Hearing.version).desc())
    ).first()


def stepping_out(
    board: Board, panel: Collection[str], candidates: Collection[str]
) -> dict[str, list[str]]:
    """For every candidate, who of the panel must leave the room (回避)."""
    return {code: [judge for judge in panel if board.barred(code, judge)] for code in candidates}


def _asked(
    ctx: Context, campaign_id: int, plan: Campaign, component: str, group: str
) -> dict[str, ToScore]:
    asked = to_score(ctx, campaign_id, plan, component, group)
    heard = {
        c.code for s in plan.evaluation.schemes for c in s.components if c.method is Method.HEARING
    }
    if component not in heard:
        raise NotFound(
            [f"“{component}”不是听取汇报的考评项目，可用：{'、'.join(sorted(heard)) or '无'}"]
        )
    return asked


def _drawn(ctx: Context, campaign_id: int, component: str, group: Group) -> Hearing:
    hearing = last(ctx, campaign_id, component, group.code)
    if hearing is None:
        raise Refused([f"{group.name}的汇报会还没有抽签，请先抽签"])
    return hearing


def _day_problems(ctx: Context, hearing: Hearing, held_on: date) -> list[str]:
    calendar = calendar_of(ctx)
    problems = day_problems(held_on, ctx.now, calendar)
    if held_on < (drawn_on := calendar.day_of(hearing.drawn_at)):
        problems.append(f"汇报会日期{held_on}早于抽签的{drawn_on}，请核对")
    if hearing.held_on is not None:
        problems.append(f"汇报会已于{hearing.held_on}登记召开")
    return problems


def _without_method(ctx: Context, campaign_id: int, plan: Campaign, group: str) -> list[str]:
    """R42."""
    owing = method_papers.unregistered(ctx, campaign_id, plan)
    if group not in owing:
        return []
    return [f"{plan.group(group).name}的考评办法尚未登记，请{owing[group]}先报送（说明2）"]


def _too_small(
    panel: Collection[str],
    asked: Mapping[str, ToScore],
    out: Mapping[str, Collection[str]],
    plan: Campaign,
) -> list[str]:
    short = too_few(panel, panel, out, plan.judging) if panel else {}
    least = needed(len(panel), plan.judging)
    return [
        f"{code} {asked[code].name} 回避后只剩{count}名评委，至少要{least}名"
        for code, count in short.items()
    ]


def _draw_problems(
    panel: Collection[str], asked: Collection[str], before: Hearing | None, reason: str
) -> list[str]:
    problems = []
    if not panel:
        problems.append("汇报会还没有评委，请先导入评委名单")
    if not asked:
        problems.append("这个分组没有要汇报的候选")
    if before and before.held_on is not None:
        problems.append(f"汇报会已于{before.held_on}召开，不能再抽签")
    elif before and not reason.strip():
        problems.append(f"已抽过{before.version}次签，重抽请写明理由")
    return problems
