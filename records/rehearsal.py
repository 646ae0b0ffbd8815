"""A rehearsal as files: documented JSON, a workbook, and a timeline page that needs nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from records.workbooks.writing import Heading, Written, write_workbook
from rules.calendar import Calendar
from rules.definition import Campaign
from rules.rehearsal import Event, Rehearsal

KINDS = {"open": "启动", "due": "截止", "remind": "提醒", "close": "结束"}
FORMAT = "pingxuan-rehearsal/1"
"""Changes when the JSON's shape does; docs/rehearsal.md describes it."""


def as_json(campaign: Campaign, rehearsal: Rehearsal, calendar: Calendar) -> dict[str, Any]:
    """The documented shape: moments as ISO 8601 with the campaign's offset."""
    return {
        "format": FORMAT,
        "campaign": campaign.code,
        "title": campaign.title,
        "events": [_event(event, calendar) for event in rehearsal.events],
        "messages_per_day": {day.isoformat(): n for day, n in rehearsal.per_day.items()},
        "warnings": list(rehearsal.warnings),
    }


def write(folder: Path, campaign: Campaign, rehearsal: Rehearsal, calendar: Calendar) -> list[Path]:
    """Write rehearsal.json, .xlsx and .html into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    told = as_json(campaign, rehearsal, calendar)
    paths = [folder / f"rehearsal.{kind}" for kind in ("json", "xlsx", "html")]
    paths[0].write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    write_workbook(paths[1], _sheets(campaign, rehearsal, calendar))
    paths[2].write_text(_page(campaign, rehearsal, calendar), encoding="utf-8")
    return paths


def _event(event: Event, calendar: Calendar) -> dict[str, Any]:
    return {
        "at": calendar.local(event.at).isoformat(timespec="seconds"),
        "kind": event.kind,
        "step": event.step,
        "title": event.title,
        "to": event.to,
        "units": event.units,
        "messages": event.messages,
        "why": list(event.why),
    }


def _sheets(campaign: Campaign, rehearsal: Rehearsal, calendar: Calendar) -> list[Written]:
    events = [
        (
            f"{calendar.local(e.at):%Y-%m-%d %H:%M}", KINDS[e.kind], e.step, e.title, e.to,
            e.units or "", e.messages or "", "；".join(e.why),
        )
        for e in rehearsal.events
    ]  # fmt: skip
    headings = (
        Heading("时间", 17), Heading("类别"), Heading("环节", text=True), Heading("事项", 36),
        Heading("对象", 14), Heading("单位"), Heading("消息（最多）"), Heading("依据", 48),
    )  # fmt: skip
    days = [(day, calendar.why(day), count) for day, count in rehearsal.per_day.items()]
    return [
        Written("日程", headings, events, f"{campaign.short}全年推演"),
        Written("每日消息", (Heading("日期", 12), Heading("说明", 14), Heading("最多")), days),
        Written("提示", (Heading("提示", 48),), [(w,) for w in rehearsal.warnings]),
    ]


def _page(campaign: Campaign, rehearsal: Rehearsal, calendar: Calendar) -> str:
    env = Environment(
        loader=PackageLoader("records", "templates"), autoescape=select_autoescape(default=True)
    )
    first = calendar.day_of(rehearsal.events[0].at)
    last = calendar.day_of(rehearsal.events[-1].at)
    whole = (last - first).days or 1
    bars = [
        {
            "name": f"{step.code} {step.name}",
            "left": (step.opens - first).days / whole * 100,
            "width": max(0.6, ((step.closes - step.opens).days + 1) / whole * 100),
            "in_notice": step.in_notice,
            "dues": [
                {"left": (d.due - first).days / whole * 100, "title": f"{d.due} {d.title}"}
                for d in step.duties
            ],
        }
        for step in campaign.steps
    ]
    rows = [
        {
            **_event(e, calendar),
            "kind_name": KINDS[e.kind],
            "at": f"{calendar.local(e.at):%m-%d %H:%M}",
        }
        for e in rehearsal.events
    ]
    return env.get_template("rehearsal.html").render(
        title=campaign.title, bars=bars, rows=rows, warnings=rehearsal.warnings,
        busiest=sorted(rehearsal.per_day.items(), key=lambda d: -d[1])[:5], first=first, last=last,
    )  # fmt: skip
