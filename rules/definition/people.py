"""Who takes part: kinds of units, offices of the organising body, the leading group."""

from __future__ import annotations

from enum import StrEnum

from rules.definition.values import Code, Text, Value


class Role(StrEnum):
    """A post's part in its unit (R14); posts outlive the persons who hold them."""

    LEADER = "leader"
    DEPUTY = "deputy"
    CONTACT = "contact"


class Audience(StrEnum):
    """Whom a reminder addresses, seen from the unit that owes something."""

    CONTACT = "contact"
    DEPUTY = "deputy"
    LEADER = "leader"
    LEAD_OFFICE = "lead_office"
    OFFICE_DIRECTOR = "office_director"


class UnitKind(Value):
    """A kind of participant (参加范围 P1 to P7)."""

    code: Code
    name: Text
    name_en: Text
    group: Code | None = None
    """The evaluation group that judges units of this kind (分组考评), if any."""
    affiliated: bool = False
    """Enterprises of a member unit (附属国企): persons in law of their own (A19)."""


class Office(Value):
    """An office or direct unit of the organising body; `unit` codes in the roster match `code`."""

    code: Code
    name: Text
    short: Text
    member: bool = False
    """A member unit of the leading group (R40)."""
    observer: bool = False
    """May give opinions, has no vote (R11)."""


class LeadingGroup(Value):
    """The leading group by posts (R10), never by officials' names."""

    head: Text
    deputies: tuple[Text, ...]
    members: tuple[Text, ...]
    office: Code
    """The office that runs the campaign (领导小组办公室)."""
    office_head: Text

    @property
    def posts(self) -> tuple[str, ...]:
        """All its posts in the order of the list; 18 in the notice's annex (R10)."""
        return (self.head, *self.deputies, *self.members)
