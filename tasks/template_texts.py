"""Templates that the office has made its own: in force version by version, shown, saved, restored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from config.template_check import UNFILLABLE, Fault, faults, filling_fault
from models import Campaign, TemplateText
from notifications import render as messages
from notifications.catalogue import CATALOGUE as MESSAGES
from notifications.samples import SAMPLES
from records.papers import compose as papers
from records.papers.catalogue import CATALOGUE as PAPERS
from records.papers.markup import MarkupError
from records.papers.samples import ALWAYS as PAPER_ALWAYS
from records.papers.samples import SAMPLES as PAPER_SAMPLES
from rules.lint.remarks import nearest
from rules.said import Named
from tasks.context import Context
from tasks.errors import NotFound, Refused
from tasks.use_case import use_case

PAPER, MESSAGE = "paper", "message"
OF_THE_PAPER = (
    "title", "main", "copies", "organ", "on", "campaign", "short", "wording", "office",
)  # fmt: skip
"""What every paper may speak of besides its own facts."""
COMMON = frozenset.intersection(*(frozenset(sample) for sample in SAMPLES.values()))
"""What every message knows: all that the shared parts may speak of."""


PARTS = {
    "subject.txt": ("主题", "subject"),
    "body.txt": ("正文", "text"),
    "body.en.txt": ("英文", "English text"),
    "salutation.txt": ("各消息的称呼", "How every message begins"),
    "signature.txt": ("各消息的落款", "How every message ends"),
}
"""What the files of messages are called, in both languages."""


@dataclass(frozen=True, slots=True)
class Which:
    """A template: of a paper by its code, of a message by folder and file, or a shared part."""

    kind: str
    name: str

    @property
    def title(self) -> Named:
        """What people call it."""
        if self.kind == PAPER:
            return Named(PAPERS[self.name].name, PAPERS[self.name].name_en)
        code, _, file = self.name.partition("/")
        if not file:
            return Named(*PARTS[code])
        kind, (part, part_en) = MESSAGES[code], PARTS[file]
        return Named(f"{kind.name}·{part}", f"{kind.name_en}: {part_en}")

    @property
    def shipped(self) -> str:
        if self.kind == PAPER:
            return papers.shipped_text(self.name)
        return messages.shipped_text(self.name)


@dataclass(frozen=True, slots=True)
class InForce:
    """A template's text and its version; 0 is the one that is shipped."""

    version: int
    text: str


def every() -> tuple[Which, ...]:
    """All templates that an office may change: papers, then messages, then what these share."""
    return (
        *(Which(PAPER, code) for code in PAPERS),
        *(Which(MESSAGE, f"{code}/{file}") for code in MESSAGES for file in messages.TEXTS),
        *(Which(MESSAGE, file) for file in messages.SHARED),
    )


def named(name: str) -> Which:
    """The template of this name; raises NotFound with the nearest one there is."""
    known = {which.name: which for which in every()}
    if name not in known:
        raise NotFound([f"没有名为“{name}”的模板。{nearest(name, known)}"])
    return known[name]


def in_force(ctx: Context, campaign_id: int, kind: str, name: str) -> InForce:
    """The newest version that the office saved, else what is shipped."""
    row = versions(ctx, campaign_id, Which(kind, name))[-1:]
    return InForce(row[0].version, row[0].text) if row else InForce(0, Which(kind, name).shipped)


def versions(ctx: Context, campaign_id: int, which: Which) -> Sequence[TemplateText]:
    """Every version that was saved, oldest first."""
    return ctx.session.exec(
        select(TemplateText)
        .where(
            col(TemplateText.campaign_id) == campaign_id,
            col(TemplateText.kind) == which.kind,
            col(TemplateText.name) == which.name,
        )
        .order_by(col(TemplateText.version))
    ).all()


def in_use(ctx: Context, campaign_id: int) -> dict[Which, int]:
    """Templates that the office has changed, with the version in force."""
    rows = ctx.session.exec(_newest(campaign_id)).all()
    return {Which(row.kind, row.name): row.version for row in rows if not row.shipped}


def own_messages(ctx: Context, campaign_id: int) -> messages.Own:
    """The office's own templates of messages as they are in force, in one query."""
    rows = ctx.session.exec(_newest(campaign_id).where(col(TemplateText.kind) == MESSAGE)).all()
    found = sorted((row.name, row.version, row.text) for row in rows if not row.shipped)
    return messages.Own(tuple(found))


