"""The routes, one module a subject: validate, one use case, one template."""

from __future__ import annotations

from web.routes import (
    dashboard,
    deadlines,
    duties,
    events,
    health,
    kept,
    language,
    message_acts,
    messages,
    office_tasks,
    phases,
    quotas,
    session,
    steps,
    telephone,
)

ROUTERS = (
    dashboard.router,
    phases.router,
    steps.router,
    deadlines.router,
    duties.router,
    message_acts.router,
    messages.router,
    office_tasks.router,
    telephone.router,
    quotas.router,
    events.router,
    session.router,
    language.router,
    health.router,
    kept.router,
)
