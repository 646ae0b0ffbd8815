"""Files from outside: examined, scanned, kept byte for byte, and tied to what they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlmodel import SQLModel, col, select

from config.settings import Settings
from models import (
    Application,
    Attachment,
    Filing,
    Meeting,
    MethodPaper,
    Objection,
    ObserverOpinion,
    Opinion,
    Paper,
    PaperAct,
    Visit,
    Withdrawal,
)
from records.attachments import clamav
from records.attachments.examining import examine, refuse_name
from records.attachments.refusing import FileRefused
from rules.files import MEGABYTE, USUAL_KINDS, FileKind, Limits, safe_headers
from rules.personal_data import ERASED
from rules.states import ScanState
from tasks.attachment_store import copied, draft_in, folder_of, kept, place
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case

_OWNERS: tuple[type[SQLModel], ...] = (
    Application, Filing, Meeting, MethodPaper, Objection, ObserverOpinion, Opinion, Paper, PaperAct, Visit,
    Withdrawal,
)  # fmt: skip
OWNERS = {str(table.__tablename__): table for table in _OWNERS}
"""What a file may belong to, by the name of its table."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a file belongs to: the name of its table, and its id."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was examined and lies in the store; nothing refers to it yet."""

    name: str
    kind: FileKind
    size: int
    sha256: str
    scan: ScanState
    scan_detail: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """A kept file with the headers under which it may be handed out."""

    path: Path
    headers: dict[str, str]


def receive(
    settings: Settings, stream: BinaryIO, name: str, limits: Limits | None = None
) -> Received:
    """Take a stranger's file in, piece by piece: examined, scanned, stored under its SHA-256.

    To be called before the transaction that attaches it, which must not wait for a scanner.
    `limits` say what is taken here if not all that the settings allow. Known bytes are not stored twice. Raises Refused with what is wrong and what to do.
    """
    limits = limits or limits_of(settings)
    try:
        refuse_name(name)
        with draft_in(settings) as draft:
            digest, size = copied(stream, draft, limits)
            with draft.open("rb") as file:
                kind = examine(file, name, limits)
                scan, detail = _scanned(settings, file, size)
            place(settings, draft, digest, kind.value)
    except FileRefused as refused:
        raise Refused([f"{_shown(name)}：{refused}"]) from refused
    return Received(name, kind, size, digest, scan, detail)


def limits_of(settings: Settings) -> Limits:
    kinds = USUAL_KINDS | ({FileKind.ZIP} if settings.attachment_zip else set())
    return Limits(kinds, settings.attachment_mb * MEGABYTE)


@use_case("添加附件")
def attach(ctx: Context, owner: Owner, what: Received, note: str = "") -> Attachment:
    """Tie a received file to its owner; the same file twice is one attachment.

    Raises NotFound where the owner is not there, Refused where its files grow too large together.
    """
    campaign = _campaign_of(ctx, owner)
    present = of(ctx, owner)
    if known := next((row for row in present if row.sha256 == what.sha256), None):
        return known
    total, most = sum(row.size for row in present) + what.size, ctx.house.settings.attachments_mb
    if total > most * MEGABYTE:
        raise Refused(
            [f"{what.name}：附件合计{total / MEGABYTE:.0f}MB，超过{most}MB，请撤下不需要的附件"]
        )
    row = Attachment(
        campaign_id=campaign, owner_kind=owner.kind, owner_id=owner.id, name=what.name,
        kind=what.kind, size=what.size, sha256=what.sha256, note=note, scan=what.scan,
        scan_detail=what.scan_detail, added_at=ctx.now, added_by=ctx.actor,
    )  # fmt: skip
    ctx.session.add(row)
    ctx.session.flush()
    ctx.record(
        "attachment.added",
        f"{owner.kind}:{owner.id}",
        campaign=campaign,
        name=what.name,
        sha256=what.sha256,
        scan=what.scan.value,
    )
    return row


@use_case("撤下附件")
def withdraw(ctx: Context, attachment_id: int, why: str) -> None:
    """Take an attachment back; the row and its bytes stay, with who did it and why."""
    row = one(ctx, attachment_id)
    if row.withdrawn_at is not None:
        return
    if not why.strip():
        raise Refused(["请填写撤下附件的原因"])
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = ctx.now, ctx.actor, why
    ctx.session.add(row)
    ctx.record(
        "attachment.withdrawn",
        f"{row.owner_kind}:{row.owner_id}",
        why=why,
        campaign=row.campaign_id,
        name=row.name,
        sha256=row.sha256,
    )


def of(ctx: Context, owner: Owner) -> Sequence[Attachment]:
    """What is attached to something and not withdrawn, in the order it came."""
    return of_many(ctx, owner.kind, [owner.id])


def of_many(ctx: Context, kind: str, ids: Sequence[int]) -> Sequence[Attachment]:
    """The same for many of a kind in one query; each row says whose it is."""
    return ctx.session.exec(
        select(Attachment)
        .where(
            col(Attachment.owner_kind) == kind,
            col(Attachment.owner_id).in_(ids),
            col(Attachment.withdrawn_at).is_(None),
        )
        .order_by(col(Attachment.id))
    ).all()


def one(ctx: Context, attachment_id: int) -> Attachment:
    """The row with its owner (`owner_kind`, `owner_id`), by which the caller decides who may see it."""
    row = ctx.session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound([f"没有编号为{attachment_id}的附件"])
    return row


def serve(ctx: Context, row: Attachment) -> Served:
    """The bytes and the headers that keep a browser from running them. Raises NotFound as `find` does."""
    if row.name == ERASED:
        raise NotFound(["这个附件已按期限清除，原件在归档包里"])
    return Served(find(ctx, row.sha256), safe_headers(row.name, row.kind))


def keep(ctx: Context, name: str, data: bytes) -> str:
    """Store bytes that a reader of ours has examined under their SHA-256 and return it.

    Written before the transaction ends: should that fail, a file that nothing refers to stays,
    which harms nobody, whereas a row must never refer to a file that is not there.
    """
    settings, digest = ctx.house.settings, hashlib.sha256(data).hexdigest()
    with draft_in(settings) as draft:
        draft.write_bytes(data)
        place(settings, draft, digest, Path(name).suffix.lower().lstrip("."))
    return digest


def find(ctx: Context, sha256: str) -> Path:
    """The kept file of this hash, checked against it.

    Raises NotFound when it is not there, Refused when its bytes are not what they were.
    """
    found = located(ctx, sha256)
    with found.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise Refused([f"{found} 的内容与登记的校验值不符，已被改动，请从备份恢复"])
    return found


def located(ctx: Context, sha256: str) -> Path:
    """Where the file lies, for whoever sums it anyway. Raises NotFound."""
    found = kept(ctx.house.settings, sha256)
    if found is None:
        folder = folder_of(ctx.house.settings, sha256)
        raise NotFound([f"附件库里没有校验值为 {sha256} 的文件，请核对 {folder}"])
    return found


def _campaign_of(ctx: Context, owner: Owner) -> int:
    table = OWNERS.get(owner.kind)
    # Locked, so that two files at once are counted together.
    row = ctx.session.get(table, owner.id, with_for_update=True) if table is not None else None
    if row is None:
        raise NotFound([f"没有编号为{owner.id}的{owner.kind}，附件无处可放"])
    return int(row.campaign_id)  # type: ignore[attr-defined]


def _scanned(settings: Settings, file: BinaryIO, size: int) -> tuple[ScanState, str]:
    """What the scanner says; a file it did not look at says so. Raises FileRefused."""
    if not settings.clamav:
        return ScanState.NOT_SCANNED, "本机没有配置杀毒服务"
    if size > settings.clamav_mb * MEGABYTE:
        return ScanState.NOT_SCANNED, f"超过杀毒服务{settings.clamav_mb}MB的上限"
    try:
        clamav.scan(settings.clamav, file)
    except clamav.VirusFound as found:
        raise FileRefused(f"发现病毒（{found}）", "请杀毒后重新上传，并检查所用的电脑") from found
    except clamav.TooLargeToScan:
        return ScanState.NOT_SCANNED, "超过杀毒服务的上限"
    except clamav.ScannerDown as down:
        raise FileRefused("杀毒服务没有应答，暂不能收", "请稍后再传，仍不行请告知管理员") from down
    return ScanState.CLEAN, ""


def _shown(name: str) -> str:
    """A hostile name, fit for a message."""
    return "".join(char if char.isprintable() else "?" for char in name)[:80] or "（无名）"
