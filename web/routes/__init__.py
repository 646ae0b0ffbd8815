"""The routes, one module a subject: validate, one use case, one template."""

from __future__ import annotations

from web.routes import (
    accounts,
    audit,
    dashboard,
    deadlines,
    duties,
    events,
    health,
    kept,
    language,
    links,
    messages,
    own_account,
    people,
    phases,
    quotas,
    session,
    steps,
    system,
    tokens,
)

ROUTERS = (
    dashboard.router,
    phases.router,
    steps.router,
    deadlines.router,
    duties.router,
    messages.router,
    quotas.router,
    events.router,
    session.router,
    language.router,
    accounts.router,
    audit.router,
    people.router,
    system.router,
    tokens.router,
    own_account.router,
    links.router,
    health.router,
    kept.router,
)
