"""Marks, reports and votes at random, mostly the one figure of the candidate, so that ties abound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from models import VoteSession
from rules.ballots import CHOSEN, PASSED, Slip, Tally, VoteCount, Voter, board_hash, groups_of
from rules.definition import Grades, Method, Scaled, VoteMode
from rules.evaluation import Mark
from tasks.facts_of import Sheets
from tasks.voting.batches import Batch, Line
from tasks.voting.counting import Kept, tallies_of
from tasks.voting.results import Board
from tasks.voting.sessions import Polling
from tests.support.drawn_plans import ROLES, STARS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.definition import Campaign, Component, Vote
    from rules.evaluation import Raw
    from rules.facts import ApplicationFacts

AROUND = (100, 80, 80, 80, 60, 40)
GRADE_OF = {100: "优秀", 80: "良好", 60: "一般", 40: "较差"}


@dataclass(frozen=True, slots=True)
class Handed:
    """Everything that was handed in, and the lists of the votes that were held in the system."""

    sheets: Sheets
    boards: Mapping[str, str]


@st.composite
def handed_in(draw: st.DrawFn, plan: Campaign, made: Sequence[ApplicationFacts]) -> Handed:
    figures: dict[tuple[str, str], Raw] = {}
    of_votes: dict[str, dict[str, tuple[str, int]]] = {}
    for one in made:
        by_unit = one.person is None and draw(st.booleans())
        about, around = one.unit.code if by_unit else one.number, draw(st.sampled_from(AROUND))
        scheme = plan.scheme_for(one.unit.kind, one.honour)
        for part in scheme.components if scheme else ():
            vote = plan.vote_for(scheme.code, part.code) if scheme else None
            if vote:
                of_votes.setdefault(vote.code, {})[about] = (one.unit.code, around)
            elif part.method is not Method.REPORTS and draw(st.integers(0, 60)):
                figures[part.code, about] = draw(marks(part, plan, around))
    boards: dict[str, str] = {}
    for code, candidates in of_votes.items():
        vote = plan.vote(code)
        if draw(st.booleans()):
            board, counts = draw(held(vote, plan, candidates))
            boards[f"vote-{code}.json"] = board.as_json()
        else:
            counts = {about: draw(counted(vote, near)) for about, (_, near) in candidates.items()}  # fmt: skip
        figures |= {("vote", about): count for about, count in counts.items() if count.classes}
    units = sorted({one.unit.code for one in made})
    told = {unit: draw(st.integers(0, 3)) for unit in units}
    reports = {unit: tuple(f"2021-06-0{n} 虚构信息{n}" for n in range(1, count)) for unit, count in told.items()}  # fmt: skip
    return Handed(Sheets(figures, plan, reports), boards)


@st.composite
def marks(draw: st.DrawFn, part: Component, plan: Campaign, around: int) -> tuple[Mark, ...]:
    figure, other = Decimal(around), Decimal(around) - Decimal("0.5")
    if isinstance(part.conversion, Grades):
        figure, other = Decimal(STARS[around]), Decimal(3)
    elif isinstance(part.conversion, Scaled):
        figure, other = figure / 20, other / 20
    some = st.sampled_from([*[figure] * 9, other])
    if part.method is Method.BIMONTHLY:
        rounds = (*plan.readings.bimonthly_rounds, "2020-6")
        dropped = draw(st.sampled_from((*[None] * 9, *rounds)))
        return tuple(Mark(name, draw(some)) for name in rounds if name != dropped)
    if part.method is Method.THIRD_PARTY:
        return (Mark("机构", draw(some)),)
    sources = [f"e{n}" for n in range(draw(st.integers(1, 5)))]
    return tuple(
        Mark(name, draw(some), draw(st.integers(0, 9)) == 0, draw(st.sampled_from(ROLES)))
        for name in sources
    )


@st.composite
def counted(draw: st.DrawFn, vote: Vote, around: int) -> VoteCount:
    """A vote counted by hand: a tally for each class, or for the only one without its name."""
    names = [c.code for c in vote.classes]
    if len(names) > 2 and draw(st.booleans()):
        names = ["+".join(names[:2]), *names[2:]]
    elif len(names) == 1:
        names = [draw(st.sampled_from(("", names[0])))]
    there = [name for name in names if draw(st.integers(0, 9))]
    return VoteCount.of(vote.code, [(name, draw(_tally(vote, around))) for name in there])


@st.composite
def _tally(draw: st.DrawFn, vote: Vote, around: int) -> Tally:
    given = [draw(_mark(vote, around)) for _ in range(draw(st.integers(0, 4)))]
    known = (CHOSEN, PASSED) if vote.mode is VoteMode.CHOOSE else tuple(GRADE_OF.values())
    counts = tuple((mark, given.count(mark)) for mark in known)
    returned = len(given) + draw(st.integers(0, 1))
    own = draw(st.integers(0, 1))
    return Tally(counts, returned + draw(st.integers(0, 2)), returned, len(given), own)


def _mark(vote: Vote, around: int) -> st.SearchStrategy[str]:
    usual = GRADE_OF[around] if vote.mode is VoteMode.GRADES else CHOSEN if around > 60 else PASSED
    rare = GRADE_OF[40] if vote.mode is VoteMode.GRADES else PASSED
    return st.sampled_from([*[usual] * 9, rare])


@st.composite
def held(
    draw: st.DrawFn, vote: Vote, plan: Campaign, candidates: Mapping[str, tuple[str, int]]
) -> tuple[Board, dict[str, VoteCount]]:
    """A vote held in the system: slips and paper of each class, merged, withheld and counted."""
    used = {c.code: draw(st.integers(0, 4)) for c in vote.classes}
    slips = [
        (code, about, draw(_mark(vote, near)))
        for code, voters in used.items()
        for about, (_, near) in candidates.items()
        for _ in range(voters - (voters > 1 and draw(st.integers(0, 5)) == 0))
    ]
    keys = Random(draw(st.integers()))  # noqa: S311 - one seed, one list; never two equal keys
    batches = [
        Batch(f"{n}", c.code, 5, {about: draw(_line(vote, near)) for about, (_, near) in candidates.items()})
        for n, c in enumerate(vote.classes)
        if draw(st.booleans())
    ]  # fmt: skip
    units = {about: unit for about, (unit, _) in candidates.items()}
    return counted_board(Ballots(vote, plan, units, used, slips, batches), keys)


@dataclass(frozen=True, slots=True)
class Ballots:
    """What was cast: `used` codes by class, slips as class, candidate and mark, and paper."""

    vote: Vote
    plan: Campaign
    units: Mapping[str, str]
    """Candidate to unit."""
    used: Mapping[str, int]
    slips: Sequence[tuple[str, str, str]]
    batches: Sequence[Batch] = ()


def counted_board(cast: Ballots, keys: Random) -> tuple[Board, dict[str, VoteCount]]:
    """The list as closing publishes it, and the count."""
    vote, voted = cast.vote, dict(cast.used)
    for batch in cast.batches:
        voted[batch.voter_class] = voted.get(batch.voter_class, 0) + batch.returned
    groups = groups_of(vote, voted)
    slips = sorted(
        Slip(f"{keys.getrandbits(256):064x}", groups[code], about, mark if groups[code] else "")
        for code, about, mark in cast.slips
    )
    issued = {code: n + 1 for code, n in cast.used.items()}
    row = VoteSession(
        campaign_id=1,
        vote=vote.code,
        held_on=date(2021, 12, 20),
        candidates=[[about, f"虚构{about}", unit] for about, unit in cast.units.items()],
        groups=groups,
        figures={"issued": issued},
    )
    session = Polling(row, vote, cast.plan)
    there = [Voter("v-1", "虚构", vote.classes[0].code, (next(iter(cast.units.values())),))]
    counts = tallies_of(session, Kept(slips, cast.batches, there))
    told = board_hash(session.name, slips)
    board = Board(
        session.name, vote.name, tuple(slips), tuple(cast.batches), told, session.candidates,
        groups, issued,
    )  # fmt: skip
    return board, counts


@st.composite
def _line(draw: st.DrawFn, vote: Vote, around: int) -> Line:
    given = [draw(_mark(vote, around)) for _ in range(draw(st.integers(0, 3)))]
    known = (CHOSEN, PASSED) if vote.mode is VoteMode.CHOOSE else tuple(GRADE_OF.values())
    return Line(
        len(given) + draw(st.integers(0, 1)), len(given), {m: given.count(m) for m in known}
    )
