"""Next year's campaign file made from an old one: same text and comments, new dates, each change listed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.campaign_file import check_text, usual_surroundings
from config.positions import Located, Path, locate
from rules.next_year import Move, moved_dates

if TYPE_CHECKING:
    from config.findings import CheckReport, Finding
    from rules.calendar import Calendar
    from rules.definition import Campaign

_DIGITS = "零一二三四五六七八九"
_DATED = re.compile(r"\d{1,2}月\d{1,2}日|(?<!\d)20\d\d(?!\d)")


class CannotRenew(ValueError):  # noqa: N818 - says what cannot be done, for the person who asked
    """The old file does not give a next one; the text says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place of the file with its old and new words."""

    line: int
    what: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class NextFile:
    text: str
    changes: tuple[Change, ...]
    review: tuple[Finding, ...]
    """What the check says of the new file."""
    by_hand: tuple[Change, ...]
    """Words that still name the old year or a day of it; a person has to decide about them."""
    provisional: tuple[int, ...]
    """Years whose official calendar is not known, so that their dates are estimates."""


def next_campaign(text: str, year: int) -> NextFile:
    """The same campaign `year`, one session on.

    Raises:
        CannotRenew: When the old file has errors or is not of an earlier year.
    """
    around = usual_surroundings()
    report = check_text(text, around)
    old = _usable(report, year)
    if around.calendar is None:
        raise CannotRenew("没有日历，不能推算工作日。")
    moves = moved_dates(old, year - old.year, around.calendar)
    located = locate(text)
    edits = {**_moved(moves, located, text), **_renamed(old, year, located, text)}
    changed = _applied(text, edits, located)
    return NextFile(
        text=changed,
        changes=_listed(text, edits, located),
        review=check_text(changed, around).findings,
        by_hand=_by_hand(changed),
        provisional=_provisional(moves, around.calendar),
    )


def _usable(report: CheckReport, year: int) -> Campaign:
    if report.definition is None:
        told = "\n".join(f.line_for("原文件") for f in report.errors)
        raise CannotRenew(f"原文件有错误，请先改正：\n{told}")
    if year <= report.definition.year:
        raise CannotRenew(f"新年度 {year} 应晚于原文件的 {report.definition.year}。")
    return report.definition


_Edits = dict[Path, tuple[str, str]]
"""Path to the new words and the reason."""


def _moved(moves: tuple[Move, ...], located: Located, text: str) -> _Edits:
    """Only what the file itself says: a default that it leaves out is not written into it."""
    return {
        move.path: (_quoted(text, located, move.path, move.new.isoformat()), move.reason)
        for move in moves
        if move.path in located.spans
    }


def _renamed(old: Campaign, year: int, located: Located, text: str) -> _Edits:
    session = old.session + 1
    count = f"第{in_chinese(old.session)}届", f"第{in_chinese(session)}届"
    renamed: dict[Path, tuple[str, str]] = {
        ("year",): (str(year), "新年度"),
        ("session",): (str(session), "届次加一"),
        ("code",): (old.code.replace(str(old.year), str(year)), "编码带年度"),
        ("title",): (old.title.replace(*count), "届次加一"),
        ("short",): (old.short.replace(*count), "届次加一"),
    }
    for index, label in enumerate(old.readings.bimonthly_rounds):
        renamed["readings", "bimonthly_rounds", index] = (
            label.replace(str(old.year), str(year)),
            "新年度的期次",
        )
    if old.publicity.overrun_decided:
        renamed["publicity", "overrun_decided"] = ("false", "是否超出阶段须重新决定")
    return {
        path: (_quoted(text, located, path, words), reason)
        for path, (words, reason) in renamed.items()
        if path in located.spans
    }


def in_chinese(number: int) -> str:
    """A count as it stands in titles, up to 99: 三, 十, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else f"{_DIGITS[tens] if tens > 1 else ''}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def _quoted(text: str, located: Located, path: Path, words: str) -> str:
    """The new words in the quotes that the old ones had."""
    start, _ = located.spans[path]
    quote = text[start] if text[start] in "\"'" else ""
    return f"{quote}{words}{quote}"


def _applied(text: str, edits: _Edits, located: Located) -> str:
    for path, (words, _) in sorted(edits.items(), key=lambda edit: -located.spans[edit[0]][0]):
        start, end = located.spans[path]
        text = text[:start] + words + text[end:]
    return text


def _listed(text: str, edits: _Edits, located: Located) -> tuple[Change, ...]:
    changes: list[Change] = []
    for path, (words, reason) in edits.items():
        start, end = located.spans[path]
        if text[start:end] != words:
            what = ".".join(str(p + 1) if isinstance(p, int) else p for p in path)
            line = located.values[path].line
            changes.append(Change(line, what, text[start:end], words, reason))
    return tuple(sorted(changes, key=lambda change: (change.line, change.what)))


def _by_hand(text: str) -> tuple[Change, ...]:
    """Lines outside moved dates that name a day or a year: titles of papers, reasons, comments."""
    found: list[Change] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = re.sub(r"\d{4}-\d{2}-\d{2}", "", line)
        named = _DATED.findall(words)
        if named and not re.match(r"\s*(year|code|bimonthly_rounds):", line):
            found.append(Change(number, "", line.strip(), "", "、".join(named)))
    return tuple(found)


def _provisional(moves: tuple[Move, ...], calendar: Calendar) -> tuple[int, ...]:
    working = (m.new for m in moves if m.path[0] == "phases")
    return tuple(sorted({day.year for day in working if calendar.is_provisional(day)}))
