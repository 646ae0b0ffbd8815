"""The selection's benchmark at a hundredth: the raw pass's winners, one result in any order."""

from __future__ import annotations

from tests.benchmarks import selection


def test_a_thousand_candidates_give_the_winners_of_the_raw_pass_in_any_order() -> None:
    result = selection.run(selection.WHOLE // 100)

    assert (result.agrees, result.steady, result.winners) == (True, True, 64)
    assert len(result.text().splitlines()) == 2 + len(result.targets)
