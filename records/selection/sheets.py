"""A selection as sheets that a meeting reads: the list, what is open, everybody's reason, margins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from records.selection.told import Told
from records.workbooks.writing import Heading, Written
from rules.selection import BORDER_NAMES, OUTCOME_NAMES, CellResult, Lever, Outcome

NUMBER = Heading("申报编号", 16, text=True)
HONOUR, CELL = Heading("荣誉", 22), Heading("名额类别", 22)
NAME, REASON, CLAUSE = Heading("名称", 34), Heading("理由", 48), Heading("条款", 30)
TOTAL = Heading("总分", 10, text=True)
NOBODY = "（空缺）"


def sheets_of(told: Told) -> list[Written]:
    title = f"{told.campaign.short} 名单建议"
    return [
        Written(
            "名单",
            (HONOUR, CELL, Heading("名额", 8), Heading("序", 6), NUMBER, NAME, TOTAL, REASON),
            list(_list(told)),
            title,
        ),
        Written("空缺和备选", (HONOUR, CELL, Heading("事项", 12), Heading("内容", 60)), list(_open(told)), title),
        Written("待决事项", (Heading("事项", 90),), [(text,) for text in told.proposal.awaits], title),
        Written(
            "全部申报",
            (NUMBER, HONOUR, CELL, NAME, Heading("结果", 14), Heading("类内名次", 10), TOTAL, REASON, CLAUSE),
            list(_everybody(told)),
            title,
        ),
        Written(
            "边缘情形",
            (
                HONOUR, CELL, Heading("界线", 20), Heading("在前", 26), Heading("在后", 26),
                Heading("相差", 10, text=True), Heading("怎样变动即可翻转", 60),
            ),
            list(_margins(told)),
            title,
        ),
    ]  # fmt: skip


def _cells(told: Told) -> Iterator[tuple[str, str, str, CellResult]]:
    for honour in told.proposal.honours:
        name = told.campaign.honour(honour.code).name
        for cell in honour.cells:
            yield honour.code, name, told.cell_name(honour.code, cell.cell), cell


def _list(told: Told) -> Iterator[Sequence[object]]:
    for _, honour, name, cell in _cells(told):
        for place, number in enumerate(cell.winners, 1):
            verdict = told.proposal.verdicts[number]
            total = "" if verdict.total is None else str(verdict.total)
            yield (
                honour,
                name,
                cell.places,
                place,
                number,
                told.named(number),
                total,
                verdict.reason,
            )
        if cell.vacant:
            why = "".join(vacancy.text for vacancy in cell.vacancies)
            yield honour, name, cell.places, "", "", f"{NOBODY}{cell.vacant}个", "", why


def _open(told: Told) -> Iterator[Sequence[object]]:
    for _, honour, name, cell in _cells(told):
        for vacancy in cell.vacancies:
            yield honour, name, "空缺", vacancy.text
        for tie in cell.open_ties:
            who = "、".join(f"{n} {told.named(n)}" for n in tie.applications)
            yield honour, name, "同分待定", f"余{tie.places}个名额：{who}"
        if cell.open_choices:
            who = "、".join(f"{n} {told.named(n)}" for n in cell.open_choices)
            yield honour, name, "待本人选择", who
        for place, number in enumerate(cell.next_in_line, 1):
            total = told.proposal.verdicts[number].total
            yield honour, name, f"备选第{place}位", f"{number} {told.named(number)}，总分{total}"


def _everybody(told: Told) -> Iterator[Sequence[object]]:
    for number, verdict in told.proposal.verdicts.items():
        yield (
            number,
            told.campaign.honour(verdict.honour).name,
            told.cell_name(verdict.honour, verdict.cell),
            told.named(number),
            "备选" if verdict.outcome is Outcome.RESERVE else OUTCOME_NAMES[verdict.outcome],
            verdict.rank if verdict.rank is not None else "",
            "" if verdict.total is None else str(verdict.total),
            verdict.reason,
            f"{verdict.rule} {verdict.clause}".strip(),
        )


def _margins(told: Told) -> Iterator[Sequence[object]]:
    for margin in told.margins:
        sides = [f"{n} {told.named(n)}" if n else "达标线" for n in (margin.ahead, margin.behind)]
        yield (
            told.campaign.honour(margin.honour).name,
            told.cell_name(margin.honour, margin.cell),
            BORDER_NAMES[margin.border],
            *sides,
            str(margin.gap),
            "；".join(map(lever_told, margin.levers)) or "单项变动不能翻转",
        )


def lever_told(lever: Lever) -> str:
    way = "提高" if lever.change > 0 else "降低"
    return f"{lever.number}的“{lever.name}”{way}超过{float(abs(lever.change)):.4f}分"
