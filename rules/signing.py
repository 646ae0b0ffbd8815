"""Sign-off (签批): whose turn it is, whether an opinion may be given, and when a paper may be issued.

An opinion belongs to one text and one round: whoever changes a text or sends it again starts anew,
and what was said before stays on record without counting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, get_args

from rules.definition import Campaign, PaperCode, Stage
from rules.identity import Identity
from rules.paper_facts import AT_ISSUE
from rules.states import PaperState

CODE_DIGITS = 8
"""Of the digest: what a printed sheet carries and who enters its scan copies."""


class Verdict(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a post said about one text in one round; `signer` held the post or stood in for it."""

    post: str
    verdict: Verdict
    round: int
    digest: str
    signer: Identity


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper on its way: its text by digest, who drafted it, and what has been said so far."""

    state: PaperState
    order: tuple[Stage, ...]
    drafter: Identity
    digest: str
    round: int = 0
    opinions: tuple[Opinion, ...] = ()

    @property
    def counting(self) -> tuple[Opinion, ...]:
        """Opinions on this very text in this round."""
        return tuple(
            one for one in self.opinions if (one.round, one.digest) == (self.round, self.digest)
        )

    @property
    def missing(self) -> tuple[Stage, ...]:
        """Stages that have not all approved, each with the posts that are still out."""
        agreed = {one.post for one in self.counting if one.verdict is Verdict.APPROVED}
        left = (tuple(post for post in stage if post not in agreed) for stage in self.order)
        return tuple(stage for stage in left if stage)

    @property
    def awaited(self) -> Stage:
        """The posts whose turn it is; none in a draft or when everybody has approved."""
        return next(iter(self.missing), ()) if self.state is PaperState.IN_SIGN_OFF else ()

    @property
    def complete(self) -> bool:
        """Whether every post has approved this very text: only then may the paper be issued."""
        return self.state is PaperState.IN_SIGN_OFF and not self.missing


def needs_sign_off(plan: Campaign, paper: str) -> bool:
    signing = plan.signing
    return signing.form == "order" and (not signing.papers or paper in signing.papers)


def order_of(plan: Campaign, paper: str) -> tuple[Stage, ...]:
    """The stages for this kind of paper: its own, the file's, or those of the leading group."""
    group, signing = plan.leading_group, plan.signing
    own = next((one.order for one in signing.own_orders if one.paper == paper), ())
    usual = (group.office_head,), group.deputies, (group.head,)
    return own or signing.order or tuple(stage for stage in usual if stage)


def posts_that_sign(plan: Campaign) -> tuple[str, ...]:
    """Every post whose signature some kind of paper waits for, each where it is first named."""
    kinds = (paper for paper in get_args(PaperCode) if needs_sign_off(plan, paper))
    return tuple(
        dict.fromkeys(post for paper in kinds for stage in order_of(plan, paper) for post in stage)
    )


def text_digest(
    title: str, addressees: Sequence[Sequence[str]], text: str, facts: Mapping[str, Any]
) -> str:
    """SHA-256 of what is signed: words and facts, without what is only known on the day of issue."""
    stated = {name: value for name, value in facts.items() if name not in AT_ISSUE}
    whole = [title, [list(names) for names in addressees], text, stated]
    written = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def against_sending(sheet: Sheet) -> tuple[str, ...]:
    if sheet.state is PaperState.DRAFT:
        return ()
    return ("公文已经送签或印发，不能再送签",)


def against_revising(sheet: Sheet) -> tuple[str, ...]:
    if sheet.state in (PaperState.DRAFT, PaperState.IN_SIGN_OFF):
        return ()
    return ("公文已经印发，不能再改；文字有误请更正，另发一件替代它",)


def against_giving(
    sheet: Sheet, opinion: Opinion, holders: Collection[Identity], *, twice: bool
) -> tuple[str, ...]:
    """Everything that stands in the way of an opinion; `holders` may sign for its post that day."""
    return tuple(_against(sheet, opinion, holders, twice=twice))


def _against(
    sheet: Sheet, opinion: Opinion, holders: Collection[Identity], *, twice: bool
) -> Iterator[str]:
    if sheet.state is not PaperState.IN_SIGN_OFF:
        yield "公文没有在签批中，请先由拟稿人送签"
        return
    if opinion.digest != sheet.digest or opinion.round != sheet.round:
        yield "文稿已经改过，这份意见不是对现在的文稿提出的，请看过新稿再签"
    posts = tuple(post for stage in sheet.order for post in stage)
    if opinion.post not in posts:
        yield f"“{opinion.post}”不在签批次序中，应签的岗位：{'、'.join(posts)}"
    elif opinion.post not in sheet.awaited:
        if any(one.post == opinion.post for one in sheet.counting):
            yield f"“{opinion.post}”已经签过这一稿"
        else:
            yield f"还没有轮到“{opinion.post}”，现在等待{'、'.join(sheet.awaited) or '印发'}"
    if opinion.signer not in holders:
        yield _no_holder(opinion, holders)
    if not twice:
        yield from _second_place(sheet, opinion)


def _second_place(sheet: Sheet, opinion: Opinion) -> Iterator[str]:
    """One person has one place in the chain, unless the campaign file says otherwise."""
    if opinion.signer == sheet.drafter:
        yield f"“{opinion.signer.name}”是拟稿人，不能再签一处，请由代签人签，或在活动文件中写明允许"
    for one in sheet.counting:
        if one.signer == opinion.signer and one.post != opinion.post:
            yield f"“{opinion.signer.name}”已经以“{one.post}”签过，不能再签一处"


def _no_holder(opinion: Opinion, holders: Collection[Identity]) -> str:
    name, names = opinion.signer.name, sorted(one.name for one in holders)
    if name in names:
        return f"“{name}”与“{opinion.post}”的签批人同名，但不是同一人，不能代签"
    known = "、".join(names) or "还没有登记"
    return f"“{name}”当日不任“{opinion.post}”，也没有登记代签；可签的人：{known}"


def sent(sheet: Sheet) -> Sheet:
    """Sent round: a new round begins, in which nobody has said anything yet."""
    return replace(sheet, state=PaperState.IN_SIGN_OFF, round=sheet.round + 1)


def revised(sheet: Sheet, digest: str, drafter: Identity) -> Sheet:
    """With another text it is a draft again, and whoever wrote that text is its drafter."""
    return replace(sheet, state=PaperState.DRAFT, digest=digest, drafter=drafter)


def given(sheet: Sheet, opinion: Opinion) -> Sheet:
    """With the opinion on it; one that returns it sends it back to the drafter."""
    back = opinion.verdict is Verdict.RETURNED
    state = PaperState.DRAFT if back else sheet.state
    return replace(sheet, state=state, opinions=(*sheet.opinions, opinion))


def issued(sheet: Sheet) -> Sheet:
    """Issued: asked for only when `complete`."""
    return replace(sheet, state=PaperState.ISSUED)
