"""Objections and enquiries by command: registered, decided, answered, listed; two people check them on the page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from cli.acting import By, Meeting, Reason, Votes, acting, as_day, day, show, tell
from cli.decision_words import read_votes
from tasks import objections
from tasks.campaigns import calendar_of
from tasks.meetings import objecting, rows
from tasks.meetings.guard import Said

app = typer.Typer()
objection_app = typer.Typer(
    help="异议和疑问：登记、决定、答复；核查由两人在网页上办理。Objections and enquiries.",
    no_args_is_help=True,
)
app.add_typer(objection_app, name="objection")

Number = Annotated[str, typer.Argument(help="异议编号 number")]


@objection_app.command()
def register(  # noqa: PLR0917 - Typer reads arguments from the signature
    text: Annotated[str, typer.Argument(help="内容 what is said")],
    on: Annotated[datetime, day("收到日期 day of receipt")],
    raised_by: Annotated[str, typer.Option("--from", help="提出人或单位 who")] = "",
    about: Annotated[str, typer.Option(help="申报编号 application")] = "",
    kind: Annotated[str, typer.Option(help="objection 异议、enquiry 疑问和建议")] = "objection",
    signature: Annotated[
        str, typer.Option(help="signed 实名、stamped 盖章、anonymous 匿名")
    ] = "signed",
    address: Annotated[str, typer.Option(help="邮箱或手机，发受理回执用 for the receipt")] = "",
) -> None:
    """登记异议或疑问。Register an objection or enquiry."""
    raised = objections.Raised(kind, raised_by, text, as_day(on), about, signature, address)
    with acting() as (ctx, campaign):
        number = objections.register(ctx, campaign, raised)
        row = objections.row_of(ctx, campaign, number)
    tell(f"已登记 registered {number}，{row.answer_due} 前答复 answer by")
    if row.note:
        tell(f"· {row.note}")


@objection_app.command()
def decide(  # noqa: PLR0917 - Typer reads arguments from the signature
    number: Number,
    effect: Annotated[str, typer.Argument(help="upheld 成立、dismissed 不成立")],
    reason: Reason = "",
    remedy: Annotated[
        str, typer.Option(help="replace 替换、leave_vacant 空缺、next_in_line 依次递补")
    ] = "",
    into: Annotated[str, typer.Option(help="替换为哪一件 application")] = "",
    votes: Votes = "",
    by: By = rows.GROUP,
    meeting: Meeting = None,
) -> None:
    """领导小组对异议作出决定。The leading group's decision."""
    with acting() as (ctx, campaign):
        verdict = objecting.Verdict(effect, Said(reason, read_votes(votes), by), remedy, into)
        position = objecting.decide_objection(ctx, campaign, number, verdict, meeting=meeting)
    tell(f"已决定（第{position}项议题）。Decided.")


@objection_app.command()
def answer(
    number: Number,
    on: Annotated[datetime, day("答复日期 day")],
    how: Annotated[str, typer.Option(help="答复方式 how")] = "",
    text: Annotated[str, typer.Option(help="答复内容（疑问和建议）the answer")] = "",
) -> None:
    """登记答复。Note the answer."""
    with acting() as (ctx, campaign):
        objections.answer(ctx, campaign, number, on=as_day(on), how=how, text=text)
    tell("已登记答复。Answered.")


@objection_app.command("list")
def list_all() -> None:
    """异议和疑问登记簿。The register."""
    with acting(reading=True) as (ctx, campaign):
        today = calendar_of(ctx).day_of(ctx.now)
        lines = [
            (row.number, objections.KINDS[row.kind], about or "", row.received_on, row.answer_due,
             objections.state_of(row, today))
            for row, about in objections.register_of(ctx, campaign)
        ]  # fmt: skip
    show("异议和疑问登记簿", ("编号", "类别", "申报", "收到", "答复期限", "状态"), iter(lines))
