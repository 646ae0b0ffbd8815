"""A paper's template, filled in, becomes its parts: words of head lines, numbered levels, annexes.

A clerk writes a template the way the paper reads. Head lines (`标题：`, `主送：`, …) come first, then
an empty line, then the text, a paragraph a line. Levels are known by their numbering (一、 （一） 1.
（1）, clause 7.3.3). `[[名]]` on a line of its own puts in the table of that name, or the volume of sheets; `==== 附件：名称`
begins an annex.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records.papers.document import Annex, Block, Face, Grid, Paragraph, Run

_HEAD = re.compile(r"(\w+)：(.*)")
_TABLE = re.compile(r"\[\[(.+?)\]\]")
_ANNEX = re.compile(r"====\s*附件：\s*(.+)")
_FIRST = re.compile(r"[一二三四五六七八九十]+、")
_SECOND = re.compile(r"（[一二三四五六七八九十]+）")
HEADS = ("标题", "主送", "署名", "附注", "抄送", "签发人")


class MarkupError(ValueError):
    """A template whose text cannot be read; says which line and what to do."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a filled-in template says."""

    heads: Mapping[str, str]
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]

    def names(self, head: str) -> tuple[str, ...]:
        """A head line that lists several, separated by ；."""
        return tuple(
            name for part in self.heads.get(head, "").split("；") if (name := part.strip())
        )


def read(text: str, tables: Mapping[str, Grid | Sequence[Block]]) -> Read:
    """The parts of a filled-in template; raises MarkupError with the line it cannot read."""
    heads, start = _heads(text.splitlines())
    sections: list[tuple[str, list[Block]]] = [("", [])]
    for number, line in list(enumerate(text.splitlines(), 1))[start:]:
        words = line.strip()
        if annex := _ANNEX.fullmatch(words):
            sections.append((annex[1], []))
        elif named := _TABLE.fullmatch(words):
            sections[-1][1].extend(_table(named[1], tables, number))
        elif words:
            sections[-1][1].append(paragraph(words))
    (_, blocks), *annexes = sections
    return Read(heads, tuple(blocks), _labelled(annexes))


def paragraph(words: str) -> Paragraph:
    """One paragraph with the typeface of its level; only the heading of a run-in paragraph has it."""
    for numbering, face in ((_FIRST, Face.HEI), (_SECOND, Face.KAI)):
        if numbering.match(words):
            heading, stop, rest = words.partition("。")
            if not rest:
                return Paragraph((Run(words, face),))
            return Paragraph((Run(heading + stop, face), Run(rest)))
    return Paragraph((Run(words),))


def _heads(lines: list[str]) -> tuple[dict[str, str], int]:
    """The head lines, and how many lines they take with the empty one after them."""
    heads: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            return heads, number
        found = _HEAD.fullmatch(line.strip())
        if found is None or found[1] not in HEADS:
            raise MarkupError(
                f"第{number}行“{line.strip()}”不是文头：文头可写{'、'.join(HEADS)}，"
                "写完后空一行，再写正文"
            )
        heads[found[1]] = found[2].strip()
    return heads, len(lines)


def _table(name: str, tables: Mapping[str, Grid | Sequence[Block]], number: int) -> Sequence[Block]:
    if name not in tables:
        known = "、".join(tables) or "（没有）"
        raise MarkupError(f"第{number}行：没有名为“{name}”的表，可用的表：{known}")
    found = tables[name]
    return (found,) if isinstance(found, Grid) else found


def _labelled(annexes: list[tuple[str, list[Block]]]) -> tuple[Annex, ...]:
    """附件 stands alone, several are numbered (clause 7.3.4)."""
    several = len(annexes) > 1
    return tuple(
        Annex(f"附件{number}" if several else "附件", name, tuple(blocks))
        for number, (name, blocks) in enumerate(annexes, 1)
    )
