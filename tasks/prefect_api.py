"""Prefect's REST API over plain httpx: making, listing and deleting runs without importing Prefect.

Importing Prefect's client costs 1.5 seconds and 80 MB, which a web process need not pay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any
from urllib.parse import quote

import httpx

from config.settings import Settings
from models import PlannedRun

PAGE = 200
"""Prefect's own limit of one answer."""
TRIES = 3
PAUSE = 0.25
"""Seconds before the second try; each later pause is twice as long."""
FINAL = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})


class PrefectUnreachableError(RuntimeError):
    """Prefect did not take the request; what was asked for stays planned in our own table."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A run to be made: the same whether a click asks for it or reconcile finds it missing."""

    deployment: str
    name: str
    key: str
    tags: tuple[str, ...]
    parameters: dict[str, Any]
    at: datetime | None = None
    """None: at once."""

    def body(self) -> dict[str, Any]:
        details = {"scheduled_time": self.at.isoformat()} if self.at else {}
        return {
            "name": self.name,
            "idempotency_key": self.key,
            "tags": list(self.tags),
            "parameters": self.parameters,
            "state": {"type": "SCHEDULED", "name": "Scheduled", "state_details": details},
        }


@dataclass(frozen=True, slots=True)
class KnownRun:
    """A run as Prefect knows it."""

    id: str
    key: str
    starts_at: datetime
    state: str
    name: str = ""
    starts: int = 0
    """How often it has begun."""

    @property
    def crashed(self) -> bool:
        """Its process died; a run that failed has said why and would fail again."""
        return self.state == "CRASHED"

    @property
    def final(self) -> bool:
        return self.state in FINAL


def request_for(run: PlannedRun) -> RunRequest:
    """What Prefect is told of a planned run; tags let people and reconcile find it again."""
    campaign_code = run.key.partition(":")[0]
    return RunRequest(
        deployment=run.deployment,
        name=run.name,
        key=run.key,
        tags=(campaign_tag(campaign_code), f"step:{run.step}"),
        parameters={"campaign": run.campaign_id, "step": run.step, "purpose": run.purpose},
        at=None if run.at_once else run.due_at,
    )


def campaign_tag(campaign_code: str) -> str:
    return f"campaign:{campaign_code}"


def start_now(settings: Settings, run: PlannedRun) -> str:
    """Ask Prefect to start a planned run at once; the id of the run, empty when it cannot be had.

    To be called after the commit: what Prefect does not take now, reconcile makes later.
    """
    return ask(settings, request_for(run))


def ask(settings: Settings, request: RunRequest) -> str:
    """Ask for a run; the id it got, or empty when Prefect does not answer."""
    try:
        with prefect_api(settings.prefect_url) as api:
            return api.make(request)
    except PrefectUnreachableError:
        return ""


@contextmanager
def prefect_api(url: str) -> Iterator[PrefectApi]:
    """A connection for as long as the block lasts; proxies of the environment are not for it."""
    with httpx.Client(base_url=url, trust_env=False, timeout=10) as client:
        yield PrefectApi(client)


@dataclass(slots=True)
class PrefectApi:
    """The few calls the house needs; every one may be repeated without harm."""

    client: httpx.Client
    _deployments: dict[str, str] = field(default_factory=dict)

    def make(self, request: RunRequest) -> str:
        """Make a run, or get the one that this key made before."""
        path = f"/deployments/{self._deployment(request.deployment)}/create_flow_run"
        made = self._send("POST", path, request.body())
        return str(made["id"])

    def upcoming(self, tag: str) -> list[KnownRun]:
        """Every run with this tag that has not begun."""
        return self._filtered({"tags": {"all_": [tag]}, "state": {"type": {"any_": ["SCHEDULED"]}}})

    def known(self, ids: Sequence[str]) -> list[KnownRun]:
        """The runs of these ids that still exist."""
        found: list[KnownRun] = []
        for start in range(0, len(ids), PAGE):
            found += self._filtered({"id": {"any_": list(ids[start : start + PAGE])}})
        return found

    def delete(self, run_id: str) -> None:
        """Delete a run; its key is free again. One that is gone already is as good."""
        self._send("DELETE", f"/flow_runs/{run_id}", None, gone_is_fine=True)

    def start_again(self, run_id: str) -> None:
        """Let a run that has ended begin once more, at once and under the same key."""
        again = {"type": "SCHEDULED", "name": "AwaitingRetry"}
        self._send("POST", f"/flow_runs/{run_id}/set_state", {"state": again, "force": True})

    def rename(self, run_id: str, name: str) -> None:
        self._send("PATCH", f"/flow_runs/{run_id}", {"name": name}, gone_is_fine=True)

    def _filtered(self, flow_runs: dict[str, Any]) -> list[KnownRun]:
        found: list[KnownRun] = []
        while True:
            page = self._send(
                "POST",
                "/flow_runs/filter",
                {
                    "flow_runs": flow_runs,
                    "sort": "EXPECTED_START_TIME_ASC",
                    "limit": PAGE,
                    "offset": len(found),
                },
            )
            found += _known(page)
            if len(page) < PAGE:
                return found

    def _deployment(self, name: str) -> str:
        if name not in self._deployments:
            flow, _, deployment = name.partition("/")
            path = f"/deployments/name/{quote(flow, safe='')}/{quote(deployment, safe='')}"
            self._deployments[name] = str(self._send("GET", path, None)["id"])
        return self._deployments[name]

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None, *, gone_is_fine: bool = False
    ) -> Any:  # noqa: ANN401 - JSON
        trouble = ""
        for attempt in range(TRIES):
            if attempt:
                Event().wait(PAUSE * 2 ** (attempt - 1))
            try:
                answer = self.client.request(method, path, json=body)
            except httpx.TransportError as error:
                trouble = f"{type(error).__name__}: {error}"
            else:
                if answer.is_success or (
                    gone_is_fine and answer.status_code == httpx.codes.NOT_FOUND
                ):
                    return answer.json() if answer.content else None
                trouble = f"{answer.status_code} {answer.text[:500]}"
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    break
        raise PrefectUnreachableError(f"{method} {self.client.base_url}{path}: {trouble}")


def _known(page: Iterable[dict[str, Any]]) -> list[KnownRun]:
    return [
        KnownRun(
            id=run["id"],
            key=run["idempotency_key"] or "",
            starts_at=datetime.fromisoformat(run["expected_start_time"]),
            state=run["state_type"],
            name=run["name"],
            starts=run["run_count"],
        )
        for run in page
    ]
