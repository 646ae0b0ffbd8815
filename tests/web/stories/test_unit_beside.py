"""A unit's evidence and its substitute."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rules.access import Part
from tasks.application_drafts import begin
from tasks.application_rows import Entry
from tasks.context import House
from tests.support.browser import OFFICE_SCREEN
from tests.support.browsers import PHONE, window_of
from tests.support.cast import UNIT, Cast

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PINGXUAN_PICTURES", "")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.mark.parametrize("screen", [OFFICE_SCREEN, PHONE], ids=["office", "phone"])
def test_evidence_is_added_to_a_form_and_a_substitute_named(
    browser: Browser, origin: str, house: House, cast: Cast, screen: tuple[int, int]
) -> None:
    with house.acting("测试") as ctx:
        number = begin(ctx, 1, Entry("standard_bearer", UNIT))
    contact = cast.accounts[Part.CONTACT]
    with window_of(browser, origin, house, contact, screen=screen) as window:
        page = window.page
        found = {}
        window.go(f"/my/{UNIT}/applications/{number}")
        name = f"佐证{screen[0]}.pdf"
        file = {
            "name": name,
            "mimeType": "application/pdf",
            "buffer": PDF.replace(b"1.7\n", b"1.7\n%%%d\n" % screen[0]),
        }
        page.get_by_label("选择文件").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("link", name=name)).to_be_visible()
        found["form"] = (window.violations(), window.overflow())
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"evidence-{screen[0]}.png"), full_page=True)
        window.go(f"/my/{UNIT}/substitutes")
        page.get_by_role("button", name="指定代理人").click()
        expect(page.get_by_role("alert")).to_contain_text("请填写开始日期")
        found["substitutes"] = (window.violations(), window.overflow())
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"stand-{screen[0]}.png"), full_page=True)

        assert found == {"form": ([], 0), "substitutes": ([], 0)}
        assert [said for said in window.complaints if "422" not in said] == []
