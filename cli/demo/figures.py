"""Figures as offices hand them in: assessments, measurements, counted votes, methods, signatures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sqlmodel import col, select

from cli.demo import judging
from cli.demo.agenda import Fixed, Playing, sheets_folder
from models import Holding, Person, Post, Unit
from records.fiction.sheets import bimonthly_rows, tally_rows, third_party_rows
from records.workbooks.filled import write_sheet
from records.workbooks.sheets import BIMONTHLY, THIRD_PARTY, tally_layout
from rules.definition import Method, Vote
from rules.identity import Identity, of_person
from rules.selection import Candidate
from tasks import method_papers, signatures
from tasks.candidates import competing_of
from tasks.context import Context
from tasks.imports.candidates import candidates_of
from tasks.imports.paper_batches import held_votes
from tasks.imports.scores import import_bimonthly, import_third_party
from tasks.imports.tallies import import_tallies
from tasks.panels import about

LEADS = "各牵头处室"


def agenda(one: Playing) -> tuple[Fixed, ...]:
    trading = partial(_register_method, one, "g2", "ziyuan_jiaoyi_chu")
    hotline = partial(_register_method, one, "g3", "gonggong_rexian")
    return (
        ("2021-12-20 15:10", "公共资源交易管理处", "报送考评办法", trading),
        ("2021-12-22 16:40", "公共服务热线管理处", "报送考评办法", hotline),
        ("2021-12-27 15:30", LEADS, "导入考核、测评和计票", partial(_hand_in, one)),
        ("2021-12-27 17:10", LEADS, "签字", partial(_sign, one)),
        ("2021-12-28 09:50", "督查处", "更正一项评分", partial(judging.correct_one, one)),
        ("2021-12-28 11:10", LEADS, "重新签字", partial(_sign, one)),
    )  # fmt: skip


def _hand_in(one: Playing, ctx: Context) -> None:
    """Everything that is counted or measured elsewhere, one workbook each."""
    folder, seed = sheets_folder(ctx), one.cast.seed
    competing = competing_of(ctx, one.campaign, one.plan)
    windows = _scored_by(competing, Method.BIMONTHLY)
    rounds = one.plan.readings.bimonthly_rounds
    assessed = folder / "双月度考核.xlsx"
    write_sheet(assessed, BIMONTHLY, bimonthly_rows(windows, rounds, seed=seed))
    import_bimonthly(ctx, one.campaign, assessed)
    measured = folder / "第三方测评.xlsx"
    rows = third_party_rows(_scored_by(competing, Method.THIRD_PARTY), seed=seed)
    write_sheet(measured, THIRD_PARTY, rows)
    import_third_party(ctx, one.campaign, measured)
    _hand_in_tallies(one, ctx, competing)


def _hand_in_tallies(one: Playing, ctx: Context, competing: list[Candidate]) -> None:
    """Votes that were held outside the system: as many slips as there are heads, not one more."""
    voters = candidates_of(ctx, one.campaign, one.plan).voters
    grades = [grade.grade for grade in one.plan.evaluation.grades]
    held = held_votes(ctx, one.campaign)
    rows = [
        row
        for vote in one.plan.votes
        if vote.code not in held
        for row in tally_rows(
            _voted_on(competing, vote), grades,
            voters=voters[vote.code, vote.classes[0].code], seed=one.cast.seed,
        )
    ]  # fmt: skip
    counted = sheets_folder(ctx) / "计票单.xlsx"
    write_sheet(counted, tally_layout(one.plan), rows)
    import_tallies(ctx, one.campaign, counted)


def _register_method(one: Playing, group: str, office: str, ctx: Context) -> None:
    """R42: a system's own method, before anything of it is scored."""
    text = "考评办法（演示）：考评项目、分值和程序。\n".encode()
    what = method_papers.Method(
        group, office, "本系统考评办法", "演示〔2021〕1号", ctx.now.date(), "考评办法.txt", text
    )
    method_papers.register(ctx, one.campaign, what)


def _sign(one: Playing, ctx: Context) -> None:
    """A17: group leads under their figures, honour leads under the totals; whoever still owes."""
    competing = competing_of(ctx, one.campaign, one.plan, explained=True)
    for due in signatures.missing(ctx, one.campaign, one.plan, competing):
        post = f"{one.plan.office(due.office).short}负责人"
        under = signatures.Under(due.kind, due.subject, due.office, post)
        signatures.sign(ctx, one.campaign, under, _of_office(ctx, due.office))


def _of_office(ctx: Context, office: str) -> Identity:
    """Whoever signs by hand for an office: the first of its people."""
    person = ctx.session.exec(
        select(Person)
        .join(Holding, col(Holding.person_id) == col(Person.id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Unit, col(Unit.id) == col(Post.unit_id))
        .where(col(Unit.code) == office)
        .order_by(col(Person.id))
    ).first()
    assert person is not None  # noqa: S101 - every office of the roster has somebody
    return of_person(person.id or 0, person.name)


def _scored_by(competing: Iterable[Candidate], method: Method) -> dict[str, str]:
    return {
        about(one): _name(one)
        for one in competing
        if one.score and any(c.method is method for c in one.score.scheme.components)
    }


def _voted_on(competing: Iterable[Candidate], vote: Vote) -> dict[str, str]:
    return {
        about(one): _name(one)
        for one in competing
        if one.score and one.score.scheme.code in vote.schemes
    }


def _name(one: Candidate) -> str:
    person = one.application.person
    return person.name if person else one.application.unit.name
