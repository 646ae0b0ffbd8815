"""A launched campaign from the shipped file with about two dozen units, ready for its step work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Engine
from sqlmodel import Session, col, select, update

from config.campaign_file import CampaignFile, read_campaign
from config.settings import Settings
from models import Account, Address, Holding, JournalEntry, Obligation, Person, Post, Step, Unit
from models.database import create_tables
from rules.definition import Role
from rules.identity import Identity
from rules.states import ObligationState, StepState
from tasks import appointing, attachments, campaigns, duties, identities
from tasks.appointing import NewAccount
from tasks.attachments import Received
from tasks.context import Context, House, open_house
from tests.support import files
from tests.support.campaigns import SUZHOU
from tests.support.templates import copy_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNITS = (
    ("xq01", "示例市行政审批局", "county_bureau", "示例", ""),
    ("xq02", "样板区行政审批局", "county_bureau", "样板", ""),
    ("zh001", "示例市青禾镇行政审批局", "town_bureau", "示例", "xq01"),
    ("zh002", "示例市白鹭镇行政审批局", "town_bureau", "示例", "xq01"),
    ("jd001", "样板区听雨街道为民服务中心", "street_centre", "样板", "xq02"),
    ("kfq001", "示例市望星开发区行政审批局", "zone_bureau", "示例", "xq01"),
    ("jy01", "示例市公共资源交易分中心", "trading_centre", "示例", ""),
    ("rx01", "示例市12345热线平台", "hotline", "示例", ""),
    ("fz01", "市政务服务中心示例分中心", "branch_hall", "市本级", ""),
    ("ck001", "示例一窗口", "window", "市本级", ""),
    ("ck002", "示例二窗口", "window", "市本级", ""),
    ("ck003", "示例三窗口", "window", "市本级", ""),
    ("ck004", "示例四窗口", "window", "市本级", ""),
    ("ck005", "示例五窗口", "window", "市本级", ""),
)
DIRECT = ("ziyuan_jiaoyi_zhongxin", "bianmin_zhongxin")


def shanghai(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


@cache
def shipped() -> CampaignFile:
    return read_campaign(SUZHOU)


@dataclass(frozen=True, slots=True)
class Built:
    """A launched campaign; tests open steps without waiting for those before them."""

    house: House
    campaign: int

    def acting(
        self, at: datetime, actor: str | Identity = "办公室"
    ) -> AbstractContextManager[Context]:
        return self.house.acting(actor, now=at)

    def known(self, name: str) -> Identity:
        """Somebody with an account of this name, which is opened where there is none."""
        with self.house.acting("测试") as ctx:
            if ctx.session.exec(select(Account).where(col(Account.name) == name)).first() is None:
                appointing.create(ctx, NewAccount(name, name))
            return identities.called(ctx, name)

    def scan(self, name: str, about: str = "") -> Received:
        """A scan that was examined and lies in the store."""
        content = files.pdf(more=f"% {about or name}\n".encode())
        return attachments.receive(self.house.settings, BytesIO(content), name)

    def open(self, step: str, at: datetime) -> None:
        with self.acting(at) as ctx:
            self._set(ctx, step, StepState.OPEN, opened_at=at)
            duties.lay_on(ctx, self.campaign, step)

    def close(self, step: str, at: datetime) -> None:
        with self.acting(at) as ctx:
            self._set(ctx, step, StepState.CLOSED, closed_at=at)

    def unit(self, code: str) -> int:
        with self.house.reading() as ctx:
            found = ctx.session.exec(select(Unit.id).where(col(Unit.code) == code)).one()
        assert found is not None
        return found

    def outcome(self, step: str) -> str:
        with self.house.reading() as ctx:
            return ctx.session.exec(select(Step.outcome).where(*self._this(step))).one()

    def states(self, step: str, duty: str) -> dict[str, ObligationState]:
        """The state of a duty by unit code."""
        with self.house.reading() as ctx:
            rows = ctx.session.exec(
                select(Unit.code, Obligation.state)
                .join(Obligation, col(Obligation.unit_id) == col(Unit.id))
                .join(Step, col(Step.id) == col(Obligation.step_id))
                .where(*self._this(step), col(Obligation.duty) == duty)
            ).all()
        return {code: ObligationState(state) for code, state in rows}

    def journal(self, what: str) -> list[JournalEntry]:
        with self.house.reading() as ctx:
            found = ctx.session.exec(
                select(JournalEntry)
                .where(col(JournalEntry.what) == what)
                .order_by(col(JournalEntry.seq))
            ).all()
        return list(found)

    def _set(self, ctx: Context, step: str, state: StepState, **values: datetime) -> None:
        ctx.session.execute(update(Step).where(*self._this(step)).values(state=state, **values))

    def _this(self, step: str) -> tuple[ColumnElement[bool], ...]:
        return (col(Step.campaign_id) == self.campaign, col(Step.code) == step)


@contextmanager
def built(
    home: Path, database: str = "", *, tables: Callable[[Engine], None] = create_tables
) -> Iterator[Built]:
    """`tables` is `models.migrate.upgrade` where the test goes on to migrate, which takes longer."""
    settings = Settings(home=home, database=database)
    launched = copy_of(settings.database_url, _launched, tables)
    house = open_house(settings)
    try:
        yield Built(house, launched)
    finally:
        house.engine.dispose()


def _launched(url: str, tables: Callable[[Engine], None]) -> int:
    house = open_house(Settings(database=url))
    tables(house.engine)
    with house.acting("办公室", now=shanghai("2021-06-18", "08:00")) as ctx:
        _add_units(ctx.session)
        campaign = campaigns.launch(ctx, shipped(), simulated=True).campaign_id
    house.engine.dispose()
    return campaign


def _add_units(session: Session) -> None:
    offices = [
        Unit(
            code=office.code,
            name=office.name,
            kind="direct_unit" if office.code in DIRECT else "bureau_office",
            headcount=8,
            member=office.member,
        )
        for office in shipped().definition.offices
    ]
    others = [
        Unit(code=code, name=name, kind=kind, county=county, headcount=5)
        for code, name, kind, county, _ in UNITS
    ]
    session.add_all([*offices, *others])
    session.flush()
    ids = {unit.code: unit.id for unit in (*offices, *others)}
    for unit, (_, _, _, _, parent) in zip(others, UNITS, strict=True):
        unit.parent_id = ids.get(parent)
    for unit in (*offices, *others):
        for role, title in ((Role.LEADER, "主要负责人"), (Role.CONTACT, "联系人")):
            _add_person(session, unit, role, title)


def _add_person(session: Session, unit: Unit, role: Role, title: str) -> None:
    assert unit.id is not None
    person = Person(code=f"{unit.code}-{role.value}", name=f"示例{role.value}")
    post = Post(unit_id=unit.id, role=role, title=title)
    session.add_all([person, post])
    session.flush()
    assert person.id is not None
    assert post.id is not None
    mail = f"{person.code}@units.example"
    session.add(Address(person_id=person.id, channel="email", value=mail))
    session.add(Holding(post_id=post.id, person_id=person.id, since=date(2021, 1, 1)))
