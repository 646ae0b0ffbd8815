"""From values to a page: one template environment per language, made once."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from config.calendars import SHANGHAI
from rules.access import NOBODY, Right
from rules.calendar import WEEKDAYS
from rules.evaluation.measured import plain
from tasks.accounts import Visitor
from web import guide, navigation, words
from web.acts import ACTS
from web.doors import form_token
from web.locale import Language, say
from web.look import looks_of

LANGUAGE_COOKIE = "pingxuan_lang"
TEMPLATES = Path(__file__).parent / "templates"


def language_of(request: Request) -> Language:
    wanted = request.cookies.get(LANGUAGE_COOKIE, "")
    return Language(wanted) if wanted in tuple(Language) else Language.CHINESE


def page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Render a template with what every page needs: visitor, language, the form's token."""
    language = language_of(request)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    who = visitor.who if visitor else NOBODY
    html = (
        ENVIRONMENTS[language]
        .get_template(template)
        .render(
            request=request,
            visitor=visitor,
            may=lambda *rights: who.may(*map(Right, rights)),
            menu=navigation.menu_for(who, request.url.path),
            guide=guide.page_for(who, request.url.path),
            looks=looks_of(request),
            csrf=form_token(request),
            **values,
        )
    )
    return HTMLResponse(html, status_code=status)


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    tell = partial(say, language)
    environment.globals.update(
        _=tell,
        language=language.value,
        words=words,
        named=lambda thing: thing.name_en if language is Language.ENGLISH else thing.name,
    )
    environment.filters.update(
        day=day_text,
        when=when_text,
        weekday=lambda day: tell(WEEKDAYS[day.weekday()]),
        act=lambda what: tell(ACTS.get(what, what)),
        channel=lambda channel: tell(words.CHANNELS.get(channel, channel)),
        masked=masked,
        plain=plain,
        pair=lambda value: (value, value),
    )
    return environment


def day_text(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def when_text(moment: datetime | None) -> str:
    """A moment on the wall clock of the campaign, to the minute."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""


def masked(address: str) -> str:
    """Enough of an address to recognise it, not enough to use it."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:2]}***@{host}"
    if address.isdecimal() and len(address) >= 7:  # noqa: PLR2004 - shorter ones are short codes
        return f"{address[:3]}****{address[-4:]}"
    return address


ENVIRONMENTS = {language: _environment(language) for language in Language}
