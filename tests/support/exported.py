"""Results to check: a small decided campaign of the database, and random ones made in memory."""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from models import Decision as DecisionRow
from models import TallySheet
from records.proof.result_folder import HERE, VERIFIER, Sealed, write_result
from rules import selection
from rules.ballots import ClassTally, VoteCount
from rules.score_cards import score_card
from rules.selection import Candidate, Decision
from tasks import placements
from tasks.context import Context
from tasks.facts_of import Sheets
from tasks.proof_lines import AgendaRef
from tasks.proof_result import Given, Versions, as_shown, mask_for, result_of
from tests.support.campaign_builder import Built, shanghai
from tests.support.judged import GROUP, MEETING, ready_for_the_meeting
from tests.support.stated import bearer, collective, star, worker

FILE = b"code: in-memory\n"
NOTHING_JOURNALLED = {
    "chain": [{"after": 0, "hash": "0" * 64}],
    "checkpoint": [
        {
            "seq": 0, "hash": "0" * 64, "at": "", "occasion": "", "key_id": "", "public_key": "",
            "signature": "",
        }
    ],
}  # fmt: skip


def decided(campaign: Built) -> dict[str, str]:
    """Wins by rank and by total, ties, exclusions, vacancies, decisions; numbers by a short name."""
    entries = {
        "b1": (bearer("ck001"), 96), "b2": (bearer("ck002"), 94), "b3": (bearer("ck003"), 92),
        "b4": (bearer("xq01"), 88), "b5": (bearer("jy01"), 77), "b6": (bearer("fz01"), 60),
        "c1": (collective("ck001"), 96), "c4": (collective("ck004"), 90),
        "c5": (collective("ck005"), 60), "c6": (collective("xq01"), 88),
        "c7": (collective("xq02"), 85), "c8": (collective("rx01"), 81),
        "s1": (star("ck001", "p-1"), 90), "s2": (star("ck002", "p-2"), 70),
        "s3": (star("xq01", "p-3"), 85), "s4": (star("jy01", "p-5"), 75),
        "s5": (star("jy01", "p-6"), 75), "s6": (star("jy01", "p-7"), 75),
        "w3": (worker("xq01", "p-3"), 85), "w4": (worker("xq02", "p-4"), 80),
    }  # fmt: skip
    by_entry = ready_for_the_meeting(campaign, dict(entries.values()))
    numbers = {name: by_entry[entry] for name, (entry, _) in entries.items()}
    said = {"reason": "逐项研究", "ordered_by": GROUP}
    for decision in (
        selection.ConfirmRanking(**said),
        selection.GiveTieTo(
            honour="window_star",
            cell="trading",
            applications=(numbers["s4"], numbers["s6"]),
            **said,
        ),
        selection.MovePlaces(
            honour="service_collective", source="county", target="window", places=2, **said
        ),
        selection.LeaveVacant(honour="standard_bearer", cell="county", places=1, **said),
        selection.Choose(application=numbers["w3"], **said),
    ):
        with campaign.acting(MEETING, "领导小组") as ctx:
            decide(ctx, campaign.campaign, decision)
    return numbers


def decide(ctx: Context, campaign: int, decision: Decision) -> None:
    candidates, proposal = placements.computed(ctx, campaign, decision)
    placements.keep_decision(ctx, campaign, decision)
    placements.write(ctx, campaign, candidates, proposal)


def export_in_memory(
    target: Path,
    sheets: Sheets,
    candidates: Sequence[Candidate],
    decisions: Sequence[Decision],
    boards: Mapping[str, str] = MappingProxyType({}),
) -> Sealed:
    """What an office would export of such a campaign, without its database."""
    proposal = selection.propose(candidates, sheets.plan, decisions)
    given = Given(
        sheets,
        Versions("in-memory", "虚构活动", 1, hashlib.sha256(FILE).hexdigest(), {"campaign-v1.yaml": FILE}),
        candidates,
        (),
        [
            _sheet(*about, part)
            for about, raw in sheets.figures.items()
            if isinstance(raw, VoteCount)
            for part in raw.classes
        ],
        [_row(place, decision) for place, decision in enumerate(decisions, 1)],
        {place: AgendaRef(1, "special", "2022-01-05", place) for place in range(1, len(decisions) + 1)},
        boards,
        (),
    )  # fmt: skip
    mask = mask_for(given, proposal, full=False)
    cards = [score_card(one, proposal, sheets.plan) for one in as_shown(given, mask)]
    return write_result(target, result_of(given, proposal, mask, cards, NOTHING_JOURNALLED))


def verified(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and words of the verifier, within this process."""
    spec = importlib.util.spec_from_file_location("stand_alone", HERE / VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    words = StringIO()
    with redirect_stdout(words):
        code = module.main([str(folder), *arguments])
    return code, words.getvalue()


def verified_by_a_stranger(folder: Path, *arguments: str) -> tuple[int, str]:
    """The same with the folder's own copy, in a Python that knows nothing of this project."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", VERIFIER, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _sheet(component: str, about: str, part: ClassTally) -> TallySheet:
    tally = part.tally
    return TallySheet(
        campaign_id=1,
        component=component,
        candidate=about,
        voter_class=part.voter_class,
        issued=tally.issued,
        returned=tally.returned,
        valid=tally.valid,
        own=tally.own,
        grades=dict(tally.counts),
    )


def _row(place: int, decision: Decision) -> DecisionRow:
    return DecisionRow(
        id=place,
        campaign_id=1,
        kind=type(decision).__name__,
        content=asdict(decision),
        reason=decision.reason,
        ordered_by=decision.ordered_by,
        at=shanghai("2022-01-05"),
    )
