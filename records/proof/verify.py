#!/usr/bin/env python3
"""独立核验导出的评选结果。Check an exported award result without trusting who exported it.

用法 Usage:  python3 verify.py [文件夹 FOLDER] [--head 校验码] [--checkpoint 日志检查点]

只用 Python 3.9 以上的标准库，不联网，不写文件，与评选系统没有共用一行代码。它由 inputs/ 里的原始材料
重新计票、算分、排名、选拔，并与 results/ 逐行比较。资格审查结论（inputs/candidates.jsonl 的 reasons）
是给定的输入，本程序不重新审查；理由的文字也不审查，只审查结论、条款编号、名次和分数。

Standard library of Python 3.9 or later only, no network, writes nothing, shares no line with the system
that made the result. It recounts, rescores, reranks and reselects from inputs/ and compares with
results/ line by line. Eligibility rulings are an input; so are the words of a reason.

退出码 Exit codes: 0 相符 follows · 1 不相符 does not follow · 2 读不了 unreadable
"""

import argparse
import re
import sys
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

sys.dont_write_bytecode = True  # the check leaves nothing behind
sys.path.insert(0, str(Path(__file__).resolve().parent))  # where the other parts lie, as in `python -I`

import verify_journal
from verify_inputs import DECISIONS, World, Wrong, read_lines, read_text, sha256, show
from verify_scores import score_all
from verify_votes import recount

MANIFEST, HEAD = "manifest-sha256.txt", "HEAD.txt"
UNSEALED = {MANIFEST, HEAD, "journal/chain.jsonl", "journal/checkpoint.jsonl"}  # the latter grow on
WORDS = {"clause", "reason"}  # said for people, not derived

# ---- 清单和校验码 Manifest and head ------------------------------------------------------

def hex_digits(text):
    """What people type from paper: any grouping, o for 0, l for 1."""
    digits = re.sub("[^0-9a-z]", "", text.lower()).translate(str.maketrans("oil", "011"))
    if not re.fullmatch("[0-9a-f]{16,32}", digits):
        raise ValueError(f"不是校验码，要16至32位 no head of 16 to 32 digits: {text}")
    return digits

def check_manifest(folder, printed):
    """The manifest is the one on paper, and every file the one that the manifest lists."""
    text = read_text(folder, MANIFEST)
    digits = sha256((folder / MANIFEST).read_bytes())[:32]
    head = "-".join(digits[n : n + 4] for n in range(0, 32, 4))
    if printed is not None and not digits.startswith(hex_digits(printed)):
        raise Wrong(MANIFEST, "校验码 head", printed, head)
    if read_text(folder, HEAD) != f"{head}\n":
        raise Wrong(f"{HEAD} / {MANIFEST}", "", head, read_text(folder, HEAD).strip())
    listed = {}
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        if name in listed or not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError(f"{MANIFEST}: {line}")
        listed[name] = digest
    paths = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    present = {path.relative_to(folder).as_posix(): path for path in paths}
    for name in sorted({*listed, *present} - UNSEALED):
        if name not in present:
            raise Wrong(name, "", "有这个文件 the file is there", "没有 missing")
        found = sha256(present[name].read_bytes())
        if found != listed.get(name):
            raise Wrong(name, "SHA-256", listed.get(name, "清单里没有 not in the manifest"), found)
    return len(listed), head

# ---- 先后 Order --------------------------------------------------------------------

