"""Registering the catalogue with a work pool, once for an installation: `pingxuan register`."""

from __future__ import annotations

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from rich.console import Console

from flows.catalogue import register
from flows.heartbeat import watch_heartbeats
from flows.household import house


def main() -> None:
    pool = house().settings.work_pool
    _ensure_pool(pool)
    registered = register(pool)
    watch_heartbeats()
    Console().print(f"已登记 {len(registered)} 个流程到工作池 {pool}。")


def _ensure_pool(name: str) -> None:
    """A pool of plain processes; one that the operators made of another type is left as it is."""
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(WorkPoolCreate(name=name, type="process"))
        except ObjectAlreadyExists:
            return


if __name__ == "__main__":
    main()
