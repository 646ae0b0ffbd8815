"""The heads' vote on the windows (R44): one session with codes and paper, from the list to the count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from sqlmodel import col, select

from cli.demo.agenda import OFFICE, Fixed, Playing
from cli.demo.year import Year
from models import Unit
from records.fiction.sheets import ballot
from rules.ballots import Voter
from rules.definition import Role
from tasks.context import Context
from tasks.recipients import holders_of
from tasks.voting import casting, closing, codes, preparing, results, upkeep
from tasks.voting.batches import Batch, Line, check_batch, enter_batch
from tasks.voting.electorate import Substitute
from tasks.voting.sessions import Polling, polling, present, voters_of

VOTE = "windows"
HELD_ON = date(2021, 12, 24)
CASTING = "2021-12-24 14:50"
AWAY = "zhengce_fagui"
"""The office whose head sends his deputy."""
ABSENT = 2
"""So many heads do not come at all."""
ON_PAPER = 7
"""So many take a paper slip; a batch below five would show who voted what."""
KEPT = 1
"""So many take a code and do not vote."""


class HeadsVote:
    """The session as those in the room live it; codes are on their slips of paper, not in a table."""

    def __init__(self, one: Playing, year: Year) -> None:
        self._one = one
        self._year = year
        self._grades = [grade.grade for grade in one.plan.evaluation.grades]

    def agenda(self) -> tuple[Fixed, ...]:
        return (
            ("2021-12-23 17:10", OFFICE, "准备窗口民主投票", self._prepare),
            ("2021-12-24 14:10", OFFICE, "投票签到", self._sign_in),
            ("2021-12-24 14:20", OFFICE, "开始投票", self._open),
            ("2021-12-24 14:30", OFFICE, "发放验票码", self._hand_out),
            ("2021-12-24 15:20", "计票人", "录入纸质票", self._enter_paper),
            ("2021-12-24 15:40", "监票人", "复核纸质票", self._check_paper),
            ("2021-12-24 16:00", OFFICE, "结束投票", self._close),
            ("2021-12-24 16:10", OFFICE, "清理投票痕迹", self._scrub),
            ("2021-12-24 16:20", "监票人", "当众计票", self._count),
        )  # fmt: skip

    def _prepare(self, ctx: Context) -> None:
        unit = ctx.session.exec(select(Unit.id).where(col(Unit.code) == AWAY)).one()
        held = holders_of(ctx, [unit or 0], HELD_ON)
        deputy = next(h.code for h in held if h.role is Role.DEPUTY)
        stand_in = Substitute(AWAY, deputy, "处长外出开会，书面委托")
        preparing.prepare(ctx, self._one.campaign, VOTE, held_on=HELD_ON, substitutes=(stand_in,))

    def _sign_in(self, ctx: Context) -> None:
        voters = voters_of(ctx, self._session(ctx).id)
        came = tuple(unit for voter in voters[ABSENT:] for unit in voter.units)
        preparing.attend(ctx, self._one.campaign, VOTE, came)

    def _open(self, ctx: Context) -> None:
        preparing.open_vote(ctx, self._one.campaign, VOTE)

    def _hand_out(self, ctx: Context) -> None:
        """Each of the others draws a slip with a code; then they vote one by one."""
        by_code = self._room(ctx)[:-ON_PAPER]
        drawn = codes.issue_codes(
            ctx, self._one.campaign, VOTE, dict(Counter(v.voter_class for v in by_code))
        )
        at = datetime.fromisoformat(CASTING)
        moment = self._year.calendar.at(at.date(), at.time())
        for voter, code in list(zip(by_code, drawn, strict=True))[:-KEPT]:
            self._year.plan(moment, "投票人", "投票", partial(self._cast, voter, code.text))

    def _cast(self, voter: Voter, code: str, ctx: Context) -> None:
        marks = self._marks(voter, self._session(ctx))
        casting.cast(ctx, self._one.campaign, VOTE, code, marks)

    def _enter_paper(self, ctx: Context) -> None:
        session, room = self._session(ctx), self._room(ctx)[-ON_PAPER:]
        batch = Batch("1", room[0].voter_class, len(room), self._lines(session, room))
        enter_batch(ctx, self._one.campaign, VOTE, batch)

    def _check_paper(self, ctx: Context) -> None:
        check_batch(ctx, self._one.campaign, VOTE, "1")

    def _close(self, ctx: Context) -> None:
        closing.close_vote(ctx, self._one.campaign, VOTE)

    def _scrub(self, ctx: Context) -> None:
        upkeep.scrub(ctx.house)

    def _count(self, ctx: Context) -> None:
        results.count(ctx, self._one.campaign, VOTE)

    def _lines(self, session: Polling, room: Sequence[Voter]) -> dict[str, Line]:
        """The slips of the room counted; the last one marks its last candidate twice, which is void."""
        slips = [self._marks(voter, session) for voter in room]
        void = list(slips[-1])[-1]
        found = {}
        for candidate in session.candidates:
            marks = [slip[candidate] for slip in slips if candidate in slip]
            valid = marks[:-1] if candidate == void else marks
            grades = {grade: valid.count(grade) for grade in self._grades}
            found[candidate] = Line(len(marks), len(valid), grades)
        return found

    def _marks(self, voter: Voter, session: Polling) -> dict[str, str]:
        """Everybody but the own window."""
        others = [c for c, (_, unit) in session.candidates.items() if unit not in voter.units]
        return ballot(voter.person, others, self._grades, seed=self._one.cast.seed)

    def _session(self, ctx: Context) -> Polling:
        return polling(ctx, self._one.campaign, VOTE)

    def _room(self, ctx: Context) -> list[Voter]:
        return present(ctx, self._session(ctx))
