"""`pingxuan guide pictures`: the guide's pictures made anew from a running demonstration."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

app = typer.Typer()
guide = typer.Typer(help="操作指南。The guide.", no_args_is_help=True)
app.add_typer(guide, name="guide")
console = Console(emoji=False)

CANNOT, SOME_MISSING = 2, 1
OFFICE, PHONE = (1366, 768), (390, 844)
LARGEST = 150 * 1024
COLOURS = (128, 64, 32)
"""As many as keep the picture small; pages have few."""
WANTED = "需要 Playwright、Pillow 和 Chromium，运行 ./run test 会带来前两样。Playwright, Pillow and Chromium are needed; ./run test brings the first two: "


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks at which page, and the links (CSS) that lead on from there."""

    name: str
    part: str
    """The demonstration's account: demo-<part>; empty: nobody signs in."""
    path: str
    follow: tuple[str, ...] = ()
    phone: bool = False


SHOTS = (
    Shot("office-dashboard", "office", "/"),
    Shot("office-deadline", "office", "/steps/2.2/duties/apply/deadline"),
    Shot("office-messages", "office", "/messages"),
    Shot("office-duties", "office", "/duties"),
    Shot("office-imports", "office", "/imports"),
    Shot("office-papers", "office", "/papers"),
    Shot("office-applications", "office", "/applications"),
    Shot("unit-desk", "contact", "/my", phone=True),
    Shot("unit-apply", "contact", "/my", ("a[href$='/apply']",), phone=True),
    Shot("unit-messages", "contact", "/my/messages", phone=True),
    Shot("county-units", "county", "/county"),
    Shot("county-applications", "county", "/applications"),
    Shot("lead-overview", "lead", "/lead"),
    Shot("lead-rankings", "lead", "/rankings"),
    Shot("evaluator-sheets", "evaluator", "/sheets"),
    Shot("evaluator-sheet", "evaluator", "/sheets", ("tbody th a",)),
    Shot("meeting-pack", "member", "/meeting/1"),
    Shot("meeting-item", "member", "/meeting/1/items/2"),
    Shot("meeting-observe", "observer", "/observe"),
    Shot("publicity-notice", "", "/notice"),
    Shot("publicity-register", "office", "/objections"),
    Shot("office-votes", "office", "/votes"),
    Shot("member-papers", "member", "/papers"),
    Shot("archivist-archive", "archivist", "/archive"),
    Shot("administrator-accounts", "administrator", "/accounts"),
    Shot("administrator-people", "administrator", "/people"),
    Shot("administrator-health", "administrator", "/system/health"),
    Shot("auditor-audit", "auditor", "/audit"),
)
"""The pictures of the first set-up come from its story: a demonstration has been set up already."""

Url = Annotated[str, typer.Option(help="演示的看板地址 the demonstration's dashboard")]
Out = Annotated[Path, typer.Option(help="放在哪个文件夹 folder")]
Only = Annotated[list[str] | None, typer.Option(help="只做这几张 only these")]


@guide.command()
def pictures(url: Url, out: Out = Path("docs/guide/pictures"), only: Only = None) -> None:
    """从正在运行的演示重新生成指南的图片。Make the guide's pictures from a running demonstration.

    Exit codes: 0 all made, 1 some pages could not be had (their pictures stay), 2 nothing to make them with.
    """
    out.mkdir(parents=True, exist_ok=True)
    missing = []
    with _chromium() as browser:
        for shot in SHOTS:
            if only and shot.name not in only:
                continue
            told = _taken(browser, url.rstrip("/"), shot)
            if isinstance(told, str):
                missing.append(shot.name)
                console.print(f"· {shot.name}: {told}", style="yellow", markup=False)
            else:
                (out / f"{shot.name}.png").write_bytes(small(told))
                console.print(f"· {shot.name}", highlight=False)
    if missing:
        raise typer.Exit(SOME_MISSING)


def small(png: bytes) -> bytes:
    """The picture with as many colours as keep it below the guide's limit."""
    from PIL import Image  # noqa: PLC0415 - a developer's tool; the command says so kindly

    with Image.open(io.BytesIO(png)) as picture:
        opaque = picture.convert("RGB")
    made = png
    for colours in COLOURS:
        kept = io.BytesIO()
        opaque.quantize(colours, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
        made = kept.getvalue()
        if len(made) <= LARGEST:
            break
    return made


@contextmanager
def _chromium() -> Iterator[Browser]:
    """$CHROMIUM, else the system's, else Playwright's own."""
    try:
        import PIL  # noqa: F401, PLC0415
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415
    except ImportError as error:
        console.print(f"{WANTED}{error.name}", style="red", markup=False)
        raise typer.Exit(CANNOT) from error
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path)
        except Error as error:
            console.print(f"{WANTED}{error.message}", style="red", markup=False)
            raise typer.Exit(CANNOT) from error
        try:
            yield browser
        finally:
            browser.close()


def _taken(browser: Browser, url: str, shot: Shot) -> bytes | str:
    """The picture, or why there is none."""
    from playwright.sync_api import Error  # noqa: PLC0415 - see above

    width, height = PHONE if shot.phone else OFFICE
    page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    try:
        return _seen(page, url, shot)
    except Error as error:
        return error.message.splitlines()[0]
    finally:
        page.close()


def _seen(page: Page, url: str, shot: Shot) -> bytes | str:
    page.set_default_timeout(10_000)
    if shot.part:
        page.goto(f"{url}/sign-in")
        page.locator(f'button[value="demo-{shot.part}"]').click()
    reply = page.goto(f"{url}{shot.path}")
    if reply is None or not reply.ok:
        return f"{shot.path}: {reply.status if reply else '—'}"
    for link in shot.follow:
        page.locator(f"main {link}").first.click()
        page.wait_for_load_state()
    return page.screenshot()
