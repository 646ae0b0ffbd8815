"""The API as another system uses it: scopes, pages, writes that happen once, and no server error ever."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)
from sqlmodel import col, select

from models import ApiToken, Filing, Obligation, Step, Unit
from rules.definition import DutyKind
from rules.states import ObligationState
from tasks import api_tokens
from tasks.api_tokens import Scope
from tasks.campaigns import definition_of
from tasks.context import House
from tests.support.december import december_house
from tests.support.visitors import browsing
from web.app import create_app

EXAMPLES = int(os.environ.get("PINGXUAN_API_EXAMPLES", "12"))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
]
REPORT = {
    "unit": "u00001", "heading": "", "title": "一件事一次办集成服务上线",
    "happened_on": "2021-12-01", "by": "业务系统",
}  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with december_house(tmp_path_factory.mktemp("api"), units=60) as house:
        yield house


@pytest.fixture(scope="module")
def app(house: House) -> FastAPI:
    return create_app(house)


def token(house: House, *scopes: Scope) -> str:
    with house.acting("测试") as ctx:
        return api_tokens.make(ctx, "业务系统", scopes, 30)


@pytest.fixture
async def system(app: FastAPI, house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(app) as client:
        client.headers["authorization"] = f"Bearer {token(house, *Scope)}"
        yield client


async def test_nothing_is_told_without_a_token_that_is_still_good(
    app: FastAPI, house: House
) -> None:
    good = token(house, Scope.READ)
    async with browsing(app) as client:
        found = {}
        for name, told in (("none", ""), ("wrong", "px_wrong"), ("good", good)):
            headers = {"authorization": f"Bearer {told}"} if told else {}
            found[name] = (await client.get("/api/v1/campaign", headers=headers)).status_code
        with house.acting("测试") as ctx:
            row = ctx.session.exec(select(ApiToken).order_by(col(ApiToken.id).desc())).first()
            assert row is not None
            api_tokens.revoke(ctx, row.id or 0, reason="停用")
        headers = {"authorization": f"Bearer {good}"}
        found["revoked"] = (await client.get("/api/v1/campaign", headers=headers)).status_code

    assert found == {"none": 401, "wrong": 401, "good": 200, "revoked": 401}


async def test_a_token_does_what_its_scopes_say_and_no_more(app: FastAPI, house: House) -> None:
    async with browsing(app) as client:
        client.headers["authorization"] = f"Bearer {token(house, Scope.READ)}"
        told = await client.get("/api/v1/steps")
        refused = await client.post(
            "/api/v1/reports", json=REPORT, headers={"idempotency-key": "k-scope-1"}
        )

    assert (told.status_code, refused.status_code) == (200, 403)


async def test_the_pages_of_a_list_hold_every_unit_once(system: httpx.AsyncClient) -> None:
    first = (await system.get("/api/v1/units")).json()
    pages = [
        (await system.get(f"/api/v1/units?page={page}")).json()
        for page in range(1, first["pages"] + 1)
    ]

    found = [unit["code"] for page in pages for unit in page["items"]]
    assert (len(pages), len(found), len(set(found))) == (2, first["total"], first["total"])


async def test_nobody_learns_from_the_api_who_was_chosen_before_it_is_announced(
    system: httpx.AsyncClient,
) -> None:
    told = (await system.get("/api/v1/honours")).json()

    assert {cell["won"] for honour in told for cell in honour["cells"]} == {None}


async def test_a_report_sent_twice_with_its_key_is_one_report(
    system: httpx.AsyncClient, house: House
) -> None:
    plan_heading = _headings(house)[0]
    body = {**REPORT, "heading": plan_heading}
    first = await system.post("/api/v1/reports", json=body, headers={"idempotency-key": "report-1"})
    again = await system.post("/api/v1/reports", json=body, headers={"idempotency-key": "report-1"})
    other = await system.post(
        "/api/v1/reports", json={**body, "title": "另一件"}, headers={"idempotency-key": "report-1"}
    )

    assert (first.status_code, again.json(), again.headers["idempotent-replayed"]) == (
        200, first.json(), "true",
    )  # fmt: skip
    assert other.status_code == 422
    with house.reading() as ctx:
        rows = ctx.session.exec(select(Filing).where(col(Filing.title) == body["title"])).all()
    assert len(rows) == 1


async def test_a_refused_write_says_all_reasons_and_may_be_tried_again_with_its_key(
    system: httpx.AsyncClient, house: House
) -> None:
    heading = _headings(house)[0]
    wrong = {**REPORT, "heading": "没有这个栏目", "title": "改正后重报"}
    headers = {"idempotency-key": "report-2"}
    refused = await system.post("/api/v1/reports", json=wrong, headers=headers)
    mended = await system.post(
        "/api/v1/reports", json={**wrong, "heading": heading}, headers=headers
    )

    assert refused.status_code == 409
    assert len(refused.json()["reasons"]) >= 1
    assert mended.status_code == 200


async def test_a_receipt_meets_the_duty_to_acknowledge(
    system: httpx.AsyncClient, house: House
) -> None:
    with house.acting("测试") as ctx:
        steps = definition_of(ctx, 1).steps
        receipts = {d.code for s in steps for d in s.duties if d.kind is DutyKind.ACKNOWLEDGE}
        row = ctx.session.exec(
            select(Obligation).where(col(Obligation.duty).in_(receipts)).limit(1)
        ).one()
        row.state, unit_id, step_id = ObligationState.PENDING, row.unit_id, row.step_id
    with house.reading() as ctx:
        unit = ctx.session.get_one(Unit, unit_id).code
        step = ctx.session.get_one(Step, step_id).code
    reply = await system.post(
        "/api/v1/acknowledgements",
        json={"unit": unit, "step": step, "by": "收文岗"},
        headers={"idempotency-key": "receipt-1"},
    )

    assert (reply.status_code, reply.json()) == (200, {"met": 1})


async def test_a_sheet_with_mistakes_names_every_cell_and_changes_nothing(
    system: httpx.AsyncClient,
) -> None:
    reply = await system.post(
        "/api/v1/roster",
        content="单位代码,单位名称,类别\n,无代码,window\n".encode(),
        headers={"idempotency-key": "roster-1", "content-type": "text/csv"},
    )

    assert reply.status_code == 409
    assert reply.json()["reasons"]


def _headings(house: House) -> tuple[str, ...]:
    with house.reading() as ctx:
        return definition_of(ctx, 1).report_headings


def test_whatever_comes_in_the_answer_is_one_that_is_described(app: FastAPI, house: House) -> None:
    """Every operation with generated requests, well-formed or not."""
    headers = {"authorization": f"Bearer {token(house, *Scope)}"}
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    operations = [one.ok() for one in described.get_all_operations() if isinstance(one, Ok)]

    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        def answers_as_described(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        answers_as_described()

    assert len(operations) == 10
