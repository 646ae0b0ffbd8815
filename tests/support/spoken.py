"""What a page says in its own language: its texts and labels, without parts marked as another's."""

from __future__ import annotations

from html.parser import HTMLParser

SAID_BY = frozenset({"alt", "aria-label", "placeholder", "title", "aria-description"})
"""Attributes that people read or hear."""
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
VALUES = frozenset({"textarea", "script", "style"})
"""What stands in these is typed by somebody, or said to nobody."""
CHINESE = "zh-CN"


class _Listener(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self._within: list[bool] = []
        """For every open element whether it, or one around it, is marked as Chinese."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        chinese = self._silent() or ("lang", CHINESE) in attrs or tag in VALUES
        if not chinese:
            self.heard += [text for name, text in attrs if name in SAID_BY and text]
        if tag not in VOID:
            self._within.append(chinese)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent():
            self.heard.append(data)

    def _silent(self) -> bool:
        return bool(self._within) and self._within[-1]


def spoken(html: str) -> str:
    """Texts and labels outside elements with lang="zh-CN", one a line."""
    listener = _Listener()
    listener.feed(html)
    return "\n".join(listener.heard)
