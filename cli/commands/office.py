"""What the office types where it does not click: migrate, launch, status, trigger, move."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from config.campaign_file import CampaignFileError, read_campaign
from config.settings import Settings
from models import Step
from models.migrate import upgrade
from rules.opening import STATE_NAMES
from tasks import campaigns, deadlines, prefect_api, steps
from tasks.context import Context, House, open_house
from tasks.errors import NotFound, NotPossible, Refused
from tasks.orders import Order, Scope

app = typer.Typer()
console = Console(emoji=False)

OPERATOR = "办公室（命令行）"
REFUSED = 1
UNREADABLE = 2
FEW = 5

Reason = Annotated[str, typer.Option(help="理由，会写入日志。The reason, which the journal keeps.")]


def house() -> House:
    """The installation's house with its database brought up to date."""
    opened = open_house(Settings())
    upgrade(opened.engine)
    return opened


@app.command()
def migrate() -> None:
    """把数据库升级到本版本。Bring the database to this version."""
    house()
    console.print("数据库已是最新。The database is up to date.")


@app.command()
def launch(file: Annotated[Path, typer.Argument(help="活动文件 campaign file")]) -> None:
    """启动评选活动。Launch a campaign from its file."""
    try:
        read = read_campaign(file)
    except (CampaignFileError, OSError) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(UNREADABLE) from error
    try:
        with house().acting(OPERATOR) as ctx:
            done = campaigns.launch(ctx, read)
    except NotPossible as refusal:
        refuse(refusal)
    console.print(
        f"已启动：{done.steps} 个环节，{done.planned_runs} 个计划运行。"
        f"Launched {done.steps} steps, {done.planned_runs} planned runs."
    )
    if done.started_at_once:
        console.print(f"现在就启动 start at once: {'、'.join(done.started_at_once)}")
    if done.to_enter_on_paper:
        console.print(f"已过期，请按纸面补录 enter as done: {'、'.join(done.to_enter_on_paper)}")


@app.command()
def status() -> None:
    """各环节的状态。Where each step stands."""
    with house().reading() as ctx:
        try:
            campaign_id = current_id(ctx)
        except NotFound as refusal:
            refuse(refusal)
        plan, calendar = campaigns.definition_of(ctx, campaign_id), campaigns.calendar_of(ctx)
        rows = ctx.session.exec(
            select(Step).where(col(Step.campaign_id) == campaign_id).order_by(col(Step.position))
        ).all()
    table = Table(title=plan.title)
    for heading in ("环节", "名称", "状态", "启动", "结束", "成果"):
        table.add_column(heading)
    for row in rows:
        window = (calendar.day_of(row.opens_at), calendar.day_of(row.closes_at))
        table.add_row(
            row.code,
            plan.step(row.code).name,
            STATE_NAMES[row.state],
            *(day.isoformat() for day in window),
            row.outcome,
        )
    console.print(table)


@app.command()
def trigger(
    step: Annotated[str, typer.Argument(help="环节代码 step, e.g. 1.2")], reason: Reason = ""
) -> None:
    """启动一个环节；不合次序的会被拒绝。Trigger a step; one out of order is refused."""
    ours = house()
    try:
        with ours.acting(OPERATOR) as ctx:
            run = steps.trigger(ctx, current_id(ctx), step, reason=reason)
    except NotPossible as refusal:
        refuse(refusal)
    started = prefect_api.start_now(ours.settings, run)
    told = "已开始运行 started" if started else "已记录，稍后自动运行 recorded, will run soon"
    console.print(f"{run.name}：{told}")


@app.command()
def move(  # noqa: PLR0917 - Typer reads arguments from the signature
    step: Annotated[str, typer.Argument(help="环节代码 step")],
    duty: Annotated[str, typer.Argument(help="事项代码 duty")],
    to: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="新的截止日 new day")],
    reason: Reason = "",
    ordered_by: Annotated[str, typer.Option(help="作出决定的岗位 post that ordered it")] = "",
    unit: Annotated[str, typer.Option(help="只延一个单位 one unit only")] = "",
    kind: Annotated[str, typer.Option(help="只延一类单位 one kind of units")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 do not ask")] = False,
) -> None:
    """调整截止时间：先预览，再确认。Move a deadline: a preview first, then your word."""
    order = Order(step, duty, to.date(), reason, ordered_by, Scope(unit=unit, kind=kind))
    ours = house()
    try:
        with ours.reading() as ctx:
            campaign_id = current_id(ctx)
            preview = deadlines.preview_move(ctx, campaign_id, order)
        console.print(
            f"{preview.title} → {preview.day_note}：影响 {preview.affected} 个单位{_some(preview)}"
        )
        if preview.problems:
            raise Refused(preview.problems)
        if not yes:
            typer.confirm("确认调整？Move it?", abort=True)
        with ours.acting(OPERATOR) as ctx:
            deadlines.move(ctx, campaign_id, order)
    except NotPossible as refusal:
        refuse(refusal)
    console.print("已调整，并将通知受影响的单位。Moved; the units concerned will be told.")


def _some(preview: deadlines.MovePreview) -> str:
    """The first units by name, in brackets."""
    names = "、".join(preview.units[:FEW])
    more = "…" if preview.affected > FEW else ""
    return f"（{names}{more}）" if names else ""


def current_id(ctx: Context) -> int:
    campaign = campaigns.current(ctx)
    if campaign is None or campaign.id is None:
        raise NotFound(["还没有评选活动。先运行 pingxuan launch 文件"])
    return campaign.id


def refuse(refusal: NotPossible) -> NoReturn:
    for reason in refusal.reasons:
        console.print(f"· {reason}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(REFUSED) from refusal
