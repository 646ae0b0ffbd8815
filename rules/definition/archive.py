"""How the campaign's records are kept: archive numbers and retention by kind of item (DA/T 22-2015)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from rules.definition.values import Text, Value


class Retention(StrEnum):
    """保管期限, as archive numbers write it."""

    PERMANENT = "Y"
    THIRTY_YEARS = "D30"
    TEN_YEARS = "D10"


class ItemKind(StrEnum):
    """What is filed as one item (件)."""

    NOTICE = "notice"
    OPINIONS = "opinions"
    DOSSIER = "dossier"
    MINUTES = "minutes"
    PUBLICITY = "publicity"
    OBJECTIONS = "objections"
    COMMENDATION = "commendation"
    CIRCULAR = "circular"
    CASEBOOK = "casebook"
    FILINGS = "filings"
    APPLICATIONS_WON = "applications_won"
    APPLICATIONS_LOST = "applications_lost"
    SCORES = "scores"
    JOURNAL = "journal"


_LONG = (
    ItemKind.NOTICE,
    ItemKind.MINUTES,
    ItemKind.COMMENDATION,
    ItemKind.CIRCULAR,
)


def usual_retention() -> dict[ItemKind, Retention]:
    """A proposal; each organ's own table, approved by the archive authority, decides."""
    usual = dict.fromkeys(ItemKind, Retention.THIRTY_YEARS)
    usual |= dict.fromkeys(_LONG, Retention.PERMANENT)
    usual[ItemKind.APPLICATIONS_LOST] = Retention.TEN_YEARS
    return usual


class Archive(Value):
    category: Text = "WS"
    """档案门类代码; WS is 文书."""
    department: Text = "BGS"
    """机构（问题）代码."""
    retention: dict[ItemKind, Retention] = Field(default_factory=usual_retention)

    def keep(self, kind: ItemKind) -> Retention:
        return self.retention.get(kind) or usual_retention()[kind]
