"""How ranks compare: leadership posts, parallel ranks and staff grades on one ladder (A13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A13: civil servants' parallel ranks (职级) and institution staff grades, read as leadership posts.
EQUIVALENTS = {
    "一级巡视员": "正厅",
    "二级巡视员": "副厅",
    "一级调研员": "正处",
    "二级调研员": "正处",
    "三级调研员": "副处",
    "四级调研员": "副处",
    "一级主任科员": "正科",
    "二级主任科员": "正科",
    "三级主任科员": "副科",
    "四级主任科员": "副科",
    "一级科员": "科员",
    "二级科员": "科员",
    "管理三级": "正厅",
    "管理四级": "副厅",
    "管理五级": "正处",
    "管理六级": "副处",
    "管理七级": "正科",
    "管理八级": "副科",
    "管理九级": "科员",
    "管理十级": "科员",
    "办事员": "科员",
}


def is_at_most(rank: str, limit: str, ladder: Sequence[str]) -> bool | None:
    """Whether `rank` is `limit` or lower on the ladder from high to low; None when unknown."""
    heights = {_plain(name): height for height, name in enumerate(ladder)}
    plain = _plain(rank)
    height = heights.get(plain, heights.get(EQUIVALENTS.get(plain, "")))
    highest = heights.get(_plain(limit))
    if height is None or highest is None:
        return None
    return height >= highest


def _plain(rank: str) -> str:
    """正科职, 正科级 and 正科 are one rank, 科员及以下 is 科员; a grade like 管理七级 stays whole."""
    rank = rank.strip().removesuffix("及以下")
    return rank if rank in EQUIVALENTS else rank.removesuffix("职").removesuffix("级")
