"""What goes into the package beside the items: attachments as they came, proofs, public copies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from models import Attachment, ImportedFile, Paper
from records.archive.properties import Check, Property
from records.papers.pdf import set_pdf
from records.proof.result_folder import CHAIN_VERIFIER, HERE, files_of
from rules.definition import Campaign, ItemKind, StepKind
from rules.files import name_problems, served_name
from rules.masking import masked
from rules.states import PaperState, ScanState
from tasks import papers, proof
from tasks.attachment_store import kept
from tasks.attachments import located
from tasks.campaigns import campaign_row
from tasks.context import Context
from tasks.errors import NotPossible
from tasks.journal_extract import chain_lines, checkpoint_lines, row_before
from tasks.paper_files import faces
from tasks.printing import composed

ITEMS_OF_OWNERS = {
    "application": (ItemKind.APPLICATIONS_LOST, "未获评申报附件"),
    "filing": (ItemKind.FILINGS, "报送材料附件"),
    "meeting": (ItemKind.MINUTES, "会议附件"),
    "methodpaper": (ItemKind.SCORES, "考评办法附件"),
    "objection": (ItemKind.OBJECTIONS, "异议和疑问附件"),
    "observeropinion": (ItemKind.SCORES, "列席单位意见附件"),
    "opinion": (ItemKind.OPINIONS, "部门意见附件"),
    "paper": (ItemKind.NOTICE, "公文附件"),
    "paperact": (ItemKind.FILINGS, "代为登记扫描件"),
    "visit": (ItemKind.FILINGS, "调研座谈附件"),
    "withdrawal": (ItemKind.COMMENDATION, "撤销荣誉附件"),
}
"""Where a file is filed by what it belongs to; a test holds this against what may have files."""
OF_WINNERS = (ItemKind.APPLICATIONS_WON, "获评申报附件")
_PUBLIC = frozenset({StepKind.PUBLICITY, StepKind.COMMENDATION, StepKind.REPORTING})
ROSTER = "roster"
"""Kind of the imports that bring people in."""
PROOF, JOURNAL, COPIES = "结果核验", "日志核对", "公开用副本"


@dataclass(slots=True)
class Files:
    """Files of one item, with the sums that their rows hold."""

    files: list[tuple[str, Path]] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)


def attached(
    ctx: Context, campaign_id: int, won: Iterable[int]
) -> dict[tuple[ItemKind, str], Files]:
    """Attachments that were not withdrawn, by the item they go into. Raises NotFound for a lost one."""
    winners, found = set(won), dict[tuple[ItemKind, str], Files]()
    for row in _attachments(ctx, campaign_id):
        item = ITEMS_OF_OWNERS[row.owner_kind]
        if row.owner_kind == "application" and row.owner_id in winners:
            item = OF_WINNERS
        name = f"附件/{row.owner_id:05}/{row.id:05}-{served_name(row.name, row.kind)}"
        files = found.setdefault(item, Files())
        files.files.append((name, located(ctx, row.sha256)))
        files.sums[name] = row.sha256
    return found


def imported(ctx: Context, campaign_id: int) -> Files:
    """Workbooks as they were handed in since the launch, each once, as far as the store has them.

    The roster stays out: addresses of people are no record of the campaign.
    """
    launched = campaign_row(ctx, campaign_id).launched_at or ctx.now
    rows = ctx.session.exec(
        select(ImportedFile)
        .where(col(ImportedFile.at) >= launched, col(ImportedFile.kind) != ROSTER)
        .order_by(col(ImportedFile.id).desc())
    ).all()
    files = Files()
    for row in {row.sha256: row for row in rows}.values():
        if (path := kept(ctx.house.settings, row.sha256)) is not None:
            plain = row.name if not name_problems(row.name) else f"{row.sha256}{path.suffix}"
            name = f"附件/{row.id:05}-{plain}"
            files.files.append((name, path))
            files.sums[name] = row.sha256
    return files


def scanned(ctx: Context, campaign_id: int) -> Check:
    """Whether a scanner looked at every file from outside."""
    states = [row.scan for row in _attachments(ctx, campaign_id)]
    missing = states.count(ScanState.NOT_SCANNED)
    detail = f"{len(states)}个附件中{missing}个未查毒" if states else "没有附件，未检测"
    passed = True if states and not missing else None
    return Check("A2", Property.SAFE, "病毒检测", passed, detail)


def proof_files(ctx: Context, campaign_id: int) -> tuple[dict[str, bytes], Check]:
    """The public export, whose head minutes and notices print, or why there is none."""
    rule = "结果可由输入独立核验"
    try:
        files = files_of(proof.gathered(ctx, campaign_id, full=False))
    except NotPossible as refused:
        return {}, Check("Z3", Property.AUTHENTIC, rule, None, str(refused))
    detail = "校验码见HEAD.txt"
    named = {f"{PROOF}/{name}": content for name, content in files.items()}
    return named, Check("Z3", Property.AUTHENTIC, rule, True, detail)  # noqa: FBT003 - what it found


def journal_files(ctx: Context, campaign_id: int) -> dict[str, bytes]:
    """The chain from the campaign's first row, what is its own in full, with every signed checkpoint."""
    chain = chain_lines(
        ctx,
        after=row_before(ctx, campaign_id),
        shown=lambda row: row["campaign_id"] == campaign_id,
        payloads=True,
    )
    return {
        f"{JOURNAL}/chain.jsonl": _lines(chain),
        f"{JOURNAL}/checkpoint.jsonl": _lines(checkpoint_lines(ctx)[-1:]),
        f"{JOURNAL}/{CHAIN_VERIFIER}": (HERE / CHAIN_VERIFIER).read_bytes(),
    }


def public_copies(ctx: Context, campaign_id: int, plan: Campaign) -> dict[str, bytes]:
    """Papers for the public set again without telephone and identity numbers, where they have any."""
    rows = ctx.session.exec(
        select(Paper)
        .where(
            col(Paper.campaign_id) == campaign_id,
            col(Paper.state) == PaperState.ISSUED,
            col(Paper.template) != "",
        )
        .order_by(col(Paper.id))
    ).all()
    copies = {}
    for row in rows:
        facts = masked(row.facts)
        if plan.step(row.step).kind in _PUBLIC and facts != row.facts:
            shown = Paper(**{**row.model_dump(), "facts": facts})
            done = set_pdf(composed(ctx, plan, shown), faces(ctx), row.issued_at or ctx.now)
            copies[f"{COPIES}/{papers.number_of(row).replace('/', '／')}.pdf"] = done.pdf
    return copies


def _attachments(ctx: Context, campaign_id: int) -> Sequence[Attachment]:
    return ctx.session.exec(
        select(Attachment)
        .where(col(Attachment.campaign_id) == campaign_id, col(Attachment.withdrawn_at).is_(None))
        .order_by(col(Attachment.id))
    ).all()


def _lines(lines: Iterable[Mapping[str, object]]) -> bytes:
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()
