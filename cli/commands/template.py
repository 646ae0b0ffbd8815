"""`template`: the words of papers and messages as the office wants them, looked at before they count."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import Reason, acting, show, tell
from tasks import template_texts

app = typer.Typer()
template = typer.Typer(
    help="公文和消息的模板。Templates of papers and messages.", no_args_is_help=True
)
app.add_typer(template, name="template")

Name = Annotated[str, typer.Argument(help="模板名，见 template list 的第一列 its name")]
File = Annotated[Path, typer.Argument(help="写好的模板 the new text")]


@template.command("list")
def listed() -> None:
    """列出模板，改过的注明版本。All templates, with the version of those that were changed."""
    with acting(reading=True) as (ctx, campaign):
        used = template_texts.in_use(ctx, campaign)
    show(
        "模板 templates",
        ("名称", "是什么", "版本"),
        (
            (one.name, one.title, f"第{used[one]}版" if one in used else "原来的")
            for one in template_texts.every()
        ),
    )


@template.command("show")
def shown(name: Name) -> None:
    """显示正在用的模板，可另存后修改。The text in force, to be changed and saved."""
    with acting(reading=True) as (ctx, campaign):
        which = template_texts.named(name)
        typer.echo(template_texts.in_force(ctx, campaign, which.kind, name).text, nl=False)


@template.command("preview")
def preview(
    name: Name,
    file: Annotated[Path | None, typer.Argument(help="还没有保存的模板 a text not saved")] = None,
) -> None:
    """用虚构的内容填好看一看。Fill it in with invented values."""
    words = file.read_text(encoding="utf-8") if file else None
    with acting(reading=True) as (ctx, campaign):
        typer.echo(template_texts.preview(ctx, campaign, name, words))


@template.command("save")
def save(name: Name, file: File, reason: Reason = "") -> None:
    """保存为新的一版；有误的会指出行列，不保存。Save a version; a broken one is refused."""
    with acting() as (ctx, campaign):
        words = file.read_text(encoding="utf-8")
        version = template_texts.save(ctx, campaign, name, words, reason=reason)
    tell(f"{name}：第{version}版已启用 version {version} in force")


@template.command("restore")
def restore(name: Name) -> None:
    """恢复原来的模板。Put the shipped text back."""
    with acting() as (ctx, campaign):
        template_texts.restore(ctx, campaign, name)
    tell(f"{name}：已恢复原来的模板 restored")
