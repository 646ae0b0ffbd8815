"""Hearings and signatures by command: draw the order, record who was there, sign under scores."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from cli.commands.judging import Component, Group, act
from cli.commands.office import Reason, console, current_id, house, refuse
from tasks import hearings, identities, signatures
from tasks.campaigns import definition_of
from tasks.candidates import competing_of
from tasks.errors import NotPossible, Refused

app = typer.Typer()
hearing = typer.Typer(help="汇报会：抽签、登记。Hearings: draw and record.", no_args_is_help=True)
app.add_typer(hearing, name="hearing")


@hearing.command("draw")
def draw(component: Component, group: Group, reason: Reason = "") -> None:
    """抽签排定汇报顺序。Draw the order of candidates."""
    done = act(lambda ctx, c: hearings.draw(ctx, c, component, group, reason=reason))
    table = Table(title=f"汇报顺序 · 第{done.version}次抽签 · 签号 lot {done.lot}")
    for heading in ("顺序", "候选", "名称"):
        table.add_column(heading)
    for number, (code, name) in enumerate(zip(done.order, done.names, strict=True), 1):
        table.add_row(str(number), code, name)
    console.print(table)
    for line in done.stepping_out:
        console.print(f"· 回避 steps out：{line}", highlight=False, soft_wrap=True)


@hearing.command("record")
def record(
    component: Component,
    group: Group,
    held_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="召开日期 day")],
    present: Annotated[str, typer.Option(help="到会评委编号，用逗号隔开 codes of those present")],
) -> None:
    """登记汇报会召开和到会评委。Record a hearing and who was there."""
    there = [code for code in present.replace("，", ",").replace("、", ",").split(",") if code]
    act(
        lambda ctx, c: hearings.record(
            ctx, c, component, group, held_on=held_on.date(), present=there
        )
    )
    console.print(f"已登记，{len(there)} 名评委到会。Recorded.")


@app.command()
def sign(
    group: Group = "",
    honour: Annotated[str, typer.Option(help="荣誉代码 honour")] = "",
    office: Annotated[str, typer.Option(help="签字处室代码 office")] = "",
    post: Annotated[str, typer.Option(help="签字的岗位 post")] = "",
    by: Annotated[str, typer.Option(help="签字的人：账号名或人员编码 who signed")] = "",
    waive: Annotated[str, typer.Option(help="免签的理由 reason for going on without it")] = "",
) -> None:
    """得分签字；不带选项时列出待签字的处室。Sign under scores; alone it lists who owes."""
    if not (group or honour):
        _list_owing()
        return
    if group and honour:
        refuse(Refused(["分组和荣誉请分别签字"]))
    under = signatures.Under("group" if group else "honour", group or honour, office, post)
    if waive:
        act(lambda ctx, c: signatures.waive(ctx, c, under, reason=waive))
        console.print("已登记免签。Waived.")
        return
    digest = act(
        lambda ctx, c: signatures.sign(ctx, c, under, identities.called(ctx, by) if by else None)
    )
    console.print(f"已签字 signed：{digest}", highlight=False)


def _list_owing() -> None:
    try:
        with house().reading() as ctx:
            campaign = current_id(ctx)
            plan = definition_of(ctx, campaign)
            competing = competing_of(ctx, campaign, plan)
            owing = signatures.missing(ctx, campaign, plan, competing)
    except NotPossible as refusal:
        refuse(refusal)
    for one in owing:
        line = f"待签字：{signatures.told(one, plan)}　--{one.kind} {one.subject} --office {one.office}"
        console.print(line, highlight=False, soft_wrap=True)
    if not owing:
        console.print("没有待签字的处室。Nobody owes a signature.")
