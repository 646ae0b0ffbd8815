"""The menu: sections and their pages, of which everybody sees those that their posts open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.access import Right, Who


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu; any of the rights shows it."""

    path: str
    label: str
    rights: tuple[Right, ...]


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    entries: tuple[Entry, ...]


SECTIONS = (
    Section(
        "总览",
        (
            Entry("/", "进程", (Right.OVERVIEW,)),
            Entry("/tasks", "办公室待办", (Right.MESSAGES,)),
            Entry("/quotas", "名额", (Right.OVERVIEW,)),
            Entry("/events", "记事", (Right.JOURNAL, Right.AUDIT)),
        ),
    ),
    Section(
        "我的单位",
        (
            Entry("/my", "待办事项", (Right.OWN_UNIT,)),
            Entry("/my/messages", "我的消息", (Right.OWN_UNIT,)),
        ),
    ),
    Section(
        "事项",
        (
            Entry("/duties", "单位事项表", (Right.UNITS,)),
            Entry("/imports", "导入", (Right.IMPORTS,)),
            Entry("/visits", "调研座谈", (Right.RUN,)),
            Entry("/closures", "工作日历", (Right.RUN,)),
            Entry("/campaign", "活动文件", (Right.RUN,)),
            Entry(
                "/guidance",
                "指导意见",
                (Right.LEAD, Right.OWN_UNIT, Right.COUNTY, Right.APPLICATIONS),
            ),
        ),
    ),
    Section(
        "公文",
        (
            Entry("/papers", "公文", (Right.PAPERS, Right.SIGN, Right.DRAFT)),
            Entry("/papers/materials", "评选材料", (Right.DRAFT,)),
            Entry("/papers/signers", "签批人", (Right.DRAFT,)),
            Entry("/templates", "模板", (Right.TEMPLATES,)),
        ),
    ),
    Section(
        "所属单位",
        (
            Entry("/county", "所属单位", (Right.COUNTY,)),
            Entry("/county/cases", "推荐典型案例", (Right.COUNTY,)),
        ),
    ),
    Section(
        "牵头",
        (
            Entry("/lead", "牵头工作", (Right.LEAD, Right.SCORES)),
            Entry("/lead/evidence/upload", "平时佐证", (Right.LEAD, Right.APPLICATIONS)),
        ),
    ),
    Section(
        "申报",
        (
            Entry("/applications", "申报列表", (Right.APPLICATIONS, Right.LEAD, Right.COUNTY)),
            Entry("/rankings", "总分排名", (Right.SCORES, Right.LEAD)),
            Entry("/opinions", "部门意见", (Right.APPLICATIONS,)),
            Entry("/opinions/upload", "部门来函", (Right.APPLICATIONS,)),
        ),
    ),
    Section(
        "评分",
        (
            Entry("/sheets", "我的评分", (Right.EVALUATE,)),
            Entry("/sheets/scores", "评分明细", (Right.EVALUATE, Right.LEAD, Right.SCORES)),
        ),
    ),
    Section(
        "消息",
        (
            Entry("/messages", "消息列表", (Right.MESSAGES,)),
            Entry("/telephone", "电话清单", (Right.MESSAGES,)),
            Entry("/messages/coming", "下一工作日发出", (Right.MESSAGES,)),
        ),
    ),
    Section(
        "归档",
        (
            Entry("/archive", "归档包", (Right.ARCHIVE,)),
            Entry("/personal-data", "个人信息清除", (Right.ERASE,)),
        ),
    ),
    Section(
        "评议",
        (
            Entry("/meeting", "领导小组会议", (Right.MEETING, Right.MEETING_DESK)),
            Entry("/observe", "列席意见", (Right.OBSERVE,)),
            Entry("/votes", "投票管理", (Right.VOTE_DESK,)),
            Entry("/objections", "异议登记", (Right.OBJECTIONS,)),
            Entry("/honours", "荣誉现状", (Right.MEETING_DESK,)),
            Entry("/result", "结果核验", (Right.SCORES, Right.AUDIT)),
        ),
    ),
    Section(
        "管理",
        (
            Entry("/people", "人员", (Right.PEOPLE,)),
            Entry("/accounts", "账号", (Right.ACCOUNTS,)),
            Entry("/tokens", "接口", (Right.ACCOUNTS,)),
            Entry("/audit", "审计", (Right.AUDIT,)),
            Entry("/system/health", "运行状况", (Right.HEALTH,)),
            Entry("/system/settings", "设置", (Right.SETTINGS,)),
        ),
    ),
)


HOMES = (
    (Right.RUN, "/"),
    (Right.LEAD, "/lead"),
    (Right.COUNTY, "/county"),
    (Right.EVALUATE, "/sheets"),
    (Right.OBSERVE, "/observe"),
    (Right.MEETING, "/meeting"),
    (Right.SIGN, "/papers"),
    (Right.OWN_UNIT, "/my"),
    (Right.ARCHIVE, "/archive"),
    (Right.AUDIT, "/audit"),
    (Right.ACCOUNTS, "/accounts"),
)
"""The first right that somebody has says where they begin."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A menu item as a page shows it."""

    path: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    sections: tuple[Tab, ...]
    pages: tuple[Tab, ...]
    """Pages of the current section, where there is more than one."""


def menu_for(who: Who, path: str) -> Menu:
    """What somebody may open, with the page they are on; the longest path that fits it is current."""
    shown = [(section, tuple(_open(section, who))) for section in SECTIONS]
    here = max(
        (entry.path for _, entries in shown for entry in entries if _within(path, entry.path)),
        key=len,
        default="",
    )
    sections: list[Tab] = []
    pages: tuple[Tab, ...] = ()
    for section, entries in shown:
        if not entries:
            continue
        current = any(entry.path == here for entry in entries)
        sections.append(Tab(entries[0].path, section.label, current))
        if current and len(entries) > 1:
            pages = tuple(Tab(e.path, e.label, e.path == here) for e in entries)
    return Menu(tuple(sections), pages)


def home_of(who: Who) -> str:
    """Where somebody's work begins: what only they do comes before what every unit does."""
    return next((path for right, path in HOMES if who.may(right)), "/")


def _open(section: Section, who: Who) -> Iterator[Entry]:
    return (entry for entry in section.entries if who.may(*entry.rights))


def _within(path: str, place: str) -> bool:
    return path == place or (place != "/" and path.startswith(f"{place}/"))
