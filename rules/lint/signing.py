"""Posts that sign papers: each must be one of the leading group's, and none twice in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.lint.remarks import Path, Remark, Surroundings, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.definition import Campaign, Stage


def check_signing(campaign: Campaign, _around: Surroundings) -> Iterator[Remark]:
    signing, group = campaign.signing, campaign.leading_group
    posts = frozenset((*group.posts, group.office_head))
    yield from _order(("signing", "order"), signing.order, posts)
    for number, own in enumerate(signing.own_orders):
        yield from _order(("signing", "own_orders", number, "order"), own.order, posts)
        if signing.papers and own.paper not in signing.papers:
            message = f"给“{own.paper}”另定了签批次序，但它不在须签批的公文中。"
            hint = "请把它写进 signing.papers，或删去这一项。"
            at: Path = ("signing", "own_orders", number, "paper")
            yield Remark(at, "warning", "order-of-unsigned-paper", message, hint)


def _order(path: Path, order: tuple[Stage, ...], posts: frozenset[str]) -> Iterator[Remark]:
    seen: set[str] = set()
    for s, stage in enumerate(order):
        for p, post in enumerate(stage):
            at = (*path, s, p)
            if post not in posts:
                message = f"签批岗位“{post}”不是领导小组的岗位。"
                yield Remark(at, "error", "unknown-signing-post", message, nearest(post, posts))
            if post in seen:
                message = f"签批次序里“{post}”出现了两次。"
                yield Remark(at, "error", "signing-post-twice", message, "请只留一处。")
            seen.add(post)
