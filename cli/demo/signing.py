"""Papers on their way: drafted, signed post by post before their day, one returned, one on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from sqlmodel import col, select

from cli.demo.agenda import OFFICE, Fixed, Playing, scanned
from models import Paper
from rules.signing import Verdict, order_of
from rules.states import PaperState
from tasks import appointing, sign_off, sign_opinions, signatories
from tasks.appointing import NewAccount
from tasks.context import Context
from tasks.sign_sheets import code_of, sheet_of

CLERK = "文秘科员（虚构）"
ROUNDS = (
    ("2021-06-18", "08:10", ("1.1",)),
    ("2021-06-18", "08:30", ("1.2",)),
    ("2021-11-30", "15:10", ("2.1",)),
    ("2022-01-05", "17:00", ("publicity",)),
    ("2022-01-11", "15:12", ("publicity",)),
    ("2022-01-19", "15:40", ("3.2",)),
    ("2022-01-20", "16:00", ("3.3",)),
)
"""When the papers of which step are drafted; a minute later the first post signs, and so on."""
RETURNED, ON_PAPER = "1.2", "2.1"
"""The step whose paper comes back once, and the one of which one post signs a printed sheet."""
FIRST, AGAIN = "现予印发。", "现予印发，请认真组织实施。"


def agenda(one: Playing) -> Iterator[Fixed]:
    yield "2021-06-18 08:04", OFFICE, "登记签批人", partial(_appoint, one)
    for day, clock, steps in ROUNDS:
        for step in steps:
            yield from _round(one, step, day, clock)


def person(post: str) -> str:
    """Whoever holds a post in the demonstration."""
    return f"{post}（虚构）"


def _round(one: Playing, step: str, day: str, clock: str) -> Iterator[Fixed]:
    hour, minute = (int(part) for part in clock.split(":"))

    def at(later: int) -> str:
        return f"{day} {hour:02}:{minute + later:02}"

    yield at(0), CLERK, "拟稿送签", partial(_draft, one, step)
    posts = _posts(one, step)
    turn = 1
    if step == RETURNED:
        yield at(turn), person(posts[0]), "退回文稿", partial(_return, one, step)
        yield at(turn + 1), CLERK, "修改后重新送签", partial(_change, one, step)
        turn += 2
    for place, post in enumerate(posts):
        by_hand = step == ON_PAPER and place == len(posts) - 1
        who = OFFICE if by_hand else person(post)
        yield at(turn + place), who, "签批", partial(_sign, one, step, by_hand)


def _posts(one: Playing, step: str) -> tuple[str, ...]:
    paper = "evaluation-notice" if step == ON_PAPER else ""
    return tuple(post for stage in order_of(one.plan, paper) for post in stage)


def _appoint(one: Playing, ctx: Context) -> None:
    signing = one.plan.signing
    orders = (signing.order, *(own.order for own in signing.own_orders))
    posts = dict.fromkeys(p for order in orders for stage in order for p in stage)
    for number, post in enumerate(posts, start=1):
        account = f"qianpi{number:02}"
        appointing.create(ctx, NewAccount(account, person(post)))
        who = signatories.Appointed(post, account, date(2021, 1, 1))
        signatories.appoint(ctx, one.campaign, who)


def _draft(one: Playing, step: str, ctx: Context) -> None:
    sign_off.send(ctx, one.campaign, sign_off.draft(ctx, one.campaign, step))


def _return(one: Playing, step: str, ctx: Context) -> None:
    row = _under_way(one, step, ctx)
    post = sheet_of(ctx, one.plan, row).awaited[0]
    said = sign_opinions.Said(post, code_of(row), Verdict.RETURNED, "正文请加一句要求")
    sign_opinions.sign(ctx, one.campaign, row.id or 0, said)


def _change(one: Playing, step: str, ctx: Context) -> None:
    row = _under_way(one, step, ctx)
    sign_off.revise(ctx, one.campaign, row.id or 0, row.text.replace(FIRST, AGAIN))
    sign_off.send(ctx, one.campaign, row.id or 0)


def _sign(one: Playing, step: str, by_hand: bool, ctx: Context) -> None:
    row = _under_way(one, step, ctx)
    post = sheet_of(ctx, one.plan, row).awaited[0]
    said = sign_opinions.Said(post, code_of(row))
    if by_hand:
        scan = scanned(ctx, "签批单.txt", f"签批单 {row.title} {code_of(row)}（虚构）")
        sheet = sign_opinions.SignedSheet(person(post), ctx.now.date(), scan)
        sign_opinions.enter_sheet(ctx, one.campaign, row.id or 0, said, sheet)
    else:
        sign_opinions.sign(ctx, one.campaign, row.id or 0, said)


def _under_way(one: Playing, step: str, ctx: Context) -> Paper:
    return ctx.session.exec(
        select(Paper).where(
            col(Paper.campaign_id) == one.campaign,
            col(Paper.step) == step,
            col(Paper.state).in_((PaperState.DRAFT, PaperState.IN_SIGN_OFF)),
        )
    ).one()
