"""A message rendered once for many, with the names left open: filling them in is a replacement.

Thousands of people owe the same by the same end. Rendering each letter in full would take ten
times as long and give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import escape

from notifications.render import SHIPPED, Own, Rendered, render

_MARK = "\ue000{}\ue001"
"""Private-use characters, which no name of the roster holds."""
_MARKED = re.compile("\ue000(\\w+)\ue001")


Parts = tuple[str, ...]
"""Text and name in turn, beginning and ending with text."""


@dataclass(frozen=True, slots=True)
class Stencil:
    """A rendered message cut where a name goes in; an empty name needs a stencil of its own."""

    subject: Parts
    body: Parts
    html: Parts | None
    templates: str = ""

    def fill(self, values: Mapping[str, str]) -> Rendered:
        """The message to one person."""
        subject = self.subject[0]
        if len(self.subject) > 1:
            subject = " ".join(_filled(self.subject, values).split())
        html = None
        if self.html is not None:
            html = _filled(self.html, {name: escape(value) for name, value in values.items()})
        return Rendered(subject, _filled(self.body, values), html, self.templates)


def stencil(
    kind: str,
    shared: Mapping[str, object],
    names: frozenset[str],
    *,
    with_html: bool,
    own: Own = SHIPPED,
) -> Stencil:
    """Render with marks in place of the names. Templates may test names only for being empty."""
    marks = {name: _MARK.format(name) for name in names}
    text = render(kind, {**shared, **marks}, with_html=with_html, own=own)
    html = _cut(text.html) if text.html else None
    return Stencil(_cut(text.subject), _cut(text.body), html, text.templates)


def _cut(text: str) -> Parts:
    return tuple(_MARKED.split(text))


def _filled(parts: Parts, values: Mapping[str, str]) -> str:
    return "".join([values[p] if n % 2 else p for n, p in enumerate(parts)])
