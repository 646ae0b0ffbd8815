"""A candidate's score card on the screen or as a file, and everybody's as workbooks."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.commands.office import UNREADABLE, current_id, house, refuse
from records.score_cards import write_card, write_cards, write_json
from rules.score_cards import ScoreCard
from tasks import campaigns, score_cards
from tasks.context import Context
from tasks.errors import NotPossible

app = typer.Typer()
console = Console(emoji=False)
ENDINGS = (".xlsx", ".json")


@app.command()
def card(
    number: Annotated[str, typer.Argument(help="申报编号 number of the application")],
    out: Annotated[
        Path | None, typer.Option(help="写成 .xlsx 或 .json 文件 write a file instead")
    ] = None,
) -> None:
    """一件申报的得分卡：得分、折算、权重、名次和理由。One candidate's score card."""
    if out is not None and out.suffix not in ENDINGS:
        console.print(f"不能写成 {out.name}：请用 .xlsx 或 .json 结尾。", style="red", markup=False)
        raise typer.Exit(UNREADABLE)
    with house().reading() as ctx:
        try:
            campaign_id, title = _campaign(ctx)
            found = score_cards.card_of(ctx, campaign_id, number)
        except NotPossible as refusal:
            refuse(refusal)
    if out is None:
        _show(found)
        return
    if out.suffix == ".json":
        write_json(out, title, [found])
    else:
        write_card(out, title, found)
    console.print(f"已写出 wrote {out}", highlight=False, soft_wrap=True)


@app.command()
def cards(
    out: Annotated[Path, typer.Option(help="放在哪个文件夹 folder")] = Path("得分卡"),
) -> None:
    """全部得分卡：每项荣誉一个工作簿，另有一份 JSON。All score cards, a workbook per honour."""
    with house().reading() as ctx:
        try:
            campaign_id, title = _campaign(ctx)
        except NotPossible as refusal:
            refuse(refusal)
        found = score_cards.kept_cards(ctx, campaign_id)
    by_honour: dict[str, list[ScoreCard]] = defaultdict(list)
    for one in found:
        by_honour[one.honour_name].append(one)
    written = [write_cards(out / f"{name}.xlsx", title, own) for name, own in by_honour.items()]
    written.append(write_json(out / "得分卡.json", title, found))
    for path in written:
        console.print(f"已写出 wrote {path}", highlight=False, soft_wrap=True)


def _campaign(ctx: Context) -> tuple[int, str]:
    campaign = current_id(ctx)
    return campaign, campaigns.definition_of(ctx, campaign).short


def _show(found: ScoreCard) -> None:
    who = f"{found.person}　{found.unit_name}" if found.person else found.unit_name
    console.print(f"{found.number}　{found.honour_name}　{who}", style="bold", markup=False)
    console.print(f"{found.outcome_name}：{found.reason}", markup=False, highlight=False)
    told = (
        ("条款", (f"{found.rule} {found.clause}".strip(),)),
        ("名额", (" ".join(filter(None, (found.cell_name, found.quota))),)),
        ("不符合的条件", found.exclusions),
        ("有关决定", found.decisions),
        ("还缺", found.missing),
    )
    for name, texts in told:
        if any(texts):
            console.print(f"{name}：{'；'.join(texts)}", markup=False, highlight=False)
    table = Table(show_lines=True)
    for heading in ("项目", "得分情况", "得分", "折算", "分值", "权重", "计入总分"):
        table.add_column(heading, overflow="fold")
    for line in found.lines:
        table.add_row(
            line.name,
            "、".join(line.used) or "；".join(line.missing),
            line.value or "缺",
            line.conversion or "—",
            line.points or "缺",
            f"{line.weight}（{line.weight_from}）",
            line.contribution or "—",
        )
    table.add_row("总分", "", "", "", "", "", found.total or "未完成", style="bold")
    if found.lines:
        console.print(table)
    for text in (*found.explained, *found.evidence):
        console.print(text, markup=False, highlight=False)
