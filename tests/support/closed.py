"""A small campaign played to its end, with a row of every kind that a working paper states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from models import SCALE, Evaluator, ItemMark, Score, TallySheet, VoteSession
from rules.meetings import Votes
from rules.states import VoteState
from tasks import filings, objections, opinion_replies, opinions, reporting, visits
from tasks.filings import HandIn
from tasks.meetings.guard import Said
from tasks.meetings.objecting import Verdict
from tasks.objections import Raised
from tasks.opinion_replies import Answer, Letter
from tests.support import publicised
from tests.support.campaign_builder import Built, built, shanghai, shipped
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer, collective, star, worker

RARE = "甪堃喆昇玥"
"""Characters of names that the free 仿宋 does not have."""
OBJECTOR = "来信人甲（化名）"
ENDS = shanghai("2022-01-21", "16:00")


@contextmanager
def closed(home: Path) -> Iterator[Built]:
    """From a visit in autumn to the proof of delivery in January."""
    with built(home) as made:
        _autumn(made)
        entries = {
            bearer("ck001", candidate="秒批秒办"): 96,
            collective("ck001"): 90,
            collective("ck002"): 88,
            collective("xq01"): 85,
            collective("fz01"): 84,
            star("ck001", "p-1", candidate=f"示例{RARE}"): 90,
            star("rx01", "p-2", candidate="示例乙"): 82,
            worker("xq01", "p-3", candidate="示例丙"): 80,
        }
        numbers = list(ready_for_the_meeting(made, entries).values())
        _judged(made)
        _asked(made, numbers)
        confirm(made)
        made.close("3.1", shanghai("2022-01-05", "17:00"))
        _public(made, numbers[0])
        publicised.commend(made, shanghai("2022-01-14", "16:30"))
        _told(made)
        yield made


def _autumn(made: Built) -> None:
    with made.acting(shanghai("2021-10-12")) as ctx:
        what = visits.Plan("visit", "到示例市调研一件事", date(2021, 10, 11), "xq01")
        visit = visits.plan(ctx, made.campaign, what)
        visits.record(
            ctx, visit, held_on=date(2021, 10, 11), text="看了综窗，座谈一次", attended=12
        )
        told = {"text": "一次告知，一窗受理。\n材料由六份减为两份。"}
        case = HandIn("case", "一件事一次办", date(2021, 10, 8), "示例", detail=told)
        filings.record_case(ctx, made.campaign, "xq01", "zh001", case)
        report = HandIn("report", "延时服务到家", date(2021, 10, 9), "示例", "便民惠企")
        filings.hand_in(ctx, made.campaign, made.unit("ck001"), report)


def _judged(made: Built) -> None:
    """Marks of two evaluators by item, and a vote that is over."""
    plan = shipped().definition
    names = {"pw01": "评委子（虚构）", "pw02": "评委丑（虚构）"}
    hall = plan.scheme_for("branch_hall", "service_collective")
    assert hall is not None
    with made.acting(shanghai("2021-12-27")) as ctx:
        for code, name in names.items():
            ctx.session.add(
                Evaluator(
                    campaign_id=made.campaign, code=code, name=name, outside=True,
                    entered_at=ctx.now, entered_by="办公室",
                )
            )  # fmt: skip
        for part in (p for p in hall.components if p.rubric):
            for place, judge in enumerate(names):
                ctx.session.add(_score(made, part.code, "fz01", judge, 100 - place * 5))
                for item in part.rubric:
                    ctx.session.add(
                        ItemMark(
                            campaign_id=made.campaign, component=part.code, candidate="fz01",
                            source=judge, item=item.code,
                            scaled=(int(item.full) - place) * SCALE,
                        )
                    )  # fmt: skip
        for place, one in enumerate(plan.readings.bimonthly_rounds):
            ctx.session.add(_score(made, "bimonthly", "ck003", one, 90 + place))
        ctx.session.add(
            VoteSession(
                campaign_id=made.campaign, vote="windows", state=VoteState.CLOSED,
                held_on=date(2021, 12, 20), board_hash="ab" * 32,
                figures={"issued": {"heads": 17}},
                candidates=[["ck001", "示例一窗口", "ck001"], ["ck002", "示例二窗口", "ck002"]],
            )
        )  # fmt: skip
        for code in ("ck001", "ck002"):
            ctx.session.add(
                TallySheet(
                    campaign_id=made.campaign, component="vote", candidate=code,
                    voter_class="heads", issued=17, returned=16, valid=15, own=1,
                    grades={"优秀": 9, "良好": 4, "一般": 2, "较差": 0},
                )
            )  # fmt: skip


def _score(made: Built, component: str, about: str, source: str, points: int) -> Score:
    return Score(
        campaign_id=made.campaign, component=component, candidate=about, source=source,
        scaled=points * SCALE,
    )  # fmt: skip


def _asked(made: Built, numbers: list[str]) -> None:
    made.open("opinions", shanghai("2021-12-29"))
    with made.acting(shanghai("2021-12-29"), "流程") as ctx:
        opinions.request_and_check(ctx, made.campaign, "opinions")
    with made.acting(shanghai("2021-12-30")) as ctx:
        letter = Letter("discipline", date(2021, 12, 30), "示例纪〔2021〕7号")
        answers = {numbers[0]: Answer("none")}
        opinion_replies.record_reply(ctx, made.campaign, letter, answers)


def _public(made: Built, first: str) -> None:
    """An objection that does not stand, and an enquiry by a unit."""
    made.open("publicity", shanghai("2022-01-06"))
    publicised.publish(made, "2022-01-06")
    number = publicised.object_to(made, "2022-01-07", first)
    with made.acting(shanghai("2022-01-07", "17:00")) as ctx:
        what = Raised(
            "enquiry", "示例三窗口", "何时补报名额", date(2022, 1, 7), signature="stamped"
        )
        objections.register(ctx, made.campaign, what)
    publicised.check(made, number, "2022-01-10")
    publicised.meet_again(made, "2022-01-11")
    verdict = Verdict("dismissed", Said("经查不属实", Votes(18)))
    publicised.decide(made, number, "2022-01-11", verdict)
    publicised.conclude_again(made, "2022-01-11")
    with made.acting(shanghai("2022-01-12")) as ctx:
        objections.answer(ctx, made.campaign, number, on=date(2022, 1, 12), how="当面")
    publicised.publish(made, "2022-01-14")


def _told(made: Built) -> None:
    made.open("3.3", shanghai("2022-01-17"))
    with made.acting(shanghai("2022-01-17"), "流程") as ctx:
        reporting.circulate(ctx, made.campaign, "3.3")
    with made.acting(shanghai("2022-01-18")) as ctx:
        reporting.record_delivery(
            ctx, made.campaign, "省级主管部门", on=date(2022, 1, 18), proof="机要交换签收单"
        )
