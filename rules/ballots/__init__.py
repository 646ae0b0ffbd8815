"""Votes: who may vote, what makes a slip valid, how slips become counts and counts become points."""

from rules.ballots.classes import Voter, class_of, electorate, electorate_hash, own_voters
from rules.ballots.counting import Slip, board_hash, count_slips, groups_of, slip_key
from rules.ballots.points import ClassValue, VoteValue, value_of
from rules.ballots.slips import CHOSEN, PASSED, ballot_problems, choices, values_of
from rules.ballots.tally import JOINED, ClassTally, Tally, TallyError, VoteCount, session_problems

__all__ = [
    "CHOSEN",
    "JOINED",
    "PASSED",
    "ClassTally",
    "ClassValue",
    "Slip",
    "Tally",
    "TallyError",
    "VoteCount",
    "VoteValue",
    "Voter",
    "ballot_problems",
    "board_hash",
    "choices",
    "class_of",
    "count_slips",
    "electorate",
    "electorate_hash",
    "groups_of",
    "own_voters",
    "session_problems",
    "slip_key",
    "value_of",
    "values_of",
]
