"""A message rendered once for many, with the names left open: filling them in is a replacement.

Thousands of people owe the same by the same end. Rendering each letter in full would take ten
times as long and give the same text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import escape

from notifications.render import Rendered, render

_MARK = "\ue000{}\ue001"
"""Private-use characters, which no name of the roster holds."""


@dataclass(frozen=True, slots=True)
class Stencil:
    """A rendered message in which the names in `names` still stand as marks."""

    text: Rendered
    names: frozenset[str]

    def fill(self, values: Mapping[str, str]) -> Rendered:
        """The message to one person; an empty name needs a stencil of its own."""
        subject, body, html = self.text.subject, self.text.body, self.text.html
        for name in self.names:
            mark, value = _MARK.format(name), values[name]
            body = body.replace(mark, value)
            if mark in subject:
                subject = " ".join(subject.replace(mark, value).split())
            if html is not None:
                html = html.replace(mark, escape(value))
        return Rendered(subject, body, html)


def stencil(
    kind: str, shared: Mapping[str, object], names: frozenset[str], *, with_html: bool
) -> Stencil:
    """Render with marks in place of the names. Templates may test names only for being empty."""
    marks = {name: _MARK.format(name) for name in names}
    return Stencil(render(kind, {**shared, **marks}, with_html=with_html), names)
