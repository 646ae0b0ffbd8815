"""An item decided: as proposed, one name cut, another in its place, or put off; checked before it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.definition import Campaign
from rules.selection import (
    Choose,
    Decision,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Outcome,
    Override,
    Replace,
)
from tasks import overview_meeting
from tasks.context import Context
from tasks.errors import Refused
from tasks.meetings import deciding, striking, withdrawing
from tasks.meetings.striking import Cut
from tasks.meetings.withdrawing import Terms
from tasks.overview_meeting import CandidateLine, ItemPage
from web.desk import Seat, acting, seated
from web.doors import needs
from web.forms import Problem, day_in, half_width, missing, problems_of
from web.routes.meeting import Number
from web.routes.meeting.said import SaidForm

router = APIRouter(prefix="/meeting/{meeting}/items/{position}/decision")

WAYS = {
    "approve": "按建议通过",
    "cut": "取消一个",
    "replace": "换上另一个",
    "tie": "同分决定",
    "fill": "填补空缺",
    "vacant": "留出空缺",
    "move": "调入名额",
    "choose": "登记本人选择",
    "override": "准予突破，参加评选",
    "withdraw": "撤销荣誉",
    "keep": "不予撤销",
    "defer": "暂缓",
}
BY_KIND = {
    "cell": tuple(way for way in WAYS if way not in {"withdraw", "keep"}),
    "ranking": ("approve", "defer"),
    "override": ("approve", "override", "defer"),
    "objection": ("defer",),
    "withdrawal": ("withdraw", "keep", "defer"),
}
"""What an item of a kind may be decided to be; objections have their own page."""
REMEDIES = {"next_in_line": "由下一名递补", "leave_vacant": "名额空缺"}
ABOUT_ONE = ("cut", "replace", "fill", "choose")
UNALLOTTED = "-"
"""Where places come from that belong to no cell yet."""
Code = Annotated[str, Field(max_length=40)]


class DecisionForm(SaidForm):
    """The decision, as typed; first its way, then what belongs to it, then it is checked."""

    what: Annotated[str, Field(max_length=20)] = ""
    number: Code = ""
    into: Code = ""
    tied: Annotated[tuple[Code, ...], Field(max_length=200)] = ()
    remedy: Annotated[str, Field(pattern="^(|next_in_line|leave_vacant)$")] = ""
    source: Code = ""
    places: Annotated[str, Field(max_length=4)] = ""
    rules: Annotated[str, Field(max_length=200)] = ""
    certificate_due: Annotated[str, Field(max_length=10)] = ""
    successor: Code = ""
    act: Annotated[str, Field(pattern="^(check|edit|confirm)$")] = "check"

    def wanting(self, page: ItemPage) -> Iterator[Problem]:
        """What is missing for this way of deciding."""
        needed = {
            "number": (self.needs_one(page), self.number, "请选择候选"),
            "into": (self.what == "replace", self.into, "请选择换上的候选"),
            "tied": (self.what == "tie", "".join(self.tied), "请选择由谁获评"),
            "remedy": (self.what == "cut", self.remedy, "请选择空出的名额怎样处理"),
            "source": (self.what == "move", self.source, "请选择名额从哪里来"),
            "rules": (self.what == "override", self.rules, "请填写突破哪几条"),
        }
        yield from missing(
            **{name: (typed, told) for name, (asked, typed, told) in needed.items() if asked}
        )
        places = half_width(self.places)
        counted = places.isascii() and places.isdecimal()
        if self.what in {"vacant", "move"} and not counted:
            yield Problem("请填写几个名额", "places")
        if self.what == "withdraw" and self.due is None:
            yield Problem("请填写收回证书的期限，例如 2021-12-20", "certificate_due")
        yield from self.problems()

    @property
    def due(self) -> date | None:
        """By when the certificate of a withdrawn honour is to come back."""
        return day_in(self.certificate_due)

    def needs_one(self, page: ItemPage) -> bool:
        """Whether it is about one candidate that the item does not name itself."""
        return self.what in ABOUT_ONE or (self.what == "override" and page.item.kind == "cell")

    def hidden(self) -> list[tuple[str, str]]:
        """What the page between the form and the act carries along."""
        plain = self.model_dump(exclude={"act", "tied"})
        return [*plain.items(), *(("tied", number) for number in self.tied)]

    def decision(self, page: ItemPage) -> Decision:
        """The selection's own decision; only for the ways that are one."""
        by = {"reason": self.reason.strip(), "ordered_by": self.ordered_by}
        honour, cell = page.item.honour, page.item.cell
        made: Decision
        match self.what:
            case "replace":
                made = Replace(out=self.number, into=self.into, **by)
            case "tie":
                made = GiveTieTo(honour=honour, cell=cell, applications=self.tied, **by)
            case "fill":
                made = FillVacancy(application=self.number, **by)
            case "vacant":
                made = LeaveVacant(honour=honour, cell=cell, places=int(self.places), **by)
            case "move":
                source = None if self.source == UNALLOTTED else self.source
                places = int(self.places)
                made = MovePlaces(honour=honour, source=source, target=cell, places=places, **by)
            case "choose":
                made = Choose(application=self.number, **by)
            case _:
                rules = tuple(self.rules.replace("、", " ").split())
                made = Override(application=page.item.subject or self.number, rules=rules, **by)
        return made


