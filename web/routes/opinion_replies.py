"""A letter of reply entered by form: typed, looked at with what it fills, then kept with its scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rules.access import Right
from rules.opinions import RESULT_NAMES, Result
from tasks import opinion_replies, overview_opinions
from tasks.errors import NotPossible, Refused
from tasks.opinion_replies import NO_DOCUMENT, Answer, Filling, Letter
from tasks.paper_acts import SCANS
from web.desk import Seat, acting, seated
from web.doors import house_of, needs
from web.forms import Problem, day_in, half_width, missing, problems_of, texts_of, typed_of
from web.taking import taken

router = APIRouter(prefix="/opinions")

Name = Annotated[str, Query(max_length=40)]
SAID_OF_OTHERS: Mapping[str, str] = MappingProxyType(
    {"none": "均无异议", "not_applicable": "均不适用", "unsaid": "没有提到"}
)
"""What a letter may say of everybody whom it does not name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate that the letter names."""

    number: str = ""
    result: str = Result.OBJECTION.value
    remark: str = ""


EMPTY_ROWS = (Row(), Row())
"""Stand below what was typed, for more."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent; rows in which nothing was written are left out."""

    authority: str = ""
    document: str = ""
    on: str = ""
    others: str = ""
    rows: tuple[Row, ...] = ()

    @classmethod
    def of(cls, form: FormData) -> Typed:
        fields = {name: [one.strip() for one in said] for name, said in texts_of(form).items()}
        told = typed_of(form)
        columns = (fields.get(name, []) for name in ("number", "result", "remark"))
        rows = (
            Row(half_width(number), result, remark)
            for number, result, remark in zip_longest(*columns, fillvalue="")
        )
        return cls(
            told["authority"],
            told["document"],
            told["on"],
            told["others"],
            tuple(row for row in rows if row.number or row.remark),
        )

    @property
    def day(self) -> date | None:
        return day_in(self.on)

    def letter(self, day: date) -> Letter:
        return Letter(self.authority, day, self.document)

    def said(self) -> tuple[dict[str, Answer], str]:
        """What it says of those it names and of the others, in the words of the use case."""
        named = {row.number: Answer(row.result, row.remark) for row in self.rows if row.number}
        return named, "" if self.others == "unsaid" else self.others

    def problems(self) -> tuple[Problem, ...]:
        """What the form alone shows to be wrong."""
        numbers = [row.number for row in self.rows if row.number]
        found = list(
            missing(
                authority=(self.authority, "请选择复函的部门"),
                document=(self.document, NO_DOCUMENT),
                on=("ok" if self.day else "", "请填写答复日期，例如 2021-12-29"),
                others=(self.others, "请选择来函对其余对象怎么说"),
            )
        )
        if len(numbers) < len(self.rows):
            found.append(Problem("写了内容的，请同时写明申报编号", "rows"))
        if len(set(numbers)) < len(numbers):
            found.append(Problem("同一个申报编号写了两次，请合并成一行", "rows"))
        return tuple(found)


@router.get("/reply/upload")
@needs(Right.APPLICATIONS)
def ask(request: Request, authority: Name = "", number: Name = "") -> HTMLResponse:
    rows = (Row(number),) if number else ()
    with seated(request) as seat:
        return _form(seat, Typed(authority, rows=rows), ())


@router.post("/reply/upload")
@needs(Right.APPLICATIONS)
def reply(request: Request) -> Response:
    """A look at what the letter fills, then the letter kept; `more` and `change` show the form again."""
    typed = Typed.of(request.state.form)
    match request.state.form.get("act"):
        case "check":
            return _check(request, typed, ())
        case "enter":
            try:
                return _enter(request, typed)
            except NotPossible as refused:
                return _check(request, typed, problems_of(refused))
        case _:
            with seated(request) as seat:
                return _form(seat, typed, ())


def _enter(request: Request, typed: Typed) -> Response:
    if problems := typed.problems():
        raise Refused(problem.text for problem in problems)
    _, file = taken(request, "scan")
    scan = file.received(house_of(request).settings, SCANS) if file else None
    letter = replace(typed.letter(typed.day or date.min), scan=scan)
    named, others = typed.said()
    with acting(request) as (ctx, at):
        opinion_replies.record_reply(ctx, at.campaign_id, letter, named, others=others)
    return RedirectResponse("/opinions?done=reply", status_code=303)


def _check(request: Request, typed: Typed, refused: tuple[Problem, ...]) -> Response:
    """What was refused leads to the form, unless the letter is sound and only its scan is not."""
    problems = typed.problems()
    with seated(request) as seat:
        try:
            filled = _filled(seat, typed)
        except NotPossible as found:
            told = {problem.text for problem in problems}
            more = tuple(one for one in problems_of(found) if one.text not in told)
            return _form(seat, typed, problems + more)
        if problems or filled is None:
            return _form(seat, typed, problems)
        return seat.page(
            "opinions/check_reply.html",
            status=422 if refused else 200,
            typed=typed,
            filled=filled,
            counts=Counter(RESULT_NAMES[Result(one.result)] for one in filled.answers.values()),
            results=RESULT_NAMES,
            said_of_others=SAID_OF_OTHERS,
            problems=refused,
        )


def _filled(seat: Seat, typed: Typed) -> Filling | None:
    """None as long as nobody is named who answers. Raises NotPossible like the act itself."""
    if not typed.authority:
        return None
    named, others = typed.said()
    letter = typed.letter(typed.day or seat.at.today)
    return opinion_replies.filling(seat.ctx, seat.at.campaign_id, letter, named, others=others)


def _form(seat: Seat, typed: Typed, problems: tuple[Problem, ...]) -> HTMLResponse:
    return seat.page(
        "opinions/reply.html",
        status=422 if problems else 200,
        standing=overview_opinions.standing(seat.ctx, seat.at),
        typed=typed,
        rows=(*typed.rows, *EMPTY_ROWS),
        results=RESULT_NAMES,
        said_of_others=SAID_OF_OTHERS,
        problems=problems,
    )
