"""Evaluators of a campaign, the panels they sit on, and the relations they have declared."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Evaluator(SQLModel, table=True):
    """Somebody who scores: a person or office of the roster, or an outside expert or agency."""

    __table_args__ = (UniqueConstraint("campaign_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    code: str = Field(max_length=40)
    """A person's or unit's code of the roster; for outsiders one that the office gives."""
    name: str = Field(max_length=100)
    role: str = Field(default="", max_length=40)
    """Class of the evaluator in the office's words, such as 处室, 专家, 服务对象代表, 机构."""
    outside: bool = False
    """Not of the roster."""
    entered_at: datetime
    entered_by: str = Field(max_length=200)


class PanelSeat(SQLModel, table=True):
    """An evaluator's place on the panel of a component, for one group or for all."""

    __table_args__ = (UniqueConstraint("evaluator_id", "component", "group"),)

    id: int | None = Field(default=None, primary_key=True)
    evaluator_id: int = Field(foreign_key="evaluator.id", index=True)
    component: str = Field(max_length=40)
    group: str = Field(default="", max_length=40)
    """Empty: every group that the component scores."""


class DeclaredRelation(SQLModel, table=True):
    """A relation to a candidate or unit that somebody declared; it bars from judging for good."""

    __table_args__ = (UniqueConstraint("campaign_id", "evaluator", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    evaluator: str = Field(max_length=40)
    """Code of the evaluator, agency, teller or office."""
    about: str = Field(max_length=40)
    """Code of a unit (and all its candidates), or the number of one application."""
    reason: str = Field(max_length=500)
    declared_at: datetime
    declared_by: str = Field(max_length=200)
