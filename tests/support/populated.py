"""December's campaign with everything that its lists show, as many of each as there are units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlmodel import col, insert, select, update

from models import (
    Address,
    Application,
    Assignment,
    DeclaredRelation,
    Evaluator,
    Filing,
    Guidance,
    Holding,
    Message,
    Objection,
    Opinion,
    Paper,
    Person,
    Post,
    Score,
    Unit,
    Voter,
    VoteSession,
)
from models.score import SCALE
from rules.access import Part
from rules.definition import Role
from rules.states import ApplicationState, PaperState
from tasks import checkpoints
from tasks.campaigns import definition_of
from tasks.context import Context, House
from tasks.meetings.kinds import MINUTES
from tasks.opinion_table import REQUEST
from tests.support.cast import BUREAU, SINCE, UNIT, Cast, cast_of

FROM = 100_000
"""Ids of what is added here start after those of the cast."""
PANEL = 50
"""Candidates that one evaluator has."""
COMPONENT = "field_research"


def populated(house: House) -> Cast:
    """Everybody of the cast, and for every unit staff, evidence, a voter, an act of the journal."""
    cast = cast_of(house)
    with house.acting("测试") as ctx:
        _below_the_bureau(ctx)
        units = ctx.session.execute(
            select(Unit.id, Unit.code, Unit.name).where(col(Unit.code).like("u%"))
        ).all()
        for table, row in _rows(ctx):
            ctx.session.execute(insert(table), [row(n, *unit) for n, unit in enumerate(units)])
        _judged(ctx)
        _written_to_the_contact(ctx)
        _answered(ctx)
        _decided(ctx)
        checkpoints.checkpoint(ctx, "按命令")
        for _, code, _ in units:
            ctx.record("call.logged", code, campaign=1)
    return cast


def _below_the_bureau(ctx: Context) -> None:
    """The county of the bureau is its own, and so are its units."""
    bureau = ctx.session.exec(select(Unit).where(col(Unit.code) == BUREAU)).one()
    county = select(Unit.county).where(col(Unit.code) == BUREAU).scalar_subquery()
    ctx.session.execute(
        update(Unit)
        .where(col(Unit.county) == county, col(Unit.id) != bureau.id)
        .values(parent_id=bureau.id)
        .execution_options(synchronize_session=False)
    )


RowOf = Callable[[int, int, str, str], dict[str, Any]]


def _rows(ctx: Context) -> Iterator[tuple[type, RowOf]]:
    now, session = ctx.now, ctx.session.exec(select(VoteSession.id)).first()
    plan = definition_of(ctx, 1)
    group = plan.votes[0].classes[0].code
    yield Person, lambda n, _, code, name: {
        "id": FROM + n, "code": f"q{code}", "name": f"甲{name}", "active": True,
    }  # fmt: skip
    yield Post, lambda n, unit, *_: {
        "id": FROM + n, "unit_id": unit, "role": Role.DEPUTY, "title": "分管负责人",
    }  # fmt: skip
    yield Holding, lambda n, *_: {
        "id": FROM + n, "post_id": FROM + n, "person_id": FROM + n, "since": SINCE,
        "substitute": False,
    }  # fmt: skip
    yield Address, lambda n, *_: {
        "id": FROM + n, "person_id": FROM + n, "channel": "sms_http", "value": f"1380{n:07}",
        "preference": 1, "failed": "",
    }  # fmt: skip
    yield Filing, lambda n, unit, *_: {
        "id": FROM + n, "campaign_id": 1, "unit_id": unit, "kind": "evidence", "heading": "",
        "title": f"现场核查{n}", "happened_on": SINCE, "entered_at": now, "entered_by": "测试",
        "channel": "web", "link": "", "detail": {},
    }  # fmt: skip
    bureau = ctx.session.exec(select(Unit.id).where(col(Unit.code) == BUREAU)).one()
    yield Filing, lambda n, _, code, *__: {
        "id": 2 * FROM + n, "campaign_id": 1, "unit_id": bureau, "kind": "case", "heading": "",
        "title": f"典型案例{n}", "happened_on": SINCE, "entered_at": now, "entered_by": "测试",
        "channel": "web", "link": "", "detail": {"about": code},
    }  # fmt: skip
    yield Guidance, lambda n, *_: {
        "id": FROM + n, "campaign_id": 1, "office": plan.evaluation.groups[0].lead,
        "group": plan.evaluation.groups[0].code, "honour": "", "title": f"指导意见{n}",
        "text": "先报重点", "given_on": SINCE, "entered_at": now, "entered_by": "测试",
    }  # fmt: skip
    yield Objection, lambda n, *_: {
        "id": FROM + n, "campaign_id": 1, "number": f"YY{n:06}", "kind": "enquiry",
        "raised_by": f"来信人{n}", "signature": "signed", "address": "", "text": "名额怎样分配",
        "note": "", "received_on": SINCE, "answer_due": SINCE, "registered_at": now,
        "registered_by": "测试", "checked_by": "", "documents": "", "finding": "", "effect": "",
        "remedy": "", "answered_how": "",
    }  # fmt: skip
    yield DeclaredRelation, lambda n, _, code, __: {
        "id": FROM + n, "campaign_id": 1, "evaluator": f"q{code}", "about": code,
        "reason": f"配偶在该单位{n}", "declared_at": now, "declared_by": "测试",
    }  # fmt: skip
    yield Voter, lambda n, _, code, name: {
        "id": FROM + n, "session_id": session, "person": f"q{code}", "name": f"甲{name}",
        "voter_class": group, "units": [code], "substitute": False, "reason": "", "came": False,
    }  # fmt: skip


def _judged(ctx: Context) -> None:
    """Every candidate has one evaluator, the first fifty that of the cast; every second mark is in."""
    applied = ctx.session.exec(
        select(Unit.code)
        .join(Application, col(Application.unit_id) == col(Unit.id))
        .where(col(Application.state) != ApplicationState.INELIGIBLE, col(Unit.code) != UNIT)
        .order_by(col(Unit.id))
    ).all()
    common: Mapping[str, object] = {"campaign_id": 1, "component": COMPONENT}
    others = sorted({_judge(n) for n in range(PANEL, len(applied))})
    if others:
        ctx.session.execute(
            insert(Evaluator),
            [{"campaign_id": 1, "code": code, "name": f"评委{code}", "role": "", "outside": True,
          "entered_at": ctx.now, "entered_by": "测试"} for code in others],
    )  # fmt: skip
    ctx.session.execute(
        insert(Assignment),
        [{**common, "candidate": code, "evaluator": _judge(n), "how": "hand",
          "assigned_at": ctx.now, "assigned_by": "测试", "recused_for": ""}
         for n, code in enumerate(applied)],
    )  # fmt: skip
    ctx.session.execute(
        insert(Score),
        [{**common, "candidate": code, "source": _judge(n), "scaled": (80 + n % 20) * SCALE}
         for n, code in enumerate(applied) if n % 2],
    )  # fmt: skip


def _answered(ctx: Context) -> None:
    """Authorities were asked, and one has answered about one application."""
    ctx.session.add(
        Paper(
            campaign_id=1, step="opinions", kind=REQUEST, series="评选", year=2021, number=3,
            title="征求意见的函", state=PaperState.ISSUED, issued_at=ctx.now,
        )
    )  # fmt: skip
    application = ctx.session.exec(select(Application.id).order_by(col(Application.id))).first()
    authority = definition_of(ctx, 1).opinions.authorities[0].code
    ctx.session.add(
        Opinion(
            campaign_id=1,
            authority=authority,
            application_id=application or 0,
            result="none",
            document="复函1号",
            answered_on=SINCE,
            entered_at=ctx.now,
            entered_by="测试",
        )
    )


def _decided(ctx: Context) -> None:
    """The list is decided as it was proposed."""
    ctx.session.add(
        Paper(
            campaign_id=1, step="3.1", kind=MINUTES, series="评选", year=2021, number=4,
            title="领导小组会议纪要", state=PaperState.ISSUED, issued_at=ctx.now,
        )
    )  # fmt: skip


def _judge(n: int) -> str:
    return f"zj{n // PANEL:04}" if n >= PANEL else f"p-{Part.EVALUATOR}"


def _written_to_the_contact(ctx: Context) -> None:
    """The first fifty reminders of December went to the contact of the cast's unit."""
    contact = ctx.session.exec(select(Person.id).where(col(Person.code) == "p-contact")).one()
    first = select(Message.id).order_by(col(Message.id)).limit(50).subquery()
    ctx.session.execute(
        update(Message)
        .where(col(Message.id).in_(select(first.c.id)))
        .values(person_id=contact)
        .execution_options(synchronize_session=False)
    )
