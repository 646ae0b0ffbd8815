"""`select`: a proposal from one workbook; `what-if`: who would move; `close-calls`: how little would do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from cli.acting import acting, show
from cli.change_words import FORMS, read_changes
from cli.commands.office import UNREADABLE, house, refuse
from config.campaign_file import CampaignFile, CampaignFileError, read_campaign
from records.selection import lever_told
from rules.selection import (
    BORDER_NAMES,
    OUTCOME_NAMES,
    CellResult,
    Change,
    Outcome,
    Verdict,
    WhatIf,
    WithoutDecision,
)
from tasks import campaigns, selecting, what_if
from tasks.errors import NotFound, NotPossible

app = typer.Typer()
console = Console(emoji=False, highlight=False, soft_wrap=True)

CampaignPath = Annotated[Path | None, typer.Option("--campaign", help="活动文件 campaign file")]
Workbook = Annotated[
    Path | None,
    typer.Option("--candidates", help="评选输入工作簿，模板见 pingxuan templates the workbook"),
]
Within = Annotated[str, typer.Option(help="相差多少分以内列为边缘情形 list what is this close")]
Several = list[str] | None


@app.command()
def select(
    campaign: Annotated[Path, typer.Option(help="活动文件 campaign file")],
    candidates: Annotated[Path, typer.Option(help="评选输入工作簿 the workbook")],
    out: Annotated[Path, typer.Option(help="写到哪个文件夹 folder")],
    margin: Within = "0.5",
) -> None:
    """按规则提出名单建议；不需要数据库和已启动的活动。Propose winners from one workbook.

    Exit codes: 0 written, 1 refused, 2 unreadable.
    """
    file, within = _read(campaign), _points(margin)
    try:
        done = selecting.select(file, candidates, out, within=within)
    except NotPossible as refusal:
        _refuse(refusal, "没有写出任何内容。Nothing was written.")
    cells = [cell for honour in done.proposal.honours for cell in honour.cells]
    winners, vacant = sum(len(c.winners) for c in cells), sum(c.vacant for c in cells)
    for path in done.files:
        console.print(f"已写出 wrote {path}", markup=False)
    console.print(
        f"申报 {len(done.candidates)} 件，拟获评 {winners}，空缺 {vacant}，"
        f"待决 {len(done.proposal.awaits)} 项。"
        f"{winners} proposed, {vacant} vacant, {len(done.proposal.awaits)} to decide."
    )
    for text in (*done.proposal.awaits, *done.warnings):
        console.print(f"· {text}", style="yellow", markup=False)


@app.command("what-if")
def suppose(  # noqa: PLR0917 - Typer reads options from the signature
    figure: Annotated[Several, typer.Option(help=FORMS["figure"])] = None,
    total: Annotated[Several, typer.Option(help=FORMS["total"])] = None,
    weight: Annotated[Several, typer.Option(help=FORMS["weight"])] = None,
    reading: Annotated[Several, typer.Option(help=FORMS["reading"])] = None,
    places: Annotated[Several, typer.Option(help=FORMS["places"])] = None,
    without: Annotated[
        list[int] | None, typer.Option(help="去掉第几项决定 leave a decision out")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="整套更换的决定，工作簿里的“决定”表 decisions instead")
    ] = None,
    campaign: CampaignPath = None,
    candidates: Workbook = None,
) -> None:
    """假如得分、权重、理解、名额或决定不同，谁会变动；不作任何记录。Who would move, if.

    Exit codes: 0 told, 1 refused, 2 unreadable.
    """
    if (campaign is None) is not (candidates is None):
        console.print("--campaign 和 --candidates 须一起写；都不写时推演当前活动。", style="red")
        raise typer.Exit(UNREADABLE)
    typed = zip(FORMS, (figure, total, weight, reading, places), strict=True)
    words = [(option, text) for option, texts in typed for text in texts or ()]
    file = _read(campaign) if campaign else None
    try:
        changes: tuple[Change, ...] = (
            *read_changes(words),
            *(WithoutDecision(place) for place in without or ()),
        )
        if file is not None and candidates is not None:
            found = selecting.suppose(file, candidates, changes, decisions)
        else:
            found = _in_the_campaign(changes, decisions)
    except NotPossible as refusal:
        _refuse(refusal, "没有推演。Nothing was worked out.")
    _tell(found)


@app.command("close-calls")
def close_calls(margin: Within = "0.5") -> None:
    """当前活动里相差很小的结果，怎样变动即可翻转；不作任何记录。Results that hang on little.

    Exit codes: 0 told, 1 refused, 2 unreadable.
    """
    within = _points(margin)
    with acting(reading=True) as (ctx, campaign):
        found = what_if.close_calls(ctx, campaign, within)
    rows = (
        (
            f"{one.honour} {one.cell}",
            BORDER_NAMES[one.border],
            one.ahead or "达标线",
            one.behind or "达标线",
            one.gap,
            "；".join(map(lever_told, one.levers)) or "单项变动不能翻转",
        )
        for one in found
    )
    headings = ("荣誉 类别", "界线", "在前", "在后", "相差", "怎样变动即可翻转")
    show(f"相差{within}分以内的结果", headings, rows)


def _in_the_campaign(changes: tuple[Change, ...], decisions: Path | None) -> WhatIf:
    with house().reading() as ctx:
        running = campaigns.current(ctx)
        if running is None or running.id is None:
            told = "还没有评选活动。先运行 pingxuan launch 文件，或者写 --campaign 和 --candidates"
            raise NotFound([told])
        return what_if.suppose(ctx, running.id, changes, decisions)


def _tell(found: WhatIf) -> None:
    if not found.moves and not found.cells:
        console.print("谁都不变动。Nobody moves.")
    for title, rows, headings in (
        ("变动的申报", list(_moves(found)), ("申报", "原来", "假如", "")),
        ("变动的名额类别", list(_cells(found)), ("荣誉 类别", "原来", "假如")),
    ):
        if rows:
            table = Table(title=title, title_justify="left")
            for heading in headings:
                table.add_column(heading, overflow="fold")
            for row in rows:
                table.add_row(*row)
            console.print(table)
    for text in found.after.awaits:
        if text not in found.before.awaits:
            console.print(f"· 新的待决事项：{text}", markup=False)
    console.print("以上只是推演，没有记录任何内容。Nothing was recorded.")


def _moves(found: WhatIf) -> Iterator[tuple[str, ...]]:
    for move in found.moves:
        way = "进入名单" if move.came_in else "退出名单" if move.went_out else ""
        yield move.number, _stands(move.before), _stands(move.after), way


def _stands(verdict: Verdict) -> str:
    outcome = verdict.outcome
    told = ["备选" if outcome is Outcome.RESERVE else OUTCOME_NAMES[outcome]]
    told += [f"第{verdict.rank}名"] if verdict.rank is not None else []
    told += [f"{verdict.total}分"] if verdict.total is not None else []
    return "，".join(told)


def _cells(found: WhatIf) -> Iterator[tuple[str, ...]]:
    for cell in found.cells:
        where = f"{cell.honour} {cell.before.cell}"
        yield where, _counted(cell.before), _counted(cell.after)


def _counted(cell: CellResult) -> str:
    told = f"名额{cell.places}，拟获评{len(cell.winners)}，空缺{cell.vacant}，待定{cell.waiting}"
    return f"{told}，首位备选{cell.next_in_line[0]}" if cell.next_in_line else told


def _points(text: str) -> Decimal:
    try:
        points = Decimal(text)
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or points < 0:
        console.print(
            f"--margin 应为 0 或更大的分数，如 0.5；现为“{text}”。", style="red", markup=False
        )
        raise typer.Exit(UNREADABLE)
    return points


def _read(file: Path) -> CampaignFile:
    try:
        return read_campaign(file)
    except (CampaignFileError, OSError) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(UNREADABLE) from error


def _refuse(refusal: NotPossible, told: str) -> NoReturn:
    console.print(told, style="red")
    refuse(refusal)
