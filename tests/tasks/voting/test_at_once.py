"""Many at once, and a voter whose machine dies: one code is one vote, and a vote is whole or not there."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from models import VoteCode, VoteSlip
from tasks.errors import Refused
from tasks.voting.results import board, find_receipt
from tests.support.databases import KINDS, database
from tests.support.polls import WINDOWS, Poll, grades, poll

ROOT = Path(__file__).parents[3]


def tried(held: Poll, code: str) -> str:
    """The receipt, or nothing where the vote was refused."""
    try:
        return held.cast(grades("优秀"), code).text
    except Refused:
        return ""


def kept(held: Poll) -> tuple[int, int]:
    """Codes used up, and slips."""
    with held.acting() as ctx:
        used = ctx.session.exec(
            select(func.count()).select_from(VoteCode).where(col(VoteCode.used).is_(True))
        ).one()
        return used, ctx.session.exec(select(func.count()).select_from(VoteSlip)).one()


@pytest.mark.parametrize("kind", KINDS)
def test_a_hundred_casts_at_once_with_one_code_give_one_vote(kind: str, tmp_path: Path) -> None:
    with database(kind, tmp_path) as url, poll(tmp_path, url) as held:
        held.prepare()
        held.open()
        code = held.codes[0].text
        with ThreadPoolExecutor(100) as voters:
            receipts = list(voters.map(lambda _: tried(held, code), range(100)))

        assert Counter(bool(receipt) for receipt in receipts) == {True: 1, False: 99}
        assert kept(held) == (1, len(WINDOWS))


@pytest.mark.parametrize("kind", KINDS)
def test_a_vote_that_closes_under_casts_has_every_one_that_got_its_receipt(
    kind: str, tmp_path: Path
) -> None:
    with database(kind, tmp_path) as url, poll(tmp_path, url) as held:
        held.prepare()
        held.open()
        for _ in range(5):
            held.cast(grades("优秀"))
        codes = [code.text for code in held.codes]
        with ThreadPoolExecutor(len(codes) + 1) as hands:
            casting = [hands.submit(tried, held, code) for code in codes]
            closed = hands.submit(held.close).result()
            receipts = [one.result() for one in casting]

        with held.acting() as ctx:
            shown = board(ctx, held.id, "windows")
            found = [
                len(find_receipt(ctx, held.id, "windows", receipt))
                for receipt in receipts
                if receipt
            ]
        assert set(found) <= {len(WINDOWS)}
        assert len(shown.slips) == (5 + len(found)) * len(WINDOWS) == closed.slips


@pytest.mark.parametrize("kind", KINDS)
def test_a_voter_killed_at_any_statement_has_voted_wholly_or_not_at_all(
    kind: str, tmp_path: Path
) -> None:
    with database(kind, tmp_path) as url, poll(tmp_path, url) as held:
        held.prepare()
        held.open()
        codes = [code.text for code in held.codes[:10]]
        held.campaign.house.engine.dispose()
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.dying_voter", url, str(held.id), *codes],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        died = int(done.stdout)

        lived = len(codes) - died
        assert (died >= 5, lived >= 1) == (True, True)
        assert kept(held) == (lived, lived * len(WINDOWS))
        # The codes of those who died are still good.
        assert [bool(tried(held, code)) for code in codes[:died]] == [True] * died
