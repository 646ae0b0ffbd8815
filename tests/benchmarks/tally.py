"""Benchmark: a million scores tallied to weighted, trimmed totals from the database, beside raw SQL.

`python -m tests.benchmarks.tally [SCORES]`, 1,000,000 unless said otherwise.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from time import perf_counter

from sqlmodel import insert

from models import SCALE, Application, Score, TallySheet, Unit
from rules.definition import Campaign
from rules.facts import UnitFacts
from rules.states import ApplicationState
from tasks.campaigns import definition_of
from tasks.candidates import candidates_of
from tasks.context import Context, House
from tasks.facts_of import NOTHING_STATED, stored
from tests.benchmarks.sweep import Target
from tests.support.seed import FRIDAY, december, house_at

WHOLE = 1_000_000
CANDIDATES = 1_000
ROUNDS = 3
BY_PEOPLE = ("field_research", "hearing", "materials")
"""Weighed by class, trimmed, and plain; the agency's result and the vote come on top."""
LEADERS = "ducha"
"""An office whose own score counts twice in the field research."""


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds of each, the best of some rounds, and whether every total was right."""

    scores: int
    candidates: int
    ours: float
    table: float
    """GROUP BY over the very rows that ours reads."""
    memory: float
    """GROUP BY over whole-number keys in memory: as fast as SQLite goes."""
    wrong: tuple[str, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        return (
            Target("tally against GROUP BY of its own rows", self.ours / self.table, 3, "x"),
            Target("tally against GROUP BY in memory", self.ours / self.memory, 3, "x"),
            Target("tally", self.ours, 1.5 * max(1, self.scores / WHOLE), "s"),
        )

    def text(self) -> str:
        first = (
            f"tally of {self.scores:,} scores, {self.candidates:,} candidates: ours {self.ours:.3f} s, "
            f"GROUP BY of its rows {self.table:.3f} s, in memory {self.memory:.3f} s"
        )
        second = f"{len(self.wrong)} totals differ from the oracle"
        return "\n".join((first, second, *(target.line() for target in self.targets)))


def run(scores: int = WHOLE) -> Result:
    """One house, filled once; then ours and both references in turn."""
    count = max(3, min(CANDIDATES, scores // (5 * len(BY_PEOPLE))))
    evaluators = scores // (count * len(BY_PEOPLE))
    with tempfile.TemporaryDirectory() as folder:
        house = house_at(Path(folder))
        campaign = december(house, units=0, simulated=True)
        with house.acting("导入", now=FRIDAY) as ctx:
            plan = weighed(definition_of(ctx, campaign))
            figures = hand_in(ctx, campaign, count, evaluators)
        ours, totals = _ours(house, campaign, plan)
        table = _best(lambda: _grouped(Path(folder) / "pingxuan.db", campaign))
        memory = _in_memory(count * evaluators * len(BY_PEOPLE), count)
        house.engine.dispose()
    wanted = {number: oracle(given) for number, given in figures.items()}
    wrong = tuple(number for number, total in totals.items() if total != wanted[number])
    return Result(count * evaluators * len(BY_PEOPLE), count, ours, table, memory, wrong)


def weighed(plan: Campaign) -> Campaign:
    """The shipped file, its county and town scheme with classes of evaluators and a trimmed mean."""
    content = plan.model_dump(mode="json")
    evaluation = content["evaluation"]
    evaluation["evaluators"] = [{"code": "leaders", "name": "牵头处室", "offices": [LEADERS]}]
    scheme = next(s for s in evaluation["schemes"] if s["code"] == "local_collective")
    ways = {
        "field_research": {
            "kind": "weighted_mean",
            "weights": [{"role": "leaders", "weight": 2}],
        },
        "hearing": {"kind": "trimmed_mean"},
    }
    for component in scheme["components"]:
        component["aggregation"] = ways.get(component["code"], {"kind": "mean"})
        component["conversion"] = {"kind": "as_is"}
    return Campaign.model_validate(content)


Given = Mapping[str, list[tuple[str, int]]]
"""Scores in quarter points by component, each with its source."""


def hand_in(ctx: Context, campaign: int, candidates: int, evaluators: int) -> dict[str, Given]:
    """Applications of towns with all their figures; quarter points make for many ties."""
    random = Random(57)  # noqa: S311 - a benchmark, no secret
    sources = [LEADERS, *(f"r{n:06}" for n in range(1, evaluators))]
    figures: dict[str, Given] = {}
    for n in range(candidates):
        number = f"JT-{n:05}"
        given = {code: [(s, random.randint(240, 400)) for s in sources] for code in BY_PEOPLE}
        figures[number] = {**given, "third_party": [("虚构测评机构", random.randint(240, 400))]}
        unit = Unit(code=f"t{n:05}", name=f"示例{n}号镇审批局", kind="town_bureau", headcount=5)
        ctx.session.add(unit)
        ctx.session.flush()
        facts = UnitFacts(unit.code, unit.name, unit.kind, headcount=5)
        ctx.session.add(
            Application(
                campaign_id=campaign,
                number=number,
                honour="service_collective",
                unit_id=unit.id or 0,
                candidate=unit.name,
                state=ApplicationState.ELIGIBLE,
                applied_on=FRIDAY.date(),
                facts=stored(NOTHING_STATED, facts),
            )
        )
        ctx.session.add(
            TallySheet(
                campaign_id=campaign,
                component="vote",
                candidate=number,
                issued=4,
                returned=4,
                valid=4,
                grades={"优秀": 3, "良好": 1},
            )
        )
        ctx.session.execute(insert(Score), list(_rows(campaign, number, figures[number])))
    return figures


def _rows(campaign: int, number: str, given: Given) -> Iterator[dict[str, object]]:
    for component, scores in given.items():
        for source, quarters in scores:
            yield {
                "campaign_id": campaign, "component": component, "candidate": number,
                "source": source, "scaled": quarters * SCALE // 4,
            }  # fmt: skip


def oracle(given: Given) -> Decimal:
    """The total once more, from the quarter points and without any code of the product."""
    research = [q for s, q in given["field_research"] for _ in range(1 + (s == LEADERS))]
    hearing = sorted(q for _, q in given["hearing"])
    hearing = hearing[1:-1] if len(hearing) >= 5 else hearing
    materials = [q for _, q in given["materials"]]
    means = [Fraction(sum(part), 4 * len(part)) for part in (research, hearing, materials)]
    agency, vote = Fraction(given["third_party"][0][1], 4), Fraction(95)
    weights = (30, 20, 20, 20, 10)
    parts = zip(weights, (*means, agency, vote), strict=True)
    exact = sum((w * v for w, v in parts), Fraction()) / 100
    total = Decimal(exact.numerator) / Decimal(exact.denominator)
    return total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _ours(house: House, campaign: int, plan: Campaign) -> tuple[float, dict[str, Decimal | None]]:
    def tallied() -> dict[str, Decimal | None]:
        with house.reading() as ctx:
            return {c.number: c.total for c in candidates_of(ctx, campaign, plan, explained=False)}

    return _best(tallied), tallied()


def _grouped(file: Path, campaign: int) -> None:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        database.execute(
            "select component, candidate, count(*), sum(scaled), min(scaled), max(scaled) "
            "from score where campaign_id = ? group by component, candidate",
            (campaign,),
        ).fetchall()
    database.close()


def _in_memory(rows: int, candidates: int) -> float:
    database = sqlite3.connect(":memory:")
    database.execute("create table vote(id integer primary key, ballot int, cand int, score real)")
    random = Random(1)  # noqa: S311 - a benchmark, no secret
    database.executemany(
        "insert into vote values (?, ?, ?, ?)",
        ((n, n // 10, random.randrange(candidates), random.random() * 10) for n in range(rows)),
    )
    asked = "select cand, count(*), avg(score) from vote group by cand"
    seconds = _best(lambda: database.execute(asked).fetchall())
    database.close()
    return seconds


def _best(act: Callable[[], object]) -> float:
    def timed() -> float:
        start = perf_counter()
        act()
        return perf_counter() - start

    return min(timed() for _ in range(ROUNDS))


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE).text())
