"""The routes, one module a subject: validate, one use case, one template."""

from __future__ import annotations

from web.routes import (
    accounts,
    archive,
    audit,
    dashboard,
    deadlines,
    demo,
    duties,
    events,
    health,
    kept,
    language,
    links,
    messages,
    own_account,
    paper_acts,
    papers,
    people,
    phases,
    quotas,
    session,
    steps,
    system,
    templates,
    tokens,
)
from web.routes.my import applications as my_applications
from web.routes.my import desk as my_desk
from web.routes.my import evidence as my_evidence
from web.routes.my import filings as my_filings
from web.routes.my import substitutes as my_substitutes

ROUTERS = (
    dashboard.router,
    phases.router,
    steps.router,
    deadlines.router,
    duties.router,
    messages.router,
    papers.router,
    paper_acts.router,
    templates.router,
    quotas.router,
    events.router,
    session.router,
    demo.router,
    language.router,
    my_desk.router,
    my_evidence.router,
    my_filings.router,
    my_substitutes.router,
    my_applications.router,
    archive.router,
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
