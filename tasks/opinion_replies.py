"""An authority's reply: one letter about some candidates or about all the others, on its real day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import col, select

from models import Opinion
from rules import definition
from rules.definition import Authority
from rules.opinions import RESULT_NAMES, Result, asks_about
from rules.said import Said
from tasks import attachments, papers
from tasks.attachments import Owner, Received
from tasks.campaigns import calendar_of, definition_of
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.meetings.kinds import MINUTES
from tasks.moments import day_problems
from tasks.opinion_table import DECIDED, About, authority_of, subjects, the_request
from tasks.use_case import use_case

OWNER = "opinion"
"""What scans of letters belong to."""
NO_DOCUMENT = "请填写来函文号；电话答复的填电话记录编号"


@dataclass(frozen=True, slots=True)
class Letter:
    """What came back: from whom, when, under which number, and where its scan is."""

    authority: str
    on: date
    document: str
    scan_name: str = ""
    """As a workbook names it, whose file comes later."""
    scan: Received | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an authority says of one candidate; an objection needs its substance."""

    result: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer, and in which column of the workbook."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Asking:
    """The request as it stands: candidates by number, authorities, and the day it went out."""

    plan: definition.Campaign
    about: Mapping[str, About]
    asked_on: date
    answered: Mapping[tuple[str, int], Opinion] = field(default_factory=dict)

    def faults(self, authority: Authority, number: str, answer: Answer) -> Iterator[Fault]:
        about = self.about.get(number)
        if about is None:
            yield Fault("申报编号", Said("没有编号为{number}的征求意见对象", number=number))
        elif answer.result != Result.NOT_APPLICABLE and not asks_about(authority, about.kind):
            yield Fault(
                "结果",
                Said(
                    "{who}不就{number}这类对象征求意见，请填“不适用”或留空",
                    who=authority.name,
                    number=number,
                ),
            )
        if answer.result not in tuple(Result):
            known = "、".join(RESULT_NAMES.values())
            yield Fault(
                "结果",
                Said(
                    "{number}的结果只能是{known}，现为“{result}”",
                    number=number,
                    known=known,
                    result=answer.result,
                ),
            )
        if answer.result == Result.OBJECTION and not answer.remark.strip():
            yield Fault("内容", Said("{number}有异议的请写明内容", number=number))
        known_ = self.answered.get((authority.code, about.id)) if about else None
        if known_ is not None and known_.ruling:
            yield Fault(
                "结果",
                Said(
                    "{who}对{number}的异议已经认定，不再更改答复", who=authority.name, number=number
                ),
            )


@dataclass(frozen=True, slots=True)
class Filling:
    """What a letter comes to before it is written: the squares it fills, by number."""

    asking: Asking
    authority: Authority
    answers: Mapping[str, Answer]

    @property
    def replaced(self) -> list[str]:
        """Numbers whose earlier answer the letter replaces."""
        about, known = self.asking.about, self.asking.answered
        return [n for n in self.answers if (self.authority.code, about[n].id) in known]


@use_case("登记部门意见")
def record_reply(
    ctx: Context,
    campaign_id: int,
    letter: Letter,
    answers: Mapping[str, Answer] | None = None,
    *,
    others: str = "",
) -> int:
    """Enter a reply; `others` is the result for everybody asked about whom it does not name.

    Returns how many squares it fills. Raises Refused with everything that is wrong.
    """
    papers.wait_in_line(ctx, campaign_id)
    filled = filling(ctx, campaign_id, letter, answers, others=others)
    authority, named = filled.authority, filled.answers
    given = [(replace(letter, authority=authority.code), n, a) for n, a in named.items()]
    keep(ctx, campaign_id, filled.asking, given)
    if letter.scan:
        _attach(ctx, answers_of(ctx, campaign_id, authority.code, letter.document), letter.scan)
    objections = sorted(n for n, a in named.items() if a.result == Result.OBJECTION)
    ctx.record(
        "opinion.answered",
        authority.name,
        campaign=campaign_id,
        document=letter.document,
        answers=len(named),
        objections=objections,
    )
    return len(named)


def filling(
    ctx: Context,
    campaign_id: int,
    letter: Letter,
    answers: Mapping[str, Answer] | None = None,
    *,
    others: str = "",
) -> Filling:
    """What the letter would fill, to be looked at first. Raises Refused like `record_reply`."""
    asking = asking_of(ctx, campaign_id)
    authority = authority_of(asking.plan, letter.authority)
    named = dict(answers or {})
    if problems := _problems(ctx, campaign_id, asking, letter, named, others):
        raise Refused(problems)
    if others:
        named |= {
            number: Answer(others)
            for number, about in asking.about.items()
            if number not in named
            and asks_about(authority, about.kind)
            and (authority.code, about.id) not in asking.answered
        }
    if not named:
        raise Refused(
            [Said("{who}已经全部答复；要更改答复的，请逐个写明对象和结果", who=authority.name)]
        )
    return Filling(asking, authority, named)


