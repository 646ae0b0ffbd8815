"""A deadline moved in the browser reaches every contact as one message with both dates."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import col, select

from models import Holding, Message, Obligation, Post, Unit
from rules.definition import Role
from tests.support.apps import app_over
from tests.support.campaign_builder import built, shanghai
from tests.support.visitors import signed_in

OPENED = shanghai("2021-12-02")
ORDER = {
    "due_on": "2021-12-21",
    "scope": "kind",
    "kind": "window",
    "reason": "评分表改版",
    "ordered_by": "办公室主任",
    "act": "confirm",
}


async def test_each_contact_concerned_gets_one_message_with_the_old_and_the_new_date(
    tmp_path: Path,
) -> None:
    with built(tmp_path) as campaign:
        campaign.open("2.2", OPENED)
        with campaign.house.reading() as ctx:
            windows = select(Unit.id).where(col(Unit.kind) == "window")
            contacts = ctx.session.exec(
                select(Holding.person_id)
                .join(Post, col(Post.id) == col(Holding.post_id))
                .where(col(Post.unit_id).in_(windows), col(Post.role) == Role.CONTACT)
            ).all()
        async with signed_in(app_over(campaign.house)) as client:
            reply = await client.post("/steps/2.2/duties/apply/deadline", data=ORDER)

        with campaign.house.reading() as ctx:
            written = ctx.session.exec(
                select(Message).where(col(Message.kind) == "deadline_moved")
            ).all()
            due = ctx.session.exec(
                select(col(Obligation.due_on))
                .where(col(Obligation.duty) == "apply", col(Obligation.unit_id).in_(windows))
                .distinct()
            ).all()
    assert reply.status_code == 303
    assert [day.isoformat() for day in due] == ["2021-12-21"]
    assert len(contacts) > 1
    assert sorted(message.person_id or 0 for message in written) == sorted(contacts)
    for message in written:
        assert "2021年12月17日" in message.body
        assert "2021年12月21日" in message.body
        assert "评分表改版" in message.body
