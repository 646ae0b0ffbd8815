"""The tally's benchmark at a hundredth: every total equals the oracle's, and every target is told."""

from __future__ import annotations

from tests.benchmarks import tally


def test_every_total_of_ten_thousand_scores_equals_the_oracle() -> None:
    result = tally.run(tally.WHOLE // 100)

    assert (result.wrong, result.candidates > 0, result.scores > 9_000) == ((), True, True)
    assert len(result.text().splitlines()) == 2 + len(result.targets)
