"""Sign-off of papers, a counter per series, and a guard that keeps issued papers as they are."""

import json

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
AFTERWARDS = ("delivered", "not_waited_for", "winners_in_the_end")
"""Facts that came after the paper was issued: they move to its notes."""
FIXED = (
    "campaign_id", "step", "kind", "version", "series", "year", "number", "title", "issued_at",
    "main", "copies", "facts", "template", "template_version", "text", "drafted_by", "drafted_at",
    "round", "replaces_id", "reason",
)


def upgrade() -> None:
    with op.batch_alter_table("paper") as batch:
        batch.alter_column("number", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("template_version", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("text", TEXT(), nullable=False, server_default=""))
        batch.add_column(sa.Column("notes", sa.JSON(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("drafted_by", TEXT(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("drafted_at", MOMENT(), nullable=True))
        batch.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("sent_at", MOMENT(), nullable=True))
        batch.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("reason", TEXT(length=1000), nullable=False, server_default=""))
        batch.add_column(sa.Column("ended_at", MOMENT(), nullable=True))
        batch.add_column(sa.Column("seal", TEXT(length=64), nullable=False, server_default=""))
        batch.create_foreign_key("paper_replaces_id_fkey", "paper", ["replaces_id"], ["id"])
    op.create_table(
        "paperseries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", TEXT(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("series", "year"),
    )
    op.execute(
        "INSERT INTO paperseries (series, year, last) "
        "SELECT series, year, max(number) FROM paper GROUP BY series, year"
    )
    op.create_table(
        "signoff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("post", TEXT(length=100), nullable=False),
        sa.Column("verdict", TEXT(length=10), nullable=False),
        sa.Column("comment", TEXT(length=2000), nullable=False),
        sa.Column("digest", TEXT(length=64), nullable=False),
        sa.Column("signer", TEXT(length=200), nullable=False),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("entered_at", MOMENT(), nullable=False),
        sa.Column("entered_by", TEXT(length=200), nullable=False),
        sa.Column("scan_name", TEXT(length=300), nullable=False),
        sa.Column("scan_sha256", TEXT(length=64), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("paper_id", "round", "post"),
    )
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("post", TEXT(length=100), nullable=False),
        sa.Column("name", TEXT(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.Column("reason", TEXT(length=500), nullable=False),
        sa.Column("recorded_at", MOMENT(), nullable=False),
        sa.Column("recorded_by", TEXT(length=200), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign_id", "post", "name", "since"),
    )
    _move_notes()
    for statement in _guards():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER paper_stays")
        op.execute("DROP TRIGGER paper_is_kept")
    else:
        op.execute("DROP TRIGGER paper_stays ON paper")
        op.execute("DROP FUNCTION paper_stays()")
    for table in ("signatory", "signoff", "paperseries"):
        op.drop_table(table)
    with op.batch_alter_table("paper") as batch:
        batch.drop_constraint("paper_replaces_id_fkey", type_="foreignkey")
        for name in ("seal", "ended_at", "reason", "replaces_id", "sent_at", "round", "drafted_at",
                     "drafted_by", "notes", "text", "template_version"):
            batch.drop_column(name)
        batch.alter_column("number", existing_type=sa.Integer(), nullable=False)


def _move_notes() -> None:
    paper = sa.table("paper", sa.column("id", sa.Integer), sa.column("facts", sa.JSON), sa.column("notes", sa.JSON))
    rows = op.get_bind().execute(sa.select(paper.c.id, paper.c.facts)).all()
    for number, facts in rows:
        stated = json.loads(facts) if isinstance(facts, str) else facts
        notes = {key: stated[key] for key in AFTERWARDS if key in stated}
        if notes:
            kept = {key: value for key, value in stated.items() if key not in notes}
            op.get_bind().execute(sa.update(paper).where(paper.c.id == number).values(facts=kept, notes=notes))


def _guards() -> tuple[str, ...]:
    if op.get_bind().dialect.name == "sqlite":
        return (
            "CREATE TRIGGER paper_stays BEFORE UPDATE ON paper WHEN OLD.issued_at IS NOT NULL AND "
            "(NEW.state IN ('draft', 'in_sign_off') OR "
            + " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in FIXED)
            + ") BEGIN SELECT RAISE(ABORT, 'an issued paper never changes'); END",
            "CREATE TRIGGER paper_is_kept BEFORE DELETE ON paper WHEN OLD.issued_at IS NOT NULL "
            "BEGIN SELECT RAISE(ABORT, 'an issued paper is never deleted'); END",
        )
    return (
        "CREATE OR REPLACE FUNCTION paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.issued_at IS NULL THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF; "
        "IF TG_OP = 'DELETE' OR NEW.state IN ('draft', 'in_sign_off') OR "
        + " OR ".join(f'NEW."{name}"::text IS DISTINCT FROM OLD."{name}"::text' for name in FIXED)
        + " THEN RAISE EXCEPTION 'an issued paper never changes' USING ERRCODE = '23514'; END IF; "
        "RETURN NEW; END $$",
        "CREATE TRIGGER paper_stays BEFORE UPDATE OR DELETE ON paper "
        "FOR EACH ROW EXECUTE FUNCTION paper_stays()",
    )
