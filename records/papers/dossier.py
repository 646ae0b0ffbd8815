"""The dossier's files: score table, eligibility table, proposal by honour and cell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from records.workbooks.steady import make_steady
from records.workbooks.writing import Heading, Written, write_workbook
from rules.definition import Campaign
from rules.eligibility import Standing
from rules.selection import OUTCOME_NAMES, Candidate, Proposal

VERDICTS = {
    Standing.ELIGIBLE: "符合",
    Standing.INELIGIBLE: "不符合",
    Standing.NEEDS_RULING: "待认定",
}
NUMBER = Heading("申报编号", 16, text=True)


def write(
    folder: Path, plan: Campaign, candidates: Sequence[Candidate], proposal: Proposal
) -> tuple[str, ...]:
    """Write the files and return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    workbooks = {
        "得分.xlsx": [_scores(plan, candidates)],
        "资格审查.xlsx": [_eligibility(plan, candidates)],
        "建议名单.xlsx": _proposal(plan, proposal),
    }
    for name, sheets in workbooks.items():
        write_workbook(folder / name, sheets)
        make_steady(folder / name)
    text = json.dumps(_plain(proposal), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "proposal.json").write_text(text, encoding="utf-8")
    return (*workbooks, "proposal.json")


def _scores(plan: Campaign, candidates: Sequence[Candidate]) -> Written:
    headings = (
        NUMBER, Heading("荣誉", 18), Heading("单位", 28), Heading("候选", 20),
        Heading("总分"), Heading("计算过程", 48), Heading("缺项", 24),
    )  # fmt: skip
    rows = [
        (
            one.number,
            plan.honour(one.application.honour).name,
            one.application.unit.name,
            one.application.person.name if one.application.person else one.application.unit.name,
            one.total,
            "\n".join(one.score.explain()) if one.score else "没有适用的考评方案",
            "；".join(one.score.missing) if one.score else "",
        )
        for one in candidates
    ]
    return Written("得分", headings, rows, f"{plan.short}得分表")


def _eligibility(plan: Campaign, candidates: Sequence[Candidate]) -> Written:
    headings = (
        NUMBER, Heading("荣誉", 18), Heading("单位", 28), Heading("结论"), Heading("理由和条款", 48),
    )  # fmt: skip
    rows = [
        (
            one.number,
            plan.honour(one.application.honour).name,
            one.application.unit.name,
            VERDICTS[one.eligibility.verdict],
            "\n".join(f"{r.text}（{r.rule}，{r.clause}）" for r in one.eligibility.reasons),
        )
        for one in candidates
    ]
    return Written("资格审查", headings, rows, f"{plan.short}资格审查表")


def _proposal(plan: Campaign, proposal: Proposal) -> list[Written]:
    headings = (
        Heading("名额类别", 20), NUMBER, Heading("结果"), Heading("名次"), Heading("总分"),
        Heading("理由", 48), Heading("条款", 20),
    )  # fmt: skip
    sheets = []
    for honour in plan.honours:
        cells = {cell.code: cell.name for cell in honour.cells}
        verdicts = [v for v in proposal.verdicts.values() if v.honour == honour.code]
        verdicts.sort(
            key=lambda v: (list(cells).index(v.cell) if v.cell else 99, v.rank or 999, v.number)
        )
        rows = [
            (
                cells.get(v.cell or "", ""), v.number, OUTCOME_NAMES[v.outcome], v.rank, v.total,
                v.reason, f"{v.rule} {v.clause}".strip(),
            )
            for v in verdicts
        ]  # fmt: skip
        sheets.append(Written(honour.name[:31], headings, rows, f"{honour.name}建议名单"))
    return sheets


def _plain(proposal: Proposal) -> dict[str, object]:
    return {
        "awaits": list(proposal.awaits),
        "model_windows": list(proposal.model_windows),
        "honours": {
            honour.code: {
                cell.cell: {
                    "places": cell.places,
                    "winners": list(cell.winners),
                    "next_in_line": list(cell.next_in_line),
                    "vacant": cell.vacant,
                }
                for cell in honour.cells
            }
            for honour in proposal.honours
        },
        "verdicts": {
            number: {
                "outcome": verdict.outcome.value,
                "cell": verdict.cell,
                "rank": verdict.rank,
                "total": None if verdict.total is None else str(verdict.total),
                "reason": verdict.reason,
                "rule": verdict.rule,
                "clause": verdict.clause,
            }
            for number, verdict in proposal.verdicts.items()
        },
    }