class Order:
    """Who stands before whom: by total, then link by link of the declared chain, never beyond it."""

    def __init__(self, world, scores):
        self.world, self.scores = world, scores

    def total(self, one):
        return Fraction(self.scores[one["number"]]["total"] or 0)

    def chain(self, honour, kinds):
        """What is compared between equal totals; windows of the overall ranking have their own (A7)."""
        rule, selection = self.world.evaluation["top_rule"], self.world.definition["selection"]
        if rule and rule["kind"] in kinds and honour["code"] in rule["pool_honours"]:
            by_a7 = self.world.readings["tie_at_top"] == "bimonthly_then_vote"
            return ["method:bimonthly", "method:vote"] if by_a7 else []
        stated = selection["ties"] if honour["ties"] is None else honour["ties"]
        return stated + (["priority"] if selection["priority"] == "breaks_ties" else [])

    def figure(self, one, link):
        """Exact points of the component that a link names; None where the score has none."""
        if link == "priority":
            return one["priority"] is not None
        by, name = link.split(":")
        line = self.scores[one["number"]]
        for part, component in zip(line["components"], self.components(line)):
            if component["code" if by == "component" else "method"] == name:
                return None if part["points"] is None else Fraction(part["points"])
        return None

    def components(self, line):
        schemes = self.world.evaluation["schemes"]
        return next((s["components"] for s in schemes if s["code"] == line["scheme"]), [])

    def levels(self, some, chain):
        """Best first; those of one level are equal in everything that may be compared."""
        return self.split(some, self.total, lambda equal: self.told_apart(equal, chain))

    def told_apart(self, equal, chain):
        """A link that lacks a figure for one of the equal is passed over for all of them."""
        if len(equal) == 1 or not chain:
            return [equal]
        figures = {one["number"]: self.figure(one, chain[0]) for one in equal}
        if None in figures.values():
            return self.told_apart(equal, chain[1:])
        return self.split(equal, lambda one: figures[one["number"]],
                          lambda part: self.told_apart(part, chain[1:]))

    def split(self, some, key, further):
        parts = {}
        for one in some:
            parts.setdefault(key(one), []).append(one)
        return [level for value in sorted(parts, reverse=True) for level in further(parts[value])]

def ranks_of(levels):
    """1, 2, 2, 4: those of one level share a rank."""
    ranks = {}
    for level in levels:
        ranks.update(dict.fromkeys(numbers(level), len(ranks) + 1))
    return ranks

# ---- 窗口总排名 The windows' overall ranking ---------------------------------------------

class Ranking:
    """Who is ranked, who wins by rank, and between whom the leading group must decide."""

    def __init__(self, world, order):
        self.rule = world.evaluation["top_rule"]
        honour, kind = world.honours[self.rule["honour"]], self.rule["kind"]
        own = lambda one: one["honour"] == honour["code"]
        everybody = sorted(world.candidates.values(), key=lambda c: (own(c), c["number"]))
        relevant = [c for c in everybody if c["honour"] in self.rule["pool_honours"]]
        # Of a unit's applications, that for the honour itself goes before others.
        scored = {c["unit"]["code"]: c for c in relevant if order.scores[c["number"]]["scheme"]}
        standing = [c for c in everybody if c["unit"]["kind"] == kind and not c["withdrawn"]]
        self.applied = {c["unit"]["code"] for c in standing if own(c)}
        least = honour["conditions"]["min_headcount"].get(kind, 0)
        least += world.readings["at_least"] == "exclusive"
        any_honour = world.readings["relevant_honours"] == "any"
        pool = [c for c in standing if any_honour or c["honour"] in self.rule["pool_honours"]]
        units = sorted({c["unit"]["code"] for c in pool if c["unit"]["headcount"] >= least})
        self.total = {u: order.scores[one["number"]]["total"] for u, one in scored.items()}
        self.incomplete = [unit for unit in units if self.total.get(unit) is None]
        ranked = [unit for unit in units if unit not in self.incomplete]
        if world.readings["top_three"] == "among_applicants":
            ranked = [unit for unit in ranked if unit in self.applied]
        levels = order.levels([scored[unit] for unit in ranked], order.chain(honour, [kind]))
        ranks = ranks_of(levels)
        unit_of = {scored[unit]["number"]: unit for unit in ranked}
        self.rank = {unit_of[number]: rank for number, rank in ranks.items()}
        self.order = sorted(self.rank, key=lambda unit: (self.rank[unit], unit))
        self.decide(self.rule["ranks"])

    def decide(self, ranks):
        """Those who share the last rank all hold it; only if too many applied must one choose."""
        top = [unit for unit in self.order if self.rank[unit] <= ranks]
        last = self.rank[top[-1]] if len(top) > ranks else 0
        left = ranks - sum(self.rank[unit] < last for unit in top) if last else 0
        self.winners = [unit for unit in top if unit in self.applied]
        self.tied = [unit for unit in self.winners if self.rank[unit] == last]
        if len(self.tied) <= left:
            self.tied, left = [], 0
        self.tied_ranks, self.winners = left, [u for u in self.winners if u not in self.tied]

    def lines(self):
        yield {name: getattr(self, name) for name in ("winners", "tied", "tied_ranks", "incomplete")}
        for unit in self.order:
            yield {"unit": unit, "rank": self.rank[unit], "total": self.total[unit],
                   "applied": unit in self.applied}

# ---- 选拔 Selection ----------------------------------------------------------------------

