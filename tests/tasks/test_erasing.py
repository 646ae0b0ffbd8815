"""Personal data go when their term has ended, and nothing else does: rows, files, the package, the result."""

# ruff: noqa: S608 - statements over our own tables

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlmodel import SQLModel, col, func, select, text

from models import (
    Account,
    Address,
    Attachment,
    Campaign,
    Erasure,
    Filing,
    Holding,
    JournalEntry,
    Message,
    Placement,
    Voter,
)
from models.frozen import REFUSAL
from models.personal import BY_TABLE
from records.archive.verification import verify
from rules.definition import PersonalKind
from rules.personal_data import ERASED
from rules.states import CampaignState, ErasureState
from tasks import (
    archiving,
    attachment_store,
    attachments,
    erasing,
    journal_check,
    placements,
    proof,
    retention,
)
from tasks.attachments import Owner
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tests.support import files
from tests.support.campaign_builder import shanghai
from tests.support.databases import KINDS
from tests.support.frozen import answers
from tests.support.personal import LATER, LOSER, SEALED, SECRETS, Archived, archived, copied

Rows = Mapping[str, list[dict[str, Any]]]
WHY = "保管期满"
UNBOUND = {"address", "account", "keptform", "importedfile", "journalentry", "journalhead", "journalcheckpoint", "erasure"}  # fmt: skip
"""Tables that belong to no campaign, and what the erasing itself writes."""


@pytest.fixture
def kind() -> str:
    """The database, where a test does not ask for both."""
    return "sqlite"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    with archived(tmp_path_factory.mktemp("archived")) as found:
        yield found


@pytest.fixture
def kept(kind: str, original: Archived, tmp_path: Path) -> Iterator[Archived]:
    with copied(original, tmp_path) if kind == "sqlite" else archived(tmp_path, kind) as found:
        yield found


def erase(
    kept: Archived, *kinds: PersonalKind, at: datetime = LATER, printed: str = "", reason: str = WHY
) -> list[Erasure]:
    with kept.acting(at) as ctx:
        return erasing.erase(
            ctx, kept.made.campaign, kinds or tuple(PersonalKind), printed=printed or kept.sheet,
            reason=reason,
        )  # fmt: skip


def finish(kept: Archived) -> int:
    return erasing.finish(kept.house, kept.made.campaign, actor="档案员", now=LATER)


