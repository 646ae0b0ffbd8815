"""How a decision is typed: its reason, by whose word, and the votes where there were any."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from rules.meetings import Votes
from tasks.meetings import rows
from tasks.meetings.guard import Said
from web.forms import Problem, half_width, missing

Count = Annotated[str, Field(max_length=4)]


class SaidForm(BaseModel):
    """What was said, as typed; three empty counts are no vote."""

    reason: Annotated[str, Field(max_length=2000)] = ""
    ordered_by: Annotated[str, Field(max_length=200)] = rows.GROUP
    agree: Count = ""
    disagree: Count = ""
    abstain: Count = ""

    @property
    def group(self) -> str:
        """By whose word things are decided where nobody of the group is named."""
        return rows.GROUP

    @property
    def counts(self) -> tuple[str, str, str]:
        return half_width(self.agree), half_width(self.disagree), half_width(self.abstain)

    def problems(self) -> tuple[Problem, ...]:
        """What has to be mended before it means anything."""
        wrong = (
            Problem("票数请填数字；没有表决的三格都不填", name)
            for name, text in zip(("agree", "disagree", "abstain"), self.counts, strict=True)
            if text and not (text.isascii() and text.isdecimal())
        )
        return (*missing(reason=(self.reason, "请写明决定的理由")), *wrong)

    def said(self) -> Said:
        """What it stands for; only to be asked for when there are no problems."""
        return Said(self.reason.strip(), self.votes, self.ordered_by)

    @property
    def votes(self) -> Votes | None:
        if not any(self.counts):
            return None
        return Votes(*(int(text or 0) for text in self.counts))
