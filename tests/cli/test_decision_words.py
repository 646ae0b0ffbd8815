"""Decisions as they are typed: every form there is, and a list of them for what is not one."""

from __future__ import annotations

import pytest

from cli.decision_words import FORMS, read_decision, read_votes
from models import AgendaItem
from rules.meetings import Votes
from rules.selection import (
    Choose,
    Decision,
    FillVacancy,
    GiveTieTo,
    LeaveVacant,
    MovePlaces,
    Override,
    Replace,
)
from tasks.errors import Refused

ITEM = AgendaItem(meeting_id=1, position=1, kind="cell", honour="h", cell="c", title="类别")
SAID = {"reason": "理由", "ordered_by": "领导小组"}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("replace A B", Replace(out="A", into="B", **SAID)),
        ("tie A B", GiveTieTo(honour="h", cell="c", applications=("A", "B"), **SAID)),
        ("fill A", FillVacancy(application="A", **SAID)),
        ("vacant 2", LeaveVacant(honour="h", cell="c", places=2, **SAID)),
        ("move c d 1", MovePlaces(honour="h", source="c", target="d", places=1, **SAID)),
        ("choose A", Choose(application="A", **SAID)),
        ("override A R40 R53", Override(application="A", rules=("R40", "R53"), **SAID)),
        ("override A R40 cell=d", Override(application="A", rules=("R40",), cell="d", **SAID)),
    ],
)
def test_words_mean_a_decision(words: str, meant: Decision) -> None:
    assert read_decision(words.split(), ITEM, reason="理由", ordered_by="领导小组") == meant


@pytest.mark.parametrize("words", ["", "swap A B", "replace A", "vacant two", "override A"])
def test_anything_else_is_answered_with_every_form(words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_decision(words.split(), ITEM, reason="理由", ordered_by="领导小组")

    assert all(form in refused.value.reasons[0] for form in FORMS)


def test_a_count_is_three_numbers_and_nothing_is_no_vote() -> None:
    assert [read_votes(text) for text in ("", "12", "15/1/1")] == [None, Votes(12), Votes(15, 1, 1)]
    with pytest.raises(Refused, match="同意/不同意/弃权"):
        read_votes("many")
