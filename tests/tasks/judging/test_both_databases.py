"""The judging from the panel to the last signature gives the same rows on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import Assignment, Hearing, ItemMark, ObserverOpinion, Score, Signature
from tasks import assigning, hearings, observers, recusals, score_sheets
from tasks.imports.score_sheets import import_score_sheet
from tests.support.bench import NOW, Bench, bench, fill
from tests.support.databases import KINDS, database
from tests.support.scored import give_scores
from tests.support.signing import sign_all
from tests.support.stated import collective

TABLES = (Assignment, Hearing, ItemMark, ObserverOpinion, Score, Signature)
COUNTS = (6, 1, 5, 1, 8, 5)
PANEL = ("zj01", "zj02", "zj03")


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_judging_runs_on_both_databases(kind: str, tmp_path: Path) -> None:
    entries = [collective(code) for code in ("fz01", "zh001")]
    with database(kind, tmp_path) as url, bench(tmp_path, entries=entries, database=url) as made:
        judge(made)

        assert [len(made.all(table)) for table in TABLES] == list(COUNTS)
        assert made.do(observers.observer_opinions)["fz01"][0].text == "材料属实"


def judge(made: Bench) -> None:
    for component in ("site_visit", "hearing", "field_research"):
        made.experts(component, *PANEL)
    for component in ("site_visit", "field_research"):
        made.do(assigning.balance, component, seed=1)
    made.do(hearings.draw, "hearing", "g1")
    made.do(hearings.record, "hearing", "g1", held_on=NOW.date(), present=PANEL)
    made.do(observers.record, "zhunru_yi", "fz01", "材料属实")
    sheets = made.do(score_sheets.issue, "site_visit", made.home / "sheets").files
    for path in sheets[:2]:
        made.do(import_score_sheet, fill(path, {"fz01": (18, 27.5, 22, 12.5, 9)}))
    made.do(recusals.recuse, "zj01", "fz01", reason="曾任顾问")
    give_scores(made.campaign, {"SZSC-2021-0001": 88, "SZSC-2021-0002": 88})
    sign_all(made.campaign, NOW)
