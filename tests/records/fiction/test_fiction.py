from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from records.fiction.demo_files import scored_by
from records.fiction.names import COUNTIES
from records.fiction.roster import fictional_roster
from records.fiction.sheets import (
    bimonthly_rows,
    evaluation_rows,
    report_rows,
    tally_rows,
    third_party_rows,
)
from rules.ballots import Tally
from rules.definition import Method, Role
from tests.support.campaigns import suzhou

PLAN = suzhou()
ROSTER = fictional_roster(PLAN, seed=2021)


def test_one_seed_gives_one_roster_and_another_seed_another() -> None:
    assert fictional_roster(PLAN, seed=2021) == ROSTER
    assert fictional_roster(PLAN, seed=2022) != ROSTER


def test_the_roster_has_all_kinds_and_every_county() -> None:
    kinds = Counter(unit.kind for unit in ROSTER.units)

    assert set(kinds) == {kind.code for kind in PLAN.unit_kinds}
    assert sum(kinds.values()) == 180
    assert {unit.county for unit in ROSTER.units} == {c for _, c, _ in COUNTIES} | {"市本级"}
    assert kinds["county_bureau"] == kinds["trading_centre"] == kinds["hotline"] == 10


def test_offices_carry_the_codes_and_marks_of_the_campaign_file() -> None:
    units = {unit.code: unit for unit in ROSTER.units}

    assert {o.code: (o.name, o.member) for o in PLAN.offices} == {
        o.code: (units[o.code].name, units[o.code].member) for o in PLAN.offices
    }


def test_r14_every_unit_has_a_leader_a_deputy_and_one_to_three_contacts() -> None:
    roles: dict[str, Counter[str]] = {unit.code: Counter() for unit in ROSTER.units}
    for person in ROSTER.people:
        if not person.substitute:
            roles[person.unit][person.role] += 1

    assert all(r[Role.LEADER] == r[Role.DEPUTY] == 1 for r in roles.values())
    assert {r[Role.CONTACT] for r in roles.values()} == {1, 2, 3}


def test_nobody_in_the_roster_can_be_real_or_be_reached() -> None:
    assert all(person.name[1] == "示" for person in ROSTER.people)
    assert all(not p.email or p.email.endswith("@units.example") for p in ROSTER.people)
    assert all(person.mobile.startswith("100") for person in ROSTER.people)
    assert len({person.code for person in ROSTER.people}) == len(ROSTER.people)


def test_some_windows_have_one_clerk_and_some_contacts_only_a_telephone() -> None:
    heads = [unit.headcount for unit in ROSTER.units if unit.kind == "window"]

    assert (min(heads), max(heads)) == (1, 12)
    assert any(not p.email for p in ROSTER.people if p.role == Role.CONTACT)
    assert any(unit.strong_town for unit in ROSTER.units)


@pytest.mark.parametrize("units", [60, 180, 2_000])
def test_the_roster_has_as_many_units_as_asked(units: int) -> None:
    made = fictional_roster(PLAN, seed=1, units=units)

    assert len({unit.code for unit in made.units}) == units
    assert len({unit.name for unit in made.units}) == units
    assert {u.parent for u in made.units} - {""} <= {u.code for u in made.units}


def test_too_small_a_roster_is_refused() -> None:
    with pytest.raises(ValueError, match="至少要有60个单位"):
        fictional_roster(PLAN, seed=1, units=59)


def test_figures_of_a_candidate_do_not_depend_on_the_others() -> None:
    windows = scored_by(PLAN, ROSTER, Method.BIMONTHLY)
    rounds = PLAN.readings.bimonthly_rounds
    alone = {"ck003": windows["ck003"]}

    among = [row for row in bimonthly_rows(windows, rounds, seed=5) if row.window == "ck003"]
    assert list(bimonthly_rows(alone, rounds, seed=5)) == among
    assert list(third_party_rows(alone, seed=5)) == [
        row for row in third_party_rows(windows, seed=5) if row.candidate == "ck003"
    ]


def test_invented_scores_stay_on_the_scale_with_two_places() -> None:
    assigned = [(part, "zh001", by) for part in ("hearing", "materials") for by in ("r1", "r2")]
    rows = evaluation_rows(assigned, seed=5)
    scores = [row.score for row in rows]

    assert len(scores) == 4
    assert all(0 <= s <= 100 and s == round(s, 2) and isinstance(s, Decimal) for s in scores)


def test_invented_votes_add_up() -> None:
    windows = scored_by(PLAN, ROSTER, Method.VOTE)
    grades = [grade.grade for grade in PLAN.evaluation.grades]

    for row in tally_rows(windows, grades, voters=60, seed=5):
        Tally(tuple(row.grades.items()), row.issued, row.returned, row.valid)


def test_invented_reports_lie_in_their_phase_and_never_repeat() -> None:
    first, last = date(2021, 7, 1), date(2021, 11, 30)
    units = [unit.code for unit in ROSTER.units]
    rows = list(report_rows(units, PLAN.report_headings, first, last, seed=5))

    assert all(first <= row.happened_on <= last for row in rows)
    assert len({(r.unit, r.title, r.happened_on) for r in rows}) == len(rows)
