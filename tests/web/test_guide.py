"""The guide inside the workbench, and the looks that a browser may ask for."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI

from rules.access import Grant, Part, Who
from tasks.context import House
from tests.support.cast import browser_of, cast_of
from tests.support.visitors import browsing, token_in
from web.guide import GUIDE, PAGES, PICTURES, page_for, rendered
from web.look import LOOK_COOKIE

LINK = re.compile(r"\]\(([^)]+)\)")
SMALL, ALL_TOGETHER = 150 * 1024, 4 * 1024 * 1024


def test_every_page_of_the_guide_lies_in_its_folder_and_no_other() -> None:
    assert {path.stem for path in GUIDE.glob("*.md")} == {*PAGES, "README"}


def test_every_page_begins_with_its_title() -> None:
    first = {name: (GUIDE / f"{name}.md").read_text("utf-8").split("\n")[0] for name in PAGES}

    assert first == {name: f"# {title}" for name, title in PAGES.items()}


def test_what_the_guide_links_to_is_there() -> None:
    dead = {
        (path.name, target)
        for path in GUIDE.glob("*.md")
        for target in LINK.findall(path.read_text("utf-8"))
        if not (GUIDE / target).is_file() and not (GUIDE / f"{target}.md").is_file()
    }

    assert dead == set()


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.png")}

    assert {name: size for name, size in sizes.items() if size > SMALL} == {}
    assert sum(sizes.values()) < ALL_TOGETHER


def test_html_in_a_page_is_shown_and_a_script_in_a_link_is_no_link() -> None:
    told = rendered("<script>x</script>\n\n[a](javascript:alert(1)) [b](/my)")

    assert told == (
        "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"
        '<p>[a](javascript:alert(1)) <a href="/my">b</a></p>\n'
    )


@pytest.mark.parametrize(
    ("part", "path", "name"),
    [
        (Part.OFFICE, "/", "office"),
        (Part.OFFICE, "/messages/coming", "office"),
        (Part.CONTACT, "/", "unit"),
        (Part.CONTACT, "/my/u00002/apply", "unit"),
        (Part.OFFICE, "/people", "administrator"),
        (Part.EVALUATOR, "/guide/unit", "evaluator"),
        (Part.GUEST, "/", ""),
    ],
)
def test_the_section_decides_which_page_helps_and_then_the_part(
    part: Part, path: str, name: str
) -> None:
    assert page_for(Who((Grant(part),)), path) == name


def test_what_only_some_do_helps_before_what_every_unit_does() -> None:
    parts = (Part.LEADER, Part.OFFICE, Part.COOPERATING, Part.MEMBER)
    member = (Part.LEADER, Part.MEMBER)

    assert page_for(Who(tuple(map(Grant, parts))), "/opinions") == "office"
    assert page_for(Who(tuple(map(Grant, member))), "/papers") == "meeting"


async def test_help_leads_from_a_page_to_its_guide(app: FastAPI, house: House) -> None:
    cast = cast_of(house)
    async with browser_of(app, cast.accounts[Part.CONTACT]) as client:
        desk = await client.get("/my/u00002")
        assert '<a href="/guide/unit">帮助</a>' in desk.text
        page = await client.get("/guide/unit")
        index = await client.get("/guide")
        missing = await client.get("/guide/..%2fREADME")

    assert "<h1>单位联系人</h1>" in page.text
    assert all(f'href="/guide/{name}"' in index.text for name in PAGES)
    assert missing.status_code == 404


async def test_voters_read_their_page_without_an_account_and_no_other(app: FastAPI) -> None:
    async with browsing(app) as client:
        voter, unit = await client.get("/guide/voter"), await client.get("/guide/unit")

    assert (voter.status_code, unit.headers["location"]) == (200, "/sign-in?next=/guide/unit")
    assert "/guide/unit" not in voter.text


async def test_a_browser_remembers_its_look_and_may_drop_it(app: FastAPI) -> None:
    async with browsing(app) as client:
        sheet = await client.get("/sign-in")
        token = token_in(sheet.text)
        seen = []
        for look in ("large", "contrast", "large"):
            await client.post("/look", data={"csrf": token, "look": look, "next": "/sign-in"})
            seen.append((await client.get("/sign-in")).text.split("<head>")[0].split()[-1])

    assert seen == ['class="large">', 'contrast">', 'class="contrast">']


async def test_a_look_that_nobody_knows_changes_nothing(office: httpx.AsyncClient) -> None:
    office.cookies.set(LOOK_COOKIE, "huge.large\"onload='x'")

    page = await office.get("/")
    reply = await office.post("/look", data={"look": "huge"})

    assert (reply.status_code, "onload" in page.text, '<html lang="zh-CN">' in page.text) == (
        422, False, True,
    )  # fmt: skip