@use_case("保存模板")
def save(ctx: Context, campaign_id: int, name: str, text: str, *, reason: str = "") -> int:
    """Put a new version in force; returns its number. The text in force already changes nothing.

    Raises Refused with every mistake by line and column, also one that only filling in shows.
    """
    which = named(name)
    preview(ctx, campaign_id, name, text)
    known = in_force(ctx, campaign_id, which.kind, name)
    if known.text == text:
        return known.version
    return _add(ctx, campaign_id, which, (text, reason), shipped=False)


@use_case("恢复模板")
def restore(ctx: Context, campaign_id: int, name: str) -> int:
    """Put the shipped text in force again, as a new version; where it is, nothing changes."""
    which = named(name)
    if which not in in_use(ctx, campaign_id):
        return in_force(ctx, campaign_id, which.kind, name).version
    return _add(ctx, campaign_id, which, (which.shipped, "恢复原来的模板"), shipped=True)


def preview(ctx: Context, campaign_id: int, name: str, text: str | None = None) -> str:
    """The template filled in with invented values, by the code that prints and sends.

    Without a text, what is in force. Raises Refused with every mistake by line and column.
    """
    which = named(name)
    words = in_force(ctx, campaign_id, which.kind, name).text if text is None else text
    if which.kind == PAPER:
        found = paper_faults(words, PAPER_SAMPLES[name])
    else:
        code = name.partition("/")[0]
        known = set(SAMPLES.get(code, ())) or set(COMMON)
        shared = () if name in messages.SHARED else messages.SHARED
        found = faults(messages.environment(), words, known, shared)
    if found:
        raise Refused([fault.text for fault in found])
    return _paper(name, words) if which.kind == PAPER else _message(ctx, campaign_id, name, words)


def paper_faults(text: str, facts: Collection[str]) -> tuple[Fault, ...]:
    """What is wrong with a paper's text, which may speak of these facts and of what all know."""
    return faults(papers.environment(), text, {*facts, *OF_THE_PAPER})


def _paper(name: str, words: str) -> str:
    facts = {**PAPER_ALWAYS, **PAPER_SAMPLES[name]}
    head = papers.Head(
        organ="示例市行政审批局", number="示例〔2021〕1号", on=date(2021, 12, 1),
        printed_by="示例办公室", main=("各示例单位",), copies=("示例抄送单位",), specimen=True,
    )  # fmt: skip
    title = f"示例{PAPERS[name].name}"
    try:
        papers.compose(PAPERS[name], title, facts, head, text=words)
    except (papers.TemplateBrokenError, MarkupError) as error:
        raise Refused([str(error)]) from error
    return papers.fill(name, papers.said(title, facts, head), words)


def _message(ctx: Context, campaign_id: int, name: str, words: str) -> str:
    code = name.partition("/")[0]
    code = code if code in SAMPLES else "reminder"
    others = [one for one in own_messages(ctx, campaign_id).files if one[0] != name]
    own = messages.Own(tuple(sorted([*others, (name, 0, words)])))
    try:
        done = messages.render(code, SAMPLES[code], with_html=True, own=own)
    except UNFILLABLE as error:
        cause = error.__cause__ or error
        raise Refused([filling_fault(words, cause).text]) from error
    return f"{done.subject}\n\n{done.body}"


def _add(
    ctx: Context, campaign_id: int, which: Which, what: tuple[str, str], *, shipped: bool
) -> int:
    text, reason = what
    # Two who save at once get one version each.
    ctx.session.exec(
        select(Campaign.id).where(col(Campaign.id) == campaign_id).with_for_update()
    ).one()
    version = len(versions(ctx, campaign_id, which)) + 1
    ctx.session.add(
        TemplateText(
            campaign_id=campaign_id,
            kind=which.kind,
            name=which.name,
            version=version,
            text=text,
            shipped=shipped,
            reason=reason,
            saved_at=ctx.now,
            saved_by=ctx.actor,
        )
    )
    ctx.session.flush()
    what_happened = "template.restored" if shipped else "template.saved"
    ctx.record(what_happened, which.name, why=reason, campaign=campaign_id, version=version)
    return version


def _newest(campaign_id: int) -> SelectOfScalar[TemplateText]:
    last = (
        select(func.max(TemplateText.id))
        .where(col(TemplateText.campaign_id) == campaign_id)
        .group_by(col(TemplateText.kind), col(TemplateText.name))
    )
    return select(TemplateText).where(col(TemplateText.id).in_(last))
