"""Sign-off by rules alone: whatever people do in whatever order, no paper lacks an opinion."""

from __future__ import annotations

from hypothesis import given as over
from hypothesis import strategies as st

from rules.definition import OwnOrder, Signing
from rules.identity import Identity
from rules.signing import (
    Opinion,
    Sheet,
    Verdict,
    against_giving,
    against_revising,
    against_sending,
    given,
    issued,
    needs_sign_off,
    order_of,
    posts_that_sign,
    revised,
    sent,
    text_digest,
)
from rules.states import PaperState
from tests.support.campaigns import suzhou

ORDER = (("主任",), ("副局长甲", "副局长乙"), ("局长",))


def who(key: str) -> Identity:
    """Everybody here is called the same: only the key tells them apart."""
    return Identity(f"account:{key}", "王芳")


POSTS = ("主任", "副局长甲", "副局长乙", "局长", "处长")
HOLDERS: dict[str, set[Identity]] = {
    "主任": {who("zhu")}, "副局长甲": {who("jia"), who("dai")},
    "副局长乙": {who("yi"), who("dai")}, "局长": {who("ju")}, "处长": set(),
}  # fmt: skip
PEOPLE = ("zhu", "jia", "yi", "dai", "ju", "gan")
TEXTS = ("一", "二")

ACTS = st.one_of(
    st.just(("send",)),
    st.tuples(st.just("revise"), st.sampled_from(TEXTS), st.sampled_from(PEOPLE)),
    st.tuples(
        st.just("give"), st.sampled_from(POSTS), st.sampled_from(PEOPLE),
        st.sampled_from(TEXTS), st.sampled_from((Verdict.APPROVED,) * 5 + (Verdict.RETURNED,)),
        st.integers(0, 1),
    ),
    st.just(("issue",)),
)  # fmt: skip
HELPFUL = st.sampled_from(
    [("send",), *(("next", n) for n in range(6)), ("issue",), ("revise", "二", "gan")]
)
"""Acts of people who do what is due, so that papers are issued often enough to be looked at."""


def act(sheet: Sheet, what: tuple[object, ...], *, twice: bool) -> Sheet:
    """What the house does: ask the rules, and do it only where they have nothing against it."""
    match what:
        case ("send",) if not against_sending(sheet):
            return sent(sheet)
        case ("revise", str(text), str(by)) if not against_revising(sheet):
            return revised(sheet, text, who(by)) if text != sheet.digest else sheet
        case ("next", int(n)) if sheet.awaited:
            post = sheet.awaited[n % len(sheet.awaited)]
            next_one = sorted(HOLDERS[post], key=lambda one: one.key)[n % len(HOLDERS[post])]
            return _give(
                sheet, Opinion(post, Verdict.APPROVED, sheet.round, sheet.digest, next_one), twice
            )
        case ("give", str(post), str(by), str(text), Verdict() as verdict, int(back)):
            return _give(sheet, Opinion(post, verdict, sheet.round - back, text, who(by)), twice)
        case ("issue",) if sheet.complete:
            return issued(sheet)
    return sheet


def _give(sheet: Sheet, opinion: Opinion, twice: bool) -> Sheet:
    against = against_giving(sheet, opinion, HOLDERS[opinion.post], twice=twice)
    return sheet if against else given(sheet, opinion)


@over(st.lists(st.one_of(HELPFUL, ACTS), max_size=30), st.booleans())
def test_no_paper_is_issued_without_each_opinion_on_its_text_by_a_holder(
    acts: list[tuple[object, ...]], twice: bool
) -> None:
    sheet = Sheet(PaperState.DRAFT, ORDER, who("gan"), "一")
    for what in acts:
        before, sheet = sheet, act(sheet, what, twice=twice)
        assert sheet.opinions[: len(before.opinions)] == before.opinions
        if before.state is PaperState.ISSUED:
            assert sheet == before
    agreed = [one for one in sheet.counting if one.verdict is Verdict.APPROVED]
    if sheet.state is PaperState.ISSUED:
        assert {one.post for one in agreed} == {post for stage in ORDER for post in stage}
        assert agreed[0].post == "主任"
        assert agreed[-1].post == "局长"
    assert all(one.signer in HOLDERS[one.post] for one in sheet.opinions)
    assert len({(one.round, one.post, one.digest) for one in sheet.opinions}) == len(sheet.opinions)
    if not twice:
        signers = [one.signer for one in agreed]
        assert len(set(signers)) == len(signers)
        assert sheet.drafter not in signers


@over(st.lists(st.sampled_from([("next", n) for n in range(6)]), max_size=8))
def test_another_text_voids_what_was_said(acts: list[tuple[object, ...]]) -> None:
    sheet = sent(Sheet(PaperState.DRAFT, ORDER, who("gan"), "一"))
    for what in acts:
        sheet = act(sheet, what, twice=True)
    changed = revised(sheet, "二", who("gan"))

    assert (changed.counting, changed.state, changed.opinions) == (
        (), PaperState.DRAFT, sheet.opinions,
    )  # fmt: skip
    assert sent(changed).missing == ORDER


def test_posts_of_one_stage_sign_side_by_side_and_the_next_waits_for_all() -> None:
    sheet = sent(Sheet(PaperState.DRAFT, ORDER, who("gan"), "一"))
    turns = [sheet.awaited]
    for post, by in (("主任", "zhu"), ("副局长乙", "yi"), ("副局长甲", "jia"), ("局长", "ju")):
        sheet = given(sheet, Opinion(post, Verdict.APPROVED, 1, "一", who(by)))
        turns.append(sheet.awaited)

    assert turns == [("主任",), ("副局长甲", "副局长乙"), ("副局长甲",), ("局长",), ()]
    assert sheet.complete


def test_the_file_says_which_papers_are_signed_and_by_whom() -> None:
    plan = suzhou()
    none = plan.model_copy(update={"signing": Signing()})
    usual = plan.model_copy(update={"signing": Signing(form="order")})
    own = OwnOrder(paper="circular", order=(("办公室主任",),))
    other = plan.model_copy(update={"signing": Signing(form="order", own_orders=(own,))})

    assert [needs_sign_off(plan, code) for code in ("circular", "minutes")] == [True, False]
    assert not needs_sign_off(none, "circular")
    assert posts_that_sign(plan) == (
        "办公室主任", "局党组成员、副局长、机关党委书记", "局党组书记、局长", "局党组成员、副局长（一）",
    )  # fmt: skip
    assert posts_that_sign(none) == ()
    assert order_of(usual, "circular") == (
        ("办公室主任",), plan.leading_group.deputies, ("局党组书记、局长",),
    )  # fmt: skip
    assert order_of(other, "circular") == (("办公室主任",),)


def test_what_is_signed_is_the_text_and_the_facts_but_not_the_day_of_issue() -> None:
    def digest(text: str, **facts: object) -> str:
        return text_digest("题", (("甲",), ()), text, facts)

    one = digest("文", places=99, issued_on="2021-06-18")

    assert digest("文", places=99, issued_on="2021-06-21") == one
    assert digest("文", places=98) != one
    assert digest("文。", places=99) != one
