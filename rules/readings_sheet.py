"""The decision sheet: how a campaign reads each open point, and what another reading would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from rules.definition import Readings, StepKind
from rules.publicity import Choice, Plan, Remedy, notice_period, timetable_clashes
from rules.readings_points import POINTS, Point

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.calendar import Calendar
    from rules.definition import Campaign, Phase, Step

_Setting: TypeAlias = str | date | tuple[str, ...]

FIRST_YEAR = 2021
"""The year that the defaults of `Readings` were written for."""

LOCAL_AREAS = 10
"""County-level areas with a trading centre and a hotline of their own, for the arithmetic of A2."""


ONLY_RECORDED: Mapping[str, str] = {
    "each_centre": "活动文件中各类别的名额（honours.cells.places）和总数",
    "direct_units": "活动文件中直属单位的类别（honours.cells）和总数",
    "third_party_name": "活动文件中考评项目的名称（evaluation.schemes.components.name）",
    "annex_title": "各文书模板的文字",
    "circulation_order": "活动文件中通报和总结会议两个环节的先后（phases.steps.after）",
    "extra_steps": "活动文件中这些环节是否启用（phases.steps.enabled）",
    "county_channel": "活动文件中申报环节的任务和期限（phases.steps.duties）",
}
"""Settings that no rule consults: where the campaign file itself says what then holds."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: str
    question: str
    clause: str
    default: str
    in_force: str
    otherwise: str
    computed: str
    """What the campaign's own figures say about it, or nothing."""

    @property
    def differs(self) -> bool:
        return self.default != self.in_force


@dataclass(frozen=True, slots=True)
class Clash:
    """A timetable that cannot be kept as it stands, with the ways out side by side."""

    title: str
    explained: str
    choices: tuple[Choice, ...]
    chosen: Remedy | None
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionSheet:
    rows: tuple[SheetRow, ...]
    clashes: tuple[Clash, ...]


def decision_sheet(campaign: Campaign, calendar: Calendar) -> DecisionSheet:
    """Every open point in order, then the clashes.

    Raises CalendarNotPublished where the calendar of a needed year is unknown and not estimated.
    """
    rows = tuple(_row(point, campaign) for point in POINTS)
    return DecisionSheet(rows, _clashes(campaign, calendar))


def _row(point: Point, campaign: Campaign) -> SheetRow:
    compute = _COMPUTED.get(point.number)
    return SheetRow(
        number=point.number,
        question=point.question,
        clause=point.clause,
        default=_told(_default(point, campaign.year), point.options),
        in_force=_told(_in_force(point, campaign), point.options),
        otherwise=_otherwise(point),
        computed=compute(campaign) if compute else "",
    )


def _otherwise(point: Point) -> str:
    if point.setting not in ONLY_RECORDED:
        return point.otherwise
    instead = ONLY_RECORDED[point.setting]
    return (
        f"{point.otherwise}此项只作记录，本身不改变任何结果；以{instead}为准，改读法须同时改那里。"
    )


def _default(point: Point, year: int) -> _Setting:
    """The default of 2021, with its dates and rounds in the campaign's own year."""
    usual = Readings()
    value: _Setting = getattr(usual, point.setting)
    if isinstance(value, date):
        return value.replace(year=value.year + year - FIRST_YEAR)
    if isinstance(value, tuple):
        return tuple(label.replace(str(FIRST_YEAR), str(year)) for label in value)
    return value


def _in_force(point: Point, campaign: Campaign) -> _Setting:
    """What the file states, else what an honour's own condition says, else the default."""
    if point.setting in campaign.readings.model_fields_set:
        stated: _Setting = getattr(campaign.readings, point.setting)
        return stated
    condition = {"second_half_from": "started_from", "in_use_by": "in_use_by"}.get(point.setting)
    if condition is not None:
        days = (getattr(honour.conditions, condition) for honour in campaign.honours)
        day: date | None = next((day for day in days if day is not None), None)
        if day is not None:
            return day
    return _default(point, campaign.year)


def _told(value: _Setting, options: Mapping[str, str]) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return options.get(value, value)


def _around(campaign: Campaign) -> str:
    cells = [cell for honour in campaign.honours for cell in honour.cells]
    soft = [cell for cell in cells if cell.soft]
    places = sum(cell.places for cell in soft)
    total = sum(honour.total for honour in campaign.honours)
    return f"{len(cells)} 格中 {len(soft)} 格写“左右”，涉及 {places} 个名额，总数 {total}。"


def totals_per_local_centre(campaign: Campaign, local_areas: int) -> dict[str, int]:
    """Honour to its total if every local centre and platform had the cell's places (A2)."""
    return {
        honour.code: honour.total
        + (local_areas - 1)
        * sum(c.places for c in honour.cells if {"trading_centre", "hotline"} & set(c.kinds))
        for honour in campaign.honours
    }


