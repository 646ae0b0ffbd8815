"""Forms that keep what is typed: the browser sends it now and then, the page shows it again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from tasks import kept_forms
from web.doors import HouseDep, VisitorDep, needs
from web.forms import texts_of

router = APIRouter()


@router.post("/kept")
@needs()
def keep(request: Request, house: HouseDep, visitor: VisitorDep) -> Response:
    form: FormData = request.state.form
    path = str(form.get("path", ""))[:200]
    with house.acting(visitor.name) as ctx:
        kept_forms.keep(ctx, visitor.account_id, path, texts_of(form))
    return Response(status_code=204)
