"""A campaign whose posts are held, and papers on their way from draft to issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from models import Paper
from rules.signing import Verdict
from rules.states import PaperState
from tasks import sign_off, sign_opinions, signatories
from tasks.sign_sheets import code_of
from tests.support.campaign_builder import Built, shanghai

DIRECTOR, DEPUTY, HEAD = "办公室主任", "局党组成员、副局长、机关党委书记", "局党组书记、局长"
SECOND = "局党组成员、副局长（一）"
PEOPLE = {DIRECTOR: "zhuren", DEPUTY: "fenguan", SECOND: "fenguan2", HEAD: "juzhang"}
"""Post to the account of its holder."""
OTHERS = ("ganshi", "bieren", "daiqian")
"""Accounts of a clerk, another one, and of whoever stands in."""
DAY = shanghai("2021-06-18")


def appoint_all(campaign: Built, since: date = date(2021, 1, 1)) -> None:
    for name in (*PEOPLE.values(), *OTHERS):
        campaign.known(name)
    with campaign.acting(DAY) as ctx:
        for post, name in PEOPLE.items():
            signatories.appoint(ctx, campaign.campaign, signatories.Appointed(post, name, since))


@dataclass
class Desk:
    """One paper of a step and the people who pass it on."""

    campaign: Built
    step: str
    at: datetime = DAY
    paper: int = field(default=0)

    def draft(self, by: str = "ganshi") -> Desk:
        with self.campaign.acting(self.at, self.campaign.known(by)) as ctx:
            self.paper = sign_off.draft(ctx, self.campaign.campaign, self.step)
        return self

    def revise(self, text: str | None, by: str = "ganshi") -> None:
        with self.campaign.acting(self.at, self.campaign.known(by)) as ctx:
            sign_off.revise(ctx, self.campaign.campaign, self.paper, text)

    def send(self, by: str = "ganshi") -> tuple[str, ...]:
        with self.campaign.acting(self.at, self.campaign.known(by)) as ctx:
            return sign_off.send(ctx, self.campaign.campaign, self.paper)

    def sign(
        self,
        post: str,
        verdict: Verdict = Verdict.APPROVED,
        comment: str = "",
        *,
        by: str = "",
        code: str = "",
    ) -> tuple[str, ...]:
        said = sign_opinions.Said(post, code or self.code, verdict, comment)
        with self.campaign.acting(self.at, self.campaign.known(by or PEOPLE[post])) as ctx:
            return sign_opinions.sign(ctx, self.campaign.campaign, self.paper, said)

    def sign_all(self, posts: Sequence[str] = (DIRECTOR, DEPUTY, HEAD)) -> None:
        for post in posts:
            self.sign(post)

    def issue(self) -> str:
        with self.campaign.acting(self.at, self.campaign.known("ganshi")) as ctx:
            return sign_off.issue(ctx, self.campaign.campaign, self.paper)

    @property
    def row(self) -> Paper:
        with self.campaign.house.reading() as ctx:
            return ctx.session.get_one(Paper, self.paper)

    @property
    def code(self) -> str:
        return code_of(self.row)

    @property
    def state(self) -> PaperState:
        return self.row.state
