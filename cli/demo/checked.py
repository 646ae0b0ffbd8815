"""Whether it all agrees: messages against what was received, the journal, papers, package, result."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType
from rich.markup import escape
from sqlmodel import col, func, select

from cli.demo.closing import proof_folder
from cli.demo.stage import SMS, WECOM, Stage
from cli.demo.tables import table
from models import Message
from records.archive.verification import verify
from records.proof.result_folder import HEAD, VERIFIER
from rules.states import MessageState
from tasks.archiving import package_path
from tasks.context import Context
from tasks.journal_check import check
from tasks.journal_extract import checkpoint_lines
from tasks.paper_files import papers_folder


@dataclass(frozen=True, slots=True)
class Counted:
    """What the outbox says was sent, against what the local stand-ins received."""

    channel: str
    sent: int
    received: int

    @property
    def agrees(self) -> bool:
        return self.sent == self.received


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the stand-alone verifier says of the exported result."""

    follows: bool
    said: str


@dataclass(frozen=True, slots=True)
class Checked:
    messages: list[Counted]
    rows: int
    """Of the journal."""
    whole: bool
    """Whether the journal's chain is."""
    checkpoint: str
    papers: int
    package: Path
    problems: tuple[str, ...]
    """What the package's own check found wrong."""
    proof: Path
    head: str
    verdict: Verdict

    @property
    def agrees(self) -> bool:
        counts = all(one.agrees for one in self.messages)
        return counts and self.whole and not self.problems and self.verdict.follows


def gathered(ctx: Context, stage: Stage, campaign: int) -> Checked:
    journal, newest = check(ctx.session), checkpoint_lines(ctx)[-1]
    package, proof = package_path(ctx, campaign), proof_folder(ctx, campaign)
    return Checked(
        reconcile(ctx, stage, campaign),
        journal.rows,
        journal.broken is None,
        f"第{newest['seq']}行 {newest['hash'][:16]}…（{newest['occasion']}）",
        len([path for path in papers_folder(ctx, campaign).iterdir() if path.suffix == ".pdf"]),
        package,
        verify(package).problems,
        proof,
        (proof / HEAD).read_text().strip(),
        verdict_on(proof),
    )


def reconcile(ctx: Context, stage: Stage, campaign: int) -> list[Counted]:
    """Outbox against sinks, by distinct keys: what was handed over twice counts once."""
    sent = dict(
        ctx.session.exec(
            select(Message.channel, func.count())
            .where(col(Message.campaign_id) == campaign, col(Message.state) == MessageState.SENT)
            .group_by(col(Message.channel))
        ).all()
    )
    mails = len({mail.message_id for mail in stage.mail.mails})
    hooks = Counter(request.path.split("?")[0] for request in stage.hooks.received)
    return [
        Counted("电子邮件", sent.get("email", 0), mails),
        Counted("企业微信", sent.get("wecom_app", 0), hooks[WECOM]),
        Counted("短信", sent.get("sms_http", 0), hooks[SMS]),
    ]


def verdict_on(folder: Path) -> Verdict:
    """Run the folder's own verifier as a stranger would, against the head that is on paper."""
    done = subprocess.run(  # noqa: S603 - our own verifier
        [sys.executable, "-I", "-X", "utf8", VERIFIER, "--head", (folder / HEAD).read_text().strip()],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Verdict(done.returncode == 0, (done.stdout + done.stderr).strip())


def shown(found: Checked) -> Iterator[RenderableType]:
    counts = table("消息对账：发件箱与本地接收端", ("*渠道", "#已发", "#收到", "结果"))
    for one in found.messages:
        told = "一致" if one.agrees else "不一致"
        counts.add_row(one.channel, str(one.sent), str(one.received), told)
    yield counts
    chain = "完整" if found.whole else "有断裂"
    kept = "、".join(found.problems) or "核验通过"
    rest = table("可以核验的结果", ("", "*在哪里，怎样"))
    rest.add_row("日志链", f"{found.rows}行，{chain}；检查点 {found.checkpoint}")
    rest.add_row("公文", f"{found.papers}个PDF，在 {found.package.parent / 'papers'}")
    rest.add_row("档案包", f"{found.package}：{kept}")
    rest.add_row("评选结果", f"{found.proof}，校验码 {found.head}")
    follows = "结果由输入和规则推出" if found.verdict.follows else "不相符，见下"
    rest.add_row("独立核验", f"{follows}（python3 {VERIFIER}）")
    yield rest
    yield escape(found.verdict.said)