EFFECTS = {"barred": "barred", "fails": "ineligible", "ruling": "needs_ruling"}  # in this order

class Selection:
    """Honours in order, cells in turn, from scores and decisions to a verdict for everybody."""

    def __init__(self, world, order, ranking):
        self.world, self.scores, self.ranking = world, order.scores, ranking
        self.order, self.total = order, order.total
        self.verdicts, self.cells, self.model_windows = {}, [], []
        self.won, self.noted = [], set()  # candidates in the order of winning; numbers decided upon
        self.pending = world.decided("GiveTieTo", "FillVacancy", "Replace")
        self.lifted = {d["application"]: d for d in world.decided("Override")}
        self.keeps = {world.candidates[d["application"]]["person"]: d["application"]
                      for d in world.decided("Choose")}
        for honour in world.honours.values():
            self.run_honour(honour)
        for decision in self.pending:
            self.impossible(decision)

    def impossible(self, decision):
        name = f"第{decision['order']}项 no. {decision['order']}"
        raise Wrong(DECISIONS, name, "可以执行的决定 a decision that applies", show(decision))

    def say(self, one, outcome, rule, cell, rank=None):
        number = one["number"]
        self.verdicts[number] = {
            "number": number, "honour": one["honour"], "cell": cell, "outcome": outcome,
            "rank": rank, "total": self.scores[number]["total"], "rule": rule,
        }

    def best_first(self, some):
        return sorted(some, key=lambda one: (-self.total(one), one["number"]))

    def run_honour(self, honour):
        competing = {cell["code"]: [] for cell in honour["cells"]}
        out = {cell["code"]: [] for cell in honour["cells"]}  # what became of those who do not compete
        for _, one in sorted(self.world.candidates.items()):
            if one["honour"] == honour["code"]:
                cell = self.cell_of(one, honour)
                outcome, rule = self.screened(one, honour, cell)
                if outcome:
                    self.say(one, outcome, rule, cell)
                    out.get(cell, []).append(outcome)
                else:
                    competing[cell].append(one)
        places, to_fill = self.places(honour)
        for cell in honour["cells"]:
            code = cell["code"]
            self.run_cell(honour, cell, places[code], to_fill[code], competing[code], out[code])

    def cell_of(self, one, honour):
        override, unit = self.lifted.get(one["number"]), one["unit"]
        if override and override["cell"] is not None:
            return override["cell"]
        by_unit = [c["code"] for c in honour["cells"] if unit["code"] in c["units"]]
        by_kind = [c["code"] for c in honour["cells"] if unit["kind"] in c["kinds"]]
        kind_first = self.world.readings["centre_staff"] == "bureau_cell"
        return next(iter(by_kind + by_unit if kind_first else by_unit + by_kind), None)

    def screened(self, one, honour, cell):
        """Why it does not compete and by which rule; two Nones if it does."""
        lifted = self.lifted.get(one["number"], {}).get("rules", [])
        if one["withdrawn"]:
            return "withdrawn", ""
        for effect, outcome in EFFECTS.items():
            for reason in one["reasons"]:
                if reason["effect"] == effect and reason["rule"] not in lifted:
                    return outcome, reason["rule"]
        if self.scores[one["number"]]["total"] is None:
            return "incomplete", "R5"
        if "R53" not in lifted and self.misses_a_mark(one, honour, cell):
            return "below_mark", "R53"
        return (None, None) if cell else ("ineligible", quota_rule(honour))

    def misses_a_mark(self, one, honour, cell):
        """The cell's mark, else the honour's, else the campaign's; and those of single components."""
        own = next((c["pass_mark"] for c in honour["cells"] if c["code"] == cell), None)
        marks = [mark for mark in (own, honour["pass_mark"]) if mark is not None]
        if self.total(one) < Fraction([*marks, self.world.evaluation["pass_mark"]][0]):
            return True
        parts = self.scores[one["number"]]["components"]
        least = honour["component_marks"]
        return any(Fraction(p["points"]) < Fraction(least[p["code"]]) for p in parts if p["code"] in least)

    def places(self, honour):
        """What each cell has after moves, and what of it is to be filled."""
        places = {cell["code"]: cell["places"] for cell in honour["cells"]}
        to_fill = dict(places)
        for decision in self.world.decided("MovePlaces", "LeaveVacant"):
            if decision["honour"] == honour["code"]:
                moved, leaving = decision["places"], decision["kind"] == "LeaveVacant"
                source = decision["cell"] if leaving else decision["source"]
                if moved < 1 or (source is not None and moved > to_fill[source]):
                    self.impossible(decision)
                if source is not None:
                    to_fill[source] -= moved
                    places[source] -= 0 if leaving else moved
                if not leaving:
                    to_fill[decision["target"]] += moved
                    places[decision["target"]] += moved
        if sum(places.values()) > honour["total"]:
            raise Wrong(DECISIONS, honour["code"], f"≤ {honour['total']}", sum(places.values()))
        return places, to_fill

    def run_cell(self, honour, cell, places, to_fill, contestants, out):
        left = self.still_competing(honour, cell, contestants)
        out += ["excluded"] * (len(contestants) - len(left))
        levels = self.order.levels(left, self.order.chain(honour, cell["kinds"]))
        ranks = ranks_of(levels)
        quota, filled, rule = quota_rule(honour), Filled(), self.ranking and self.ranking.rule
        top_cell = rule and rule["honour"] == honour["code"] and rule["kind"] in cell["kinds"]
        only_top = top_cell and places <= rule["ranks"]
        if top_cell:
            filled.by_rank(levels, to_fill, self.ranking)
        else:
            filled.fill(levels, to_fill)
        self.decide(filled, honour["code"], cell["code"], to_fill, ranks)
        choosing = self.choosing(filled)
        told = [(one, "won", "R47" if one["number"] in filled.top else quota) for one in filled.winners]
        told += [(one, "choice", "A14") for one in choosing]
        told += [(one, "tie", quota) for _, tied in filled.ties for one in tied]
        told += [(one, "replaced", "R6") for one in filled.replaced]
        told += [(one, "reserve", "R47" if only_top else quota) for one in filled.reserves]
        for one, outcome, why in told:
            decided = one["number"] in self.noted and outcome in ("won", "reserve")
            self.say(one, outcome, "R6" if decided else why, cell["code"], ranks[one["number"]])
        self.won += filled.winners
        self.model_windows += [o["unit"]["code"] for o in filled.winners if o["number"] in filled.top]
        left_over = to_fill - filled.claimed() - len(choosing)
        cause = "no_sliding" if top_cell and filled.reserves else cause_of(told, out)
        vacancies = [(places - to_fill, "held_back"), (left_over, cause)]
        self.cells.append({
            "honour": honour["code"], "cell": cell["code"], "places": places,
            "winners": numbers(filled.winners), "next_in_line": numbers(filled.reserves),
            "vacancies": [{"places": n, "cause": why} for n, why in vacancies if n],
            "open_ties": [{"places": n, "applications": numbers(tied)} for n, tied in filled.ties],
            "open_choices": numbers(choosing),
        })

    def still_competing(self, honour, cell, contestants):
        """Best first, without those whom a win elsewhere or a better entry keeps out."""
        left, seen = [], set()
        for one in self.best_first(contestants):
            rule = self.kept_out(one) or (quota_rule(honour) if who(one) in seen else None)
            if rule:
                self.say(one, "excluded", rule, cell["code"])
            else:
                seen.add(who(one))
                left.append(one)
        if self.world.readings["parent_and_child"] == "bar":  # the better of the two, or the parent
            units, kept = {one["unit"]["code"] for one in left}, []
            for one in sorted(left, key=lambda o: (-self.total(o), o["unit"]["parent"] in units)):
                if one["person"] is None and any(kin(one, other) for other in kept):
                    self.say(one, "excluded", "A15", cell["code"])
                else:
                    kept.append(one)
            left = self.best_first(kept)
        return left

    def kept_out(self, one):
        """The rule by which what was won before keeps this candidate out."""
        mine = [winner for winner in self.won if who(winner) == who(one)]
        if any(one["honour"] in self.world.honours[winner["honour"]]["excludes"] for winner in mine):
            return "R28"
        if one["person"] is not None:
            elsewhere = self.keeps.get(one["person"], one["number"]) != one["number"]
            barred = mine and self.world.readings["both_personal_honours"] == "bar"
            return "A14" if elsewhere or barred else None
        if self.world.readings["parent_and_child"] == "bar":
            same = [w for w in self.won if w["honour"] == one["honour"] and w["person"] is None]
            return "A15" if any(kin(winner, one) for winner in same) else None
        return None

    def choosing(self, filled):
        """Winners who win the other personal honour already: the place waits for their choice."""
        if self.world.readings["both_personal_honours"] != "choose":
            return []
        persons = {winner["person"] for winner in self.won} - {None}
        choosing = [one for one in filled.winners if one["person"] in persons]
        filled.winners = [one for one in filled.winners if one["person"] not in persons]
        return choosing

    def decide(self, filled, honour, cell, places, ranks):
        """Decisions about this cell: ties, then vacancies, then replacements."""
        before = len(self.pending)
        for kind in ("GiveTieTo", "FillVacancy", "Replace"):
            for decision in [d for d in self.pending if d["kind"] == kind]:
                if filled.concerns(decision, honour, cell):
                    touched = filled.apply(decision, places)
                    if not touched:
                        self.impossible(decision)
                    self.noted.update(touched)
                    self.pending.remove(decision)
        if len(self.pending) < before:
            for some in (filled.winners, filled.reserves):
                some.sort(key=lambda one: (ranks[one["number"]], one["number"]))

