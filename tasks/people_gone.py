"""Persons without a post and accounts that nobody may use: their addresses and what they signed in with."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, delete, func, select, update

from models import (
    Account,
    Address,
    Appointment,
    Holding,
    ImportedFile,
    KeptForm,
    SignInLink,
    WebSession,
)
from rules.personal_data import ERASED
from tasks.archive_files import ROSTER
from tasks.campaigns import calendar_of, campaign_row
from tasks.context import Context


def count_contacts(ctx: Context, campaign_id: int) -> int:
    rosters = select(func.count()).select_from(ImportedFile).where(*_rosters(ctx, campaign_id))
    addresses = select(func.count()).select_from(Address).where(_of_nobody(ctx))
    return ctx.session.exec(addresses).one() + ctx.session.exec(rosters).one()


def erase_contacts(ctx: Context, campaign_id: int) -> int:
    """Addresses of persons in no post, and what rosters said; who is in a post stays within reach."""
    addresses = ctx.session.execute(_at_once(delete(Address).where(_of_nobody(ctx))))
    rosters = ctx.session.execute(
        _at_once(
            update(ImportedFile).where(*_rosters(ctx, campaign_id)).values(name=ERASED, report={})
        )
    )
    return _rows(addresses) + _rows(rosters)


def count_sign_ins(ctx: Context, campaign_id: int) -> int:
    del campaign_id
    return ctx.session.exec(
        select(func.count()).select_from(Account).where(_unusable(ctx), _with_secrets())
    ).one()


def erase_sign_ins(ctx: Context, campaign_id: int) -> int:
    """Close accounts that no post or appointment opens any more, and forget how they signed in."""
    del campaign_id
    theirs = select(Account.id).where(_unusable(ctx), _with_secrets())
    for table in (WebSession, SignInLink, KeptForm):
        ctx.session.execute(_at_once(delete(table).where(col(table.account_id).in_(theirs))))
    closed = func.coalesce(Account.closed_at, ctx.house.machine.now())
    done = ctx.session.execute(
        _at_once(
            update(Account)
            .where(_unusable(ctx), _with_secrets())
            .values(password_hash="", old_hashes=[], totp_secret="", closed_at=closed)
        )
    )
    return _rows(done)


def _of_nobody(ctx: Context) -> ColumnElement[bool]:
    return col(Address.person_id).not_in(_in_post(ctx))


def _in_post(ctx: Context) -> Select[Any]:
    """Persons who hold a post today or will."""
    return select(Holding.person_id).where(_lasts(ctx, col(Holding.until)))


def _unusable(ctx: Context) -> ColumnElement[bool]:
    """Closed, or of a person without a post and without an appointment that lasts."""
    appointed = select(Appointment.account_id).where(_lasts(ctx, col(Appointment.until)))
    nobody = or_(col(Account.person_id).is_(None), col(Account.person_id).not_in(_in_post(ctx)))
    return or_(col(Account.closed_at).is_not(None), nobody & col(Account.id).not_in(appointed))


def _with_secrets() -> ColumnElement[bool]:
    """Not forgotten yet: an account that is closed and has neither password nor authenticator is."""
    return or_(
        col(Account.password_hash) != "",
        col(Account.totp_secret) != "",
        col(Account.closed_at).is_(None),
    )


def _rosters(ctx: Context, campaign_id: int) -> tuple[ColumnElement[bool], ...]:
    """Rosters that were handed in up to the sealing; those of the next campaign are its own."""
    sealed_at = campaign_row(ctx, campaign_id).closed_at or ctx.now
    return (
        col(ImportedFile.kind) == ROSTER,
        col(ImportedFile.name) != ERASED,
        col(ImportedFile.at) <= sealed_at,
    )


def _lasts(ctx: Context, until: Mapped[date | None]) -> ColumnElement[bool]:
    return or_(until.is_(None), until >= calendar_of(ctx).day_of(ctx.now))


def _at_once(statement: Any) -> Any:  # noqa: ANN401 - an update or a delete, whichever
    """By the database alone: nothing of it is held in memory."""
    return statement.execution_options(synchronize_session=False)


def _rows(result: object) -> int:
    return cast("CursorResult[Any]", result).rowcount
