"""Terms of personal data, and what stays of a person who was not honoured."""

from __future__ import annotations

from datetime import date

import pytest

from rules.definition import Archive, ItemKind, PersonalKind, Retention
from rules.personal_data import (
    ERASED,
    ITEM_OF,
    NAMES,
    card_without_person,
    due_on,
    term,
    without_person,
)

SEALED = date(2022, 1, 31)


@pytest.mark.parametrize(
    ("months", "first_day"),
    [(0, "2022-02-01"), (1, "2022-03-01"), (6, "2022-08-01"), (13, "2023-03-01"), (25, "2024-03-01")],
)  # fmt: skip
def test_a_kind_is_due_on_the_day_after_its_last_month(months: int, first_day: str) -> None:
    archive = Archive(personal={PersonalKind.VOTERS: months})

    assert due_on(archive, PersonalKind.VOTERS, SEALED) == date.fromisoformat(first_day)


def test_a_kind_that_the_file_does_not_name_has_the_usual_term() -> None:
    archive = Archive(personal={PersonalKind.VOTERS: 3})

    assert {kind: term(archive, kind) for kind in PersonalKind} == {
        **dict.fromkeys(PersonalKind, 12),
        PersonalKind.VOTERS: 3, PersonalKind.CONTACTS: 6, PersonalKind.SIGN_IN: 6,
        PersonalKind.APPLICATIONS_LOST: 36, PersonalKind.OBJECTIONS: 36,
        PersonalKind.LOG_DETAILS: 36,
    }  # fmt: skip


def test_what_is_kept_with_its_item_stays_as_long_as_the_item() -> None:
    archive = Archive(
        kept_with_item=(PersonalKind.APPLICATIONS_LOST, PersonalKind.OBJECTIONS),
        retention={ItemKind.OBJECTIONS: Retention.PERMANENT},
    )

    assert due_on(archive, PersonalKind.APPLICATIONS_LOST, SEALED) == date(2032, 2, 1)
    assert due_on(archive, PersonalKind.OBJECTIONS, SEALED) is None


def test_every_kind_has_a_name_and_all_but_contacts_and_sign_ins_an_item() -> None:
    assert NAMES.keys() == set(PersonalKind)
    assert set(PersonalKind) - ITEM_OF.keys() == {PersonalKind.CONTACTS, PersonalKind.SIGN_IN}


def test_of_a_person_stays_what_the_rules_judge() -> None:
    facts = {
        "unit": {"code": "u1"},
        "project": None,
        "recommended": True,
        "person": {"code": "p-1", "name": "示例", "rank": "副科职", "front_line": True},
        "record": {"discipline": [{"gist": "某事", "on": "2020-01-01", "serious": True}]},
        "rulings": [{"rule": "R31", "accepted": True, "reason": "家中有事", "ordered_by": "主任"}],
        "typed": {"fields": {"deeds": "帮示例办事"}},
        "opinion_by": "示例局",
        "disqualified": "示例作弊",
    }

    assert without_person(facts, "N-1") == {
        "unit": {"code": "u1"},
        "project": None,
        "recommended": True,
        "person": {
            "code": "N-1", "name": ERASED, "rank": "副科职", "front_line": True,
            "reported_on": None, "whole_year": None, "served_until": None,
            "on_establishment": None,
        },
        "record": {"discipline": [{"gist": ERASED, "on": "2020-01-01", "serious": True}]},
        "rulings": [{"rule": "R31", "accepted": True, "reason": ERASED, "ordered_by": "主任"}],
        "opinion_by": "示例局",
        "disqualified": ERASED,
    }  # fmt: skip


def test_of_a_score_card_stay_all_figures() -> None:
    card = {"person": "示例", "total": "82.3", "rank": 4, "exclusions": ["某事"], "evidence": ["x"], "decisions": [], "reason": "示例不符合"}  # fmt: skip

    assert card_without_person(card, "示例") == {
        "person": ERASED, "total": "82.3", "rank": 4, "exclusions": [], "evidence": [], "decisions": [],
        "reason": f"{ERASED}不符合",
    }  # fmt: skip
