"""The application form: which fields an honour asks for, and what they state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.definition import Campaign, Honour, Subject, Way
from rules.facts import (
    Exposure,
    Incident,
    Media,
    PersonFacts,
    ProjectFacts,
    RecordFacts,
)
from rules.said import Said
from tasks.application_rows import Entry
from tasks.facts_of import Stated
from web.forms import Problem, day_in

LINES = 3
"""Rows for things that stand against the candidate."""
AGAINST = {
    "exposure": "媒体负面曝光",
    "event": "重大负面影响事件",
    "discipline": "党纪政纪处分",
    "credit": "较重以上失信行为",
    "law": "违法违纪问题",
}
YES_NO = (("yes", "是"), ("no", "否"))
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form."""

    name: str
    label: str
    kind: str
    """text, area, date, yes_no or rank."""
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that the form's fields are drawn from, with what was typed into them."""

    fields: tuple[Field, ...]
    typed: Mapping[str, str]
    ranks: Sequence[str]
    against: Mapping[str, str]
    media: tuple[str, ...]
    lines: range


PROJECT = (
    Field("project", "项目名称", "text"),
    Field("started_on", "项目启动日期", "date", "以立项或批复文件的日期为准。"),
    Field("in_use_on", "投入使用日期", "date", "以正式上线、试运行结束的日期为准。"),
    Field(
        "leading", "是否具有率先引领性", "yes_no", "在全省、全市首创或领先的，选“是”并在下面说明。"
    ),
)
PERSON = (
    Field("name", "姓名", "text"),
    Field("code", "人员编码", "text", "名册中的编码；不在名册的，填单位自编的工号。"),
    Field("reported_on", "到岗日期", "date", "在现岗位报到的日期。"),
    Field("whole_year", "活动期间是否连续在岗", "yes_no"),
    Field("on_establishment", "是否在编在职", "yes_no"),
    Field("rank", "职级", "rank"),
    Field("front_line", "是否为窗口一线人员", "yes_no"),
    Field("recommended", "所在单位是否推荐", "yes_no", "由单位集体研究后推荐。"),
)
DEEDS = Field("deeds", "主要做法和成效", "area", "写清做了什么、效果如何，2000字以内。")


def fields_of(honour: Honour) -> tuple[Field, ...]:
    """The questions of an honour's form, in order."""
    if honour.subject is Subject.PERSON:
        return (*PERSON, DEEDS)
    return (*PROJECT, DEEDS) if honour.way is Way.PROJECT else (DEEDS,)


def asked(plan: Campaign, honour: Honour, typed: Mapping[str, str]) -> Asked:
    """The form of an honour, filled with what was typed."""
    media = tuple(one.value for one in Media)
    answers = defaultdict(str, typed)
    return Asked(fields_of(honour), answers, plan.ranks, AGAINST, media, range(1, LINES + 1))


def typed_in(form: Mapping[str, object], honour: Honour) -> dict[str, str]:
    """The answers that a form brings; empty ones are left out."""
    return {
        name: value[:4000]
        for name in names_of(honour)
        if isinstance(value := form.get(name), str) and value.strip()
    }


def names_of(honour: Honour) -> tuple[str, ...]:
    """Every name that the form sends."""
    rows = (
        f"{part}{n}"
        for n in range(1, LINES + 1)
        for part in ("bad_kind", "bad_on", "bad_gist", "bad_media", "bad_cause")
    )
    return (*(field.name for field in fields_of(honour)), *rows)


def missing(honour: Honour, typed: Mapping[str, str]) -> tuple[Problem, ...]:
    """What has to be filled in or mended before it can be handed in."""
    return (*_empty(honour, typed), *_wrong_days(honour, typed), *_half_told(typed))


def entry_of(
    plan: Campaign, honour: Honour, unit: str, typed: Mapping[str, str], draft: str = ""
) -> Entry:
    """What the form states; dates that are none are left out, so that it can be judged half filled."""
    assert plan.honour(honour.code) is honour  # noqa: S101 - the form is of this campaign
    person = project = None
    if honour.subject is Subject.PERSON:
        person = _person(typed)
    elif honour.way is Way.PROJECT:
        project = _project(typed)
    stated = Stated(person, project, _record(typed), _answer(typed, "recommended") or False)
    return Entry(honour.code, unit, stated, draft=draft)


