"""Forms as every page shows them: what is wrong leads to its field, what was typed stays."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from tasks.errors import NotPossible

OF_THE_PAGE = frozenset({"csrf", "path"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to be mended, with the field it is about; empty: the form as a whole."""

    text: str
    field: str = ""


def texts_of(form: FormData) -> dict[str, list[str]]:
    """A form's texts by name, apart from what belongs to the page; files are left out."""
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name not in OF_THE_PAGE:
            fields.setdefault(name, []).append(value)
    return fields


def typed_of(form: FormData | tuple[()]) -> defaultdict[str, str]:
    """A form with one text under each name, trimmed; what is not there is empty."""
    given = texts_of(form) if isinstance(form, FormData) else {}
    return defaultdict(str, {name: values[0].strip() for name, values in given.items()})


CHANGED = "打开这一页之后有人登记过，现有的内容见下；核对后仍要登记的，请再按一次"


def seen_of(*values: object) -> str:
    """What stood when a form was shown, to be carried along by it: others may write meanwhile."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def half_width(typed: str) -> str:
    """A number or code without the full width that an input method may have given it, trimmed."""
    return unicodedata.normalize("NFKC", typed).strip()


def problems_of(refused: NotPossible | Iterable[str], field: str = "") -> tuple[Problem, ...]:
    """Reasons of a refusal as problems of a field, or of the form as a whole."""
    reasons = refused.reasons if isinstance(refused, NotPossible) else refused
    return tuple(Problem(text, field) for text in reasons)


def day_in(text: str) -> date | None:
    """The day that was typed; None for what is none."""
    try:
        return date.fromisoformat(half_width(text))
    except ValueError:
        return None


def missing(**fields: tuple[str, str]) -> tuple[Problem, ...]:
    """A problem for every field that was left empty: name=(what was typed, what to do)."""
    return tuple(Problem(told, name) for name, (typed, told) in fields.items() if not typed.strip())
