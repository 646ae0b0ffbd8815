"""Turns a kind of message and its values into text: the same code for preview and for sending."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    FileSystemLoader,
    Template,
    TemplateNotFound,
    UndefinedError,
)

from config.sandbox import Sandbox, budget, sandbox
from notifications.catalogue import CATALOGUE
from rules.dates import date_cn

TEMPLATES = Path(__file__).parent / "templates"
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_SEPARATOR = "\n\n" + "—" * 12 + "\n\n"


class MissingValueError(ValueError):
    """A template speaks of something the message does not know."""


@dataclass(frozen=True, slots=True)
class Own:
    """Templates that the office has changed: file, version and text; all others are shipped."""

    files: tuple[tuple[str, int, str], ...] = ()

    def of(self, code: str) -> Own:
        """Those that a kind of message is written by."""
        mine = tuple(one for one in self.files if one[0].partition("/")[0] in (code, *SHARED))
        return self if mine == self.files else Own(mine)

    @property
    def tag(self) -> str:
        """Which versions they are, for the record of a message."""
        return " ".join(f"{file}:{version}" for file, version, _ in self.files)


SHARED = ("salutation.txt", "signature.txt")
"""Parts that all messages begin and end with."""
TEXTS = ("subject.txt", "body.txt", "body.en.txt")
"""What an office may change of a message; its web page is set from the same words."""
SHIPPED = Own()


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    body: str
    html: str | None = None
    templates: str = ""
    """Versions of the office's own templates that it is written by; empty for the shipped ones."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """The compiled templates of one kind; compiling each time would cost a hundred times as much."""

    subject: Template
    body: Template
    body_en: Template
    html: Template
    tag: str

    def render(self, values: Mapping[str, object], *, with_html: bool) -> Rendered:
        # One line: a name with a line break in it must not become a header.
        subject = " ".join(self.subject.render(values).split())
        chinese, english = self.body.render(values).rstrip(), self.body_en.render(values).rstrip()
        html = None
        if with_html:
            html = self.html.render(values, subject=subject, chinese=chinese, english=english)
        return Rendered(subject, chinese + _SEPARATOR + english + "\n", html, self.tag)


def render(
    kind: str, values: Mapping[str, object], *, with_html: bool = False, own: Own = SHIPPED
) -> Rendered:
    """One message. `values` are plain values with moments already in the campaign's zone.

    Raises:
        KeyError: for a kind that is not in the catalogue.
        MissingValueError: naming the value that is missing.
    """
    return render_many(kind, [values], with_html=with_html, own=own)[0]


def render_many(
    kind: str,
    many: Sequence[Mapping[str, object]],
    *,
    with_html: bool = False,
    own: Own = SHIPPED,
) -> list[Rendered]:
    code = CATALOGUE[kind].code
    folder = _folder(code, own.of(code))
    try:
        return [_one(folder, values, with_html=with_html) for values in many]
    except UndefinedError as error:
        raise MissingValueError(f"message {kind}: {error.message}") from error


def _one(folder: _Folder, values: Mapping[str, object], *, with_html: bool) -> Rendered:
    with budget():
        return folder.render(values, with_html=with_html)


def render_chat(values: Mapping[str, object], kind: str = "reminder") -> str:
    """The day's reminders, or another message, as a text to paste into a chat group."""
    try:
        return environment().get_template(f"{kind}/chat.txt").render(values) + "\n"
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


def shipped_text(file: str) -> str:
    """A template as it comes with the house, say reminder/body.txt."""
    return (TEMPLATES / file).read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def environment(own: Own = SHIPPED) -> Sandbox:
    """The sandbox of messages' templates: the office's own first, then those that are shipped."""
    files = {file: text for file, _, text in own.files}
    made = sandbox(TEMPLATES, ChoiceLoader([DictLoader(files), FileSystemLoader(TEMPLATES)]))
    made.filters |= {
        "date_cn": date_cn,
        "moment_cn": moment_cn,
        "days_left_cn": days_left_cn,
        "days_left_en": days_left_en,
        "digits": in_digits,
    }
    return made


@lru_cache(maxsize=256)
def _folder(code: str, own: Own) -> _Folder:
    found = environment(own)
    changed = {file for file, _, _ in own.files}
    try:
        # A page of its own would go on saying what the office has changed in the text.
        html = found.get_template("letter.html" if changed else f"{code}/body.html")
    except TemplateNotFound:
        html = found.get_template("letter.html")
    return _Folder(
        subject=found.get_template(f"{code}/subject.txt"),
        body=found.get_template(f"{code}/body.txt"),
        body_en=found.get_template(f"{code}/body.en.txt"),
        html=html,
        tag=own.tag,
    )
