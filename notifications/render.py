"""Turns a kind of message and its values into text: the same code for preview and for sending."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Template, TemplateNotFound, UndefinedError

from config.sandbox import Sandbox, sandbox
from notifications.catalogue import CATALOGUE
from rules.dates import date_cn

TEMPLATES = Path(__file__).parent / "templates"
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SEPARATOR = "\n\n" + "—" * 12 + "\n\n"


class MissingValueError(ValueError):
    """A template speaks of something the message does not know."""


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    body: str
    html: str | None = None


@dataclass(frozen=True, slots=True)
class _Folder:
    """The compiled templates of one kind; compiling each time would cost a hundred times as much."""

    subject: Template
    body: Template
    body_en: Template
    html: Template

    def render(self, values: Mapping[str, object], *, with_html: bool) -> Rendered:
        # One line: a name with a line break in it must not become a header.
        subject = " ".join(self.subject.render(values).split())
        chinese, english = self.body.render(values).rstrip(), self.body_en.render(values).rstrip()
        html = None
        if with_html:
            html = self.html.render(values, subject=subject, chinese=chinese, english=english)
        return Rendered(subject, chinese + _SEPARATOR + english + "\n", html)


def render(kind: str, values: Mapping[str, object], *, with_html: bool = False) -> Rendered:
    """One message. `values` are plain values with moments already in the campaign's zone.

    Raises:
        KeyError: for a kind that is not in the catalogue.
        MissingValueError: naming the value that is missing.
    """
    return render_many(kind, [values], with_html=with_html)[0]


def render_many(
    kind: str, many: Sequence[Mapping[str, object]], *, with_html: bool = False
) -> list[Rendered]:
    folder = _folder(CATALOGUE[kind].code)
    try:
        return [folder.render(values, with_html=with_html) for values in many]
    except UndefinedError as error:
        raise MissingValueError(f"message {kind}: {error.message}") from error


def render_chat(values: Mapping[str, object], kind: str = "reminder") -> str:
    """The day's reminders, or another message, as a text to paste into a chat group."""
    try:
        return _environment().get_template(f"{kind}/chat.txt").render(values) + "\n"
    except UndefinedError as error:
        raise MissingValueError(f"text for the chat group: {error.message}") from error


def moment_cn(moment: datetime) -> str:
    return f"{date_cn(moment)} {moment:%H:%M}"


def days_left_cn(working_days: int) -> str:
    if working_days < 0:
        return f"已超期{-working_days}个工作日"
    return f"还有{working_days}个工作日" if working_days else "今天截止"


def days_left_en(working_days: int) -> str:
    plural = "" if abs(working_days) == 1 else "s"
    if working_days < 0:
        return f"{-working_days} working day{plural} overdue"
    return f"{working_days} working day{plural} left" if working_days else "due today"


def in_digits(text: str) -> str:
    """A moment written in Chinese as digits, for the English lines."""
    return _CHINESE_DATE.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", text)


@cache
def _environment() -> Sandbox:
    environment = sandbox(TEMPLATES)
    environment.filters |= {
        "date_cn": date_cn,
        "moment_cn": moment_cn,
        "days_left_cn": days_left_cn,
        "days_left_en": days_left_en,
        "digits": in_digits,
    }
    return environment


@cache
def _folder(code: str) -> _Folder:
    environment = _environment()
    try:
        html = environment.get_template(f"{code}/body.html")
    except TemplateNotFound:
        html = environment.get_template("letter.html")
    return _Folder(
        subject=environment.get_template(f"{code}/subject.txt"),
        body=environment.get_template(f"{code}/body.txt"),
        body_en=environment.get_template(f"{code}/body.en.txt"),
        html=html,
    )