class Filled:
    """A cell while it is being filled: winners, open ties, those next in line, those replaced."""

    def __init__(self):
        self.winners, self.ties, self.reserves, self.replaced, self.top = [], [], [], [], []

    def claimed(self):
        return len(self.winners) + sum(places for places, _ in self.ties)

    def fill(self, levels, places):
        """The best win; where the last place has several equal claims, none of them does."""
        end = self.claimed() + places
        for level in levels:
            left = end - self.claimed()
            if left <= 0:
                self.reserves += level
            elif len(level) <= left:
                self.winners += level
            else:
                self.ties.append((left, level))

    def by_rank(self, levels, places, ranking):
        """The first ranks win and nobody slides up; places beyond the ranks go by total."""
        of_units = lambda units: [part for part in ([o for o in level if o["unit"]["code"] in units]
                                                    for level in levels) if part]
        reserved = min(places, ranking.rule["ranks"])
        top, tied = of_units(ranking.winners), sum(of_units(ranking.tied), [])
        self.top = numbers(sum(top, []) + tied)
        if len(tied) <= ranking.tied_ranks:
            top, tied = top + of_units(ranking.tied), []
        self.fill(top, reserved)
        open_places = min(ranking.tied_ranks, reserved - self.claimed()) if tied else 0
        if open_places:
            self.ties.append((open_places, tied))
        else:
            self.reserves += tied
        others = ([one for one in level if one["number"] not in self.top] for level in levels)
        self.fill([level for level in others if level], places - reserved)

    def concerns(self, decision, honour, cell):
        if decision["kind"] == "GiveTieTo":
            return (decision["honour"], decision["cell"]) == (honour, cell)
        if decision["kind"] == "FillVacancy":
            return decision["application"] in numbers(self.reserves)
        return decision["out"] in numbers(self.winners) and decision["into"] in numbers(self.reserves)

    def apply(self, decision, places):
        """The numbers it touched; none where it cannot be applied."""
        if decision["kind"] == "Replace":
            self.replaced.append(take(self.winners, decision["out"]))
            self.winners.append(take(self.reserves, decision["into"]))
            return [decision["out"], decision["into"]]
        if decision["kind"] == "FillVacancy":
            if self.claimed() >= places:
                return []
            self.winners.append(take(self.reserves, decision["application"]))
            return [decision["application"]]
        named = set(decision["applications"])
        for tie in [tie for tie in self.ties if named & set(numbers(tie[1]))][:1]:
            if named <= set(numbers(tie[1])) and len(named) == tie[0]:
                self.ties.remove(tie)
                self.winners += [one for one in tie[1] if one["number"] in named]
                self.reserves += [one for one in tie[1] if one["number"] not in named]
                return numbers(tie[1])
        return []

