"""A use case run by a flow: same function, its own transaction, its own retries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from prefect import flow
from sqlmodel import col, select

from flows.household import house
from flows.perform import perform, perform_in_house
from models import Campaign, JournalEntry, OfficeTask
from tasks.context import Context, House
from tasks.errors import Refused
from tasks.use_case import use_case

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]

NOON = datetime(2021, 9, 17, 4, tzinfo=UTC)


@use_case("记一笔")
def note(ctx: Context, campaign_id: int, text: str, *, subject: str = "") -> str:
    ctx.record("noted", subject, text=text, number=campaign_id)
    return f"{text} {ctx.now:%Y-%m-%d}"


@use_case("看时刻")
def read_clock(house: House, campaign_id: int | None) -> tuple[int | None, datetime]:
    return campaign_id, house.clock.now()


TRIES: list[str] = []


@use_case("总被拒绝", retries=2, retry_delay_seconds=0)
def be_refused(_ctx: Context, _campaign_id: int) -> str:
    TRIES.append("refused")
    raise Refused(["时间未到"])


@use_case("先错后对", retries=2, retry_delay_seconds=0)
def stumble(ctx: Context, campaign_id: int) -> int:
    ctx.session.add(
        OfficeTask(campaign_id=campaign_id, key="k", kind="k", text="t", created_at=ctx.now)
    )
    TRIES.append("stumbled")
    if TRIES.count("stumbled") < 2:
        message = "the line dropped"
        raise ConnectionError(message)
    return len(TRIES)


def test_a_use_case_runs_at_the_given_moment_and_its_journal_names_the_flow(
    our_house: House,
) -> None:
    @flow(name="t1")
    def once() -> str:
        return perform(note, 7, NOON, "hello", subject="s")

    answer = once()

    with our_house.reading() as ctx:
        entry = ctx.session.exec(select(JournalEntry)).one()
    assert answer == "hello 2021-09-17"
    assert (entry.actor, entry.what, entry.subject, entry.payload) == (
        "流程",
        "noted",
        "s",
        {"text": "hello", "number": 7},
    )


def test_work_of_several_transactions_gets_a_house_whose_clock_stands_at_the_moment(
    our_house: House,
) -> None:
    @flow(name="t2")
    def once() -> list[tuple[int | None, datetime]]:
        return [perform_in_house(read_clock, 3, NOON), perform_in_house(read_clock, None, NOON)]

    assert once() == [(3, NOON), (None, NOON)]
    assert house() is our_house


def test_a_failed_try_leaves_no_trace_and_is_tried_again(our_house: House) -> None:
    TRIES.clear()

    @flow(name="t3")
    def once() -> int:
        # Foreign keys are honest: without a campaign both tries would fail.
        return perform(stumble, _campaign(our_house), NOON)

    tries = once()

    with our_house.reading() as ctx:
        kept = ctx.session.exec(select(OfficeTask.key).order_by(col(OfficeTask.id))).all()
    assert (tries, list(kept)) == (2, ["k"])


def test_a_refusal_is_an_answer_and_is_not_asked_for_again(our_house: House) -> None:
    TRIES.clear()

    @flow(name="t4")
    def once() -> str:
        return perform(be_refused, 1, NOON)

    with pytest.raises(Refused, match="时间未到"):
        once()

    assert TRIES == ["refused"]
    assert house() is our_house


def _campaign(ours: House) -> int:

    with ours.acting("test") as ctx:
        row = Campaign(code="c", title="t", definition={}, file_sha256="0" * 64)
        ctx.session.add(row)
        ctx.session.flush()
        assert row.id
        return row.id
