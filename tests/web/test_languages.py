"""English is the second language: nothing that a page says in Chinese is left without it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import httpx
import pytest

from config.calendars import _DAYS_OFF
from rules.ladders import REASONS
from tasks.context import House
from tasks.explain import AUDIENCES
from tests.support.remembered import han_beside_data
from web import words
from web.acts import ACTS
from web.locale import CATALOGUES, ENGLISH, translations

ROOT = Path(__file__).parents[2]
CALL = re.compile(r"""_\(\s*(?:"([^"]+)"|'([^']+)')""")


def said_by_templates() -> set[str]:
    return {
        one or other
        for path in (ROOT / "web" / "templates").rglob("*.html")
        for one, other in CALL.findall(path.read_text(encoding="utf-8"))
    }


def test_every_text_of_the_templates_has_its_english() -> None:
    assert {text for text in said_by_templates() if text not in ENGLISH} == set()


def test_every_name_of_a_state_channel_or_act_has_its_english() -> None:
    tables = (
        words.STEP_STATES, words.CAMPAIGN_STATES, words.DUTY_STATES, words.MESSAGE_STATES,
        words.RUN_STATES, words.SCAN_STATES, words.CHANNELS, ACTS,
    )  # fmt: skip

    assert {text for table in tables for text in table.values() if text not in ENGLISH} == set()


def test_every_act_that_the_code_records_has_a_name_for_people() -> None:
    recorded = {
        act
        for room in ("tasks", "cli", "flows")
        for path in (ROOT / room).rglob("*.py")
        for act in re.findall(r'record\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text("utf-8"))
    }

    assert recorded - ACTS.keys() == set()


def test_a_translation_keeps_the_places_for_values() -> None:
    places = re.compile(r"\{(\w+)")

    assert {
        text
        for text, told in ENGLISH.items()
        if sorted(places.findall(text)) != sorted(places.findall(told))
    } == set()


def test_every_sentence_that_is_made_to_be_said_in_two_languages_has_its_english() -> None:
    said = {
        pattern
        for room in ("rules", "tasks", "web")
        for path in (ROOT / room).rglob("*.py")
        for pattern in re.findall(r'Said\(\s*"([^"]+)"', path.read_text("utf-8"))
    }

    assert {
        *said,
        *REASONS.values(),
        *AUDIENCES.values(),
        *_DAYS_OFF.values(),
    } - ENGLISH.keys() == set()


IN_ENGLISH = (
    "/", "/duties", "/tasks", "/tasks/1", "/units/u00001", "/units/u00001/steps/2.2", "/messages", "/messages/release", "/messages/coming",
    "/messages/3", "/messages/3/text",
    "/messages/bulk/cancel", "/telephone", "/imports", "/imports/roster", "/imports/score-sheet",
    "/imports/nonsense", "/closures",
    "/units/u00002/duties/148", "/units/u00002/duties/17", "/steps/2.2/duties/apply/deadline/moves",
    "/quotas", "/events", "/meeting", "/meeting/convene", "/papers", "/templates", "/steps/2.2", "/steps/2.3", "/steps/3.4", "/steps/2.3/trigger",
    "/steps/3.4/trigger", "/steps/2.4/skip", "/steps/2.2/duties/apply/deadline",
    "/phases/conclude/trigger", "/phases/appraise/close", "/steps/9.9", "/nowhere", "/units/none",
)  # fmt: skip
REFUSED = (
    ("/steps/3.4/trigger", {"reason": ""}),
    ("/steps/1.1/trigger", {"reason": "x"}),
    ("/steps/2.2/skip", {"reason": ""}),
    ("/phases/conclude/trigger", {"reason": "x"}),
    ("/phases/appraise/close", {"reason": ""}),
    ("/steps/2.2/duties/apply/deadline", {"due_on": "2021-12-18", "act": "preview"}),
    ("/steps/2.2/duties/apply/deadline", {"due_on": "", "act": "preview"}),
    ("/opinions/reply/upload", {"act": "check"}),
    ("/opinions/stop-waiting", {"reason": ""}),
    ("/visits/new", {"kind": ""}),
    ("/visits/new", {"kind": "trip", "planned_on": "2021-12-20", "unit": "u99999"}),
    ("/lead/groups/g1/panel/hearing", {"component": "hearing"}),
    ("/lead/groups/g2/method/upload", {"on": "2021-12-16"}),
    (
        "/steps/2.2/duties/apply/deadline",
        {"due_on": "2021-12-11", "act": "confirm", "reason": "", "ordered_by": ""},
    ),
)


@pytest.mark.parametrize("path", IN_ENGLISH)
async def test_an_english_page_says_nothing_in_chinese_but_data(
    house: House, office: httpx.AsyncClient, path: str
) -> None:
    office.cookies.set("pingxuan_lang", "en")

    page = await office.get(path)

    assert han_beside_data(page.text.replace("中文", ""), house) == set()


@pytest.mark.parametrize(("path", "typed"), REFUSED)
async def test_a_refusal_is_in_english_too(
    house: House, office: httpx.AsyncClient, path: str, typed: dict[str, str]
) -> None:
    office.cookies.set("pingxuan_lang", "en")

    page = await office.post(path, data=typed)

    assert page.status_code in {200, 409, 422}
    assert han_beside_data(page.text.replace("中文", ""), house) == set()


def test_a_text_stands_in_one_catalogue_and_has_one_translation() -> None:
    found = Counter(
        text for catalogue in CATALOGUES.glob("*.po") for text, _ in translations(catalogue)
    )

    assert {text for text, times in found.items() if times > 1} == set()
