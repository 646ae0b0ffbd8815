"""重新计票。Recount votes: the published slips against the tallies, and the tallies into points.

与 verify.py 放在一起使用。Used by verify.py beside it. Standard library of Python 3.9 or later only.

系统里投的票，每张票单独公布在 inputs/vote-*.json：随机的键、投票人类别、候选、等次，没有投票人。纸质票按批
公布合计。Of a vote held in the system every slip is published, with a key that only its voter's receipt
leads to; paper is published in batches. Of a vote counted by hand there are the tallies alone.
"""

import json
import re
from collections import Counter
from fractions import Fraction

from verify_inputs import TALLIES, Wrong, name_of, sha256, show

CHOSEN, PASSED = "同意", "未选"  # what stands on a slip of a vote that chooses

# ---- 票单 The published slips -----------------------------------------------------------

def recount(world):
    """Count every published list again; returns how many slips there were."""
    return sum(recount_board(file, board, world) for file, board in world.boards.items())

def recount_board(file, board, world):
    vote = world.votes[file[len("inputs/vote-") : -len(".json")]]
    session = f"{world.definition['code']}/{vote['code']}"
    if board["session"] != session:
        raise Wrong(file, "session", session, board["session"])
    slips = board["slips"]
    content = ["pingxuan-board/1", session, sorted(slips)]
    digest = sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    if digest != board["hash"]:
        raise Wrong(file, "hash", board["hash"], digest)
    groups = groups_of(file, board, vote)
    counts = {(name, code): Counter() for name in groups for code in board["candidates"]}
    known = marks_of(vote, world)
    keys = set()
    for key, group, candidate, mark in slips:
        if key in keys or not re.fullmatch("[0-9a-f]{64}", key):
            raise Wrong(file, key, "一张票一个键 one key for one slip", "重复或不是键 twice or no key")
        keys.add(key)
        withheld = "" in board["groups"].values() and (group, mark) == ("", "")
        if withheld and candidate in board["candidates"]:
            continue  # too few of a class voted for their marks to be published or counted
        if (group, candidate) not in counts or mark not in known:
            raise Wrong(file, key, show([[*groups], [*board["candidates"]], known]), [group, candidate, mark])
        counts[group, candidate][mark] += 1
    compare_tallies(file, board, vote, groups, counts, world)
    return len(slips)

def groups_of(file, board, vote):
    """The classes that were counted together, by the group's name: their codes in order, joined by +."""
    order = [cls["code"] for cls in vote["classes"]]
    if sorted(board["groups"]) != sorted(order):
        raise Wrong(file, "groups", order, sorted(board["groups"]))
    found = {}
    for code in order:
        if board["groups"][code]:
            found.setdefault(board["groups"][code], []).append(code)
    merged = {cls["code"]: cls["merge_into"] for cls in vote["classes"]}
    for name, members in found.items():
        linked = {code for one in members if merged[one] in members for code in (one, merged[one])}
        if name != "+".join(members) or (len(members) > 1 and linked != set(members)):
            raise Wrong(file, "groups", "按 merge_into 合并 joined as merge_into says", f"{name}: {members}")
    return found

def compare_tallies(file, board, vote, groups, counts, world):
    """Slips and paper of each group make its tally; no other tally is about these candidates."""
    for candidate in board["candidates"]:
        tallies = world.figures.get((vote["component"], candidate), [])
        if sorted(row["voter_class"] for row in tallies) != sorted(groups):
            raise Wrong(TALLIES, f"{vote['component']} {candidate}", sorted(groups), show(tallies))
        for row in tallies:
            members, given = groups[row["voter_class"]], counts[row["voter_class"], candidate]
            issued, void = sum(board["issued"].get(code, 0) for code in members), 0
            for batch in board["batches"]:
                if batch["voter_class"] in members:
                    line = batch["lines"][candidate]
                    given.update(line["grades"])
                    issued += batch["issued"]
                    void += line["returned"] - line["valid"]
            valid = sum(given.values())
            expected = {
                "issued": issued, "returned": valid + void, "valid": valid,
                "counts": {mark: given[mark] for mark in marks_of(vote, world)},
            }
            found = {key: row[key] for key in expected}
            if found != expected:
                raise Wrong(f"{file} / {TALLIES}", name_of(row), show(expected), show(found))

# ---- 折算 Points ----------------------------------------------------------------------

def marks_of(vote, world):
    """What may stand on a slip."""
    if vote["mode"] == "choose":
        return [CHOSEN, PASSED]
    return [row["grade"] for row in world.evaluation["grades"]]

def by_vote(tallies, scheme, component, world):
    """The mean of the classes by weight and how many votes were valid; None where nobody's were."""
    if not tallies:
        return None, 0
    vote = next(v for v in world.votes.values()
                if scheme["code"] in v["schemes"] and v["component"] == component["code"])
    weights = {cls["code"]: Fraction(cls["weight"]) for cls in vote["classes"]}
    counted = [code for row in tallies for code in classes_of(row, weights)]
    if len(set(counted)) < len(counted) or not set(counted) <= set(weights):
        raise Wrong(TALLIES, name_of(tallies[0]), f"每类一次 each class once: {[*weights]}", counted)
    total, weight, there = Fraction(0), Fraction(0), set()
    for row in tallies:
        check_tally(row)
        if row["valid"]:
            own = sum(weights[code] for code in classes_of(row, weights))
            weight, total = weight + own, total + own * points(row, vote, world)
            there.update(classes_of(row, weights))
    if not weight or (there < set(weights) and vote["missing_class"] == "withhold"):
        return None, 0
    return total / weight, sum(row["valid"] for row in tallies)

def classes_of(row, weights):
    """The classes that a tally counts; one that names none means the vote's only class."""
    if not row["voter_class"] and len(weights) == 1:
        return [*weights]
    return row["voter_class"].split("+")

def points(row, vote, world):
    """What the marks of one class are worth, from 0 to 100."""
    if set(row["counts"]) - set(marks_of(vote, world)):
        raise Wrong(TALLIES, name_of(row), marks_of(vote, world), show(row["counts"]))
    if vote["mode"] != "choose":
        worth = {grade["grade"]: Fraction(grade["points"]) for grade in world.evaluation["grades"]}
        return sum(worth[mark] * n for mark, n in row["counts"].items()) / row["valid"]
    share = Fraction(row["counts"].get(CHOSEN, 0), row["valid"])
    if not vote["share_points"]:
        return share * 100
    steps = [Fraction(step["points"]) for step in vote["share_points"] if share >= Fraction(step["at_least"])]
    return steps[-1] if steps else Fraction(0)

def check_tally(row):
    """Issued, returned, valid and the marks must add up."""
    counts = [row["issued"], row["returned"], row["valid"], *row["counts"].values(), row["own"]]
    if any(type(n) is not int or n < 0 for n in counts):
        raise Wrong(TALLIES, name_of(row), "非负整数 whole numbers from 0", show(counts))
    if not row["valid"] <= row["returned"] <= row["issued"]:
        raise Wrong(TALLIES, name_of(row), "有效≤收回≤发出 valid≤returned≤issued", show(counts[:3]))
    if sum(row["counts"].values()) != row["valid"]:
        raise Wrong(TALLIES, name_of(row), f"各等次合计 marks add up to {row['valid']}", show(row["counts"]))
