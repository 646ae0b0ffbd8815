"""Scores from the database: sums or single marks give one total, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, delete, insert, select

from models import SCALE, Application, Filing, Score, TallySheet, Unit
from rules.definition import Campaign
from rules.selection import Candidate
from tasks.campaigns import definition_of
from tasks.candidates import candidates_of
from tasks.context import Context, House
from tests.benchmarks.tally import hand_in, oracle, weighed
from tests.support.databases import KINDS, database
from tests.support.december import statements
from tests.support.seed import FRIDAY, december, house_at


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with database(request.param, tmp_path) as url:
        opened = house_at(tmp_path, database=url)
        december(opened, units=0, simulated=True)
        yield opened
        opened.engine.dispose()


def plan_of(house: House) -> Campaign:
    with house.reading() as ctx:
        return weighed(definition_of(ctx, 1))


def tallied(house: House, plan: Campaign, *, explained: bool) -> list[Candidate]:
    with house.reading() as ctx:
        return candidates_of(ctx, 1, plan, explained=explained)


@pytest.mark.parametrize("evaluators", [2, 4, 9])
def test_sums_single_scores_and_the_oracle_give_one_total(house: House, evaluators: int) -> None:
    plan = plan_of(house)
    with house.acting("导入", now=FRIDAY) as ctx:
        given = hand_in(ctx, 1, candidates=6, evaluators=evaluators)
    wanted = {number: oracle(figures) for number, figures in given.items()}

    summed, single = (tallied(house, plan, explained=told) for told in (False, True))

    assert {one.number: one.total for one in summed} == wanted
    assert {one.number: one.total for one in single} == wanted


def test_an_observers_score_stands_beside_and_changes_no_total(house: House) -> None:
    plan = plan_of(house)
    with house.acting("导入", now=FRIDAY) as ctx:
        hand_in(ctx, 1, candidates=2, evaluators=5)
    before = [one.total for one in tallied(house, plan, explained=False)]
    with house.acting("导入", now=FRIDAY) as ctx:
        opinion = {"campaign_id": 1, "candidate": "JT-00000", "source": "zhunru_yi"}
        rows = [
            {**opinion, "component": code, "scaled": 3 * SCALE}
            for code in ("hearing", "field_research", "materials")
        ]
        ctx.session.execute(insert(Score), rows)

    summed, single = (tallied(house, plan, explained=told) for told in (False, True))

    assert [one.total for one in summed] == [one.total for one in single] == before
    assert single[0].score is not None
    assert sum("zhunru_yi 3（列席，仅供参考）" in text for text in single[0].score.explain()) == 3


def test_the_number_of_statements_does_not_grow_with_the_scores(house: House) -> None:
    plan = plan_of(house)
    counts = []
    for candidates, evaluators in ((2, 3), (9, 8)):
        with house.acting("导入", now=FRIDAY) as ctx:
            _clear(ctx)
            hand_in(ctx, 1, candidates=candidates, evaluators=evaluators)
        with statements(house) as asked:
            tallied(house, plan, explained=False)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a25_reports_are_counted_for_their_unit_where_a_scheme_gives_points_for_them(
    house: House,
) -> None:
    plan = with_reports(plan_of(house))
    with house.acting("导入", now=FRIDAY) as ctx:
        hand_in(ctx, 1, candidates=2, evaluators=3)
        unit = next(one.application.unit.code for one in candidates_of(ctx, 1, plan))
        _report(ctx, unit, "一件事改革", "综窗改革", "免证办")

    many, none = tallied(house, plan, explained=False)

    assert many.score is not None
    assert none.score is not None
    assert [line.score.explain()[-2] for line in (many, none) if line.score] == [
        (
            "信息报送：2021-12-17 一件事改革、2021-12-17 免证办、2021-12-17 综窗改革；"
            "分母3，得3，落在3以上一档折算100（本局自定），×0.2（本局自定）＝20"
        ),
        "信息报送：没有报送；分母0，得0，落在0至3一档折算60（本局自定），×0.2（本局自定）＝12",
    ]


def with_reports(plan: Campaign) -> Campaign:
    """The county and town scheme with reports in place of the materials."""
    content = plan.model_dump(mode="json")
    scheme = next(s for s in content["evaluation"]["schemes"] if s["code"] == "local_collective")
    component = next(c for c in scheme["components"] if c["code"] == "materials")
    bands = [{"low": 0, "high": 3, "points": 60}, {"low": 3, "high": 9, "points": 100}]
    component |= {
        "code": "reports",
        "name": "信息报送",
        "method": "reports",
        "conversion": {"kind": "bands", "bands": bands},
    }
    return Campaign.model_validate(content)


def _report(ctx: Context, unit: str, *titles: str) -> None:
    unit_id = ctx.session.exec(select(Unit.id).where(col(Unit.code) == unit)).one()
    ctx.session.add_all(
        Filing(
            campaign_id=1,
            unit_id=unit_id or 0,
            kind="report",
            heading="改革创新",
            title=title,
            happened_on=FRIDAY.date(),
            entered_at=FRIDAY,
            entered_by="办公室",
        )
        for title in titles
    )


def _clear(ctx: Context) -> None:
    for table in (Score, TallySheet, Application):
        ctx.session.execute(delete(table))
    ctx.session.execute(delete(Unit).where(col(Unit.kind) == "town_bureau"))
