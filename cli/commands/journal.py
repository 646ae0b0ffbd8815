"""The journal by command: sign where it stands, check that nobody changed it, give it to others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from cli.commands.office import OPERATOR, house
from records.proof.result_folder import CHAIN_VERIFIER
from tasks import checkpoints, journal_check, journal_extract
from tasks.errors import NotPossible
from tasks.journal_keys import KeyUnusableError, make_key, signer_of
from tasks.stamps import Stamp

app = typer.Typer()
journal = typer.Typer(
    help="日志：检查点、核验、导出。The journal: checkpoints, verification, export.",
    no_args_is_help=True,
)
app.add_typer(journal, name="journal")
console = Console(emoji=False, highlight=False, soft_wrap=True)

BROKEN, UNREADABLE = 1, 2


@journal.command()
def checkpoint(
    occasion: Annotated[str, typer.Option(help="为何取此检查点 what for")] = "按命令",
) -> None:
    """取一个签名检查点，把它抄到纸上。Sign where the journal stands; copy it to paper."""
    ours = house()
    _usable_key()
    with ours.acting(OPERATOR) as ctx:
        stamp = checkpoints.checkpoint(ctx, occasion)
    console.print(stamp.text)
    if not stamp.key_id:
        console.print("未签名：密钥不在。Unsigned: the key is out of reach.", style="yellow")


@journal.command()
def verify(
    printed: Annotated[
        list[str] | None,
        typer.Option("--checkpoint", help="纸面上的检查点，可写多个 printed checkpoint"),
    ] = None,
) -> None:
    """核验日志没有被改动。Verify that nobody changed the journal.

    Exit codes: 0 whole, 1 broken (the first row and what to do), 2 a checkpoint cannot be read.
    """
    try:
        stamps = [Stamp.read(text) for text in printed or ()]
    except ValueError as error:
        _stop(str(error), UNREADABLE)
    with house().reading() as ctx:
        checked = journal_check.check(ctx.session, stamps)
    if checked.broken is not None:
        console.print(f"✗ {checked.broken.what}。", style="red", markup=False)
        console.print(f"  {checked.broken.remedy}。", markup=False)
        console.print(f"  The journal does not hold from row {checked.broken.seq} on.")
        raise typer.Exit(BROKEN)
    console.print(
        f"✓ 日志完整 whole：{checked.rows} 行 rows，附记已抹去 erased {checked.erased} 行，"
        f"检查点 checkpoints {checked.checkpoints} 个（未签名 unsigned {checked.unsigned}），"
        f"密钥 keys {'、'.join(checked.keys) or '无 none'}"
    )
    if not stamps:
        console.print(
            "未对照纸面检查点：整段重写和截尾要对照纸面才能发现（--checkpoint）。"
            "Not compared with paper: give --checkpoint to find a rewritten or cut end.",
            style="yellow",
        )


@journal.command()
def export(
    folder: Annotated[Path, typer.Argument(help="写到哪个新文件夹 new folder")],
    payloads: Annotated[
        bool, typer.Option("--payloads", help="连同附记 with payloads, which may name persons")
    ] = False,
) -> None:
    """导出整条日志链和检查点，供他人核验。Export the chain and its checkpoints."""
    try:
        with house().acting(OPERATOR) as ctx:
            count = journal_extract.export(ctx, folder, payloads=payloads)
    except NotPossible as refusal:
        _stop("；".join(refusal.reasons), BROKEN)
    console.print(f"已写出 wrote {folder}：{count} 行 rows")
    console.print(f"核验 verify: python3 {folder}/{CHAIN_VERIFIER}")


@journal.command()
def key(
    new: Annotated[Path | None, typer.Option("--new", help="在此处新建密钥 make one here")] = None,
) -> None:
    """显示签名公钥和密钥号，或新建密钥。Show the public key and its short name, or make a key."""
    ours = house()
    try:
        signer = make_key(new, ours.chance) if new else signer_of(ours.settings, ours.chance)
    except FileExistsError:
        _stop(f"{new} 已存在，不覆盖。It exists and is left alone.", BROKEN)
    except KeyUnusableError as error:
        _stop(str(error), UNREADABLE)
    if signer is None:
        _stop("密钥不在设定的位置。The key is not where the settings say.", UNREADABLE)
    console.print(f"密钥号 key id {signer.key_id}\n公钥 public key {signer.public_hex}")


def _usable_key() -> None:
    """A person who asks is told what is wrong with the key; other work goes on without it."""
    ours = house()
    try:
        signer_of(ours.settings, ours.chance)
    except KeyUnusableError as error:
        _stop(str(error), UNREADABLE)


def _stop(message: str, code: int) -> NoReturn:
    console.print(message, style="red", markup=False)
    raise typer.Exit(code)