def _each_centre(campaign: Campaign) -> str:
    totals = totals_per_local_centre(campaign, LOCAL_AREAS)
    told = "，".join(f"{h.name} {h.total}→{totals[h.code]}" for h in campaign.honours)
    now, then = sum(h.total for h in campaign.honours), sum(totals.values())
    return f"若 {LOCAL_AREAS} 个地方各算：{told}；合计 {now}→{then}。"


def _direct_units(campaign: Campaign) -> str:
    cells = [c for h in campaign.honours for c in h.cells if c.units and not c.kinds]
    places = sum(c.places for c in cells)
    return f"文件列出 {sum(len(c.units) for c in cells)} 个单位、{places} 个名额；每多一个单位多 1 名。"


def _rounds(campaign: Campaign) -> str:
    rounds = len(campaign.readings.bimonthly_rounds)
    return f"现取 {rounds} 期平均，每期占双月度考核分的 1/{rounds}。" if rounds else ""


def _top_rule(campaign: Campaign) -> str:
    rule = campaign.evaluation.top_rule
    return f"现行规则取前 {rule.ranks} 名。" if rule else "没有设名次直接获评的规则。"


def _extra_steps(campaign: Campaign) -> str:
    extra = [s for phase in campaign.phases for s in phase.steps if not s.in_notice]
    told = "、".join(f"{s.name}{'（启用）' if s.enabled else '（停用）'}" for s in extra)
    return f"不在通知内的步骤：{told}。" if extra else "没有通知以外的步骤。"


def _own_weights(campaign: Campaign) -> str:
    own = [s.name for s in campaign.evaluation.schemes if not s.from_notice]
    return f"{len(own)} 个方案的权重不是通知给的：{'、'.join(own)}。" if own else ""


def _grades(campaign: Campaign) -> str:
    grades = campaign.evaluation.grades
    if len(grades) < 2:  # noqa: PLR2004 - a swing needs a best and a worst grade
        return ""
    told = "、".join(f"{g.grade} {g.points}" for g in grades)
    share = max(
        (c.weight for s in campaign.evaluation.schemes for c in s.components if c.method == "vote"),
        default=Decimal(0),
    )
    swing = (grades[0].points - grades[-1].points) * share
    return f"{told}；全优与全差在总分上最多相差 {swing.normalize():f} 分。"


def _comprehensive_office(campaign: Campaign) -> str:
    return f"即{campaign.office(campaign.readings.comprehensive_office).name}。"


_COMPUTED: Mapping[str, Callable[[Campaign], str]] = {
    "A1": _around,
    "A2": _each_centre,
    "A3": _direct_units,
    "A5": _rounds,
    "A6": _top_rule,
    "A16": _comprehensive_office,
    "A23": _extra_steps,
    "A28": _own_weights,
    "A29": _grades,
}


def _clashes(campaign: Campaign, calendar: Calendar) -> tuple[Clash, ...]:
    """The public notice against the end of its phase, after the meeting that decides (R6)."""
    review = _first(campaign, StepKind.REVIEW)
    notice = _first(campaign, StepKind.PUBLICITY)
    if review is None or notice is None:
        return ()
    phase = campaign.phase_of(notice.code)
    wished = Plan(
        meeting=review.closes,
        phase_starts=phase.opens,
        phase_ends=phase.closes,
        working_days=campaign.publicity.working_days,
        first_day_counts=campaign.publicity.first_day_counts,
    )
    choices = timetable_clashes(wished, calendar)
    if not choices:
        return ()
    decided = campaign.publicity.overrun_decided
    return (
        Clash(
            title=f"公示与“{phase.name}”的期限冲突",
            explained=_why_clash(campaign, phase, notice, calendar),
            choices=choices,
            chosen=Remedy.RUN_PAST_THE_PHASE if decided else None,
            reason=campaign.publicity.overrun_reason or "",
        ),
    )


def _why_clash(campaign: Campaign, phase: Phase, notice: Step, calendar: Calendar) -> str:
    first = calendar.next_working(phase.opens)
    days = calendar.working_days_between(calendar.shift(first, -1), phase.closes)
    public = campaign.publicity
    earliest = notice_period(
        first,
        calendar,
        working_days=public.working_days,
        first_day_counts=public.first_day_counts,
    )
    counted = "首日计入" if public.first_day_counts else "首日不计"
    return (
        f"{phase.opens} 至 {phase.closes} 只有 {days} 个工作日；公示 {public.working_days} 个工作日"
        f"（{counted}），即使 {first} 当天审定并公示，也要到 {earliest.last} 期满。"
        f"文件写的是 {notice.opens} 至 {notice.closes}。"
    )


def _first(campaign: Campaign, kind: StepKind) -> Step | None:
    return next((s for s in campaign.steps if s.kind is kind), None)
