"""征求意见表: for each authority the candidates it is asked about, with its answers once they came."""

from __future__ import annotations

from collections.abc import Iterator

from records.papers.materials.opinions import Asked
from rules.definition import Campaign, SubjectKind
from rules.opinions import asks_about
from tasks import opinion_table
from tasks.context import Context
from tasks.materials.gathered import content
from tasks.papers import Content

TABLE = "opinion-table"
KINDS = {
    SubjectKind.UNITS: "单位",
    SubjectKind.PERSONS: "个人",
    SubjectKind.ENTERPRISES: "企业",
}


def tables(ctx: Context, campaign_id: int, plan: Campaign) -> Iterator[Content]:
    lines = opinion_table.table(ctx, campaign_id)
    for authority in plan.opinions.authorities:
        mine = [
            line
            for line in lines
            if line.authority.code == authority.code and asks_about(authority, line.about.kind)
        ]
        asked = [
            Asked(
                number=line.about.number,
                name=line.about.name,
                kind=KINDS[line.about.kind],
                result="" if line.answer is None else line.result,
                document=line.answer.document if line.answer else "",
                answered_on=line.answer.answered_on.isoformat() if line.answer else None,
                remark=line.answer.remark if line.answer else "",
            )
            for line in mine
        ]
        if asked:
            facts = {"authority": authority.name, "asked": asked}
            sources: dict[str, list[int | None]] = {
                "application": [line.about.id for line in mine],
                "opinion": [line.answer.id for line in mine if line.answer],
            }
            title = f"征求意见表（{authority.name}）"
            yield content(TABLE, authority.code, title, facts, sources, (authority.name,))
