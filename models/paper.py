"""Papers of the campaign: drafted, signed off, issued with number and version, replaced, withdrawn."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, UniqueConstraint, event
from sqlmodel import Field, SQLModel

from models.columns import JsonColumn, one_of
from rules.states import PaperState


class Paper(SQLModel, table=True):
    """Once issued, only what became of it is added: state, `notes`, files; a trigger holds that."""

    __table_args__ = (
        UniqueConstraint("series", "year", "number"),
        UniqueConstraint("campaign_id", "kind", "version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    step: str = Field(max_length=40)
    kind: str = Field(max_length=40)
    version: int = 1
    series: str = Field(max_length=40)
    year: int
    number: int | None = None
    """Taken in the transaction that issues it."""
    title: str = Field(max_length=400)
    state: PaperState = Field(default=PaperState.DRAFT, sa_type=one_of(PaperState))
    issued_at: datetime | None = None
    main: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    copies: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    template: str = Field(default="", max_length=40)
    """Entry of the catalogue of papers; empty for one that is only kept as facts."""
    template_version: int = 0
    """Which version of the template it was written from; 0 is the one that is shipped."""
    text: str = ""
    """Its own text, in the words of the template; empty before it is drafted or issued."""
    notes: dict[str, Any] = Field(default_factory=dict, sa_type=JsonColumn)
    """What became of it after it was issued: deliveries, answers no longer waited for."""
    drafted_by: str = Field(default="", max_length=200)
    drafter_key: str = Field(default="", max_length=220)
    """Who that is (`rules.identity`): the drafter does not sign in a second place."""
    drafted_at: datetime | None = None
    round: int = 0
    """How often it was sent round for signing."""
    sent_at: datetime | None = None
    replaces_id: int | None = Field(default=None, foreign_key="paper.id")
    """The paper that it corrects or withdraws."""
    reason: str = Field(default="", max_length=1000)
    """Why it corrects or withdraws that one."""
    ended_at: datetime | None = None
    """When it was replaced or withdrawn."""
    files: dict[str, str] = Field(default_factory=dict, sa_type=JsonColumn)
    """Files it was written to, with their SHA-256."""
    faces: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    """The typefaces that the PDF is set in."""
    seal: str = Field(default="", max_length=64)
    """SHA-256 of the seal's picture that was placed on it; empty where its place was left free."""
    printed_at: datetime | None = None


class PaperSeries(SQLModel, table=True):
    """The last number of a series and year; taking the next one waits for whoever is at it."""

    __table_args__ = (UniqueConstraint("series", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    series: str = Field(max_length=40)
    year: int
    last: int = 0


FIXED = (
    "campaign_id", "step", "kind", "version", "series", "year", "number", "title", "issued_at",
    "main", "copies", "facts", "template", "template_version", "text", "drafted_by", "drafted_at",
    "round", "replaces_id", "reason",
)  # fmt: skip
"""Columns that never change once a paper is issued."""
_CHANGED_SQLITE = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in FIXED)
_CHANGED_POSTGRESQL = " OR ".join(
    f'NEW."{name}"::text IS DISTINCT FROM OLD."{name}"::text' for name in FIXED
)
GUARDS = (
    (
        "sqlite",
        f"""CREATE TRIGGER paper_stays BEFORE UPDATE ON paper WHEN OLD.issued_at IS NOT NULL
        AND (NEW.state IN ('draft', 'in_sign_off') OR {_CHANGED_SQLITE})
        BEGIN SELECT RAISE(ABORT, 'an issued paper never changes'); END""",
    ),
    (
        "sqlite",
        """CREATE TRIGGER paper_is_kept BEFORE DELETE ON paper WHEN OLD.issued_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'an issued paper is never deleted'); END""",
    ),
    (
        "postgresql",
        f"""CREATE OR REPLACE FUNCTION paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.issued_at IS NULL THEN
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          RETURN NEW;
        END IF;
        IF TG_OP = 'DELETE' OR NEW.state IN ('draft', 'in_sign_off') OR {_CHANGED_POSTGRESQL} THEN
          RAISE EXCEPTION 'an issued paper never changes' USING ERRCODE = '23514';
        END IF;
        RETURN NEW; END $$""",
    ),
    (
        "postgresql",
        """CREATE TRIGGER paper_stays BEFORE UPDATE OR DELETE ON paper
        FOR EACH ROW EXECUTE FUNCTION paper_stays()""",
    ),
)
"""What makes the database itself refuse; a migration that changes it has its own copy."""

for _dialect, _statement in GUARDS:
    event.listen(
        SQLModel.metadata.tables["paper"],
        "after_create",
        DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
    )
