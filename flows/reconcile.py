"""Makes Prefect agree with the campaigns' own table of planned runs, whichever was lost or moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prefect import flow

from flows.agreement import Agreement, agree, row_id
from flows.heartbeat import watch_heartbeats
from flows.household import house
from flows.names import RECONCILE, REGULAR, plain_run_name, regular_run_name
from flows.perform import perform
from flows.results import Done, show
from tasks import run_ledger
from tasks.prefect_api import KnownRun, PrefectApi, campaign_tag, prefect_api, request_for


@flow(name=RECONCILE, flow_run_name=plain_run_name(RECONCILE))
def reconcile() -> tuple[Agreement, ...]:
    """Make what is missing, delete what is not ours or has moved, start again what has crashed."""
    watch_heartbeats()
    with prefect_api(house().settings.prefect_url) as api:
        with house().reading() as ctx:
            codes = run_ledger.codes(ctx)
        upcoming = {code: api.upcoming(campaign_tag(code)) for code in codes}
        # After Prefect's list, never before: a click in between would be a stranger, and deleted.
        with house().reading() as ctx:
            ledgers, now = run_ledger.ledgers(ctx), ctx.now
        agreements = tuple(
            bring_to_agree(api, ledger, upcoming.get(ledger.code, []), now) for ledger in ledgers
        )
        name_regular_runs(api)
    rows = [Done(x.code, a).row() for x, a in zip(ledgers, agreements, strict=True)]
    show("planned-runs", rows, RECONCILE)
    return agreements


def bring_to_agree(
    api: PrefectApi, ledger: run_ledger.Ledger, upcoming: Sequence[KnownRun], now: datetime
) -> Agreement:
    ahead = {run.id for run in upcoming}
    begun = [
        run.prefect_run_id
        for run in ledger.runs
        if run.prefect_run_id and run.prefect_run_id not in ahead
    ]
    known = {run.id: run for run in api.known(begun)}
    agreement = agree(ledger.runs, upcoming, known, now)
    for stranger in agreement.delete:
        api.delete(stranger.id)
    for crashed in agreement.again:
        api.start_again(crashed.id)
    made = {row_id(run): api.make(request_for(run)) for run in agreement.make}
    held = {**agreement.found, **made}
    perform(run_ledger.note, ledger.campaign_id, None, held, agreement.done)
    return agreement


def name_regular_runs(api: PrefectApi) -> None:
    """Give runs made by a schedule a name people read; Prefect invents one from its word lists."""
    for title in REGULAR:
        for run in api.upcoming(title):
            name = regular_run_name(title, run.starts_at)
            if run.name != name:
                api.rename(run.id, name)
