"""What became of the honours: who holds them, which were withdrawn, certificates, model windows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

from cli.acting import By, Meeting, Reason, Votes, acting, as_day, day, show, tell
from cli.decision_words import read_votes
from tasks.honoured import Honoured, honoured
from tasks.meetings import rows, withdrawing
from tasks.meetings.guard import Said
from tasks.model_windows import model_windows

app = typer.Typer()
honours_app = typer.Typer(
    help="荣誉的现状：撤销、递补、证书、标兵窗口。What became of the honours.", no_args_is_help=True
)
app.add_typer(honours_app, name="honours")


@honours_app.command("list")
def list_all() -> None:
    """名单的现状。Who holds an honour today."""
    with acting(reading=True) as (ctx, campaign):
        found = honoured(ctx, campaign)
    show("名单现状", ("编号", "荣誉", "名称", "状态"), _lines(found))


@honours_app.command()
def withdraw(  # noqa: PLR0917 - Typer reads arguments from the signature
    item: Annotated[int, typer.Argument(help="第几项议题 item")],
    certificate_due: Annotated[datetime, day("收回证书的期限 certificate back by")],
    reason: Reason = "",
    successor: Annotated[str, typer.Option(help="递补的申报，不写则名额作废 successor")] = "",
    votes: Votes = "",
    by: By = rows.GROUP,
    meeting: Meeting = None,
) -> None:
    """按议题撤销荣誉。Withdraw an honour; `meeting item --withdraw` puts it on the agenda."""
    with acting() as (ctx, campaign):
        said = Said(reason, read_votes(votes), by)
        terms = withdrawing.Terms(said, as_day(certificate_due), successor)
        number = withdrawing.withdraw(ctx, campaign, item, terms, meeting=meeting)
    tell(f"已撤销 withdrawn，{number}")


@honours_app.command()
def returned(
    number: Annotated[str, typer.Argument(help="申报编号 application")],
    on: Annotated[datetime, day("收回日期 day")],
    note: Annotated[str, typer.Option(help="说明 note")] = "",
) -> None:
    """登记证书已收回。A withdrawn honour's certificate came back."""
    with acting() as (ctx, campaign):
        withdrawing.certificate_returned(ctx, campaign, number, on=as_day(on), note=note)
    tell("已登记收回。Recorded.")


@honours_app.command()
def reclaim() -> None:
    """还没有收回的证书。Certificates still to be returned."""
    with acting(reading=True) as (ctx, campaign):
        lines = list(withdrawing.to_reclaim(ctx, campaign))
    show("待收回证书", ("编号", "期限"), iter(lines))


@honours_app.command()
def windows(year: Annotated[int, typer.Argument(help="年度 year")]) -> None:
    """某年的标兵窗口，当年不参加“优秀窗口”评选（说明2）。Model windows of a year."""
    with acting(reading=True) as (ctx, _):
        found = model_windows(ctx, year)
    show(
        f"{year}年标兵窗口",
        ("代码", "窗口", "申报"),
        ((w.code, w.name, w.application) for w in found),
    )


def _lines(found: list[Honoured]) -> Iterator[tuple[object, ...]]:
    for one in found:
        state = f"已撤销：{one.withdrawn_for}" if one.withdrawn_for else one.waits_for or "有效"
        if one.instead_of:
            state = f"递补{one.instead_of}，{state}"
        yield one.winner.number, one.winner.honour, one.winner.candidate, state
