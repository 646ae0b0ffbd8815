"""Whom an authority is asked about, and which objections keep a candidate off the list."""

from __future__ import annotations

import pytest

from rules.definition import Authority, SubjectKind
from rules.opinions import asks_about, stands_in_the_way, subject_kind
from tests.support.campaigns import suzhou


@pytest.mark.parametrize(
    ("honour", "unit", "kind"),
    [
        ("standard_bearer", "window", SubjectKind.UNITS),
        ("window_star", "window", SubjectKind.PERSONS),
        ("service_collective", "soe", SubjectKind.ENTERPRISES),
        ("advanced_worker", "soe", SubjectKind.ENTERPRISES),
    ],
)
def test_a_candidate_is_a_unit_a_person_or_of_an_enterprise(
    honour: str, unit: str, kind: SubjectKind
) -> None:
    assert subject_kind(suzhou(), honour, unit) is kind


def test_an_authority_is_asked_only_about_its_own_kinds() -> None:
    tax = Authority(code="tax", name="税务", about=(SubjectKind.ENTERPRISES,))

    assert [asks_about(tax, kind) for kind in SubjectKind] == [False, False, True]


@pytest.mark.parametrize(
    ("settled", "stands", "form", "kept_off"),
    [
        (False, False, "settle", True),
        (False, False, "in_sight", False),
        (True, False, "settle", False),
        (True, True, "settle", True),
        (True, True, "in_sight", True),
    ],
)
def test_an_objection_keeps_off_the_list_until_it_is_settled_and_for_good_if_it_stands(
    settled: bool, stands: bool, form: str, kept_off: bool
) -> None:
    found = stands_in_the_way(
        settled=settled, stands=stands, form=form, who="W-1", authority="信用管理"
    )

    assert (found is not None) == kept_off
