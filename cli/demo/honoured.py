"""Who was honoured, and three score cards worth reading: a winner, an exclusion, a vacancy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.demo.tables import listed, table
from rules.definition import Campaign, Method
from rules.score_cards import CardLine, ScoreCard
from rules.selection import CellResult, Proposal
from tasks import review, score_cards
from tasks.context import Context
from tasks.outcomes import winners


def honours(ctx: Context, campaign: int, plan: Campaign) -> Table:
    """Places, who has them, and why a place is vacant, cell by cell."""
    proposal = review.current_proposal(ctx, campaign, plan)
    found = winners(ctx, campaign)
    made = table("表扬名单", ("类别", "#名额", "#获评", "#空缺", "*名单；空缺的原因"))
    for honour in plan.honours:
        given = sum(w.honour == honour.code for w in found)
        head = (honour.name, str(honour.total), str(given), str(honour.total - given), "")
        made.add_row(*head, style="bold")
        for cell in honour.cells:
            result = proposal.cell(honour.code, cell.code)
            names = [w.candidate for w in found if (w.honour, w.cell) == (honour.code, cell.code)]
            why = " ".join(vacancy.text for vacancy in result.vacancies)
            told = f"{listed(names)}\n空缺：{why}" if why else listed(names)
            counts = (str(result.places), str(len(names)), str(result.vacant or ""))
            made.add_row(f"  {cell.name}", *counts, escape(told))
        made.add_section()
    return made


def cards(ctx: Context, campaign: int, plan: Campaign) -> Iterator[Panel]:
    """A winner whose hearing was trimmed, one who lost a place by an exclusion, a vacancy."""
    proposal = review.current_proposal(ctx, campaign, plan)
    kept = {card.number: card for card in score_cards.kept_cards(ctx, campaign)}
    if winner := _best(kept, plan, "won", Method.HEARING):
        yield _panel("获评", winner)
    if excluded := _best(kept, plan, "excluded"):
        yield _panel("因不重复获评而让出名额", excluded)
    if beside := _beside_a_vacancy(kept, proposal):
        cell, card = beside
        why = [f"空缺：{vacancy.text}" for vacancy in cell.vacancies]
        yield _panel("空缺", card, [*why, f"备选次序：{_in_line(cell, kept)}"])


def _best(
    known: dict[str, ScoreCard], plan: Campaign, outcome: str, method: Method | None = None
) -> ScoreCard | None:
    order = [honour.code for honour in plan.honours]
    fits = [
        card
        for card in known.values()
        if card.outcome == outcome and card.total is not None and _trimmed(card, method)
    ]
    best_first = sorted(fits, key=lambda c: (order.index(c.honour), c.rank or 0, c.number))
    return next(iter(best_first), None)


def _trimmed(card: ScoreCard, method: Method | None) -> bool:
    """Whether the component by that method left out a highest and a lowest mark."""
    return method is None or any(line.method == method and line.left_out for line in card.lines)


def _beside_a_vacancy(
    known: dict[str, ScoreCard], proposal: Proposal
) -> tuple[CellResult, ScoreCard] | None:
    """A cell with a vacancy and whoever stands next in line there, else who did not win or did."""
    cells = {(h.code, cell.cell): cell for h in proposal.honours for cell in h.cells if cell.vacant}
    beside = [
        (card.number not in cell.next_in_line[:1], card.outcome == "won", card.number)
        for card in known.values()
        if (cell := cells.get((card.honour, card.cell or "")))
    ]
    if not beside:
        return None
    card = known[min(beside)[-1]]
    return cells[card.honour, card.cell or ""], card


def _panel(title: str, card: ScoreCard, why: Sequence[str] = ()) -> Panel:
    who = f"{card.person}（{card.unit_name}）" if card.person else card.unit_name
    lines = Table(box=None, pad_edge=False, expand=True)
    for heading in ("项目", "用了哪些得分", "得分", "权重", "计入"):
        lines.add_column(
            heading, overflow="fold", style="dim" if heading == "项目" else "",
            ratio=1 if heading == "用了哪些得分" else None,
        )  # fmt: skip
    for line in card.lines:
        weight = f"×{line.weight}"
        lines.add_row(line.name, _used(line), line.value or "缺", weight, line.contribution or "—")
    lines.add_row("总分", "", "", "", card.total or "未完成", style="bold")
    told = [f"{card.reason}（{card.rule} {card.clause}）", f"{card.cell_name}：{card.quota}"]
    told += why
    told += [f"有关决定：{text}" for text in card.decisions]
    words = [Text(text) for text in told]
    heading = f"{title} · {card.number} · {card.honour_name} · {who}"
    return Panel(Group(*words, Text(), lines), title=escape(heading), title_align="left")


def _used(line: CardLine) -> str:
    parts = ["、".join(line.used), line.joined, line.conversion]
    parts += [f"未计：{'、'.join(line.left_out)}"] if line.left_out else []
    return escape("；".join(part for part in parts if part))


def _in_line(result: CellResult, known: dict[str, ScoreCard]) -> str:
    shown = [known[number] for number in result.next_in_line[:3]]
    more = len(result.next_in_line) - len(shown)
    told = "、".join(f"{card.unit_name} {card.total}分" for card in shown) or "无"
    return f"{told}，另有{more}件" if more else told
