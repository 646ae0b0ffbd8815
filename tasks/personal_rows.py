"""Where each kind of personal data lies: counting its rows, emptying them, and the files that go with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, null, text
from sqlmodel import SQLModel, col, func, select, update

from models import (
    Attachment,
    Filing,
    ImportedFile,
    JournalEntry,
    MethodPaper,
    Opinion,
    PaperAct,
    SignedPage,
    SignOff,
)
from models.frozen import campaign_of
from models.personal import NOT_PERSONAL, WIPINGS, counted, wiped
from records.archive.verification import NotAPackageError, held
from rules.definition import PersonalKind
from rules.personal_data import ERASED
from tasks.archive_files import ROSTER
from tasks.archiving import package_path
from tasks.campaigns import campaign_row
from tasks.context import Context
from tasks.lost_applications import count_lost, erase_lost
from tasks.people_gone import count_contacts, count_sign_ins, erase_contacts, erase_sign_ins


@dataclass(frozen=True, slots=True)
class Files:
    """SHA-256 of the files of a kind: those that may go, and those that have to stay."""

    gone: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


NO_FILES = Files()
ACTS = ("personal.erased", "personal.files_removed")
Doing = Callable[[Context, int], int]


def count(ctx: Context, campaign_id: int, kind: PersonalKind) -> int:
    """Rows that still hold personal data of the kind."""
    own = _COUNTED.get(kind)
    return own(ctx, campaign_id) if own else _each(ctx, campaign_id, kind, counted_only=True)


def erase(ctx: Context, campaign_id: int, kind: PersonalKind) -> int:
    """Empty them; how many they were."""
    own = _ERASED.get(kind)
    return own(ctx, campaign_id) if own else _each(ctx, campaign_id, kind, counted_only=False)


def files(ctx: Context, campaign_id: int) -> dict[PersonalKind, Files]:
    """The files of each kind that has any.

    A file goes only where the package has the very bytes, or where it was withdrawn, and where no
    row that stays refers to it. Rosters were never meant for the package.
    """
    packed, used = _packed(package_path(ctx, campaign_id)), _in_use(ctx, campaign_id)
    found = {}
    for kind in (PersonalKind.ATTACHMENTS, PersonalKind.SCANS, PersonalKind.CONTACTS):
        own = {sha: uses for sha, uses in used.items() if kind in uses.kinds}
        free = {
            sha for sha, uses in own.items()
            if uses.kinds == {kind}
            and (kind is PersonalKind.CONTACTS or uses.withdrawn or sha in packed)
        }  # fmt: skip
        found[kind] = Files(frozenset(free), frozenset(own.keys() - free))
    return found


def in_use(ctx: Context, campaign_id: int) -> frozenset[str]:
    """Files that some row refers to; a row that was erased refers to none."""
    return frozenset(_in_use(ctx, campaign_id))


@dataclass(slots=True)
class _Uses:
    """Who refers to a file: kinds of personal data of the campaign, None for whatever stays."""

    kinds: set[PersonalKind | None]
    withdrawn: bool = True
    """Whether every attachment that brought it was withdrawn."""


def _in_use(ctx: Context, campaign_id: int) -> dict[str, _Uses]:
    found: dict[str, _Uses] = defaultdict(lambda: _Uses(set()))
    sealed_at = campaign_row(ctx, campaign_id).closed_at
    for campaign, owner, sha, withdrawn_at in _all(ctx, select(
        Attachment.campaign_id, Attachment.owner_kind, Attachment.sha256, Attachment.withdrawn_at
    ).where(col(Attachment.name) != ERASED)):  # fmt: skip
        goes = campaign == campaign_id and owner not in NOT_PERSONAL
        found[sha].kinds.add(PersonalKind.ATTACHMENTS if goes else None)
        found[sha].withdrawn &= withdrawn_at is not None
    for kind, sha, at in _all(
        ctx, select(ImportedFile.kind, ImportedFile.sha256, ImportedFile.at)
        .where(col(ImportedFile.name) != ERASED)
    ):  # fmt: skip
        goes = kind == ROSTER and sealed_at is not None and at <= sealed_at
        found[sha].kinds.add(PersonalKind.CONTACTS if goes else None)
    for campaign, sha in _all(ctx, select(PaperAct.campaign_id, PaperAct.scan_sha256)):
        found[sha].kinds.add(PersonalKind.SCANS if campaign == campaign_id else None)
        found[sha].withdrawn = False
    for column in (MethodPaper.sha256, SignOff.scan_sha256, Opinion.scan_sha256, SignedPage.scan_sha256):  # fmt: skip
        for (sha,) in _all(ctx, select(column)):
            found[sha].kinds.add(None)
    # Evidence that a lead office collected names its file among its details.
    for (detail,) in _all(ctx, select(Filing.detail)):
        found[detail.get("sha256", "")].kinds.add(None)
    found.pop("", None)
    return found


def _all(ctx: Context, query: Select[Any]) -> list[Any]:
    return list(ctx.session.execute(query).all())


def _packed(path: Path) -> frozenset[str]:
    try:
        return held(path)
    except (NotAPackageError, FileNotFoundError):
        return frozenset()


def _each(ctx: Context, campaign_id: int, kind: PersonalKind, *, counted_only: bool) -> int:
    """The tables of a kind, one statement each."""
    connection, total = ctx.session.connection(), 0
    postgresql = connection.dialect.name == "postgresql"
    for wiping in (one for one in WIPINGS if one.kind is kind):
        table = SQLModel.metadata.tables[wiping.table]
        owner = campaign_of(table, wiping.table) or ""
        made = counted if counted_only else wiped
        done = connection.execute(
            text(made(wiping, owner, postgresql=postgresql)), {"campaign": campaign_id}
        )
        total += int(done.scalar_one()) if counted_only else done.rowcount
    return total


def _count_details(ctx: Context, campaign_id: int) -> int:
    found = select(func.count()).select_from(JournalEntry).where(*_detailed(campaign_id))
    return ctx.session.exec(found).one()


def _erase_details(ctx: Context, campaign_id: int) -> int:
    """The chain stands on the salted digests, which stay."""
    done = ctx.session.execute(
        update(JournalEntry)
        .where(*_detailed(campaign_id))
        .values(payload=null())
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


def _detailed(campaign_id: int) -> tuple[ColumnElement[bool], ...]:
    """Entries with their details; what was erased and when is no personal data."""
    return (
        col(JournalEntry.campaign_id) == campaign_id,
        col(JournalEntry.payload).is_not(null()),
        col(JournalEntry.what).not_in(ACTS),
    )


_COUNTED: Mapping[PersonalKind, Doing] = MappingProxyType(
    {
        PersonalKind.LOG_DETAILS: _count_details,
        PersonalKind.APPLICATIONS_LOST: count_lost,
        PersonalKind.CONTACTS: count_contacts,
        PersonalKind.SIGN_IN: count_sign_ins,
    }
)
_ERASED: Mapping[PersonalKind, Doing] = MappingProxyType(
    {
        PersonalKind.LOG_DETAILS: _erase_details,
        PersonalKind.APPLICATIONS_LOST: erase_lost,
        PersonalKind.CONTACTS: erase_contacts,
        PersonalKind.SIGN_IN: erase_sign_ins,
    }
)
