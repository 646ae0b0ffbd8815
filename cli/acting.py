"""How a command acts on the running campaign: one transaction, and every refusal on a line of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.commands.office import OPERATOR, current_id, house, refuse
from tasks import attachments
from tasks.attachments import Received
from tasks.context import Context
from tasks.errors import NotPossible

console = Console(emoji=False)

Meeting = Annotated[int | None, typer.Option(help="第几次会议，默认最近一次 which meeting")]
Reason = Annotated[str, typer.Option(help="理由 the reason")]
Votes = Annotated[str, typer.Option(help="票数 同意/不同意/弃权，如 15/1/1 the count")]
By = Annotated[str, typer.Option("--by", help="作出决定的岗位 by whose word")]


def day(help_: str) -> typer.models.OptionInfo:
    """An option that takes a day."""
    found: typer.models.OptionInfo = typer.Option(formats=["%Y-%m-%d"], help=help_)
    return found


@contextmanager
def acting(*, reading: bool = False, by: str = OPERATOR) -> Iterator[tuple[Context, int]]:
    """A context and the campaign; what is refused is told and ends the command with code 1."""
    ours = house()
    with refusals_told(), ours.reading() if reading else ours.acting(by) as ctx:
        yield ctx, current_id(ctx)


@contextmanager
def refusals_told() -> Iterator[None]:
    try:
        yield
    except NotPossible as refusal:
        refuse(refusal)


def received(file: Path) -> Received:
    """A scan examined and kept before the transaction that refers to it; a refusal ends the command."""
    with refusals_told(), file.open("rb") as stream:
        return attachments.receive(house().settings, stream, file.name)


def tell(text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def show(title: str, headings: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)


def as_day(moment: datetime) -> date:
    return moment.date()
