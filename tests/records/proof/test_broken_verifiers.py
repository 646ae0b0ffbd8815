"""Every form that a result may have is counted: a verifier that counts one otherwise no longer agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.damages import made_to_fit
from tests.support.every_form import every_form
from tests.support.exported import verified_by_a_stranger

SCORES, VOTES = "verify_scores.py", "verify_votes.py"
ORDER, SELECTION = "verify_order.py", "verify_selection.py"
BROKEN = {
    "observers count": (SCORES, 'not mark["observer"]', "True"),
    "weights of evaluators": (SCORES, 'Fraction(rule["others"])', "Fraction(1)"),
    "trimmed mean": (SCORES, "scores[1:-1]", "scores[1:]"),
    "median": (SCORES, "scores[(count - 1) // 2]", "scores[0]"),
    "grades": (SCORES, '"score": worth[score_of(mark)]', '"score": mark["score"]'),
    "another full mark": (SCORES, "value * 100 /", "value * 99 /"),
    "bands": (SCORES, "best = max(", "best = min("),
    "shared ranks": (SCORES, 'if rule["ties"] == "mean"', "if False"),
    "who is ranked among": (SCORES, "            if competes:", "            if True:"),
    "points beyond the ranks": (SCORES, 'rule["beyond"]', "0"),
    "reports": (SCORES, "Fraction(len(titles)), len(titles)", "Fraction(1), len(titles)"),
    "rounding": (SCORES, "* 10**places + 1) // 2", "* 10**places) // 2"),
    "weights of voters": (VOTES, "total + own * points(", "total + points("),
    "withheld classes": (VOTES, 'vote["missing_class"] == "withhold"', "True"),
    "shares of choices": (VOTES, "steps[-1]", "steps[0]"),
    "groups of classes": (VOTES, 'if name != "+".join(members)', 'if name != "".join(members)'),
    "paper": (VOTES, 'issued += batch["issued"]', "issued += 0"),
    "void paper": (VOTES, 'void += line["returned"]', "void += 0"),
    "codes given out": (VOTES, "issued, void = sum(", "issued, void = -sum("),
    "tie chain": (ORDER, 'stated = selection["ties"]', "stated = []"),
    "recommendations": (ORDER, '"breaks_ties" else []', '"shown" else []'),
    "ranks of levels": (ORDER, "len(ranks) + 1)", "1)"),
    "a cell's pass mark": (SELECTION, "(own, honour", "(None, honour"),
    "an honour's pass mark": (SELECTION, 'honour["pass_mark"])', "None)"),
    "marks of components": (SELECTION, '< Fraction(least[p["code"]])', "< 0"),
    "places held back": (SELECTION, '"held_back")', '"nobody_left")'),
    "causes of vacancies": (SELECTION, 'return "no_candidates"', 'return "nobody_left"'),
}
"""What is counted, and how to count it otherwise."""


@pytest.mark.parametrize("what", BROKEN)
def test_a_verifier_that_counts_a_form_otherwise_disagrees(tmp_path: Path, what: str) -> None:
    folder, (file, right, wrong) = tmp_path / "result", BROKEN[what]
    every_form(folder)
    program = (folder / file).read_text("utf-8")
    assert program.count(right) == 1
    (folder / file).write_text(program.replace(right, wrong), "utf-8")
    made_to_fit(folder)

    code, words = verified_by_a_stranger(folder)

    assert (code, "DOES NOT FOLLOW" in words) == (1, True), words
