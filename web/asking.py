"""The small form that stands before an act: what will happen, and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import HTMLResponse

from web.desk import Seat


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before an act; `verb` stands on the button."""

    title: str
    verb: str
    asks: str
    subject: str
    action: str
    back: str


def ask_reason(
    seat: Seat, question: Question, reasons: tuple[str, ...] = (), *, typed: str | None = None
) -> HTMLResponse:
    """The form; after a refusal with all its reasons and what was typed."""
    return seat.page(
        "asking.html",
        status=200 if typed is None else 409,
        question=question,
        reasons=reasons,
        reason=typed or "",
    )
