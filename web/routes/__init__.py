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
    papers,
    people,
    phases,
    quotas,
    session,
    steps,
    system,
    templates,
)

ROUTERS = (
    dashboard.router,
    phases.router,
    steps.router,
    deadlines.router,
    duties.router,
    messages.router,
    papers.router,
    templates.router,
    quotas.router,
    events.router,
    session.router,
    language.router,
    accounts.router,
    audit.router,
    people.router,
    system.router,
    own_account.router,
    links.router,
    health.router,
    kept.router,
)
