"""The exported result: everything that was handed in and decided, everything that follows, the chain."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import SQLModel, col, select

from models import (
    AgendaItem,
    Application,
    CampaignVersion,
    Decision,
    ImportedFile,
    Meeting,
    Placement,
    Resolution,
    Score,
    TallySheet,
)
from records.proof.result_folder import NotAnExportError, Result, sealed, write_result
from records.whole_folder import zipped
from rules.definition import PersonalKind
from rules.selection import Proposal
from tasks import checkpoints, placements, score_cards
from tasks.campaigns import campaign_row, definition_of
from tasks.context import Context
from tasks.erasures import is_erased
from tasks.errors import Refused
from tasks.facts_of import sheets
from tasks.journal_extract import chain_lines, checkpoint_lines, row_before
from tasks.proof_lines import AgendaRef, Mask
from tasks.proof_result import Given, Versions, as_shown, mask_for, result_of
from tasks.use_case import use_case
from tasks.voting.results import closed_boards

Row = TypeVar("Row", bound=SQLModel)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
"""In which a campaign file may have been written; its hash tells which one it was."""
TOLD = frozenset(
    {
        "campaign.launched", "campaign.amended", "step.opened", "step.closed", "phase.closed",
        "paper.issued", "selection.proposed", "decision.recorded", "application.disqualified",
    }
)  # fmt: skip
"""Acts that an extract shows in full; of all others it gives the hash."""


@dataclass(frozen=True, slots=True)
class Exported:
    files: int
    head: str
    """What minutes and public notices print."""
    checkpoint: str

    def row(self) -> dict[str, object]:
        return {"文件": self.files, "校验码": self.head, "日志检查点": self.checkpoint}


@use_case("导出结果", retries=2)
def export(ctx: Context, campaign_id: int, target: Path, *, full: bool = False) -> Exported:
    """Write the result with its verifier; the same state gives the same bytes.

    Raises Refused where the recorded list no longer follows from what is recorded beside it, and
    where the folder holds something else.
    """
    stamp = checkpoints.checkpoint(ctx, "导出结果")
    result = gathered(ctx, campaign_id, full=full)
    try:
        made = write_result(target, result)
    except NotAnExportError as error:
        raise Refused([str(error)]) from error
    return Exported(len(made.files), made.head, stamp.text)


def packed(ctx: Context, campaign_id: int, *, full: bool) -> tuple[str, bytes]:
    """The same as one file to take along, and its name; the journal says who took which form.

    Raises Refused as `export` does.
    """
    form = "完整版" if full else "公开版"
    name = f"评选结果-{campaign_row(ctx, campaign_id).code.upper()}-{form}"
    with tempfile.TemporaryDirectory() as home:
        made = export(ctx, campaign_id, Path(home) / name, full=full)
        data = zipped(Path(home) / name)
    ctx.record("result.exported", form, campaign=campaign_id, head=made.head)
    return f"{name}.zip", data


def head_of(ctx: Context, campaign_id: int) -> str:
    """The head of the public export as it would be written now, for a paper to print.

    It does not move while the journal grows, so that minutes, public notice and the export made
    later carry the same one as long as nobody decides anew. Raises Refused as `export` does.
    """
    return sealed(gathered(ctx, campaign_id, full=False)).head


def gathered(ctx: Context, campaign_id: int, *, full: bool) -> Result:
    plan, row = definition_of(ctx, campaign_id), campaign_row(ctx, campaign_id)
    if is_erased(ctx, campaign_id, PersonalKind.APPLICATIONS_LOST):
        raise Refused(["未获评个人的信息已按期限清除，结果核验以归档包里的为准"])
    candidates, proposal = placements.computed(ctx, campaign_id)
    _as_recorded(ctx, campaign_id, proposal)
    versions = Versions(row.code, row.title, row.version, row.file_sha256, _texts(ctx, campaign_id))
    given = Given(
        sheets(ctx, campaign_id, plan),
        versions,
        candidates,
        _all(ctx, Score, campaign_id),
        _all(ctx, TallySheet, campaign_id),
        _all(ctx, Decision, campaign_id),
        _agenda_of(ctx, campaign_id),
        closed_boards(ctx, campaign_id),
        ctx.session.exec(select(ImportedFile)).all(),
    )
    mask = mask_for(given, proposal, full=full)
    cards = score_cards.cards_of(ctx, campaign_id, as_shown(given, mask), proposal)
    after = row_before(ctx, campaign_id)
    journal = {
        "chain": chain_lines(ctx, after=after, shown=_shown(campaign_id, mask)),
        "checkpoint": checkpoint_lines(ctx)[-1:],
    }
    return result_of(given, proposal, mask, cards.values(), journal)


def _agenda_of(ctx: Context, campaign_id: int) -> dict[int, AgendaRef]:
    rows = ctx.session.exec(
        select(Resolution.decision_id, Meeting, AgendaItem.position)
        .join(AgendaItem, col(AgendaItem.id) == col(Resolution.item_id))
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(col(Meeting.campaign_id) == campaign_id, col(Resolution.decision_id).is_not(None))
    ).all()
    return {
        decision or 0: AgendaRef(m.number, m.kind, m.held_on.isoformat(), item)
        for decision, m, item in rows
    }


def _all(ctx: Context, table: type[Row], campaign_id: int) -> Sequence[Row]:
    mine = col(table.campaign_id) == campaign_id  # type: ignore[attr-defined]
    return ctx.session.exec(select(table).where(mine)).all()


def _texts(ctx: Context, campaign_id: int) -> dict[str, bytes]:
    """The campaign files byte by byte as they were frozen."""
    versions = ctx.session.exec(
        select(CampaignVersion)
        .where(col(CampaignVersion.campaign_id) == campaign_id)
        .order_by(col(CampaignVersion.version))
    ).all()
    return {f"campaign-v{v.version}.yaml": _bytes_of(v) for v in versions}


def _bytes_of(version: CampaignVersion) -> bytes:
    forms = (version.text.encode(encoding, errors="replace") for encoding in ENCODINGS)
    found = (raw for raw in forms if hashlib.sha256(raw).hexdigest() == version.sha256)
    return next(found, version.text.encode())


def _shown(campaign_id: int, mask: Mask) -> Callable[[Mapping[str, Any]], bool]:
    """Rows of this campaign's result, unless they name somebody whom the export does not name."""

    def shown(row: Mapping[str, Any]) -> bool:
        said = f"{row['actor']}{row['on_behalf_of']}{row['subject']}{row['why']}"
        ours = row["campaign_id"] == campaign_id and row["what"] in TOLD
        return ours and mask.anywhere(said) == said

    return shown


def _as_recorded(ctx: Context, campaign_id: int, proposal: Proposal) -> None:
    """The list that was decided on must be the one that follows; raises Refused with each that is not."""
    kept = ctx.session.exec(
        select(Application.number, Placement.outcome, Placement.total)
        .join(Application, col(Application.id) == col(Placement.application_id))
        .where(col(Placement.campaign_id) == campaign_id)
    ).all()
    now = {
        number: (v.outcome.value, "" if v.total is None else str(v.total))
        for number, v in proposal.verdicts.items()
    }
    differ = [
        f"{number}：登记为{outcome} {total}，按现有得分和决定应为{' '.join(now.get(number, ('无',)))}"
        for number, outcome, total in sorted(kept)
        if now.get(number) != (outcome, total)
    ]
    if differ:
        raise Refused([*differ, "名单与得分、决定不一致，请由领导小组重新审议后再导出"])
