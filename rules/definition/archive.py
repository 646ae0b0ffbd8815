"""How records are kept (DA/T 22-2015), and how long personal data outlive the campaign in its database."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

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


class PersonalKind(StrEnum):
    """Personal data of one purpose, erased together from the working database."""

    MESSAGES = "messages"
    """Addresses and words of messages, calls and same-day tasks."""
    CONTACTS = "contacts"
    """Addresses of persons who hold no post any more, and rosters as they were handed in."""
    SIGN_IN = "sign_in"
    """Passwords, authenticators, sessions and unsent forms of accounts that nobody may use."""
    VOTERS = "voters"
    """Who stood on the lists of voters."""
    SCANS = "scans"
    """Scans of what units did on paper."""
    ATTACHMENTS = "attachments"
    """Files of applications, filings, objections and opinions."""
    APPLICATIONS_LOST = "applications_lost"
    """Persons who were recommended and not honoured."""
    OBJECTIONS = "objections"
    """Who objected, in which words."""
    LOG_DETAILS = "log_details"
    """Details of journal entries; who did what, when and why stays."""


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


def usual_months() -> dict[PersonalKind, int]:
    """A proposal; logs may not go before six months (网络安全法)."""
    usual = dict.fromkeys(PersonalKind, 12)
    usual |= {PersonalKind.CONTACTS: 6, PersonalKind.SIGN_IN: 6}
    for kind in (
        PersonalKind.APPLICATIONS_LOST, PersonalKind.OBJECTIONS, PersonalKind.LOG_DETAILS,
    ):  # fmt: skip
        usual[kind] = 36
    return usual


Months = Annotated[int, Field(ge=0, le=600)]


class Archive(Value):
    category: Text = "WS"
    """档案门类代码; WS is 文书."""
    department: Text = "BGS"
    """机构（问题）代码."""
    retention: dict[ItemKind, Retention] = Field(default_factory=usual_retention)

    personal: dict[PersonalKind, Months] = Field(default_factory=usual_months)
    """Months after the package was sealed, by kind of personal data."""
    kept_with_item: tuple[PersonalKind, ...] = ()
    """Kinds that stay as long as the item they are filed under."""

    def keep(self, kind: ItemKind) -> Retention:
        return self.retention.get(kind) or usual_retention()[kind]

    def months(self, kind: PersonalKind) -> int:
        found = self.personal.get(kind)
        return usual_months()[kind] if found is None else found
