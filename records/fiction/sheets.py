"""Invented figures for the demo: assessments, measurements, scores, votes and reports, one seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from records.workbooks.sheets import (
    BimonthlyRow,
    EvaluationRow,
    ReportRow,
    TallyRow,
    ThirdPartyRow,
)

BEST, WORST = 97, 74
"""Between them lies how good a candidate is; all its figures scatter around that."""
AGENCY = "示例测评机构"
REPORT_TITLES = {
    "改革创新": ("一件事改革扩围", "免于提交证明试点", "告知承诺事项增加", "综窗改革到位"),
    "便民惠企": ("延时服务上线", "企业专线回访", "帮办代办进园区", "自助终端进社区"),
    "体系建设": ("基层事项清单更新", "服务标准修订", "热线知识库整理", "队伍培训开班"),
    "日常管理": ("作风检查通报", "好差评整改销号", "数据安全自查", "应急演练完成"),
}


def merit(seed: int, candidate: str) -> float:
    """How good a candidate is, on the scale of 0 to 100; the same whatever else is asked."""
    return _chance(seed, "merit", candidate).triangular(WORST, BEST, (BEST + WORST) / 2 + 2)


def bimonthly_rows(
    windows: Mapping[str, str], rounds: Sequence[str], *, seed: int
) -> Iterator[BimonthlyRow]:
    """A score for each window (code to name) and round."""
    for code, name in windows.items():
        for number in rounds:
            score = score_of(seed, "bimonthly", code, number, spread=2.5)
            yield BimonthlyRow(code, number, score, name)


def third_party_rows(
    candidates: Mapping[str, str], *, seed: int, agency: str = AGENCY
) -> Iterator[ThirdPartyRow]:
    for code, name in candidates.items():
        yield ThirdPartyRow(code, agency, score_of(seed, "third-party", code, spread=4), name)


def evaluation_rows(
    assigned: Iterable[tuple[str, str, str]], *, seed: int
) -> Iterator[EvaluationRow]:
    """A score for every assignment: component, candidate and evaluator."""
    for component, candidate, evaluator in assigned:
        score = score_of(seed, component, candidate, evaluator, spread=3)
        yield EvaluationRow(evaluator, candidate, component, score)


def tally_rows(
    candidates: Mapping[str, str], grades: Sequence[str], *, voters: int, seed: int
) -> Iterator[TallyRow]:
    """One joint session: some slips do not come back, a few are void, merit draws good grades."""
    session = _chance(seed, "session")
    returned = voters - session.randint(0, max(1, voters // 20))
    for code, name in candidates.items():
        chance = _chance(seed, "vote", code)
        valid = returned - chance.randint(0, max(1, returned // 30))
        drawn = _drawn(chance, merit(seed, code), grades, valid)
        counts = {grade: drawn.count(grade) for grade in grades}
        yield TallyRow(code, voters, returned, valid, counts, name)


def ballot(
    voter: str, candidates: Iterable[str], grades: Sequence[str], *, seed: int
) -> dict[str, str]:
    """What one head marks: merit draws good grades, and heads differ."""
    return {
        code: _drawn(_chance(seed, "ballot", voter, code), merit(seed, code), grades, 1)[0]
        for code in candidates
    }


def report_rows(
    units: Sequence[str], headings: Sequence[str], first: date, last: date, *, seed: int
) -> Iterator[ReportRow]:
    """None to four reports of each unit between two days, on weekdays."""
    for unit in units:
        chance = _chance(seed, "reports", unit)
        for number in range(chance.randint(0, 4)):
            heading = chance.choice(headings)
            titles = REPORT_TITLES.get(heading, ("工作信息",))
            day = first + timedelta(days=chance.randint(0, (last - first).days))
            yield ReportRow(
                unit,
                heading,
                f"{chance.choice(titles)}（第{number + 1}期）",
                max(first, day - timedelta(days=max(0, day.weekday() - 4))),
                f"https://news.example/{unit}/{number + 1}",
            )


def score_of(seed: int, *about: str, spread: float) -> Decimal:
    """Around the merit of the second part of `about`, to two places, never outside the scale."""
    value = _chance(seed, *about).gauss(merit(seed, about[1]), spread)
    return round(Decimal(str(min(100.0, max(0.0, value)))), 2)


def _drawn(chance: random.Random, merit_: float, grades: Sequence[str], slips: int) -> list[str]:
    """So many marks, the better the candidate the more of them from the front of the list."""
    good = (merit_ - WORST) / (BEST - WORST)
    weights = [(0.15 + good) * (1.1 - good) ** place for place in range(len(grades))]
    return chance.choices(list(grades), weights, k=slips)


def _chance(seed: int, *about: str) -> random.Random:
    """Chance of its own for each figure, so that none depends on which others are asked for."""
    return random.Random(":".join((str(seed), *about)))  # noqa: S311 - invented figures, no secret
