"""Votes by command: prepare, sign in, open, codes, cast, paper, close, count, publish, find a receipt."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.acting import acting
from cli.commands.office import current_id, house, refuse
from records.workbooks import voting as papers
from rules.ballots import value_of
from tasks.campaigns import definition_of
from tasks.errors import NotPossible, Refused
from tasks.imports.tallies import import_tallies
from tasks.voting import batches, casting, closing, codes, preparing, results, sessions, upkeep
from tasks.voting.electorate import Substitute
from tasks.voting.slip_files import read_ballots

app = typer.Typer()
voting = typer.Typer(help="投票：从名单到公布。Votes, from list to board.", no_args_is_help=True)
app.add_typer(voting, name="vote")
console = Console(emoji=False)

VOTER = "投票人"
"""Whoever casts is nobody in particular."""
REFUSED = 1

Code = Annotated[str, typer.Argument(help="投票代码 vote, e.g. windows")]
Out = Annotated[Path, typer.Option(help="文件放在哪个文件夹 folder")]
By = Annotated[str, typer.Option(help="由谁办理（姓名）who does it")]


@voting.command()
def prepare(
    vote: Code,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="投票日 day of the vote")],
    substitute: Annotated[
        list[str] | None, typer.Option(help="代投：单位代码=人员编号=原因 unit=person=reason")
    ] = None,
    out: Out = Path("vote"),
) -> None:
    """列出投票人，写出签到表。List the voters and write the sign-in sheet."""
    stand_ins = tuple(_substitute(text) for text in substitute or ())
    with acting() as (ctx, campaign):
        listed = preparing.prepare(ctx, campaign, vote, held_on=on.date(), substitutes=stand_ins)
        found = sessions.vote_of(definition_of(ctx, campaign), vote)
        path = out / f"{vote}-签到表.xlsx"
        papers.write_attendance(path, found, listed.voters)
    _say(f"投票人 {len(listed.voters)} 人。{len(listed.voters)} voters. 已写出 wrote {path}")
    for unit in listed.without:
        _say(f"· {unit} 没有登记负责人，请补登名册，或用 --substitute 指定投票人", "yellow")


@voting.command()
def attend(
    vote: Code,
    units: Annotated[list[str] | None, typer.Argument(help="到场的单位代码 units")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="全部到场 all came")] = False,
    absent: Annotated[bool, typer.Option("--absent", help="更正为未到 not here after all")] = False,
) -> None:
    """登记签到；到场不等于投票。Sign in; coming is not voting."""
    if bool(units) == everybody:
        _say("请写到场的单位代码，或者写 --all。Name units, or --all.", "red")
        raise typer.Exit(REFUSED)
    with acting() as (ctx, campaign):
        there = preparing.attend(ctx, campaign, vote, tuple(units or ()), came=not absent)
    _say(f"现在到场 {there} 人。{there} are here.")


@voting.command("open")
def open_(vote: Code, out: Out = Path("vote")) -> None:
    """开始投票：固定名单，写出票和计票单。Open: freeze both lists, write slips to print."""
    with acting() as (ctx, campaign):
        opened = preparing.open_vote(ctx, campaign, vote)
        plan = definition_of(ctx, campaign)
        found = sessions.vote_of(plan, vote)
        slip = casting.read_slip(ctx, campaign, vote)
        papers.write_slip(out / f"{vote}-票.xlsx", plan, found, slip.candidates)
        for one in found.classes:
            path = out / f"{vote}-计票单-{one.code}.xlsx"
            papers.write_tally_sheet(path, plan, found, slip.candidates, one.code)
    _say(f"已开始：投票人 {opened.voters} 人，候选 {opened.candidates} 个。The vote is open.")
    _say(f"名单校验值，请记入会议记录 hash of the list: {opened.electorate_hash}")
    for remark in opened.remarks:
        _say(f"· {remark}", "yellow")


@voting.command("codes")
def codes_(
    vote: Code,
    count: Annotated[
        list[str] | None, typer.Option(help="类别=张数，默认到场的每人一张 class=number")
    ] = None,
    withdraw: Annotated[
        list[str] | None, typer.Option(help="收回未用的验票码 codes handed back unused")
    ] = None,
    out: Out = Path("vote"),
) -> None:
    """写出验票码，剪开后随机抽取。Write one-time codes, to be cut apart and drawn."""
    with acting() as (ctx, campaign):
        if withdraw:
            gone = codes.withdraw_codes(ctx, campaign, vote, withdraw)
            _say(f"收回 {gone} 个。{gone} withdrawn.")
            return
        found = sessions.vote_of(definition_of(ctx, campaign), vote)
        issued = codes.issue_codes(ctx, campaign, vote, _counts(count) if count else None)
        rows = [(code.voter_class, code.printed(halves=found.halves)) for code in issued]
        written = papers.write_codes(out, found, rows)
    _say(f"已发 {len(issued)} 个。{len(issued)} codes. 只在这里，请妥善保管，用后销毁：")
    for path in written:
        _say(f"已写出 wrote {path}")


@voting.command()
def cast(
    vote: Code,
    file: Annotated[Path, typer.Argument(help="票面文件 slips, .json .xlsx .csv")],
) -> None:
    """按文件投票，每人一次。Cast the ballots of a file, one transaction each."""
    ours = house()
    refused = 0
    try:
        with ours.reading() as ctx:
            campaign = current_id(ctx)
            slip = casting.read_slip(ctx, campaign, vote)
        ballots = read_ballots(file, [code for code, _ in slip.candidates])
    except NotPossible as refusal:
        refuse(refusal)
    for number, ballot in enumerate(ballots, 1):
        try:
            with ours.acting(VOTER) as ctx:
                receipt = casting.cast(ctx, campaign, vote, ballot.code, ballot.marks)
            _say(f"第{number}张：已投，回执 receipt {receipt.text}（只显示这一次，请交给本人）")
        except NotPossible as refusal:
            refused += 1
            _say(f"第{number}张：没有投出，{refusal}", "red")
    if refused:
        raise typer.Exit(REFUSED)


@voting.command()
def batch(
    vote: Code,
    by: By,
    file: Annotated[Path | None, typer.Argument(help="填好的计票单 filled tally sheet")] = None,
    check: Annotated[str, typer.Option(help="复核哪一批 check this batch")] = "",
) -> None:
    """录入纸质票，或由另一人复核。Enter a batch of paper, or check it as a second person."""
    with acting(by=by) as (ctx, campaign):
        if check:
            batches.check_batch(ctx, campaign, vote, check)
            _say(f"第{check}批已复核。Checked.")
        elif file is not None:
            report = import_tallies(ctx, campaign, file)
            _say(f"{report.file}：已录入，请另一人用 --check 批号 复核。Entered.")
        else:
            raise Refused(["请写计票单文件，或写 --check 批号"])


@voting.command()
def close(vote: Code) -> None:
    """结束投票，清除痕迹，才能计票。Close: wipe the traces; only now anything is counted."""
    with acting() as (ctx, campaign):
        closed = closing.close_vote(ctx, campaign, vote)
    _say(
        f"已结束：验票码发出{closed.issued}个、用了{closed.used}个，纸质票发出{closed.paper}张，"
        f"公布票单{closed.slips}行。The vote is closed."
    )
    _say(f"票单校验值，请记入会议记录 hash of the board: {closed.board_hash}")
    for name in closed.withheld:
        _say(f"· {name}投票人数太少，为保密不公布、不计分", "yellow")
    scrub()


@voting.command()
def scrub() -> None:
    """清理数据库文件里的残留；结束投票时会自动做。Wipe what the database file still holds."""
    try:
        upkeep.scrub(house())
    except NotPossible as refusal:
        refuse(refusal)
    _say("数据库文件已清理。The database file is clean.")


@voting.command()
def count(
    vote: Code,
    out: Annotated[Path | None, typer.Option(help="另写成工作簿 also as a workbook")] = None,
) -> None:
    """重新数票并核对。Count again and compare with what was written down."""
    with acting() as (ctx, campaign):
        counted = results.count(ctx, campaign, vote)
        plan = definition_of(ctx, campaign)
    rows = [
        papers.CountedRow(c.candidate, c.name, c.count, value_of(c.count, plan)) for c in counted
    ]
    found = sessions.vote_of(plan, vote)
    sheet = papers.result_sheet(plan, found, rows)
    table = Table(title=sheet.title)
    for heading in sheet.headings:
        table.add_column(heading.name)
    for row in sheet.rows:
        table.add_row(*map(str, row))
    console.print(table)
    if out is not None:
        papers.write_result(out, plan, found, rows)
        _say(f"已写出 wrote {out}")


@voting.command()
def board(
    vote: Code,
    out: Annotated[Path, typer.Option(help="写到 .json 或 .xlsx file")] = Path("票单.xlsx"),
) -> None:
    """公布票单，供人查对。Write the list of slips for everybody to check."""
    with acting() as (ctx, campaign):
        shown = results.board(ctx, campaign, vote)
        found = sessions.vote_of(definition_of(ctx, campaign), vote)
    if out.suffix.lower() == ".json":
        out.write_text(shown.as_json(), encoding="utf-8")
    else:
        papers.write_board(out, found, shown.slips, shown.hash)
    _say(f"票单{len(shown.slips)}行，校验值 hash {shown.hash}，已写出 wrote {out}")


@voting.command()
def receipt(vote: Code, text: Annotated[str, typer.Argument(help="回执 receipt")]) -> None:
    """凭回执查自己的票。Find the slips of a receipt."""
    with acting() as (ctx, campaign):
        found = results.find_receipt(ctx, campaign, vote, text)
    for one in found:
        _say(f"{one.candidate} {one.name}：{one.value or '（为保密不公布）'}")


def _substitute(text: str) -> Substitute:
    parts = text.split("=", 2)
    if len(parts) < 3:  # noqa: PLR2004 - unit, person, reason
        _say(f"“{text}”写得不对，应为 单位代码=人员编号=原因", "red")
        raise typer.Exit(REFUSED)
    return Substitute(*parts)


def _counts(texts: list[str]) -> dict[str, int]:
    wrong = [text for text in texts if not text.partition("=")[2].isdecimal()]
    if wrong:
        raise Refused(f"“{text}”写得不对，应为 类别=张数，如 heads=12" for text in wrong)
    return {name: int(number) for name, _, number in (text.partition("=") for text in texts)}


def _say(text: str, style: str = "") -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
