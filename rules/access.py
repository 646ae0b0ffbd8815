"""Who may do what: parts that persons play by their posts, and the rights that each part has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Part(StrEnum):
    """What somebody is in a campaign; one person may be several. Voters have no account at all."""

    ADMINISTRATOR = "administrator"
    """系统管理员"""
    SECURITY = "security"
    """安全管理员 (三员分立 only)"""
    AUDITOR = "auditor"
    """审计员"""
    OFFICE = "office"
    """活动领导小组办公室"""
    LEAD = "lead"
    """牵头处室, of an honour or a group"""
    COOPERATING = "cooperating"
    """配合处室"""
    COUNTY = "county"
    """县级审批局, for the units below it"""
    CONTACT = "contact"
    DEPUTY = "deputy"
    LEADER = "leader"
    EVALUATOR = "evaluator"
    MEMBER = "member"
    """领导小组成员"""
    SIGNATORY = "signatory"
    """签批人 recorded for a post, a substitute among them: signs its papers and has no seat."""
    OBSERVER = "observer"
    """列席单位 (R11)"""
    ARCHIVIST = "archivist"
    GUEST = "guest"
    """只读来宾"""


class Right(StrEnum):
    """Something that a page shows or does; which objects it concerns is the reach's business."""

    OVERVIEW = "overview"
    """Progress in figures: no scores, no drafts, no list that is not announced."""
    UNITS = "units"
    """Every unit's duties."""
    RUN = "run"
    """Trigger, skip and close; move deadlines; closures; the campaign file."""
    MESSAGES = "messages"
    TEMPLATES = "templates"
    IMPORTS = "imports"
    ACT_FOR_UNITS = "act_for_units"
    """Enter what came by paper or telephone, and do what a unit cannot do by itself."""
    APPLICATIONS = "applications"
    """Every application, with rulings."""
    SCORES = "scores"
    """Scores, rankings and lists before they are announced."""
    DRAFT = "draft"
    """Draft papers and send them to be signed."""
    SIGN = "sign"
    PAPERS = "papers"
    """Issued papers."""
    OWN_UNIT = "own_unit"
    COUNTY = "county"
    LEAD = "lead"
    EVALUATE = "evaluate"
    VOTE_DESK = "vote_desk"
    MEETING = "meeting"
    """The meeting pack, and one's own word in it."""
    MEETING_DESK = "meeting_desk"
    OBSERVE = "observe"
    OBJECTIONS = "objections"
    ARCHIVE = "archive"
    ERASE = "erase"
    """Personal data whose term has ended."""
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    JOURNAL = "journal"
    """The campaign's events as its office sees them."""
    AUDIT = "audit"
    """Everything in the journal, sign-ins and reading of personal data included."""
    SETTINGS = "settings"
    HEALTH = "health"


class Profile(StrEnum):
    """How far administration is divided."""

    OFFICE = "office"
    """The administrator is of the office and does its work too: most offices are small."""
    THREE = "three"
    """三员分立: system, security and audit administrators hold nothing of each other's."""


_UNIT = frozenset({Right.OVERVIEW, Right.OWN_UNIT})
_OFFICE = frozenset(
    {
        Right.OVERVIEW, Right.UNITS, Right.RUN, Right.MESSAGES, Right.TEMPLATES, Right.IMPORTS,
        Right.ACT_FOR_UNITS, Right.APPLICATIONS, Right.SCORES, Right.DRAFT, Right.PAPERS,
        Right.VOTE_DESK, Right.MEETING_DESK, Right.OBJECTIONS, Right.PEOPLE, Right.JOURNAL,
        Right.HEALTH, Right.ARCHIVE,
    }
)  # fmt: skip
_SYSTEM = frozenset({Right.OVERVIEW, Right.SETTINGS, Right.HEALTH})

RIGHTS: Mapping[Part, frozenset[Right]] = MappingProxyType(
    {
        Part.ADMINISTRATOR: _OFFICE | _SYSTEM | {Right.ACCOUNTS, Right.AUDIT, Right.ERASE},
        Part.SECURITY: frozenset({Right.OVERVIEW, Right.ACCOUNTS}),
        Part.AUDITOR: frozenset({Right.OVERVIEW, Right.AUDIT, Right.PAPERS}),
        Part.OFFICE: _OFFICE,
        Part.LEAD: frozenset({Right.OVERVIEW, Right.UNITS, Right.LEAD, Right.PAPERS}),
        Part.COOPERATING: frozenset({Right.OVERVIEW, Right.UNITS, Right.LEAD, Right.PAPERS}),
        Part.COUNTY: frozenset({Right.OVERVIEW, Right.COUNTY}),
        Part.CONTACT: _UNIT,
        Part.DEPUTY: _UNIT,
        Part.LEADER: _UNIT,
        Part.EVALUATOR: frozenset({Right.OVERVIEW, Right.EVALUATE}),
        Part.MEMBER: frozenset(
            {Right.OVERVIEW, Right.UNITS, Right.SIGN, Right.PAPERS, Right.MEETING}
        ),
        Part.SIGNATORY: frozenset({Right.OVERVIEW, Right.SIGN, Right.PAPERS}),
        Part.OBSERVER: frozenset({Right.OVERVIEW, Right.OBSERVE, Right.MEETING}),
        Part.ARCHIVIST: frozenset({Right.OVERVIEW, Right.PAPERS, Right.ARCHIVE, Right.ERASE}),
        Part.GUEST: frozenset({Right.OVERVIEW}),
    }
)

DIVIDED: Mapping[Part, frozenset[Right]] = MappingProxyType({**RIGHTS, Part.ADMINISTRATOR: _SYSTEM})
"""The same with 三员分立: accounts are the security administrator's, the journal the auditor's."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One part, and what it is played for."""

    part: Part
    code: str = ""
    """Unit, office or evaluator code, or the leading group's post."""
    unit_id: int | None = None
    groups: tuple[str, ...] = ()
    """Groups that a deputy of the office looks after; empty: all."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at the door, with every part that their posts give them today."""

    grants: tuple[Grant, ...] = ()
    profile: Profile = Profile.OFFICE
    person_id: int | None = None
    """The person of the roster, if it is one."""

    @property
    def rights(self) -> frozenset[Right]:
        table = DIVIDED if self.profile is Profile.THREE else RIGHTS
        return frozenset().union(*(table[grant.part] for grant in self.grants))

    def may(self, *rights: Right) -> bool:
        """Whether at least one of these rights is theirs."""
        return not self.rights.isdisjoint(rights)

    def plays(self, *parts: Part) -> bool:
        return any(grant.part in parts for grant in self.grants)

    def codes(self, *parts: Part) -> tuple[str, ...]:
        """Codes of what these parts are played for, each once, in order."""
        return tuple(dict.fromkeys(g.code for g in self.grants if g.part in parts and g.code))

    def units(self, parts: Iterable[Part] = ()) -> tuple[int, ...]:
        """The units in which they hold a post: any post, or one of these parts."""
        wanted = tuple(parts) or UNIT_PARTS
        return tuple(
            dict.fromkeys(g.unit_id for g in self.grants if g.part in wanted and g.unit_id)
        )


UNIT_PARTS = (Part.CONTACT, Part.DEPUTY, Part.LEADER)
NOBODY = Who()
