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
import hashlib
import json
import re
import runpy
import sys
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

MANIFEST, HEAD = "manifest-sha256.txt", "HEAD.txt"
CANDIDATES, MARKS, TALLIES, DECISIONS = (
    f"inputs/{name}.jsonl" for name in ("candidates", "marks", "tallies", "decisions")
)
UNSEALED = {MANIFEST, HEAD, "journal/chain.jsonl", "journal/checkpoint.jsonl"}  # the latter grow on
WORDS = {"clause", "reason"}  # said for people, not derived

class Wrong(Exception):
    """The first thing that does not follow: file, record, what was expected, what was found."""

# ---- 读入 Reading --------------------------------------------------------------------

def read_lines(folder, file):
    """The JSON values of a file, one a line; a key given twice is as bad as no JSON at all."""

    def once(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    try:
        lines = read_text(folder, file).split("\n")
        return [json.loads(line, object_pairs_hook=once) for line in (lines if lines[-1] else lines[:-1])]
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error

def read_text(folder, file):
    if not (folder / file).exists():
        raise Wrong(file, "", "有这个文件 the file is there", "没有 missing")
    return (folder / file).read_bytes().decode("utf-8", errors="replace")

def by_key(file, rows, *keys):
    """Rows by what names them; the same name twice is wrong."""
    found = {}
    for row in rows:
        if found.setdefault(tuple(row[key] for key in keys), row) is not row:
            raise Wrong(file, name_of(row), "只有一行 one line", "两行 two lines")
    return found

def show(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

def sha256(content):
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()

def hex_digits(text):
    """What people type from paper: any grouping, o for 0, l for 1."""
    digits = re.sub("[^0-9a-z]", "", text.lower()).translate(str.maketrans("oil", "011"))
    if not re.fullmatch("[0-9a-f]{16,32}", digits):
        raise ValueError(f"不是校验码，要16至32位 no head of 16 to 32 digits: {text}")
    return digits

# ---- 清单和校验码 Manifest and head ------------------------------------------------------

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

# ---- 得分 Scores -----------------------------------------------------------------------
# A method takes the figures of one component and gives value and denominator; a value that cannot be
# had yet is None, because missing is never zero.

def mean(scores):
    return (sum(scores) / len(scores) if scores else None), len(scores)

def by_evaluators(marks, world):
    return mean([Fraction(mark["score"]) for mark in marks if not mark["observer"]])

def by_agency(marks, world):
    if len(marks) > 1:
        raise Wrong(MARKS, name_of(marks[1]), "一个测评结果 one result", len(marks))
    return mean([Fraction(mark["score"]) for mark in marks])

def by_rounds(marks, world):
    rounds = {mark["source"]: Fraction(mark["score"]) for mark in marks}
    wanted = world.readings["bimonthly_rounds"]
    value, denominator = mean([rounds[name] for name in wanted if name in rounds])
    return (value if set(wanted) <= set(rounds) else None), denominator

def by_vote(tallies, world):
    points = {row["grade"]: Fraction(row["points"]) for row in world.evaluation["grades"]}
    valid = sum(tally["valid"] for tally in tallies)
    given = sum(points[mark] * n for tally in tallies for mark, n in tally["counts"].items())
    return (given / valid, valid) if valid else (None, 0)

METHODS = {
    "field_research": by_evaluators, "site_visit": by_evaluators, "hearing": by_evaluators,
    "materials": by_evaluators, "third_party": by_agency, "bimonthly": by_rounds, "vote": by_vote,
}

def name_of(row):
    return " ".join(str(row[key]) for key in ("component", "about", "source", "number") if key in row)

def check_tally(row):
    """Issued, returned, valid and the marks must add up."""
    counts = [row["issued"], row["returned"], row["valid"], *row["counts"].values()]
    if any(type(n) is not int or n < 0 for n in counts):
        raise Wrong(TALLIES, name_of(row), "非负整数 whole numbers from 0", show(counts))
    if not row["valid"] <= row["returned"] <= row["issued"]:
        raise Wrong(TALLIES, name_of(row), "有效≤收回≤发出 valid≤returned≤issued", show(counts[:3]))
    if sum(counts[3:]) != row["valid"]:
        raise Wrong(TALLIES, name_of(row), f"各等次合计 marks add up to {row['valid']}", sum(counts[3:]))

def score(candidate, world):
    """The line of a candidate as it should stand in results/scores.jsonl."""
    scheme, parts, exact = world.scheme_of(candidate), [], Fraction(0)
    for component in scheme["components"] if scheme else ():
        figures = world.figures_of(candidate, component)
        value, denominator = METHODS[component["method"]](figures, world)
        parts.append({"code": component["code"], "value": ratio(value), "denominator": denominator})
        exact = None if None in (exact, value) else exact + Fraction(component["weight"]) * value
    exact = exact if scheme else None
    return {
        "number": candidate["number"], "scheme": scheme and scheme["code"], "components": parts,
        "exact": ratio(exact), "total": half_up(exact, world.evaluation["decimals"]),
    }

def ratio(value):
    return None if value is None else f"{value.numerator}/{value.denominator}"

def half_up(value, places):
    """The one rounding, a half goes up."""
    if value is None:
        return None
    whole, rest = divmod((2 * value * 10**places + 1) // 2, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)

# ---- 给定的一切 Everything that is given -------------------------------------------------

class World:
    """The inputs, looked up by name."""

    def __init__(self, folder):
        campaign = json.loads(read_text(folder, "inputs/campaign.json"))
        frozen = f"inputs/campaign-v{campaign['version']}.yaml"
        found = sha256((folder / frozen).read_bytes())
        if found != campaign["file_sha256"]:
            raise Wrong(frozen, "SHA-256", campaign["file_sha256"], found)
        self.definition = campaign["definition"]
        self.evaluation, self.readings = self.definition["evaluation"], self.definition["readings"]
        self.honours = {honour["code"]: honour for honour in self.definition["honours"]}
        rows = read_lines(folder, CANDIDATES)
        self.candidates = {key[0]: row for key, row in by_key(CANDIDATES, rows, "number").items()}
        self.decisions = read_lines(folder, DECISIONS)
        for place, row in enumerate(self.decisions, 1):
            if row["order"] != place:
                raise Wrong(DECISIONS, f"第{place}项 no. {place}", place, row["order"])
        self.figures = {}
        for file, *keys in ((MARKS, "component", "about", "source"), (TALLIES, "component", "about")):
            for row in by_key(file, read_lines(folder, file), *keys).values():
                if file == TALLIES:
                    check_tally(row)
                elif not 0 <= Fraction(row["score"]) <= 100:
                    raise Wrong(MARKS, name_of(row), "0—100", row["score"])
                self.figures.setdefault((row["component"], row["about"]), []).append(row)

    def scheme_of(self, candidate):
        kind, honour = candidate["unit"]["kind"], candidate["honour"]
        group = next(k["group"] for k in self.definition["unit_kinds"] if k["code"] == kind)
        fit = [s for s in self.evaluation["schemes"] if s["group"] == group and honour in s["honours"]]
        return next((scheme for scheme in fit if kind in (scheme["kinds"] or [kind])), None)

    def figures_of(self, candidate, component):
        """Under the application's own number first; a collective may stand under its unit's code."""
        own = self.figures.get((component["code"], candidate["number"]))
        if own is None and candidate["person"] is None:
            own = self.figures.get((component["code"], candidate["unit"]["code"]))
        return own or []

    def decided(self, *kinds):
        return [row for row in self.decisions if row["kind"] in kinds]

# ---- 窗口总排名 The windows' overall ranking ---------------------------------------------

class Ranking:
    """Who is ranked, who wins by rank, and between whom the leading group must decide."""

    def __init__(self, world, scores):
        self.world, self.rule = world, world.evaluation["top_rule"]
        honour, kind = self.rule["honour"], self.rule["kind"]
        everybody = sorted(world.candidates.values(), key=lambda c: (c["honour"] == honour, c["number"]))
        self.score = {}  # of a unit: that of its application for the honour goes before others
        for one in everybody:
            if one["honour"] in self.rule["pool_honours"] and scores[one["number"]]["scheme"]:
                self.score[one["unit"]["code"]] = scores[one["number"]]
        standing = [c for c in everybody if c["unit"]["kind"] == kind and not c["withdrawn"]]
        self.applied = {c["unit"]["code"] for c in standing if c["honour"] == honour}
        least = world.honours[honour]["conditions"]["min_headcount"].get(kind, 0)
        least += world.readings["at_least"] == "exclusive"
        any_honour = world.readings["relevant_honours"] == "any"
        pool = sorted({c["unit"]["code"] for c in standing if c["unit"]["headcount"] >= least
                       and (any_honour or c["honour"] in self.rule["pool_honours"])})
        keys = {unit: self.key(unit) for unit in pool if self.score.get(unit, {}).get("total")}
        self.incomplete = [unit for unit in pool if unit not in keys]
        if world.readings["top_three"] == "among_applicants":
            keys = {unit: key for unit, key in keys.items() if unit in self.applied}
        self.rank = {unit: 1 + sum(other > keys[unit] for other in keys.values()) for unit in keys}
        self.order = sorted(keys, key=lambda unit: (self.rank[unit], unit))
        self.decide(self.rule["ranks"])

    def key(self, unit):
        """The total, then bimonthly and vote where ties are read so."""
        line, key = self.score[unit], [Fraction(self.score[unit]["total"])]
        if self.world.readings["tie_at_top"] == "bimonthly_then_vote":
            scheme = next(s for s in self.world.evaluation["schemes"] if s["code"] == line["scheme"])
            parts = list(zip(scheme["components"], line["components"]))
            for method in ("bimonthly", "vote"):
                found = [Fraction(given["value"]) for part, given in parts if part["method"] == method]
                key.append(found[0] if found else Fraction(0))
        return key

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
            yield {"unit": unit, "rank": self.rank[unit], "total": self.score[unit]["total"],
                   "applied": unit in self.applied}

# ---- 选拔 Selection ----------------------------------------------------------------------

EFFECTS = {"barred": "barred", "fails": "ineligible", "ruling": "needs_ruling"}  # in this order

class Selection:
    """Honours in order, cells in turn, from scores and decisions to a verdict for everybody."""

    def __init__(self, world, scores, ranking):
        self.world, self.scores, self.ranking = world, scores, ranking
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

    def total(self, one):
        return Fraction(self.scores[one["number"]]["total"] or 0)

    def best_first(self, some):
        return sorted(some, key=lambda one: (-self.total(one), one["number"]))

    def run_honour(self, honour):
        competing = {cell["code"]: [] for cell in honour["cells"]}
        for _, one in sorted(self.world.candidates.items()):
            if one["honour"] == honour["code"]:
                cell = self.cell_of(one, honour)
                outcome, rule = self.screened(one, honour, cell)
                if outcome:
                    self.say(one, outcome, rule, cell)
                else:
                    competing[cell].append(one)
        places, to_fill = self.places(honour)
        for cell in honour["cells"]:
            code = cell["code"]
            self.run_cell(honour, cell, places[code], to_fill[code], competing[code])

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
        if self.total(one) < Fraction(self.world.evaluation["pass_mark"]) and "R53" not in lifted:
            return "below_mark", "R53"
        return (None, None) if cell else ("ineligible", quota_rule(honour))

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

    def run_cell(self, honour, cell, places, to_fill, contestants):
        left = self.still_competing(honour, cell, contestants)
        rank = {one["number"]: 1 + sum(self.total(o) > self.total(one) for o in left) for one in left}
        quota, filled, rule = quota_rule(honour), Filled(self), self.ranking and self.ranking.rule
        top_cell = rule and rule["honour"] == honour["code"] and rule["kind"] in cell["kinds"]
        only_top = top_cell and places <= rule["ranks"]
        if top_cell:
            filled.by_rank(left, to_fill, self.ranking)
        else:
            filled.by_total(left, to_fill)
        self.decide(filled, honour["code"], cell["code"], to_fill)
        choosing = self.choosing(filled)
        told = [(one, "won", "R47" if one["number"] in filled.top else quota) for one in filled.winners]
        told += [(one, "choice", "A14") for one in choosing]
        told += [(one, "tie", quota) for _, tied in filled.ties for one in tied]
        told += [(one, "replaced", "R6") for one in filled.replaced]
        told += [(one, "reserve", "R47" if only_top else quota) for one in filled.reserves]
        for one, outcome, why in told:
            decided = one["number"] in self.noted and outcome in ("won", "reserve")
            self.say(one, outcome, "R6" if decided else why, cell["code"], rank[one["number"]])
        self.won += filled.winners
        self.model_windows += [o["unit"]["code"] for o in filled.winners if o["number"] in filled.top]
        self.cells.append({
            "honour": honour["code"], "cell": cell["code"], "places": places,
            "winners": numbers(filled.winners), "next_in_line": numbers(filled.reserves),
            "vacant": places - filled.claimed() - len(choosing),
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

    def decide(self, filled, honour, cell, places):
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
            filled.winners, filled.reserves = map(self.best_first, (filled.winners, filled.reserves))

class Filled:
    """A cell while it is being filled: winners, open ties, those next in line, those replaced."""

    def __init__(self, selection):
        self.total = selection.total
        self.winners, self.ties, self.reserves, self.replaced, self.top = [], [], [], [], []

    def claimed(self):
        return len(self.winners) + sum(places for places, _ in self.ties)

    def by_total(self, left, places):
        """The best win; where the last place has several equal claims, none of them does."""
        for one in left:
            better = sum(self.total(other) > self.total(one) for other in left)
            equal = [other for other in left if self.total(other) == self.total(one)]
            if better + len(equal) <= places:
                self.winners.append(one)
            elif better >= places:
                self.reserves.append(one)
            elif one is equal[0]:
                self.ties.append((places - better, equal))

    def by_rank(self, left, places, ranking):
        """The first ranks win and nobody slides up; places beyond the ranks go by total."""
        reserved = min(places, ranking.rule["ranks"])
        top = [one for one in left if one["unit"]["code"] in ranking.winners]
        tied = [one for one in left if one["unit"]["code"] in ranking.tied]
        self.top = numbers(top + tied)
        if len(tied) <= ranking.tied_ranks:
            top, tied = top + tied, []
        self.by_total(top, reserved)
        open_places = min(ranking.tied_ranks, reserved - self.claimed()) if tied else 0
        if open_places:
            self.ties.append((open_places, tied))
        else:
            self.reserves += tied
        self.by_total([one for one in left if one["number"] not in self.top], places - reserved)

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
    scores = {number: score(one, world) for number, one in sorted(world.candidates.items())}
    compare(folder, "results/scores.jsonl", scores.values(), "number")
    ranking = Ranking(world, scores) if world.evaluation["top_rule"] else None
    compare(folder, "results/ranking.jsonl", ranking.lines() if ranking else [], "unit")
    made = Selection(world, scores, ranking)
    compare(folder, "results/cells.jsonl", made.cells, "honour", "cell")
    verdicts = [made.verdicts[number] for number in scores]
    compare(folder, "results/verdicts.jsonl", verdicts, "number")
    compare(folder, "results/summary.jsonl", [{"model_windows": made.model_windows}])
    return len(scores), len(made.cells), sum(len(cell["winners"]) for cell in made.cells)

def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--head", help="纸面上的校验码 the head printed on paper")
    parser.add_argument("--checkpoint", help="纸面上的日志检查点 a printed checkpoint of the journal")
    given = parser.parse_args(arguments)
    try:
        files, head = check_manifest(given.folder, given.head)
        print(f"✓ 清单 manifest: {files} 个文件 files, 校验码 head {head}")
        candidates, cells, won = check_results(given.folder, World(given.folder))
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
    journal = runpy.run_path(str(Path(__file__).with_name("verify_journal.py")))["main"]
    paper = ["--checkpoint", given.checkpoint] if given.checkpoint else []
    return journal([str(given.folder / "journal"), *paper])

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
