"""Where a paper's figures come from, in one line of small print; its facts name every row."""

from __future__ import annotations

from collections.abc import Sequence

from records.papers.grids import Facts

ROWS = {
    "application": "申报",
    "placement": "名单结论",
    "score": "考评得分",
    "itemmark": "逐项评分",
    "tallysheet": "计票单",
    "votesession": "投票",
    "hearing": "汇报会",
    "opinion": "部门意见",
    "meeting": "会议",
    "agendaitem": "议题",
    "paper": "公文",
    "objection": "异议和疑问",
    "visit": "调研座谈",
    "filing": "报送材料",
    "obligation": "应办事项",
    "nudge": "提醒",
    "signoff": "签批意见",
    "unit": "单位",
}
"""What people call the rows of a table."""


def told_origin(facts: Facts) -> str:
    """How many rows of which tables, or which were counted as a whole; empty without figures."""
    sources, queries = facts.get("sources", {}), facts.get("queries", {})
    parts = [f"{ROWS[table]}{_count(spans)}条" for table, spans in sources.items() if spans]
    parts += [f"全部{ROWS[table]}" for table in queries]
    return f"所列情况出自：{'，'.join(parts)}。" if parts else ""


def _count(spans: Sequence[Sequence[int]]) -> int:
    """Rows in runs of numbers, each by its first and last."""
    return sum(last - first + 1 for first, last in spans)
