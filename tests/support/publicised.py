"""A campaign whose list is confirmed and public: two winners and one next in line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from rules.meetings import Votes
from tasks import commendation, objection_checks, objections, publicity
from tasks.meetings import agenda, attending, concluding, objecting
from tasks.meetings.agenda import Call
from tasks.meetings.guard import Said
from tasks.meetings.objecting import Verdict
from tasks.objection_checks import Check
from tasks.objections import Raised
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.judged import confirm, everybody, ready_for_the_meeting
from tests.support.stated import star

STARS = {star("rx01", f"p-{n}", candidate=f"示例{n}"): 90 - n for n in range(1, 4)}
FIRST, SECOND, THIRD = (f"SZSC-2021-000{n}" for n in range(1, 4))
HALF_PAST_NINE = "09:30"
CHECKERS = ("核查甲", "核查乙")
UPHELD = Said("经查材料不实", Votes(18))


@contextmanager
def publicised(home: Path, database: str = "") -> Iterator[Built]:
    """The list went up on 6 January and is public until the 13th."""
    with built(home, database) as made:
        ready_for_the_meeting(made, STARS)
        confirm(made)
        made.close("3.1", shanghai("2022-01-05", "17:00"))
        made.open("publicity", shanghai("2022-01-06"))
        publish(made, "2022-01-06")
        yield made


@contextmanager
def unopposed(home: Path, database: str = "") -> Iterator[Built]:
    """Public to the end without an objection, on the morning of 14 January."""
    with publicised(home, database) as made:
        publish(made, "2022-01-14", "08:00")
        made.close("publicity", shanghai("2022-01-14", "09:00"))
        yield made


@contextmanager
def commended(home: Path, database: str = "") -> Iterator[Built]:
    """The same in the afternoon, after the summary meeting."""
    with unopposed(home, database) as made:
        commend(made, shanghai("2022-01-14", "16:30"))
        yield made


def publish(campaign: Built, day: str, clock: str = "10:00") -> publicity.Published:
    with campaign.acting(shanghai(day, clock), "流程") as ctx:
        return publicity.publish_and_check(ctx, campaign.campaign, "publicity")


def object_to(campaign: Built, day: str, application: str = FIRST, address: str = "") -> str:
    raised = Raised(
        "objection", "来信人甲（化名）", "事迹与实际不符", date.fromisoformat(day), application,
        address=address,
    )  # fmt: skip
    with campaign.acting(shanghai(day, "16:00")) as ctx:
        return objections.register(ctx, campaign.campaign, raised)


def check(campaign: Built, number: str, day: str) -> None:
    """Written down by one person, confirmed by another."""
    when = date.fromisoformat(day)
    done = Check("机关党委", when, when, "原始台账", "查阅台账并谈话")
    first, second = (campaign.known(name) for name in CHECKERS)
    with campaign.acting(shanghai(day, HALF_PAST_NINE), first) as ctx:
        objection_checks.check(ctx, campaign.campaign, number, done)
    with campaign.acting(shanghai(day, HALF_PAST_NINE), second) as ctx:
        code = objection_checks.finding_code(objections.row_of(ctx, campaign.campaign, number))
        objection_checks.confirm(ctx, campaign.campaign, number, code)


def meet_again(campaign: Built, day: str) -> None:
    at = shanghai(day)
    with campaign.acting(at) as ctx:
        agenda.convene(ctx, campaign.campaign, Call(at.date(), "again"))
        attending.attend(ctx, campaign.campaign, everybody())


def decide(campaign: Built, number: str, day: str, verdict: Verdict) -> int:
    with campaign.acting(shanghai(day)) as ctx:
        return objecting.decide_objection(ctx, campaign.campaign, number, verdict)


def conclude_again(campaign: Built, day: str) -> str:
    with campaign.acting(shanghai(day, "11:00")) as ctx:
        return concluding.conclude(ctx, campaign.campaign)


def commend(campaign: Built, at: datetime) -> commendation.Commended:
    """Hold the summary meeting and commend."""
    campaign.open("3.2", at)
    with campaign.acting(at) as ctx:
        commendation.record_meeting(
            ctx, campaign.campaign, held_on=at.date(), attended=300, text="总结并宣读通报"
        )
    with campaign.acting(at, "流程") as ctx:
        return commendation.commend(ctx, campaign.campaign, "3.2")
