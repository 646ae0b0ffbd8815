"""The guide: one Chinese page for every role, as it lies in docs/guide, and which page fits whom and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from markdown_it import MarkdownIt
from markupsafe import Markup

from rules.access import Part, Who
from rules.said import Said
from tasks.errors import NotFound

GUIDE = Path(__file__).parents[1] / "docs" / "guide"
"""Beside the rooms in the repository; the wheel brings it along at the same place."""
PICTURES = GUIDE / "pictures"
FIRST = "first-setup"
PAGES: Mapping[str, str] = MappingProxyType(
    {
        FIRST: "首次安装",
        "office": "办公室",
        "unit": "单位联系人",
        "county": "县级审批局",
        "lead": "牵头和配合处室",
        "evaluator": "评委",
        "voter": "投票人",
        "meeting": "领导小组成员和列席单位",
        "publicity": "公示和异议",
        "archivist": "档案员",
        "administrator": "管理员和审计员",
    }
)
"""Name in the address to title, in the order of the contents."""
_BY_PLACE: Mapping[str, str] = MappingProxyType(
    {
        "/setup": FIRST,
        "/my": "unit",
        "/county": "county",
        "/lead": "lead",
        "/sheets": "evaluator",
        "/vote": "voter",
        "/votes": "voter",
        "/meeting": "meeting",
        "/observe": "meeting",
        "/notice": "publicity",
        "/objections": "publicity",
        "/archive": "archivist",
        "/personal-data": "archivist",
        "/people": "administrator",
        "/accounts": "administrator",
        "/tokens": "administrator",
        "/audit": "administrator",
        "/system": "administrator",
        "/account": "administrator",
    }
)
"""Sections of the workbench with a page of their own; elsewhere the visitor's part decides."""
_BY_PART: Mapping[Part, str] = MappingProxyType(
    {
        Part.ADMINISTRATOR: "office",
        Part.SECURITY: "administrator",
        Part.AUDITOR: "administrator",
        Part.OFFICE: "office",
        Part.LEAD: "lead",
        Part.COOPERATING: "lead",
        Part.COUNTY: "county",
        Part.EVALUATOR: "evaluator",
        Part.MEMBER: "meeting",
        Part.SIGNATORY: "meeting",
        Part.OBSERVER: "meeting",
        Part.ARCHIVIST: "archivist",
        Part.CONTACT: "unit",
        Part.DEPUTY: "unit",
        Part.LEADER: "unit",
    }
)
"""What only some do comes before what everybody in a unit does."""


def page_for(who: Who, path: str) -> str:
    """Name of the page that helps here: the section's own, else that of the visitor's foremost part."""
    section = f"/{path.split('/')[1]}"
    if section in _BY_PLACE:
        return _BY_PLACE[section]
    parts = {grant.part for grant in who.grants}
    return next((page for part, page in _BY_PART.items() if part in parts), "")


@cache
def page_of(name: str) -> Markup:
    """A page as HTML. Raises NotFound."""
    if name not in PAGES:
        raise NotFound([Said("没有“{name}”这一页指南", name=name)])
    return rendered((GUIDE / f"{name}.md").read_text(encoding="utf-8"))


def rendered(text: str) -> Markup:
    """Markdown as HTML; HTML inside it is shown as text, and a link that would run a script is none."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return Markup(html)  # noqa: S704 - escaped by the reader, as told


def picture_of(name: str) -> Path:
    """Where a picture of the guide lies; names come from the folder, never from the address.

    Raises NotFound.
    """
    found = next((one for one in PICTURES.glob("*.png") if one.name == name), None)
    if found is None:
        raise NotFound([Said("没有“{name}”这一页指南", name=name)])
    return found