@use_case("补登来函扫描件")
def add_scan(ctx: Context, campaign_id: int, authority: str, document: str, scan: Received) -> None:
    """The scan of a letter whose answers are entered already. Raises NotFound for no such letter."""
    found = answers_of(ctx, campaign_id, authority, document)
    if not found:
        raise NotFound([Said("没有登记文号为“{number}”的来函", number=document)])
    for row in found:
        row.scan_name, row.scan_sha256 = scan.name, scan.sha256
        ctx.session.add(row)
    _attach(ctx, found, scan)
    ctx.record(
        "opinion.scan_added", document, campaign=campaign_id, authority=authority, scan=scan.sha256
    )


def answers_of(ctx: Context, campaign_id: int, authority: str, document: str) -> Sequence[Opinion]:
    """The answers that one letter gave, in the order they were entered."""
    return ctx.session.exec(
        select(Opinion)
        .where(
            col(Opinion.campaign_id) == campaign_id,
            col(Opinion.authority) == authority,
            col(Opinion.document) == document,
        )
        .order_by(col(Opinion.id))
    ).all()


def _attach(ctx: Context, answers: Sequence[Opinion], scan: Received) -> None:
    """With the letter's first answer: one letter is archived once, however many it speaks of."""
    attachments.attach(ctx, Owner(OWNER, answers[0].id or 0), scan, note=answers[0].document)


def _problems(
    ctx: Context,
    campaign_id: int,
    asking: Asking,
    letter: Letter,
    named: Mapping[str, Answer],
    others: str,
) -> list[str]:
    authority = authority_of(asking.plan, letter.authority)
    problems = [fault.text for fault in about_letter(ctx, campaign_id, asking, letter)]
    problems += [
        fault.text for number, a in named.items() for fault in asking.faults(authority, number, a)
    ]
    if others and others not in (Result.NONE, Result.NOT_APPLICABLE):
        problems.append("未点名的对象只能一并填“无异议”或“不适用”，有异议的请逐个写明")
    if not named and not others:
        problems.append("来函没有涉及任何对象，请写明对谁、什么结果")
    return problems


def asking_of(ctx: Context, campaign_id: int) -> Asking:
    """The request with its candidates and the answers so far. Raises NotFound before it is out."""
    plan, paper = definition_of(ctx, campaign_id), the_request(ctx, campaign_id)
    rows = ctx.session.exec(select(Opinion).where(col(Opinion.campaign_id) == campaign_id)).all()
    return Asking(
        plan,
        {about.number: about for about in subjects(ctx, campaign_id, plan)},
        calendar_of(ctx).day_of(paper.issued_at or ctx.now),
        {(row.authority, row.application_id): row for row in rows},
    )


def about_letter(ctx: Context, campaign_id: int, asking: Asking, letter: Letter) -> Iterator[Fault]:
    """What is wrong with a letter as such: its day, its number, or that the list is decided."""
    for text in day_problems(letter.on, ctx.now, calendar_of(ctx)):
        yield Fault("答复日期", text)
    if letter.on < asking.asked_on:
        yield Fault(
            "答复日期",
            Said(
                "答复日期{on}早于征求意见之日（{asked}），请核对",
                on=letter.on,
                asked=asking.asked_on,
            ),
        )
    if not letter.document.strip():
        yield Fault("来函文号", NO_DOCUMENT)
    if papers.find(ctx, campaign_id, MINUTES) is not None:
        yield Fault("结果", DECIDED)


def keep(
    ctx: Context,
    campaign_id: int,
    asking: Asking,
    given: Sequence[tuple[Letter, str, Answer]],
) -> None:
    """Fill the squares; a later letter replaces what an earlier one said. `authority` is a code."""
    for letter, number, answer in given:
        key = (letter.authority, asking.about[number].id)
        said: dict[str, Any] = {
            "result": answer.result,
            "remark": answer.remark,
            "document": letter.document,
            "answered_on": letter.on,
            "scan_name": letter.scan.name if letter.scan else letter.scan_name,
            "scan_sha256": letter.scan.sha256 if letter.scan else "",
            "entered_at": ctx.now,
            "entered_by": ctx.actor,
        }
        known = asking.answered.get(key)
        if known is None:
            ctx.session.add(
                Opinion(campaign_id=campaign_id, authority=key[0], application_id=key[1], **said)
            )
            continue
        known.sqlmodel_update(said)
        ctx.session.add(known)
    ctx.session.flush()
