"""The routes, one module a subject: validate, one use case, one template."""

from __future__ import annotations

from web.routes import (
    applications,
    county,
    dashboard,
    deadlines,
    duties,
    events,
    filings,
    health,
    kept,
    language,
    lead,
    messages,
    panels,
    phases,
    quotas,
    session,
    sheet_books,
    sheets,
    steps,
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
    applications.router,
    county.router,
    filings.router,
    lead.router,
    panels.router,
    sheet_books.router,
    sheets.router,
    session.router,
    language.router,
    health.router,
    kept.router,
)