def answers_of(honour: Honour, typed: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Label, answer and field of everything that was filled in, to be checked before it goes."""
    told = dict(YES_NO)
    rows = [
        (field.label, told.get(value, value) if field.kind == "yes_no" else value, field.name)
        for field in fields_of(honour)
        if (value := typed.get(field.name, ""))
    ]
    for n in range(1, LINES + 1):
        if gist := typed.get(f"bad_gist{n}", ""):
            kind = AGAINST.get(typed.get(f"bad_kind{n}", ""), "")
            rows.append((kind, f"{typed.get(f'bad_on{n}', '')} {gist}".strip(), f"bad_gist{n}"))
    return rows


def _empty(honour: Honour, typed: Mapping[str, str]) -> Iterator[Problem]:
    for field in fields_of(honour):
        if field.required and not typed.get(field.name, "").strip():
            yield Problem(Said("请填写：{what}", what=Said(field.label)), field.name)


def _wrong_days(honour: Honour, typed: Mapping[str, str]) -> Iterator[Problem]:
    days = [field.name for field in fields_of(honour) if field.kind == "date"]
    for name in (*days, *(f"bad_on{n}" for n in range(1, LINES + 1))):
        if typed.get(name, "").strip() and day_in(typed[name]) is None:
            yield Problem("日期请按 2021-12-20 的格式填写", name)


def _half_told(typed: Mapping[str, str]) -> Iterator[Problem]:
    for n in range(1, LINES + 1):
        if typed.get(f"bad_kind{n}") and not typed.get(f"bad_gist{n}", "").strip():
            yield Problem("请写明这一项的情况", f"bad_gist{n}")


def _person(typed: Mapping[str, str]) -> PersonFacts:
    return PersonFacts(
        code=typed.get("code", "").strip(),
        name=typed.get("name", "").strip(),
        reported_on=day_in(typed.get("reported_on", "")),
        whole_year=_answer(typed, "whole_year"),
        on_establishment=_answer(typed, "on_establishment"),
        rank=typed.get("rank") or None,
        front_line=_answer(typed, "front_line"),
    )


def _project(typed: Mapping[str, str]) -> ProjectFacts:
    return ProjectFacts(
        typed.get("project", "").strip(),
        day_in(typed.get("started_on", "")),
        day_in(typed.get("in_use_on", "")),
        _answer(typed, "leading"),
    )


def _record(typed: Mapping[str, str]) -> RecordFacts:
    found: dict[str, list[Exposure | Incident]] = {kind: [] for kind in AGAINST}
    for n in range(1, LINES + 1):
        kind, gist = typed.get(f"bad_kind{n}", ""), typed.get(f"bad_gist{n}", "").strip()
        if kind in found and gist:
            found[kind].append(_against(typed, n, kind, gist))
    return RecordFacts(
        exposures=tuple(one for one in found["exposure"] if isinstance(one, Exposure)),
        negative_events=tuple(one for one in found["event"] if isinstance(one, Incident)),
        discipline=tuple(one for one in found["discipline"] if isinstance(one, Incident)),
        credit=tuple(one for one in found["credit"] if isinstance(one, Incident)),
        law=tuple(one for one in found["law"] if isinstance(one, Incident)),
    )


def _against(typed: Mapping[str, str], n: int, kind: str, gist: str) -> Exposure | Incident:
    on, cause = day_in(typed.get(f"bad_on{n}", "")), _answer(typed, f"bad_cause{n}")
    if kind != "exposure":
        return Incident(gist, on, cause)
    media = typed.get(f"bad_media{n}", "")
    return Exposure(gist, on, Media(media) if media in tuple(Media) else Media.MUNICIPAL, cause)


def _answer(typed: Mapping[str, str], name: str) -> bool | None:
    return ANSWERS.get(typed.get(name, ""))