def cause_of(told, out):
    """Why a place is given to nobody although nobody decided so."""
    if not told and not out:
        return "no_candidates"
    return "below_mark" if "below_mark" in out else "nobody_left"

def numbers(candidates):
    return [one["number"] for one in candidates]

def take(part, number):
    return part.pop(numbers(part).index(number))

def who(one):
    """Whom an honour is counted by: the person, or the unit of a collective."""
    return ("person", one["person"]) if one["person"] else ("unit", one["unit"]["code"])

def kin(one, other):
    mine, theirs = one["unit"], other["unit"]
    return mine["parent"] == theirs["code"] or theirs["parent"] == mine["code"]

def quota_rule(honour):
    """The number of the rule that splits an honour's places."""
    if honour["subject"] == "unit":
        return "R22" if honour["way"] == "project" else "R27"
    return "R32" if honour["conditions"]["front_line"] else "R39"

# ---- 比较 Comparing ----------------------------------------------------------------------

def compare(folder, file, expected, *keys):
    """Line by line, in order; the first that differs is named with the field in which it does."""
    found = read_lines(folder, file)
    for place, (want, line) in enumerate(zip_longest(expected, found), 1):
        name = " ".join(str((want or line)[key]) for key in keys if key in (want or line))
        name = f"第{place}行 line {place} {name}"
        if want is None or line is None:
            nothing = "没有这一行 no such line"
            raise Wrong(file, name, show(want) if want else nothing, show(line) if line else nothing)
        for key in [*want, *(set(line) - set(want) - WORDS)]:
            if key not in want or key not in line or show(want[key]) != show(line[key]):
                raise Wrong(file, f"{name} · {key}", show(want.get(key)), show(line.get(key)))

