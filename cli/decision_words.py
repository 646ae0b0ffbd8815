"""A decision as it is typed: one word for its kind, then whom and what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from models import AgendaItem
from rules import selection
from rules.meetings import Votes
from rules.selection import Decision
from tasks.errors import Refused

FORMS = (
    "approve 按建议",
    "defer 暂缓",
    "replace 原 新（替换）",
    "tie 编号…（同分决定）",
    "fill 编号（递补空缺）",
    "vacant 个数（空缺）",
    "move 来源类别 去向类别 个数（调整名额）",
    "choose 编号（本人选择）",
    "override 编号 规则…（突破原则上规定；末尾写 cell=类别 可指定类别）",
    "strike 编号 [next]（取消资格；next 依次递补）",
)


def read_decision(
    words: Sequence[str], item: AgendaItem, *, reason: str, ordered_by: str
) -> Decision:
    """The decision that the words mean for this item. Raises Refused with every form there is."""
    said = {"reason": reason, "ordered_by": ordered_by}
    make = _MAKERS.get(words[0]) if words else None
    try:
        if make is not None:
            return make(words[1:], item, said)
    except (ValueError, IndexError):
        pass
    raise Refused([f"看不懂“{' '.join(words)}”，可用：{'；'.join(FORMS)}"])


def read_votes(text: str) -> Votes | None:
    """`15/1/1` as a count; nothing typed is no vote. Raises Refused for anything else."""
    if not text:
        return None
    parts = text.split("/")
    if len(parts) > 3 or not all(part.strip().isdigit() for part in parts):  # noqa: PLR2004 - for, against, abstained
        raise Refused([f"票数“{text}”应写成 同意/不同意/弃权，如 15/1/1"])
    return Votes(*(int(part) for part in parts))


_Maker = Callable[[Sequence[str], AgendaItem, Mapping[str, str]], Decision]


def _replace(words: Sequence[str], _: AgendaItem, said: Mapping[str, str]) -> Decision:
    out, into = words
    return selection.Replace(out=out, into=into, **said)


def _tie(words: Sequence[str], item: AgendaItem, said: Mapping[str, str]) -> Decision:
    return selection.GiveTieTo(
        honour=item.honour, cell=item.cell, applications=tuple(words), **said
    )


def _fill(words: Sequence[str], _: AgendaItem, said: Mapping[str, str]) -> Decision:
    (number,) = words
    return selection.FillVacancy(application=number, **said)


def _vacant(words: Sequence[str], item: AgendaItem, said: Mapping[str, str]) -> Decision:
    (places,) = words
    return selection.LeaveVacant(honour=item.honour, cell=item.cell, places=int(places), **said)


def _move(words: Sequence[str], item: AgendaItem, said: Mapping[str, str]) -> Decision:
    source, target, places = words
    return selection.MovePlaces(
        honour=item.honour, source=source, target=target, places=int(places), **said
    )


def _choose(words: Sequence[str], _: AgendaItem, said: Mapping[str, str]) -> Decision:
    (number,) = words
    return selection.Choose(application=number, **said)


def _override(words: Sequence[str], _: AgendaItem, said: Mapping[str, str]) -> Decision:
    number, *rules = words
    cell = rules.pop().removeprefix("cell=") if rules[-1].startswith("cell=") else None
    return selection.Override(application=number, rules=tuple(rules), cell=cell, **said)


_MAKERS: Mapping[str, _Maker] = {
    "replace": _replace,
    "tie": _tie,
    "fill": _fill,
    "vacant": _vacant,
    "move": _move,
    "choose": _choose,
    "override": _override,
}