@router.get("")
@needs(Right.MEETING_DESK)
def ask(request: Request, meeting: Number, position: Number, what: str = "") -> HTMLResponse:
    """Which way first; then what belongs to it."""
    with seated(request) as seat:
        page = overview_meeting.item_page(seat.ctx, seat.at, meeting, position)
        return _form(seat, page, DecisionForm(what=what if what in WAYS else ""), ())


@router.post("")
@needs(Right.MEETING_DESK)
def decide(
    request: Request, meeting: Number, position: Number, typed: Annotated[DecisionForm, Form()]
) -> Response:
    """Check, go back, or do it; what stands in the way leads back with all reasons."""
    with seated(request) as seat:
        page = overview_meeting.item_page(seat.ctx, seat.at, meeting, position)
        if typed.act == "edit":
            return _form(seat, page, typed, ())
        if typed.what not in ways_of(page):
            typed.what = ""
            return _form(seat, page, typed, (Problem("请选择怎样决定", "what"),))
        if problems := tuple(typed.wanting(page)):
            return _form(seat, page, typed, problems)
        if typed.act == "check":
            return seat.page(
                "meeting/check.html",
                page=page,
                typed=typed,
                way=WAYS[typed.what],
                remedy=REMEDIES.get(typed.remedy, ""),
                source=dict(_sources(seat.at.plan, page)).get(typed.source, ""),
                answers=_answers(page, typed),
            )
    try:
        with acting(request) as (ctx, at):
            _do(ctx, at.campaign_id, page, typed)
    except Refused as refused:
        with seated(request) as seat:
            return _form(seat, page, typed, problems_of(refused))
    done = "withdrawn" if typed.what == "withdraw" else "decided"
    return RedirectResponse(f"/meeting/{meeting}/items/{position}?done={done}", status_code=303)


def ways_of(page: ItemPage) -> tuple[str, ...]:
    """How the item may be decided as it stands: no tie without one, nothing to fill without a vacancy."""
    result = page.result
    senseless = set()
    if result is not None and not result.open_ties:
        senseless.add("tie")
    if result is not None and not result.vacant:
        senseless.add("fill")
    return tuple(way for way in BY_KIND[page.item.kind] if way not in senseless)


def next_in_line(page: ItemPage, placed: Collection[str]) -> list[CandidateLine]:
    """Who may have the place of an honour that is withdrawn, in their order: nobody `placed` already."""
    reserve = (one for one in page.candidates if one.outcome is Outcome.RESERVE)
    return [one for one in reserve if one.number not in placed]


def _do(ctx: Context, campaign_id: int, page: ItemPage, typed: DecisionForm) -> None:
    number, position, said = page.pack.row.number, page.item.position, typed.said()
    match typed.what:
        case "approve":
            deciding.approve(ctx, campaign_id, position, said, meeting=number)
        case "defer":
            deciding.defer(ctx, campaign_id, position, said, meeting=number)
        case "withdraw" if typed.due is not None:
            terms = Terms(said, typed.due, typed.successor)
            withdrawing.withdraw(ctx, campaign_id, position, terms, meeting=number)
        case "keep":
            withdrawing.keep(ctx, campaign_id, position, said, meeting=number)
        case "cut":
            cut = Cut(typed.number, next_moves_up=typed.remedy == "next_in_line")
            striking.disqualify(ctx, campaign_id, position, cut, said, meeting=number)
        case _:
            decision = typed.decision(page)
            deciding.decide(ctx, campaign_id, position, decision, votes=said.votes, meeting=number)


def _answers(page: ItemPage, typed: DecisionForm) -> list[tuple[str, str]]:
    """What was typed, as the page of checking shows it; what the way does not ask for is left out."""
    names = {one.number: f"{one.number} {one.name}" for one in page.candidates}
    rows = [
        ("候选", names.get(typed.number, typed.number)),
        ("换上", names.get(typed.into, typed.into)),
        ("由谁获评", "、".join(names.get(number, number) for number in typed.tied)),
        ("名额数", typed.places),
        ("突破的条款", typed.rules),
        ("收回证书的期限", typed.certificate_due),
        ("递补", names.get(typed.successor, typed.successor)),
        ("决定的理由", typed.reason),
        ("决定人", typed.ordered_by),
        ("票数", str(typed.votes or "")),
    ]
    return [row for row in rows if row[1]]


def _sources(plan: Campaign, page: ItemPage) -> Iterator[tuple[str, str]]:
    """Other cells of the item's honour, and the places that belong to none."""
    if not page.item.cell:
        return
    honour = plan.honour(page.item.honour)
    yield from ((cell.code, cell.name) for cell in honour.cells if cell.code != page.item.cell)
    yield UNALLOTTED, "未分配的名额"


def _form(
    seat: Seat, page: ItemPage, typed: DecisionForm, problems: tuple[Problem, ...]
) -> HTMLResponse:
    placed = withdrawing.heirs(seat.ctx, seat.at.campaign_id)
    return seat.page(
        "meeting/decide.html",
        status=422 if problems else 200,
        page=page,
        typed=typed,
        ways=WAYS,
        offered=ways_of(page),
        remedies=REMEDIES,
        sources=list(_sources(seat.at.plan, page)),
        heirs=[(one.number, f"{one.number} {one.name}") for one in next_in_line(page, placed)],
        problems=problems,
    )
