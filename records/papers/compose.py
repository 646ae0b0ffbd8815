"""A paper from its kind and the facts it states: template filled in, read, and put under its head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Template, TemplateSyntaxError

from config.sandbox import Sandbox, budget, sandbox
from config.template_check import UNFILLABLE, filling_fault
from records.papers.catalogue import PaperKind
from records.papers.document import Form, OfficialPaper, PrintNote, Signature
from records.papers.grids import Facts
from records.papers.markup import Read, read
from records.papers.origin import told_origin
from records.papers.tables import tables_of
from records.papers.titles import title_lines
from rules.dates import date_cn

TEMPLATES = Path(__file__).parent / "templates"
_DIGITS = "零一二三四五六七八九"


class TemplateBrokenError(ValueError):
    """A template that cannot be filled in; says the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around the text: whose paper, which number, of which day, to whom."""

    organ: str
    number: str
    on: date
    printed_by: str
    main: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    specimen: bool = False
    """A demonstration's paper, marked 样章."""


def compose(
    kind: PaperKind, title: str, facts: Facts, head: Head, *, text: str = ""
) -> OfficialPaper:
    """The paper as it will be set, in the words of its own text or else of the shipped template.

    Raises TemplateBrokenError or MarkupError naming the line of the template that is wrong.
    """
    done = read(fill(kind.code, said(title, facts, head), text), tables_of(facts))
    return OfficialPaper(
        form=kind.form,
        organ=head.organ,
        title=title_lines(done.heads.get("标题", title)),
        blocks=done.blocks,
        number=head.number,
        signer=done.heads.get("签发人", ""),
        to=done.names("主送"),
        annexes=done.annexes,
        signature=_signature(kind, done, head),
        remark="；".join(_remarks(done, facts)),
        print_note=_print_note(kind, done, head),
        origin=told_origin(facts),
        stamp=str(facts.get("journal", "")),
        wide=kind.wide,
        specimen=head.specimen,
    )


def said(title: str, facts: Facts, head: Head) -> Facts:
    """All that a template may speak of: the facts, and what stands around the text."""
    return {
        **facts, "title": title, "main": list(head.main), "copies": list(head.copies),
        "organ": head.organ, "on": head.on.isoformat(),
    }  # fmt: skip


def fill(code: str, values: Facts, text: str = "") -> str:
    """The words of a template, the shipped one where no text is given.

    Raises TemplateBrokenError with its line, also for one that would print without end.
    """
    try:
        with budget():
            return _template(code, text).render(values)
    except TemplateSyntaxError as error:
        raise TemplateBrokenError(f"模板{code}第{error.lineno}行：{error.message}") from error
    except UNFILLABLE as error:
        fault = filling_fault(text, error)
        raise TemplateBrokenError(f"模板{code}{fault.text}") from error


def shipped_text(code: str) -> str:
    """A template as it comes with the house."""
    return (TEMPLATES / f"{code}.txt").read_text(encoding="utf-8")


def numeral_cn(number: int) -> str:
    """一 to 九十九, as levels are numbered."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _remarks(done: Read, facts: Facts) -> Iterator[str]:
    """附注; a corrected paper names the one whose place it takes."""
    if written := done.heads.get("附注"):
        yield written
    if before := facts.get("replaces"):
        yield f"更正：本件替代{before['number']}，原件同时作废"


def _signature(kind: PaperKind, done: Read, head: Head) -> Signature | None:
    if not kind.signed:
        return None
    return Signature(done.names("署名") or (head.organ,), head.on, sealed=kind.sealed)


def _print_note(kind: PaperKind, done: Read, head: Head) -> PrintNote | None:
    """Letters and plain sheets have none; the other forms always do (clauses 7.4, 10.1)."""
    if kind.form in (Form.LETTER, Form.PLAIN):
        return None
    return PrintNote(done.names("抄送"), head.printed_by, head.on)


@lru_cache(maxsize=64)
def _template(code: str, text: str) -> Template:
    if text:
        return environment().from_string(text)
    return environment().get_template(f"{code}.txt")


@cache
def environment() -> Sandbox:
    """The sandbox of papers' templates with its filters."""
    made = sandbox(TEMPLATES)
    made.filters |= {
        "cn": numeral_cn,
        "day": lambda text: date_cn(date.fromisoformat(text)),
    }
    return made
