"""What no page can use whoever asks: numbers that no table holds, characters that no paper can show."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Request

from rules.said import Said
from tasks.errors import NotFound
from web.doors import SAFE_METHODS, honest_form
from web.forms import texts_of

LARGEST = 2**31 - 1
"""Of the identifiers in our tables."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What neither PostgreSQL nor XML, of which Word and Excel files are made, can hold."""
SHOWN = 12
"""Characters before one that cannot be written, by which it is found."""


class Unwritable(Exception):  # noqa: N818 - the request is at fault, not the program
    """A text of the form carries a character that cannot be kept."""

    def __init__(self, text: str, at: int) -> None:
        before = text[max(0, at - SHOWN) : at]
        self.reason = (
            Said("“{before}”之后有看不见的控制字符，请删去或重新输入这一段", before=before)
            if before
            else Said("有一项的开头是看不见的控制字符，请删去或重新输入")
        )
        super().__init__(str(self.reason))


def plain_request(request: Request, _honest: Annotated[None, Depends(honest_form)]) -> None:
    """Raises NotFound for an address that cannot name anything, Unwritable for such a text."""
    route = request.scope["route"]
    numbers = {p.alias for p in route.dependant.path_params if p.field_info.annotation is int}
    for name, part in request.path_params.items():
        if UNWRITABLE.search(part) or (name in numbers and _too_large(part)):
            raise NotFound(["没有这个页面"])
    asked = [text for _, text in request.query_params.multi_items()]
    typed = [] if request.method in SAFE_METHODS else texts_of(request.state.form).values()
    for text in (*asked, *(one for texts in typed for one in texts)):
        if found := UNWRITABLE.search(text):
            raise Unwritable(text, found.start())


def _too_large(part: str) -> bool:
    try:
        return abs(int(part)) > LARGEST
    except ValueError:
        # No number at all, or one of thousands of digits; the route says so itself.
        return False
