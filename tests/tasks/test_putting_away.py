"""An archived campaign is frozen: whatever would write to it is refused by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from models import Campaign, Message, Step
from models.frozen import freeze_archived, unfreeze
from models.migrate import upgrade
from rules.states import CampaignState, MessageState, StepState
from tasks import archiving, attachments, campaigns, dossier, putting_away, steps
from tasks.attachments import Owner
from tasks.errors import Refused
from tests.support import files
from tests.support.campaign_builder import Built, built, shanghai
from tests.support.databases import KINDS, database
from tests.support.frozen import answers, refused
from tests.support.judged import confirm, ready_for_the_meeting
from tests.support.stated import bearer

DAY = shanghai("2022-01-20")
MADE_UP = 987_654


@pytest.fixture
def kind() -> str:
    """The database, where a test does not ask for both."""
    return "sqlite"


@pytest.fixture
def sealed(kind: str, tmp_path: Path) -> Iterator[Built]:
    """A campaign whose package is sealed; every other step is closed and no message is owed."""
    with (
        database(kind, tmp_path) as url,
        built(tmp_path, url, tables=upgrade) as made,
    ):
        ready_for_the_meeting(made, {bearer("ck001"): 96})
        made.open("2.4", shanghai("2021-12-30"))
        with made.acting(shanghai("2021-12-30")) as ctx:
            dossier.compile_when_complete(ctx, made.campaign, "2.4")
        confirm(made)
        made.open("3.4", DAY)
        with made.acting(DAY) as ctx:
            archiving.archive(ctx, made.campaign, "3.4")
            others = col(Step.code) != "3.4"
            ctx.session.execute(update(Step).where(others).values(state=StepState.CLOSED))
            ctx.session.execute(update(Message).values(state=MessageState.SENT))
        yield made


def printed(made: Built) -> str:
    return made.outcome("3.4").partition("包校验值")[2].rstrip("…")


def put_away(made: Built, sheet: str) -> str:
    with made.acting(DAY) as ctx:
        return putting_away.put_away(ctx, made.campaign, sheet)


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_of_a_campaign_refuses_every_change_once_it_is_archived(sealed: Built) -> None:
    before = answers(sealed.house.engine)
    put_away(sealed, printed(sealed))
    after = answers(sealed.house.engine)

    assert {way for way, no in before.items() if no} == set()
    assert {way for way, no in after.items() if not no} == set()
    changed = {table for table, way in after if way == "update"}
    assert {"campaign", "application", "score", "meeting", "resolution", "placement"} <= changed
    assert len(changed) >= 15


def test_a_use_case_is_told_in_words_and_writes_nothing(sealed: Built) -> None:
    digest = put_away(sealed, printed(sealed))
    with sealed.house.reading() as ctx:
        package = archiving.package_path(ctx, sealed.campaign)
    whole = package.read_bytes()
    received = attachments.receive(sealed.house.settings, BytesIO(files.pdf()), "a.pdf")
    acts = (
        lambda ctx: archiving.archive(ctx, sealed.campaign, "3.4"),
        lambda ctx: steps.conclude(ctx, sealed.campaign, "3.4", "改"),
        lambda ctx: attachments.attach(ctx, Owner("meeting", 1), received),
        lambda ctx: setattr(campaigns.campaign_row(ctx, sealed.campaign), "title", "改"),
    )

    for act in acts:
        with pytest.raises(Refused, match="已经归档，内容不能再改动"), sealed.acting(DAY) as ctx:
            act(ctx)
    assert package.read_bytes() == whole
    assert put_away(sealed, digest) == digest


def test_the_next_campaign_goes_on_beside_it(sealed: Built) -> None:
    put_away(sealed, printed(sealed))

    with sealed.acting(DAY) as ctx:
        row = campaigns.campaign_row(ctx, sealed.campaign)
        again = row.model_dump(exclude={"id", "code", "state"})
        ctx.session.add(Campaign(**again, code="szsc-2022", state=CampaignState.LAUNCHED))
    with sealed.acting(DAY) as ctx:
        campaigns.campaign_row(ctx, sealed.campaign + 1).title = "下一届"
    with sealed.house.reading() as ctx:
        states = {row.code: row.state for row in ctx.session.scalars(select(Campaign)).all()}

    assert states == {"szsc-2021": CampaignState.ARCHIVED, "szsc-2022": CampaignState.LAUNCHED}


def test_a_campaign_is_not_put_away_while_anything_is_open(sealed: Built) -> None:
    with sealed.acting(DAY) as ctx:
        ctx.session.execute(
            update(Step).where(col(Step.code) == "2.2").values(state=StepState.OPEN)
        )
        one = ctx.session.scalars(select(Message).limit(1)).one_or_none()
        if one is not None:
            one.state = MessageState.UNCERTAIN

    with pytest.raises(Refused) as caught:
        put_away(sealed, "0123456789abcdef")

    reasons = list(caught.value.reasons)
    assert reasons[0].startswith("包校验值与移交清单所印不符")
    assert any(reason.endswith("还没有办结，请先办结或跳过") for reason in reasons)
    with pytest.raises(Refused, match="至少前16位"):
        put_away(sealed, "0123")


def test_a_package_that_is_gone_or_changed_is_not_put_away(sealed: Built) -> None:
    sheet = printed(sealed)
    with sealed.house.reading() as ctx:
        path = archiving.package_path(ctx, sealed.campaign)
    whole = path.read_bytes()

    path.write_bytes(whole[:-1] + b"x")
    with pytest.raises(Refused):
        put_away(sealed, sheet)
    path.unlink()
    with pytest.raises(Refused, match="归档包读不出"):
        put_away(sealed, sheet)
    path.write_bytes(whole)
    assert put_away(sealed, sheet).startswith(sheet)


def test_triggers_are_left_alone_where_they_are_right_and_come_back_where_they_are_not(
    sealed: Built,
) -> None:
    put_away(sealed, printed(sealed))
    change = "UPDATE campaign SET title = 'x' WHERE id = 1"
    with sealed.house.engine.begin() as connection:
        unfreeze(connection)
        assert not refused(connection, change)
        freeze_archived(connection)
        freeze_archived(connection)
        assert refused(connection, change)


def test_a_campaign_that_is_not_sealed_is_not_put_away(tmp_path: Path) -> None:
    with built(tmp_path) as made, pytest.raises(Refused, match="还没有封装"):
        put_away(made, "0" * 16)


def test_another_fault_of_the_database_stays_a_fault(tmp_path: Path) -> None:
    with built(tmp_path) as made, pytest.raises(DBAPIError), made.acting(DAY) as ctx:
        ctx.session.execute(insert(Step).values(campaign_id=MADE_UP))
