"""The console shows letters as a person would read them."""

from __future__ import annotations

import io

from notifications.channels.base import Letter, Sent
from notifications.channels.console import Console
from tests.support.ledger import outcomes_of


def test_a_letter_on_the_console_reads_like_this() -> None:
    stream = io.StringIO()

    outcomes = outcomes_of(Console(stream), Letter("k-1", "甄示例", "待办1项", "请报送\n\n"))

    assert outcomes == [Sent("k-1")]
    assert stream.getvalue() == "── 甄示例 · 待办1项\n请报送\n\n"