def check_results(folder, world):
    """Recompute everything and compare; returns what there was, for the closing words."""
    scores = score_all(world)
    compare(folder, "results/scores.jsonl", scores.values(), "number")
    order = Order(world, scores)
    ranking = Ranking(world, order) if world.evaluation["top_rule"] else None
    compare(folder, "results/ranking.jsonl", ranking.lines() if ranking else [], "unit")
    made = Selection(world, order, ranking)
    compare(folder, "results/cells.jsonl", made.cells, "honour", "cell")
    compare(folder, "results/verdicts.jsonl", [made.verdicts[number] for number in scores], "number")
    compare(folder, "results/summary.jsonl", [{"model_windows": made.model_windows}])
    for honour in world.honours:
        check_cards(folder, f"cards/{honour}.jsonl", made, honour)
    return len(scores), len(made.cells), sum(len(cell["winners"]) for cell in made.cells)

def check_cards(folder, file, made, honour):
    """A card for every application, with its outcome and exact points; the rest of it are words."""
    cards = read_lines(folder, file)
    mine = [verdict for verdict in made.verdicts.values() if verdict["honour"] == honour]
    if [card["number"] for card in cards] != sorted(verdict["number"] for verdict in mine):
        raise Wrong(file, "number", "每件申报一张 one for each application", len(cards))
    for card in cards:
        verdict, line = made.verdicts[card["number"]], made.scores[card["number"]]
        values = [part["value"] and Fraction(part["value"]) for part in line["components"]]
        for key, want, found in (
            *((key, verdict[key], card[key]) for key in ("outcome", "cell", "rank", "total", "rule")),
            ("exact", line["exact"] and Fraction(line["exact"]), card["exact"] and Fraction(card["exact"])),
            ("lines", values, [part["exact"] and Fraction(part["exact"]) for part in card["lines"]]),
        ):
            if want != found:
                raise Wrong(file, f"{card['number']} · {key}", want, found)

def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--head", help="纸面上的校验码 the head printed on paper")
    parser.add_argument("--checkpoint", help="纸面上的日志检查点 a printed checkpoint of the journal")
    given = parser.parse_args(arguments)
    try:
        files, head = check_manifest(given.folder, given.head)
        print(f"✓ 清单 manifest: {files} 个文件 files, 校验码 head {head}")
        world = World(given.folder)
        print(f"✓ 计票 votes: {recount(world)} 张公布的票 published slips, {len(world.boards)} 次投票 votes")
        candidates, cells, won = check_results(given.folder, world)
        print(f"✓ 得分 scores: {candidates} 件申报 applications")
        print(f"✓ 选拔 selection: {cells} 个类别 cells, {won} 件获评 won")
    except Wrong as wrong:
        file, record, expected, found = wrong.args
        print(f"✗ 不相符 DOES NOT FOLLOW: {file} {record}")
        print(f"  应为 expected: {expected}\n  实为 found:    {found}")
        return 1
    except Exception as error:  # whatever a file may hold instead of what it should
        print(f"✗ 读不了 UNREADABLE: {type(error).__name__}: {error}")
        return 2
    if given.head is None:
        print("！没有对照纸面校验码；加上 --head 才能发现输入被换。Compare with paper: add --head.")
    print("结果由输入得出；资格审查结论为给定输入。The result follows; eligibility is taken as given.")
    paper = ["--checkpoint", given.checkpoint] if given.checkpoint else []
    return verify_journal.main([str(given.folder / "journal"), *paper])

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
