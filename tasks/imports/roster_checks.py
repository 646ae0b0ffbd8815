"""What a roster must not say: double codes, unknown or circular parents, addresses of no shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from records.workbooks.roster import ADDRESS_COLUMNS, CHANNEL_WORDS, PersonRow, UnitRow
from tasks.imports.problems import Problem
from tasks.imports.sheets import Line

EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")
MOBILE = re.compile(r"1\d{10}")
SEPARATORS = re.compile(r"[、，,;；/>\s]+")
SUGGESTIONS = 50
"""Looking for the nearest code takes time; after so many, people know how it goes."""


class _Nearest:
    """Suggests codes that look like a wrong one, as long as that is quick."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        self.left = SUGGESTIONS

    def __call__(self, code: str) -> str:
        self.left -= 1
        near = get_close_matches(code, self.codes, 3, 0.6) if self.left >= 0 else []
        return f"是不是 {'、'.join(near)}" if near else "请先在“单位”表中加上这个单位"


def unit_problems(
    lines: Sequence[Line[UnitRow]], after: Mapping[str, UnitRow]
) -> Iterator[Problem]:
    """Problems among the unit rows; `after` is the whole roster as it would then be."""
    seen: dict[str, int] = {}
    near = _Nearest(after)
    for line in lines:
        row = line.row
        if first := seen.get(row.code):
            yield line.problem("代码", f"代码 {row.code} 与第{first}行重复", "一个单位只写一行")
        seen.setdefault(row.code, line.place.row)
        if row.parent and row.parent not in after:
            yield line.problem("上级代码", f"名册里没有单位 {row.parent}", near(row.parent))
        if row.successor and row.successor not in after:
            yield line.problem("并入代码", f"名册里没有单位 {row.successor}", near(row.successor))
        if loop := _loop(row.code, after, "parent"):
            yield line.problem("上级代码", f"上级关系成了环：{' → '.join(loop)}", "请改正其中一处")
        if loop := _loop(row.code, after, "successor"):
            yield line.problem("并入代码", f"并入关系成了环：{' → '.join(loop)}", "请改正其中一处")


def person_problems(
    lines: Sequence[Line[PersonRow]], units: Mapping[str, UnitRow]
) -> Iterator[Problem]:
    names: dict[str, tuple[str, int]] = {}
    posts: dict[tuple[object, ...], int] = {}
    near = _Nearest(units)
    for line in lines:
        row = line.row
        if row.unit not in units:
            yield line.problem("单位代码", f"名册里没有单位 {row.unit}", near(row.unit))
        name, first = names.setdefault(row.code, (row.name, line.place.row))
        if name != row.name:
            what = f"编号 {row.code} 在第{first}行是“{name}”，这里是“{row.name}”"
            yield line.problem("姓名", what, "不同的人请用不同的编号")
        key = (row.unit, row.role, row.title, row.code, row.since)
        if (other := posts.setdefault(key, line.place.row)) != line.place.row:
            yield line.problem("人员编号", f"与第{other}行是同一人同一职务", "请删去一行")
        if row.since and row.until and row.until < row.since:
            yield line.problem(
                "截止日期", f"{row.until} 早于起始日期 {row.since}", "请核对两个日期"
            )
        yield from _address_problems(line)
    yield from _contradictions(lines)


def preferred_channels(text: str) -> tuple[list[str], list[str]]:
    """The channels named, in order, and the words that name none."""
    words = [word for word in SEPARATORS.split(text) if word]
    known = {**CHANNEL_WORDS, **{c: c for c in ADDRESS_COLUMNS.values()}}
    return [known[w] for w in words if w in known], [w for w in words if w not in known]


def _address_problems(line: Line[PersonRow]) -> Iterator[Problem]:
    row = line.row
    if row.email and not EMAIL.fullmatch(row.email):
        yield line.problem("邮箱", f"“{row.email}”不是邮箱地址", "请填 name@example.com 的样子")
    if row.mobile and not MOBILE.fullmatch(row.mobile):
        yield line.problem("手机", f"“{row.mobile}”不是手机号", "请填 11 位数字，不加空格和横线")
    _, unknown = preferred_channels(row.channels)
    for word in unknown:
        known = "、".join(dict.fromkeys(CHANNEL_WORDS))
        yield line.problem("首选渠道", f"没有“{word}”这个渠道", f"可填：{known}")


def _contradictions(lines: Sequence[Line[PersonRow]]) -> Iterator[Problem]:
    """One person, several posts: the addresses must agree where they are given twice."""
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    labels = {"email": "邮箱", "mobile": "手机", "wecom": "企业微信"}
    for line in lines:
        for key, label in labels.items():
            if not (value := getattr(line.row, key)):
                continue
            known, first = seen.setdefault((line.row.code, key), (value, line.place.row))
            if known != value:
                what = f"编号 {line.row.code} 在第{first}行是 {known}，这里是 {value}"
                yield line.problem(label, what, "同一人请填同一个")


def _loop(code: str, units: Mapping[str, UnitRow], link: str) -> list[str]:
    """The way back to `code` along parents or successors, empty when there is none."""
    way = [code]
    while (unit := units.get(way[-1])) and (above := getattr(unit, link)):
        way.append(above)
        if above == code:
            return way
        if above in way[:-1]:
            return []
    return []