def rows(kept: Archived) -> Rows:
    with kept.house.engine.connect() as connection:
        return {
            table.name: [
                dict(row._mapping)
                for row in connection.execute(
                    sqlalchemy.select(table).order_by(*table.primary_key.columns)
                )
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def changed(before: Rows, after: Rows) -> dict[str, set[str]]:
    """Columns that are not what they were, by table; a row that came or went is `*`."""
    found: dict[str, set[str]] = {}
    for table, old in before.items():
        new = after[table]
        if len(old) != len(new):
            found[table] = {"*"}
        columns = {c for a, b in zip(old, new, strict=False) for c in a if a[c] != b[c]}
        if columns and len(old) == len(new):
            found[table] = columns
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_personal_is_erased_and_all_of_it(kept: Archived) -> None:
    before = rows(kept)
    done = erase(kept)
    after = rows(kept)

    assert {row.kind for row in done} == set(PersonalKind)
    assert all(row.rows for row in done)
    touched = changed(before, after)
    assert touched.keys() - UNBOUND == BY_TABLE.keys()
    for table in BY_TABLE.values():
        assert touched[table.table] <= {*table.columns, *table.rewritten}
    with kept.acting() as ctx:
        assert [line.rows for line in retention.table(ctx, kept.made.campaign)] == [0] * 9
    left = [(t, word) for t, found in _without_papers(after).items() for word in SECRETS if word in str(found)]  # fmt: skip
    assert left == []
    assert {way for way, no in answers(kept.house.engine).items() if not no} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_package_the_journal_and_the_result_stay_whole(kept: Archived) -> None:
    with kept.house.reading() as ctx:
        package = archiving.package_path(ctx, kept.made.campaign)
        whole = package.read_bytes()
        was = placements.computed(ctx, kept.made.campaign)[1].verdicts
        counted = outcomes(ctx)
    erase(kept)
    finish(kept)

    assert package.read_bytes() == whole
    assert verify(package, kept.sheet).problems == ()
    with kept.house.reading() as ctx:
        checked = journal_check.check(ctx.session)
        now = placements.computed(ctx, kept.made.campaign)[1].verdicts
        assert checked.broken is None
        assert checked.erased > 0
        assert {n: (v.outcome, v.total, v.rank) for n, v in now.items()} == {
            n: (v.outcome, v.total, v.rank) for n, v in was.items()
        }
        assert outcomes(ctx) == counted
        with pytest.raises(Refused, match="以归档包里的为准"):
            proof.head_of(ctx, kept.made.campaign)


TRIES = {
    "erase as the list says": ("UPDATE message SET body = '', address = ''", True),
    "nothing at all": ("UPDATE message SET state = state", True),
    "other words": ("UPDATE message SET body = 'x'", False),
    "erase and change": ("UPDATE message SET body = '', attempts = 9", False),
    "a column that is not personal": ("UPDATE message SET channel = ''", False),
    "another kind, which is not under way": (
        "UPDATE objection SET raised_by = '〔已清除〕'",
        False,
    ),
    "a table without personal data": ("UPDATE score SET scaled = 0", False),
    "a row less": ("DELETE FROM message", False),
    "a row more": ("INSERT INTO message (campaign_id) VALUES (1)", False),
    "another campaign's": ("UPDATE message SET campaign_id = 2", False),
    "those who won": ("UPDATE application SET candidate = '〔已清除〕'", False),
}


@pytest.mark.parametrize("kind", KINDS)
def test_while_an_erasure_is_under_way_only_erasing_passes(kept: Archived) -> None:
    with kept.house.engine.connect() as connection:
        connection.execute(text(
            "INSERT INTO erasure (campaign_id, kind, due_on, state, rows, files, reason, erased_at, erased_by)"
            " VALUES (1, 'messages', '2023-01-21', 'erasing', 0, '[]', '', '2023-02-01', '')"
        ))  # fmt: skip
        found = {name: passes(connection, statement) for name, (statement, _) in TRIES.items()}
        connection.rollback()

    assert found == {name: told for name, (_, told) in TRIES.items()}


def passes(connection: sqlalchemy.Connection, statement: str) -> bool:
    attempt = connection.begin_nested()
    try:
        connection.execute(text(statement))
    except sqlalchemy.exc.DBAPIError as error:
        if REFUSAL not in str(error.orig):
            raise
        return False
    finally:
        attempt.rollback()
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_who_won_is_never_touched_and_who_lost_keeps_what_was_judged(kept: Archived) -> None:
    before = rows(kept)["application"]
    with kept.house.engine.connect() as connection:
        connection.execute(text(
            "INSERT INTO erasure (campaign_id, kind, due_on, state, rows, files, reason, erased_at, erased_by)"
            " VALUES (1, 'applications_lost', '2023-01-21', 'erasing', 0, '[]', '', '2023-02-01', '')"
        ))  # fmt: skip
        won = "IN (SELECT application_id FROM placement WHERE outcome = 'won')"
        assert not passes(
            connection, f"UPDATE application SET candidate = '{ERASED}' WHERE id {won}"
        )
        lost = f"UPDATE application SET facts = '{{}}' WHERE candidate = '{LOSER}'"
        assert not passes(connection, lost)
        connection.rollback()
    erase(kept)
    after = rows(kept)["application"]

    assert [row for row in after if row["candidate"] != ERASED] == [
        row for row in before if row["candidate"] != LOSER
    ]
    [lost_row] = [row for row in after if row["candidate"] == ERASED]
    [as_it_was] = [row for row in before if row["candidate"] == LOSER]
    assert lost_row["facts"]["person"] == {
        **as_it_was["facts"]["person"], "code": as_it_was["number"], "name": ERASED,
    }  # fmt: skip


def test_files_go_only_where_the_package_has_them_and_nobody_else_needs_them(
    kept: Archived,
) -> None:
    with kept.acting(LATER) as ctx:
        shared = ctx.session.exec(
            select(Attachment).where(col(Attachment.name) == "佐证.pdf")
        ).one()
        row = ctx.session.get_one(Campaign, 1)
        again = row.model_dump(exclude={"id", "code", "state"})
        ctx.session.add(Campaign(**again, code="szsc-2022", state=CampaignState.LAUNCHED))
        ctx.session.flush()
        ctx.session.add(Filing(
            id=999, campaign_id=2, unit_id=1, kind="evidence", title="下一届", happened_on=LATER.date(),
            entered_at=LATER, entered_by="单位",
            detail={"sha256": attachments.keep(ctx, "撤下.txt", b"withdrawn"), "file_name": "佐证.txt"},
        ))  # fmt: skip
        ctx.session.flush()
        attachments.attach(ctx, Owner("filing", 999), attachments.receive(kept.house.settings, BytesIO(files.pdf()), "佐证.pdf"))  # fmt: skip
        by_name = {row.name: row.sha256 for row in ctx.session.exec(select(Attachment)).all()}
    lines = _lines(kept)
    erase(kept)
    removed = finish(kept)

    left = {
        name for name, sha in by_name.items() if attachment_store.kept(kept.house.settings, sha)
    }
    assert left == {"佐证.pdf", "纪要.txt", "撤下.txt"}
    assert (lines[PersonalKind.ATTACHMENTS].files, lines[PersonalKind.ATTACHMENTS].kept) == (0, 2)
    assert (lines[PersonalKind.CONTACTS].files, removed) == (1, 1)
    # The scan of the paper act stands in no package, so it stays.
    assert (lines[PersonalKind.SCANS].files, lines[PersonalKind.SCANS].kept) == (0, 1)
    with kept.house.reading() as ctx, pytest.raises(NotFound, match="已按期限清除"):
        attachments.serve(ctx, attachments.one(ctx, shared.id or 0))


def test_files_that_nobody_else_needs_go_withdrawn_ones_too(kept: Archived) -> None:
    erase(kept)
    removed = finish(kept)

    store = kept.house.settings.attachments_folder
    left = {path.read_bytes() for path in store.rglob("*.*")}
    assert removed == 3
    assert left == {b"minutes", files.pdf(more=b"% signed\n")}


def test_doing_it_twice_changes_nothing_and_says_so(kept: Archived) -> None:
    erase(kept)
    finish(kept)
    before = rows(kept)

    assert (erase(kept), finish(kept)) == ([], 0)
    assert changed(before, rows(kept)) == {}
    with kept.house.reading() as ctx:
        told = ctx.session.exec(select(JournalEntry).where(col(JournalEntry.what) == "personal.erased")).all()  # fmt: skip
    assert sorted(row.subject for row in told) == sorted(kind.value for kind in PersonalKind)
    assert {row.why for row in told} == {WHY}


def test_files_of_an_erasure_that_died_half_way_go_with_the_next_try(kept: Archived) -> None:
    erase(kept)
    assert _lines(kept)[PersonalKind.ATTACHMENTS].unfinished

    assert finish(kept) > 0
    with kept.house.reading() as ctx:
        states = set(ctx.session.exec(select(Erasure.state)).all())
    assert states == {ErasureState.DONE}


def test_nothing_is_erased_before_its_day_without_reason_or_against_another_package(
    kept: Archived,
) -> None:
    before = rows(kept)
    last_day, next_day = shanghai("2022-07-20", "23:00"), shanghai("2022-07-21", "00:01")
    with pytest.raises(Refused, match="登录信息还没有到期"):
        erase(kept, PersonalKind.SIGN_IN, at=last_day)
    with pytest.raises(Refused, match="理由"):
        erase(kept, PersonalKind.MESSAGES, reason=" ")
    with pytest.raises(Refused, match="与移交清单所印不符"):
        erase(kept, PersonalKind.MESSAGES, printed="0" * 16)
    with pytest.raises(Refused, match="请选择"), kept.acting() as ctx:
        erasing.erase(ctx, 1, (), printed=kept.sheet, reason=WHY)
    assert changed(before, rows(kept)) == {}
    [done] = erase(kept, PersonalKind.SIGN_IN, at=next_day)
    assert (done.kind, done.rows) == (PersonalKind.SIGN_IN, 1)


def test_nothing_is_erased_of_a_campaign_that_is_not_archived(kept: Archived) -> None:
    with kept.acting() as ctx:
        row = ctx.session.get_one(Campaign, 1)
        again = row.model_dump(exclude={"id", "code", "state"})
        ctx.session.add(Campaign(**again, code="szsc-2022", state=CampaignState.CLOSED))
    with pytest.raises(Refused, match="还没有归档入库"), kept.acting() as ctx:
        erasing.erase(ctx, 2, [PersonalKind.MESSAGES], printed=kept.sheet, reason=WHY)


def test_who_is_in_a_post_keeps_address_and_account(kept: Archived) -> None:
    with kept.acting(SEALED) as ctx:
        before = ctx.session.exec(select(func.count()).select_from(Address)).one()
    erase(kept)
    with kept.house.reading() as ctx:
        after = ctx.session.exec(select(func.count()).select_from(Address)).one()
        account = ctx.session.exec(select(Account)).one()
        turnout = ctx.session.exec(select(Voter.voter_class, Voter.came)).all()
        sent = ctx.session.exec(select(Message).where(col(Message.key) == "k-personal")).one()
    assert (before - after, account.password_hash, account.totp_secret) == (1, "", "")
    assert account.closed_at is not None
    assert turnout == [("heads", True)]
    assert (sent.kind, sent.channel, sent.body) == ("reminder", "sms_http", "")


@pytest.mark.parametrize(("days_ago", "gone"), [(0, 0), (1, 1)])
def test_the_last_day_in_a_post_still_keeps_the_address(
    kept: Archived, days_ago: int, gone: int
) -> None:
    with kept.acting() as ctx:
        before = ctx.session.exec(select(func.count()).select_from(Address)).one()
        held = ctx.session.exec(select(Holding).where(col(Holding.until).is_not(None))).one()
        held.until = LATER.date() - timedelta(days=days_ago)
        ctx.session.add(held)
    erase(kept, PersonalKind.CONTACTS)

    with kept.house.reading() as ctx:
        after = ctx.session.exec(select(func.count()).select_from(Address)).one()
    assert before - after == gone


def test_no_byte_of_it_is_left_in_the_files_of_sqlite(kept: Archived, tmp_path: Path) -> None:
    def words() -> set[str]:
        data = b"".join(path.read_bytes() for path in tmp_path.glob("pingxuan.db*"))
        told = ("13912340000", "argon2-secret", "TOTPSECRET")
        return {word for word in told if word.encode() in data}

    assert words() == {"13912340000", "argon2-secret", "TOTPSECRET"}
    erase(kept)
    finish(kept)

    assert words() == set()


def outcomes(ctx: Context) -> Counter[str]:
    return Counter(ctx.session.exec(select(Placement.outcome)).all())


def _lines(kept: Archived) -> dict[PersonalKind, retention.Line]:
    with kept.acting() as ctx:
        return {line.kind: line for line in retention.table(ctx, kept.made.campaign)}


def _without_papers(found: Rows) -> dict[str, list[dict[str, Any]]]:
    """What stands on issued papers and in decisions is a record, which the archive keeps."""
    return {
        table: rows for table, rows in found.items()
        if table not in {"paper", "resolution", "agendaitem", "decision", "journalentry"}
    }  # fmt: skip


def test_every_column_that_may_name_a_kept_file_is_asked_before_one_is_removed() -> None:
    told = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("sha256")
    }

    assert told == {
        "attachment.sha256", "importedfile.sha256", "paperact.scan_sha256", "methodpaper.sha256",
        "signoff.scan_sha256", "opinion.scan_sha256", "signedpage.scan_sha256",
        # Of the campaign's file, whose text is a column.
        "campaign.file_sha256", "campaignversion.sha256",
    }  # fmt: skip
